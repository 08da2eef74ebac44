//! What the vendors let many do at once, and how their books show it.

use serde_json::{Value, json};

use crate::{dashdoc, desk::Desk, invoice_ninja, moneybird};

/// The manner of a vendor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Manner {
    /// Payments and notes.
    Moneybird,
    /// The same, and payments of one invoice a second apart.
    InvoiceNinja,
    /// Three fields of a draft.
    Dashdoc,
}

impl Manner {
    pub(super) fn of(account: &str) -> Self {
        match account {
            "dashdoc" => Self::Dashdoc,
            "invoice-ninja" => Self::InvoiceNinja,
            _ => Self::Moneybird,
        }
    }

    /// An invoice of a million, so that no payment here settles it.
    pub(super) async fn large(self, desk: &Desk) -> String {
        match self {
            Self::Moneybird => {
                let line = json!({"description": "Ship", "price": "1000000", "amount": "1", "tax_rate": "0"});
                moneybird::added(desk, json!({"state": "open", "details": [line]})).await
            }
            Self::InvoiceNinja => {
                let line = json!({"notes": "Ship", "cost": "1000000", "quantity": "1"});
                let fields = json!({"status_id": "2", "line_items": [line]});
                invoice_ninja::added(desk, fields).await
            }
            Self::Dashdoc => dashdoc::added(desk, json!({"status": "draft"})).await,
        }
    }

    /// How many writers one invoice gets at once. A second payment of an invoice waits a second at Invoice Ninja, and
    /// nobody waits longer than ten.
    pub(super) fn at_once(self) -> usize {
        match self {
            Self::InvoiceNinja => 8,
            Self::Moneybird | Self::Dashdoc => 40,
        }
    }

    /// The nth write: mutation, type of its input, input and what is asked of the answer.
    pub(super) fn write(self, nth: usize) -> (&'static str, &'static str, Value, &'static str) {
        if self == Self::Dashdoc {
            let (name, value) = dashdoc_field(nth);
            let changes = json!({"changes": {name: value}});
            let selection = "invoice { number description issueDate }";
            return ("updateInvoice", "UpdateInvoiceInput", changes, selection);
        }
        match nth.is_multiple_of(2) {
            true => {
                let input = json!({
                    "amount": format!("{}.01", nth + 1), "date": "2026-05-01", "reference": format!("T-{nth}"),
                });
                let selection = "payment { reference }";
                ("createPayment", "CreatePaymentInput", input, selection)
            }
            false => {
                let input = json!({"text": format!("Note {nth}")});
                ("addNote", "AddNoteInput", input, "note { text }")
            }
        }
    }

    /// Whether the nth writer was told of the own write.
    pub(super) fn is_its_own(self, told: &Value, nth: usize) -> bool {
        match self {
            Self::Dashdoc => {
                let (name, value) = dashdoc_field(nth);
                told["invoice"][name] == json!(value)
            }
            _ if nth.is_multiple_of(2) => told["payment"]["reference"] == format!("T-{nth}"),
            _ => told["note"]["text"] == format!("Note {nth}"),
        }
    }

    /// Sees that an invoice in the vendor's books has what was written, each once; of fields that several wrote, the value
    /// of one of them.
    pub(super) fn has_each_once(self, book: &Value, written: impl Iterator<Item = usize> + Clone) {
        let wanted = |rest: usize, word: &str| {
            let written = written.clone().filter(|nth| nth % 2 == rest);
            sorted(written.map(|nth| format!("{word}{nth}")))
        };
        let (payments, notes) = match self {
            Self::Moneybird => (
                texts(book, "payments", "transaction_identifier"),
                texts(book, "notes", "note"),
            ),
            Self::InvoiceNinja => (
                texts(book, "payments", "transaction_reference"),
                texts(book, "activities", "notes")
                    .into_iter()
                    .filter(|text| text.starts_with("Note "))
                    .collect(),
            ),
            Self::Dashdoc => return has_fields(book, written),
        };
        assert_eq!(payments, wanted(0, "T-"));
        assert_eq!(notes, wanted(1, "Note "));
    }

    /// Whether an invoice, as a client reads it, shows the nth write.
    pub(super) fn shows(self, invoice: &Value, nth: usize) -> bool {
        match self {
            Self::Dashdoc => {
                let (name, value) = dashdoc_field(nth);
                invoice[name] == json!(value)
            }
            _ => {
                let payments = invoice["payments"].to_string();
                payments.contains(&format!("\"T-{nth}\""))
            }
        }
    }

    /// What is compared of every invoice: all that comes with it.
    pub(super) fn nodes(self) -> &'static str {
        match self {
            Self::Moneybird => {
                "number reference status total { amount currency } balance { amount }
                payments { id amount { amount } reference } notes { id text }
                lineItems { nativeId description } timeline { action }"
            }
            Self::InvoiceNinja => {
                "number reference status total { amount currency } balance { amount }
                payments { id amount { amount } reference } lineItems { description } publicNote"
            }
            Self::Dashdoc => {
                "number reference description issueDate dueDate status total { amount currency }
                payments { id amount { amount } } lineItems { description }"
            }
        }
    }

    /// The reads of a refresh whose answers may come late.
    pub(super) fn reads(self) -> Vec<(&'static str, &'static str)> {
        match self {
            // First the ids that there are, then the invoices by their ids.
            Self::Moneybird => vec![("GET", "/synchronization"), ("POST", "/synchronization")],
            // What changed, and the payments that changed.
            Self::InvoiceNinja => vec![("GET", "/api/v1/invoices"), ("GET", "/api/v1/payments")],
            // The first page of all, twice.
            Self::Dashdoc => vec![("GET", "/api/v4/invoices/"), ("GET", "/api/v4/invoices/")],
        }
    }

    /// What somebody else changes before a refresh.
    pub(super) fn change(self, round: usize) -> Value {
        match self {
            Self::Dashdoc => json!({"remote_id": format!("R-{round}")}),
            _ => json!({"due_date": format!("2027-01-0{}", round + 1)}),
        }
    }

    /// A new invoice for the customer of another.
    pub(super) fn new_invoice(self, book: &Value, round: usize) -> Value {
        let reference = format!("New {round}");
        match self {
            Self::Moneybird => json!({"customerId": book["contact_id"], "reference": reference}),
            Self::InvoiceNinja => json!({"customerId": book["client_id"], "reference": reference}),
            Self::Dashdoc => json!({"customerId": book["debtor"]["pk"].to_string()}),
        }
    }

    /// Whether invoices can be deleted.
    pub(super) fn deletes(self) -> bool {
        self != Self::Dashdoc
    }

    /// Makes the vendor allow fewer calls than the writers need. Dashdoc has no limit that is known, and may have one.
    pub(super) fn limit(self) -> Value {
        match self {
            Self::Dashdoc => json!({"fault": {"add": {
                "resource": "dashdoc", "method": "PATCH", "times": 7,
                "answer": {"rate_limited": {"retry_after": {"seconds": 1}}},
            }}}),
            // Each write reads before and after it: the third finds no room between the two, and only reads are repeated.
            _ => {
                json!({"rate_limit": {"on": true, "limit": 7, "window_seconds": 2, "used": 0}})
            }
        }
    }
}

/// The field of a draft that the nth writer changes, and what to.
fn dashdoc_field(nth: usize) -> (&'static str, String) {
    match nth % 3 {
        0 => ("number", format!("F-{nth}")),
        1 => ("description", format!("D-{nth}")),
        _ => ("issueDate", format!("2026-05-{:02}", nth % 28 + 1)),
    }
}

fn has_fields(book: &Value, written: impl Iterator<Item = usize> + Clone) {
    for (rest, wire) in ["document_number", "debtor_reference", "invoicing_date"]
        .into_iter()
        .enumerate()
    {
        let mut written = written.clone().filter(|nth| nth % 3 == rest).peekable();
        if written.peek().is_none() {
            continue;
        }
        let mut values = written.map(|nth| json!(dashdoc_field(nth).1));
        let is_one = values.any(|value| value == book[wire]);
        assert!(is_one, "nobody wrote this {wire}: {book:#}");
    }
}

fn texts(book: &Value, list: &str, key: &str) -> Vec<String> {
    let items = book[list].as_array().expect("a list").iter();
    sorted(items.filter_map(|item| item[key].as_str().map(str::to_owned)))
}

fn sorted(texts: impl Iterator<Item = String>) -> Vec<String> {
    let mut texts: Vec<String> = texts.collect();
    texts.sort_unstable();
    texts
}
