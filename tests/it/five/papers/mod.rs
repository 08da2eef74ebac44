//! The vendors' books as a bookkeeper would read them: one kind of paper, whoever wrote it.

mod dashdoc;
mod i3d;
mod invoice_ninja;
mod moneybird;

use invoice_gateway::domain::Decimal;
use jiff::{Timestamp, civil::Date, tz::TimeZone};
use serde_json::Value;

use crate::{
    house::{FIVE, House},
    vendors::Vendors,
};

/// An invoice of the books. What the vendor does not say is `None`.
#[derive(Clone, Debug, Default)]
pub(crate) struct Paper {
    pub(crate) account: &'static str,
    pub(crate) provider: &'static str,
    pub(crate) id: String,
    pub(crate) number: Option<String>,
    pub(crate) reference: Option<String>,
    pub(crate) description: Option<String>,
    pub(crate) private_note: Option<String>,
    pub(crate) native_status: String,
    pub(crate) status: &'static str,
    pub(crate) is_credit: bool,
    pub(crate) is_payable: bool,
    pub(crate) archived: bool,
    pub(crate) deleted: bool,
    pub(crate) issue_date: Option<Date>,
    pub(crate) due_date: Option<Date>,
    /// The last day of a deposit that is still asked for.
    pub(crate) deposit_due: Option<Date>,
    pub(crate) created_at: Option<Timestamp>,
    pub(crate) updated_at: Option<Timestamp>,
    pub(crate) finalized_at: Option<Timestamp>,
    pub(crate) currency: Option<String>,
    pub(crate) subtotal: Option<Decimal>,
    pub(crate) total: Option<Decimal>,
    pub(crate) paid: Option<Decimal>,
    pub(crate) balance: Option<Decimal>,
    pub(crate) customer: Option<Customer>,
    pub(crate) lines: Vec<String>,
    pub(crate) payments: Vec<Receipt>,
    pub(crate) files: usize,
    pub(crate) workflow: Option<String>,
    pub(crate) recurring: Option<String>,
}

/// Whom a paper is addressed to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Customer {
    pub(crate) id: Option<String>,
    pub(crate) name: Option<String>,
    pub(crate) email: Option<String>,
    pub(crate) number: Option<String>,
    pub(crate) deleted: bool,
}

/// What was paid of a paper. One without an id of its own is what the paper says of itself.
#[derive(Clone, Debug, Default)]
pub(crate) struct Receipt {
    pub(crate) id: Option<String>,
    pub(crate) amount: Option<Decimal>,
    /// Its own, where it is not the paper's as a matter of course.
    pub(crate) currency: Option<String>,
    pub(crate) date: Option<Date>,
    pub(crate) reference: Option<String>,
    pub(crate) created_at: Option<Timestamp>,
}

impl Receipt {
    /// The currency that it is in, which a paper may have lost since.
    pub(crate) fn currency_on(&self, paper: &Paper) -> Option<String> {
        let of_paper = || paper.currency.clone();
        self.currency.clone().or_else(of_paper)
    }
}

/// Whose days count, per account; everywhere else it is UTC.
pub(crate) type Zones = &'static [(&'static str, &'static str)];

/// How much of an i3D.net invoice is read: its row of the list, or its details too.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum I3d {
    Listed,
    Whole,
}

/// Reads all five books.
pub(crate) async fn papers(house: &House, i3d: I3d) -> Vec<Paper> {
    papers_of(&house.vendors, i3d, &[]).await
}

/// Reads all five books, where days differ.
pub(crate) async fn papers_of(vendors: &Vendors, i3d: I3d, zones: Zones) -> Vec<Paper> {
    let currencies = invoice_ninja::Currencies::ask(vendors).await;
    let mut papers = Vec::new();
    for resident in &FIVE {
        let zone = zone_of(resident.id, zones);
        for document in vendors.books(resident.provider).await {
            let paper = match resident.provider {
                "moneybird" => moneybird::sales(&document),
                "moneybird-external" => moneybird::external(&document),
                "invoice-ninja" => invoice_ninja::read(&document, &currencies),
                "dashdoc" => dashdoc::read(&document, &zone),
                _ => i3d::read(&document, i3d, &zone),
            };
            papers.push(Paper {
                account: resident.id,
                provider: resident.provider_id,
                ..paper
            });
        }
    }
    papers
}

pub(crate) fn zone_of(account: &str, zones: Zones) -> TimeZone {
    let zone = zones.iter().find(|(other, _)| *other == account);
    zone.map_or(TimeZone::UTC, |(_, zone)| TimeZone::get(zone).unwrap())
}

impl Paper {
    /// Whether money is still to come.
    pub(crate) fn is_outstanding(&self) -> bool {
        !self.deleted && ["OPEN", "PARTIALLY_PAID", "PENDING_PAYMENT"].contains(&self.status)
    }

    pub(crate) fn is_overdue(&self, today: Date) -> bool {
        self.is_outstanding() && self.first_due().is_some_and(|due| due < today)
    }

    /// The day to pay by: the deposit's where there is one.
    pub(crate) fn first_due(&self) -> Option<Date> {
        self.deposit_due.or(self.due_date)
    }

    /// Whether there is money to ask for.
    pub(crate) fn can_be_paid(&self) -> bool {
        self.is_outstanding() && self.balance > Some(Decimal::ZERO)
    }

    pub(crate) fn kind(&self) -> &'static str {
        match self.is_credit {
            true => "CREDIT_NOTE",
            false => "INVOICE",
        }
    }

    pub(crate) fn direction(&self) -> &'static str {
        match self.is_payable {
            true => "PAYABLE",
            false => "RECEIVABLE",
        }
    }

    /// A credit note gives money back, whatever sign its vendor writes.
    fn with_the_sign_of_its_kind(mut self) -> Self {
        if !self.is_credit || self.total <= Some(Decimal::ZERO) {
            return self;
        }
        let receipts = self.payments.iter_mut().map(|receipt| &mut receipt.amount);
        let totals = [
            &mut self.subtotal,
            &mut self.total,
            &mut self.paid,
            &mut self.balance,
        ];
        for amount in totals.into_iter().chain(receipts).flatten() {
            *amount = -*amount;
        }
        self
    }
}

/// A text or number at a JSON pointer; null, a missing key and an empty text are `None`.
fn text(document: &Value, pointer: &str) -> Option<String> {
    match document.pointer(pointer)? {
        Value::String(text) => (!text.is_empty()).then(|| text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

fn texts(document: &Value, list: &str, pointer: &str) -> Vec<String> {
    let items = rows(document, list);
    items
        .iter()
        .filter_map(|item| text(item, pointer))
        .collect()
}

fn rows<'d>(document: &'d Value, list: &str) -> &'d [Value] {
    let rows = document.pointer(list).and_then(Value::as_array);
    rows.unwrap_or_else(|| panic!("no list at {list} of {document:#}"))
}

fn decimal(document: &Value, pointer: &str) -> Option<Decimal> {
    let text = text(document, pointer)?;
    let parsed = text.parse().or_else(|_| Decimal::from_scientific(&text));
    Some(parsed.unwrap_or_else(|error| panic!("{text}: {error}")))
}

fn date(document: &Value, pointer: &str) -> Option<Date> {
    Some(text(document, pointer)?.parse().unwrap())
}

fn moment(document: &Value, pointer: &str) -> Option<Timestamp> {
    Some(text(document, pointer)?.parse().unwrap())
}

/// Seconds since 1970; zero is none.
fn seconds(document: &Value, pointer: &str) -> Option<Timestamp> {
    let seconds: i64 = text(document, pointer)?.parse().unwrap();
    (seconds != 0).then(|| Timestamp::from_second(seconds).unwrap())
}

fn day(moment: Timestamp, zone: &TimeZone) -> Date {
    moment.to_zoned(zone.clone()).date()
}
