//! Fills the books with deterministic data that ends just before `today`.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};

use crate::sandbox::dashdoc::company::{Company, ISSUER};
use crate::sandbox::dashdoc::invoice::{File, Invoice, Text};
use crate::sandbox::dashdoc::ledger::Ledger;
use crate::sandbox::dashdoc::scenario::{Scenario, TERM_DAYS};
use crate::sandbox::dashdoc::seed_parts as parts;
use crate::sandbox::dashdoc::words::{self, COMPANIES, METHODS, REFERENCES};
use crate::sandbox::random::Random;

/// How far back the books go, in days.
const SPAN_DAYS: i64 = 1_000;

pub(super) const DAY_US: i64 = 24 * 60 * 60 * 1_000_000;

/// Adds `count` invoices and their customers.
pub(super) fn fill(ledger: &mut Ledger, count: usize) {
    let mut random = Random::new(0xDA54);
    let customers = fill_companies(ledger, count);
    let end = midnight(ledger.today) - 1_000_000;
    let mut per_age = [0; 3];
    for rank in (0..count).rev() {
        // By the square of the rank: a third of the rows falls into the last hundred days.
        let square = |rank: usize| (rank as i128).pow(2);
        let span = i128::from(SPAN_DAYS * DAY_US);
        let age = (span * square(rank) / square(count)) as i64;
        let created = end - age - random.below(DAY_US as u64 / 8) as i64;
        let age_days = (end - created) / DAY_US;
        let group = match age_days {
            ..12 => 0,
            12..180 => 1,
            _ => 2,
        };
        let scenario = Scenario::choose(age_days, per_age[group]);
        per_age[group] += 1;
        let debtor = customers[random.below(customers.len() as u64) as usize];
        let invoice = invoice(ledger, &mut random, rank, created, scenario, debtor);
        ledger.put(invoice);
    }
}

/// A customer for every 40 invoices, at least all that have a name of their own.
fn fill_companies(ledger: &mut Ledger, count: usize) -> Vec<u32> {
    ledger.put_company(Company {
        pk: ISSUER,
        latitude: 4_722,
        longitude: -164,
        ..company(words::ISSUER)
    });
    let number = COMPANIES.len().max(count / 40);
    let customers = (0..number).map(|index| {
        let pk = ISSUER + 11 + index as u32 * 7;
        let mut customer = company(COMPANIES[index % COMPANIES.len()]);
        if index >= COMPANIES.len() {
            customer.name = Text::Owned(format!("{} {}", customer.name, index / COMPANIES.len()));
        }
        ledger.put_company(Company {
            pk,
            invoicing_remote_id: if index % 4 == 3 {
                Text::Borrowed("")
            } else {
                Text::Owned(format!("411{index:04}"))
            },
            notes: Text::Borrowed(if index % 5 == 2 {
                "Appeler avant 10 h"
            } else {
                ""
            }),
            latitude: 4_300 + index as i32 % 600,
            longitude: -100 + index as i32 % 700,
            ..customer
        });
        pk
    });
    customers.collect()
}

fn company([name, address, postcode, city, country, vat_number]: [&'static str; 6]) -> Company {
    Company {
        name: Text::Borrowed(name),
        address: Text::Borrowed(address),
        postcode: Text::Borrowed(postcode),
        city: Text::Borrowed(city),
        country: Text::Borrowed(country),
        vat_number: Text::Borrowed(vat_number),
        ..Company::default()
    }
}

fn invoice(
    ledger: &mut Ledger,
    random: &mut Random,
    rank: usize,
    created: i64,
    scenario: Scenario,
    debtor: u32,
) -> Invoice {
    let end = midnight(ledger.today) - 1_000_000;
    let uid = ledger.uid();
    let currency = match rank % 10 {
        3 => "GBP",
        5 => "CHF",
        8 => "PLN",
        9 => "USD",
        _ => "EUR",
    };
    let (groups, lines) = parts::lines(random, scenario, currency == "EUR");
    let is_draft = scenario.is_draft();
    let date = (!is_draft).then(|| day_of(created));
    let finalized_at = (!is_draft).then_some((created + DAY_US / 7 + rank as i64).min(end));
    let due_date = date.map(|date| date.saturating_add(TERM_DAYS.days()));
    let paid_at = (scenario.status() == "paid").then(|| {
        let after = (3 + random.below(40) as i64) * DAY_US;
        (created + after).min(end - 1_000_000) / 1_000_000 * 1_000_000
    });
    let touched = paid_at.or(finalized_at).unwrap_or(created);
    let mut invoice = Invoice {
        uid,
        status: Text::Borrowed(scenario.status()),
        document_number: number(rank, scenario, date),
        due_date: due_date.filter(|_| rank % 13 != 5),
        invoicing_date: date,
        created,
        updated: (touched + 250).min(end),
        finalized_at,
        total_price: 0,
        total_tax_amount: None,
        currency: Text::Borrowed(currency),
        file: match scenario {
            Scenario::FinalWithoutFile | Scenario::ExternalPending => File::Missing,
            _ if is_draft => File::Missing,
            _ if rank % 6 == 4 => File::Relative,
            _ => File::Stored,
        },
        remote_id: if rank.is_multiple_of(3) {
            Text::Owned(format!("ERP/{rank}"))
        } else {
            Text::Borrowed("")
        },
        debtor_reference: Text::Borrowed(*random.pick(&REFERENCES)),
        debtor,
        has_template: rank.is_multiple_of(4),
        groups,
        lines,
        credit_notes: Vec::new(),
        attachments: parts::attachments(ledger, rank, created),
        paid_at,
        payment_method: paid_at
            .filter(|_| rank % 4 != 2)
            .map(|_| Text::Borrowed(*random.pick(&METHODS))),
        payment_notes: Text::Borrowed(if paid_at.is_some() && rank.is_multiple_of(5) {
            "reçu en deux fois"
        } else {
            ""
        }),
        is_dashdoc: !scenario.is_external(),
        omit: Vec::new(),
    };
    invoice.total_up();
    invoice.credit_notes = parts::credit_notes(ledger, &invoice, scenario, end);
    if let Some(note) = invoice.credit_notes.iter().map(|note| note.created).max() {
        invoice.updated = invoice.updated.max(note);
    }
    invoice
}

/// Another tool writes numbers of its own.
fn number(rank: usize, scenario: Scenario, date: Option<Date>) -> Option<Text> {
    let year = date?.year();
    match scenario {
        Scenario::ExternalPending => None,
        _ if scenario.is_external() => Some(Text::Owned(format!("VT {year}/{rank:05} é"))),
        _ => Some(Text::Owned(format!("F{year}-{:06}", 200_000 - rank))),
    }
}

/// The first moment of a day in UTC, in microseconds since the Unix epoch.
pub(super) fn midnight(day: Date) -> i64 {
    let start = day.to_zoned(TimeZone::UTC);
    start.map_or(0, |start| start.timestamp().as_microsecond())
}

/// The day of a moment in UTC.
pub(super) fn day_of(at: i64) -> Date {
    let at = Timestamp::from_microsecond(at).unwrap_or(Timestamp::UNIX_EPOCH);
    at.to_zoned(TimeZone::UTC).date()
}
