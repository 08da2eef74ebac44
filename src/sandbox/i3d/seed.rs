//! Fills the books with deterministic data that ends just before `today`.

use std::sync::Arc;

use jiff::civil::Date;
use jiff::tz::TimeZone;

use crate::sandbox::i3d::currency::Currency;
use crate::sandbox::i3d::invoice::{Client, DateForm, Invoice, PdfForm, Text, rounded};
use crate::sandbox::i3d::ledger::Ledger;
use crate::sandbox::i3d::seed_items as items;
use crate::sandbox::i3d::words::{CLIENTS, DESCRIPTIONS};
use crate::sandbox::random::Random;

/// How far back the books go, in days.
const SPAN_DAYS: i64 = 1_200;

pub(super) const DAY: i64 = 24 * 60 * 60;

/// What the vendor writes as the moment of a payment that never was: a zero date, or the
/// year 0 as its database reads it.
const NEVER: [i64; 2] = [0, -62_169_984_000];

/// The story of one invoice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Scenario {
    Unpaid,
    PartlyPaid,
    Paid,
    Credit,
    SettledCredit,
}

impl Scenario {
    /// Old invoices are mostly paid; what is not is overdue.
    fn choose(age_days: i64, nth: usize) -> Self {
        use Scenario::{Credit, Paid, PartlyPaid, SettledCredit, Unpaid};
        let group: &[Self] = if age_days < 45 {
            &[Unpaid, Paid, PartlyPaid, Unpaid, Credit, Paid, Unpaid]
        } else {
            &[
                Paid,
                Paid,
                SettledCredit,
                Paid,
                Unpaid,
                Paid,
                Paid,
                PartlyPaid,
                Paid,
                Credit,
                Paid,
            ]
        };
        group[nth % group.len()]
    }

    fn is_credit(self) -> bool {
        matches!(self, Self::Credit | Self::SettledCredit)
    }
}

/// Adds `count` invoices, all of them of one client under its changing names.
pub(super) fn fill(ledger: &mut Ledger, count: usize) {
    let mut random = Random::new(0x13D);
    let clients = CLIENTS.map(client);
    let end = midnight(ledger.today) - DAY;
    let mut per_age = [0; 2];
    let mut credits = 0;
    for rank in (0..count).rev() {
        let age_days = SPAN_DAYS * rank as i64 / count as i64 * rank as i64 / count as i64;
        let created = end - age_days * DAY;
        let group = usize::from(age_days >= 45);
        let scenario = Scenario::choose(age_days, per_age[group]);
        per_age[group] += 1;
        let client = match age_days {
            ..200 => &clients[0],
            200..800 => &clients[1],
            _ => &clients[2],
        };
        let mut invoice = plain(ledger, &mut random, rank, created, client, scenario);
        if scenario.is_credit() {
            credits += 1;
            // The sign is not documented.
            if credits % 3 != 0 {
                items::negate(&mut invoice);
            }
        }
        settle(&mut invoice, scenario, end + DAY - 1, &mut random);
        ledger.put(invoice);
    }
}

fn plain(
    ledger: &mut Ledger,
    random: &mut Random,
    rank: usize,
    created: i64,
    client: &Arc<Client>,
    scenario: Scenario,
) -> Invoice {
    let code = match rank % 12 {
        2 | 7 => "USD",
        4 => "GBP",
        6 | 9 => "JPY",
        10 => "KWD",
        11 => "CAD",
        _ => "EUR",
    };
    let currency = Currency::named(code).expect("a seeded currency is known");
    let term = [30, 14, 30, 0][rank % 4];
    let vat_percentage = if code == "EUR" { 21 } else { 0 };
    let letter = if scenario.is_credit() { 'C' } else { 'F' };
    let year = day_of(created).strftime("%y").to_string();
    let period = created - created.rem_euclid(DAY);
    let mut invoice = Invoice {
        id: ledger.next_id(),
        number: Text::Owned(format!("{letter}{year}-{:07}", 9_100_000 - rank)),
        description: items::description(&DESCRIPTIONS, rank, created),
        currency: Text::Borrowed(currency.name),
        currency_sign: Text::Borrowed(currency.sign),
        created,
        due: created + term * DAY,
        excl_vat: 0,
        vat: 0,
        vat_percentage,
        remaining: 0,
        paid: 0,
        payment_status: 0,
        payment_date: NEVER[usize::from(rank % 9 == 3)],
        is_credit: scenario.is_credit(),
        payment_term: term,
        date_form: match rank % 10 {
            2 => DateForm::Day,
            4 => DateForm::DayAndTime,
            6 => DateForm::Rfc3339,
            8 => DateForm::DayFirst,
            _ => DateForm::Digits,
        },
        items: items::items(random, rank, *currency, vat_percentage, period),
        client: Arc::clone(client),
        pdf_form: PdfForm::Raw,
        pdf_size: None,
    };
    invoice.total_up();
    invoice
}

fn settle(invoice: &mut Invoice, scenario: Scenario, latest: i64, random: &mut Random) {
    let total = invoice.incl_vat();
    let after = 2 * DAY + random.below(25 * DAY.unsigned_abs()) as i64;
    let at = (invoice.created + after).min(latest);
    match scenario {
        Scenario::Paid | Scenario::SettledCredit => invoice.pay(total, at),
        Scenario::PartlyPaid => {
            let step = Currency::named(&invoice.currency).map_or(100, |currency| currency.step());
            invoice.pay(rounded(total / 3, step), at);
        }
        Scenario::Unpaid | Scenario::Credit => {}
    }
}

fn client(words: [&'static str; 9]) -> Arc<Client> {
    let [
        number,
        full_name,
        company_name,
        email,
        address,
        zip,
        city,
        country,
        vat_number,
    ] = words.map(Text::Borrowed);
    Arc::new(Client {
        number,
        full_name,
        company_name,
        email,
        address,
        zip,
        city,
        country,
        vat_number,
        iban: Text::Borrowed(""),
        bic: Text::Borrowed(""),
    })
}

/// The first moment of a day in UTC, in seconds since the Unix epoch.
pub(super) fn midnight(day: Date) -> i64 {
    let start = day.to_zoned(TimeZone::UTC);
    start.map_or(0, |start| start.timestamp().as_second())
}

/// The day of a moment in UTC.
pub(super) fn day_of(at: i64) -> Date {
    let at = jiff::Timestamp::from_second(at).unwrap_or(jiff::Timestamp::UNIX_EPOCH);
    at.to_zoned(TimeZone::UTC).date()
}
