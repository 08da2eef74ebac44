//! What hangs on a seeded invoice: lines, credit notes and files.

use crate::sandbox::dashdoc::invoice::{Attachment, CreditNote, Group, Invoice, Line, Text};
use crate::sandbox::dashdoc::ledger::Ledger;
use crate::sandbox::dashdoc::scenario::Scenario;
use crate::sandbox::dashdoc::seed::DAY_US;
use crate::sandbox::dashdoc::words::{BARE_LINES, FILES, TRANSPORT_LINES};
use crate::sandbox::random::Random;

/// Makes what is invoiced: by transport, or standing alone.
pub(super) fn lines(
    random: &mut Random,
    scenario: Scenario,
    is_taxed: bool,
) -> (Vec<Group>, Vec<Line>) {
    if scenario == Scenario::EmptyDraft {
        return (Vec::new(), Vec::new());
    }
    if scenario.is_bare() {
        let number = if random.below(12) == 0 {
            40
        } else {
            1 + random.below(3)
        };
        let lines = (0..number).map(|_| line(random, &BARE_LINES, is_taxed));
        return (Vec::new(), lines.collect());
    }
    let number = 1 + random.below(3);
    let groups = (0..number).map(|_| {
        let seed = random.next() >> 20;
        let lines = 1 + random.below(2);
        Group {
            seed,
            lines: (0..lines)
                .map(|_| line(random, &TRANSPORT_LINES, is_taxed))
                .collect(),
        }
    });
    (groups.collect(), Vec::new())
}

fn line(random: &mut Random, words: &[&'static str], is_taxed: bool) -> Line {
    // Quantities with up to three places and prices with up to four.
    let quantity = match random.below(4) {
        0 => 1_000,
        1 => 1_000 * (1 + random.below(33) as i64),
        2 => 250 * (1 + random.below(40) as i64),
        _ => 1 + random.below(24_000) as i64,
    };
    let unit_price = match random.below(5) {
        0 => 10_000 * (10 + random.below(400) as i64),
        1 => 1 + random.below(9_999) as i64,
        // A rebate.
        2 if random.below(4) == 0 => -100 * (1 + random.below(900) as i64),
        _ => 100 * (50 + random.below(60_000) as i64),
    };
    let tax_rate = match random.below(8) {
        _ if !is_taxed => None,
        0 => Some(1_000),
        1 => Some(550),
        2 => Some(0),
        _ => Some(2_000),
    };
    Line {
        description: Text::Borrowed(*random.pick(words)),
        quantity,
        unit_price,
        tax_rate,
    }
}

/// Makes the credit notes of the scenario, all of them after the invoice.
pub(super) fn credit_notes(
    ledger: &mut Ledger,
    invoice: &Invoice,
    scenario: Scenario,
    end: i64,
) -> Vec<CreditNote> {
    let net = invoice.total_price;
    let tax = invoice.total_tax_amount.unwrap_or_default();
    let created = |days: i64| (invoice.created + days * DAY_US).min(end);
    let mut note = |status, net, tax, created| {
        let uid = ledger.uid();
        CreditNote {
            uid,
            status: Text::Borrowed(status),
            document_number: (status != "draft")
                .then(|| Text::Owned(format!("A-{:06}", ledger.made))),
            total_tax_free_amount: net,
            total_tax_amount: tax,
            currency: invoice.currency.clone(),
            created,
        }
    };
    match scenario {
        Scenario::Credited => vec![note("final", net, tax, created(4))],
        Scenario::PartlyCredited => vec![
            note("paid", net / 4, tax / 4, created(2)),
            note("draft", net / 3, tax / 3, created(6)),
        ],
        _ => Vec::new(),
    }
}

/// Gives every fourth invoice files.
pub(super) fn attachments(ledger: &mut Ledger, rank: usize, created: i64) -> Vec<Attachment> {
    let number = match rank % 8 {
        1 => 1,
        6 => 2,
        _ => 0,
    };
    let files = (0..number).map(|nth| Attachment {
        uid: ledger.uid(),
        name: Text::Borrowed(FILES[(rank / 8 + nth) % FILES.len()]),
        file_size: 1_200 + rank as u64 % 90 * 1_000,
        created: created + 1_500_000,
    });
    files.collect()
}
