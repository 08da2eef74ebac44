//! Fresh books: the same for the same day and number of invoices.

use std::borrow::Cow;

use jiff::ToSpan;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use rust_decimal::Decimal;

use crate::sandbox::invoice_ninja::events::due_after;
use crate::sandbox::invoice_ninja::events_payment::Incoming;
use crate::sandbox::invoice_ninja::ledger::{Ledger, next};
use crate::sandbox::invoice_ninja::render_activity::NOTE;
use crate::sandbox::invoice_ninja::render_payment::exchange_rate;
use crate::sandbox::invoice_ninja::rows::{Document, Invoice, Parent, Stamps};
use crate::sandbox::invoice_ninja::seed_words::{
    ACTIVITY_NOTES, DOCUMENTS, PRIVATE_NOTES, PUBLIC_NOTES, TERMS,
};
use crate::sandbox::invoice_ninja::story::Story;
use crate::sandbox::invoice_ninja::totals::round;
use crate::sandbox::invoice_ninja::{seed_clients, seed_lines, seed_story};
use crate::sandbox::random::Random;

/// The seed of all seeds.
const SEED: u64 = 0x1A7A_0005;

/// How far back small and large books go, in days.
const SHORT_DAYS: u64 = 430;
const LONG_DAYS: u64 = 1100;

/// How many invoices make the books large.
const MANY: usize = 1000;

/// Makes books that end on the day before `today`.
pub(super) fn books(today: Date, count: usize) -> Ledger {
    let mut ledger = Ledger {
        today,
        ..Ledger::default()
    };
    let until = seconds(today, 0) - 1;
    seed_clients::fill(&mut ledger, count, until);
    let mut random = Random::new(SEED);
    let mut nth = [0, 0];
    let mut group = Shared::default();
    for index in 0..count {
        let age_days = age_days(index, count);
        let place = &mut nth[Story::group(age_days)];
        let story = Story::choose(age_days, *place);
        *place += 1;
        if story != Story::Shared || group.invoices.len() == 3 {
            group.pay(&mut ledger, until);
        }
        let client = match group.client {
            0 => pick_client(&ledger, index, &mut random),
            client => client,
        };
        let date = today.saturating_sub(age_days.days());
        let id = write(&mut ledger, story, client, date, index, &mut random);
        let sent_at = seed_story::live(&mut ledger, id, story, until);
        if story == Story::Shared {
            group.client = client;
            group.at = sent_at + 9 * 86_400;
            group.invoices.push(id);
        }
        decorate(&mut ledger, id, index, until);
    }
    group.pay(&mut ledger, until);
    unapplied(&mut ledger, until);
    other_documents(&mut ledger, until);
    ledger.settle();
    ledger
}

/// Unix seconds of a moment of a day.
pub(super) fn seconds(day: Date, second: i64) -> i64 {
    let midnight = day.to_zoned(TimeZone::UTC).map(|day| day.timestamp());
    midnight.map_or(0, |midnight| midnight.as_second()) + second
}

/// Newer invoices are closer together: the age falls with the square of the place.
fn age_days(index: usize, count: usize) -> i64 {
    let span = if count > MANY { LONG_DAYS } else { SHORT_DAYS };
    let left = (count - 1 - index) as u64;
    let count = count as u64;
    1 + (span * left * left / (count * count)) as i64
}

/// The first clients have the most invoices, and every one has some.
fn pick_client(ledger: &Ledger, index: usize, random: &mut Random) -> u32 {
    let clients = u64::from(ledger.counters.client);
    let client = if index.is_multiple_of(2) {
        (index / 2) as u64 % clients
    } else {
        random.below(clients).min(random.below(clients))
    };
    u32::try_from(client + 1).unwrap_or(1)
}

fn write(
    ledger: &mut Ledger,
    story: Story,
    client: u32,
    date: Date,
    index: usize,
    random: &mut Random,
) -> u32 {
    let id = next(&mut ledger.counters.invoice);
    // In the office, and some by a program at exactly the same second.
    let second = match index % 8 {
        2 | 3 => 9 * 3600,
        _ => 8 * 3600 + random.below(9 * 3600) as i64,
    };
    let created_at = seconds(date, second);
    let number = if story == Story::DraftWithoutNumber {
        Cow::Borrowed("")
    } else if index % 10 == 6 {
        let number = next(&mut ledger.counters.invoice_number);
        Cow::Owned(format!("INV-{}-{number:04}", date.year()))
    } else {
        ledger.invoice_number()
    };
    let currency = ledger.currency_of(client);
    let mut invoice = Invoice {
        id,
        client,
        status: 1,
        stamps: Stamps {
            created_at,
            updated_at: created_at,
            ..Stamps::default()
        },
        number,
        date,
        due_date: seed_story::due_date(story, date, ledger.today, index),
        exchange_rate: exchange_rate(currency.id),
        terms: Cow::Borrowed(TERMS[index % TERMS.len()]),
        public_notes: Cow::Borrowed(PUBLIC_NOTES[index % PUBLIC_NOTES.len()]),
        private_notes: Cow::Borrowed(PRIVATE_NOTES[index % PRIVATE_NOTES.len()]),
        ..Invoice::default()
    };
    if index % 4 == 1 {
        invoice.po_number = Cow::Owned(format!("PO/{:05}-ß", 40_000 + index));
        invoice.footer = Cow::Borrowed("KvK 01234567 · IBAN NL00BANK0123456789");
        invoice.custom_values = [
            Cow::Borrowed("Afdeling Noord"),
            Cow::Borrowed("no"),
            Cow::Borrowed(""),
            Cow::Owned(date.to_string()),
        ];
    }
    if index % 16 == 5 {
        invoice.public_notes = Cow::Owned(long_text());
    }
    if index % 14 == 3 {
        invoice.recurring = 1 + u32::try_from(index % 3).unwrap_or(0);
        invoice.auto_bill_enabled = true;
    }
    if index % 20 == 11 {
        invoice.lines = seed_lines::famous();
    }
    seed_lines::fill(&mut invoice, story, currency, index, random);
    if story.has_deposit() {
        let third = invoice.money.amount / Decimal::from(3);
        invoice.money.partial = round(third, currency.precision);
        invoice.partial_due_date = Some(match story {
            Story::DepositLate => due_after(date, 7),
            _ => due_after(ledger.today, 5),
        });
        invoice.due_date = Some(due_after(ledger.today, 30));
    }
    ledger.create(invoice);
    id
}

fn long_text() -> String {
    let part = "Deze werkzaamheden zijn in overleg uitgevoerd, zie het verslag van 3 februari; \
                meerwerk is apart genoemd — “zoals besproken” — en niet eerder in rekening gebracht. ";
    part.repeat(24).trim_end().to_owned()
}

/// Notes of users and documents, here and there.
fn decorate(ledger: &mut Ledger, id: u32, index: usize, until: i64) {
    let Some(updated_at) = ledger.invoices.get(&id).map(|row| row.stamps.updated_at) else {
        return;
    };
    if index % 6 == 2 {
        let at = (updated_at + 3600).min(until);
        let text = ACTIVITY_NOTES[index / 6 % ACTIVITY_NOTES.len()];
        ledger.written(id, NOTE, at, Cow::Borrowed(text));
        if index % 12 == 2 {
            ledger.written(
                id,
                NOTE,
                (at + 60).min(until),
                Cow::Borrowed("En nog eens."),
            );
        }
    }
    let documents = match index % 10 {
        0 => 1,
        5 => 2,
        _ => 0,
    };
    for nth in 0..documents {
        let at = (updated_at + 120 * (nth as i64 + 1)).min(until);
        let mut document = document(Parent::Invoice(id), index / 5 + nth, at);
        document.is_public = nth == 0;
        ledger.attach(document);
    }
}

fn document(parent: Parent, nth: usize, at: i64) -> Document {
    let (name, extension, size_bytes, width, height) = DOCUMENTS[nth % DOCUMENTS.len()];
    Document {
        id: 0,
        parent,
        stamps: Stamps {
            created_at: at,
            updated_at: at,
            ..Stamps::default()
        },
        name: Cow::Borrowed(name),
        extension: Cow::Borrowed(extension),
        size_bytes,
        width,
        height,
        is_public: true,
        content: None,
    }
}

/// Documents that hang on no invoice.
fn other_documents(ledger: &mut Ledger, until: i64) {
    let payment = ledger.counters.payment;
    for (nth, parent) in [Parent::Company, Parent::Client(1), Parent::Payment(payment)]
        .into_iter()
        .enumerate()
    {
        ledger.attach(document(parent, nth, until - 3600));
    }
}

/// Invoices of one client that one payment pays.
#[derive(Debug, Default)]
struct Shared {
    client: u32,
    at: i64,
    invoices: Vec<u32>,
}

impl Shared {
    /// Pays what was collected, if anything was.
    fn pay(&mut self, ledger: &mut Ledger, until: i64) {
        let collected = std::mem::take(self);
        if collected.invoices.is_empty() {
            return;
        }
        let balance = |id: &u32| {
            let row = ledger.invoices.get(id);
            (*id, row.map_or(Decimal::ZERO, |row| row.money.balance))
        };
        let parts = collected.invoices.iter().map(balance).collect();
        ledger.pay(Incoming {
            client: collected.client,
            at: collected.at.min(until),
            parts,
            type_id: 1,
            transaction_reference: Cow::Borrowed("SEPA/verzamelbetaling"),
            is_manual: true,
            ..Incoming::default()
        });
    }
}

/// Money that came in for nothing yet.
fn unapplied(ledger: &mut Ledger, until: i64) {
    ledger.pay(Incoming {
        client: 1,
        at: until - 7200,
        amount: Some(Decimal::new(25_000, 2)),
        type_id: 2,
        transaction_reference: Cow::Borrowed("vooruitbetaling"),
        private_notes: Cow::Borrowed("Nog toe te wijzen"),
        is_manual: true,
        ..Incoming::default()
    });
}
