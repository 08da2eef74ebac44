//! Who offers what, as the design has it; the adapters, the cases and the README are held to it.

use std::{collections::BTreeSet, fmt::Write};

use invoice_gateway::adapters::ADAPTERS;
use libtest_mimic::Trial;

use crate::Case;

/// The accounts, in the order of the columns.
pub(crate) const ACCOUNTS: [&str; 5] = [
    "moneybird",
    "moneybird-external",
    "invoice-ninja",
    "dashdoc",
    "i3d",
];

/// Each mutation and what it sends to each provider; `-` where there is no such thing.
pub(crate) const MATRIX: &[(&str, [&str; 5])] = &[
    ("createInvoice", ["POST", "POST", "POST", "POST, bare", "-"]),
    (
        "createInvoiceFromAttachment",
        ["-", "POST attachment", "-", "-", "-"],
    ),
    ("updateInvoice", ["PATCH", "PATCH", "PUT", "PATCH", "-"]),
    (
        "deleteInvoices",
        ["DELETE each", "DELETE each", "bulk delete", "-", "-"],
    ),
    ("restoreInvoices", ["-", "-", "bulk restore", "-", "-"]),
    ("archiveInvoices", ["-", "-", "bulk archive", "-", "-"]),
    ("cancelInvoice", ["-", "-", "bulk cancel", "-", "-"]),
    ("cloneInvoice", ["POST", "POST", "POST", "-", "-"]),
    (
        "sendInvoice",
        ["PATCH send_invoice", "-", "POST emails", "-", "-"],
    ),
    (
        "scheduleInvoice",
        ["PATCH send_invoice", "-", "-", "-", "-"],
    ),
    (
        "sendReminders",
        ["POST send_reminders", "-", "bulk email", "-", "-"],
    ),
    (
        "refreshReminderSchedule",
        ["-", "-", "POST update_reminders", "-", "-"],
    ),
    (
        "markSent",
        ["PATCH send_invoice", "-", "bulk mark_sent", "-", "-"],
    ),
    (
        "markPaid",
        [
            "POST payments",
            "POST payments",
            "bulk mark_paid",
            "POST mark-paid",
            "-",
        ],
    ),
    (
        "markDubious",
        [
            "PATCH mark_as_dubious",
            "PATCH mark_as_dubious",
            "-",
            "-",
            "-",
        ],
    ),
    (
        "markUncollectible",
        [
            "PATCH mark_as_uncollectible",
            "PATCH mark_as_uncollectible",
            "-",
            "-",
            "-",
        ],
    ),
    ("pauseInvoice", ["POST pause", "-", "-", "-", "-"]),
    ("resumeInvoice", ["POST resume", "-", "-", "-", "-"]),
    (
        "creditInvoice",
        ["PATCH duplicate_creditinvoice", "-", "-", "-", "-"],
    ),
    (
        "settleCreditInvoice",
        ["PATCH register_payment_creditinvoice", "-", "-", "-", "-"],
    ),
    (
        "createPayment",
        ["POST payments", "POST payments", "POST payments", "-", "-"],
    ),
    ("deletePayment", ["DELETE", "DELETE", "DELETE", "-", "-"]),
    (
        "refundPayment",
        ["-", "-", "POST payments/refund", "-", "-"],
    ),
    (
        "addNote",
        [
            "POST notes",
            "POST notes",
            "POST activities/notes",
            "-",
            "-",
        ],
    ),
    ("deleteNote", ["DELETE", "DELETE", "-", "-", "-"]),
    (
        "addAttachment",
        [
            "POST attachments",
            "POST attachment",
            "POST upload",
            "PATCH file",
            "-",
        ],
    ),
    (
        "deleteAttachment",
        ["DELETE", "DELETE", "documents bulk delete", "-", "-"],
    ),
];

/// The cells in which a provider offers an action, or those in which it does not.
pub(crate) fn cells(offered: bool) -> impl Iterator<Item = (&'static str, &'static str)> {
    MATRIX.iter().flat_map(move |(mutation, row)| {
        let cells = ACCOUNTS.iter().zip(row);
        cells
            .filter(move |(_, cell)| (**cell != "-") == offered)
            .map(|(account, _)| (*account, *mutation))
    })
}

/// The matrix, as the README shows it.
pub(crate) fn markdown() -> String {
    let mut text = String::from(
        "| mutation | Moneybird | Moneybird external | Invoice Ninja | Dashdoc | i3D.net |\n|---|---|---|---|---|---|\n",
    );
    for (mutation, row) in MATRIX {
        writeln!(text, "| `{mutation}` | {} |", row.join(" | ")).expect("text");
    }
    text + "| `refreshAccount` | reads | reads | reads | reads | reads |\n"
}

/// The table between these two lines of the README.
const BEGIN: &str = "<!-- actions:begin -->\n";
const END: &str = "<!-- actions:end -->";

pub(crate) fn trials(cases: &[(&'static str, Vec<Case>)]) -> Vec<Trial> {
    let tried: BTreeSet<(&str, &str)> = cases
        .iter()
        .flat_map(|(account, cases)| cases.iter().map(|case| (*account, case.mutation)))
        .collect();
    vec![
        Trial::test(
            "matrix::every_call_cell_has_a_case_and_no_other",
            move || {
                let wanted: BTreeSet<_> = cells(true).collect();
                assert_eq!(tried, wanted);
                Ok(())
            },
        ),
        Trial::test(
            "matrix::the_adapters_declare_exactly_the_call_cells",
            || {
                let declared: BTreeSet<(&str, &str)> = ADAPTERS
                    .iter()
                    .flat_map(|adapter| {
                        let kinds = adapter.info.actions.iter();
                        kinds.map(|kind| (adapter.info.id.slug(), kind.name()))
                    })
                    .collect();
                let wanted: BTreeSet<_> = cells(true).collect();
                assert_eq!(declared, wanted);
                Ok(())
            },
        ),
        Trial::test("matrix::the_readme_shows_it", || {
            let path = concat!(env!("CARGO_MANIFEST_DIR"), "/README.md");
            let readme = std::fs::read_to_string(path)?;
            let begin = readme.find(BEGIN).ok_or("the README has no place for it")? + BEGIN.len();
            let end = readme.find(END).ok_or("the README has no end of it")?;
            if std::env::var_os("UPDATE_README").is_some() {
                let text = format!("{}{}{}", &readme[..begin], markdown(), &readme[end..]);
                std::fs::write(path, text)?;
            } else {
                let message = "run UPDATE_README=1 cargo test --test actions matrix";
                assert_eq!(readme[begin..end], markdown(), "{message}");
            }
            Ok(())
        }),
    ]
}
