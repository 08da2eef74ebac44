//! The rows of the books, kept small: a hundred thousand of them must fit.

use std::borrow::Cow;
use std::sync::Arc;

use jiff::civil::Date;
use rust_decimal::Decimal;
use serde_json::Value;

use crate::sandbox::stored_file::StoredFile;

/// A text that is mostly borrowed from the word lists of the seed.
pub(super) type Text = Cow<'static, str>;

/// An invoice of either resource. Times are milliseconds since the Unix epoch.
#[derive(Debug, Clone)]
pub(super) struct Invoice {
    pub(super) id: u64,
    /// Only an external upload that nobody looked at yet has none.
    pub(super) contact: Option<Arc<Contact>>,
    pub(super) state: State,
    /// `invoice_date` or `date`; empty only in sales drafts.
    pub(super) date: Option<Date>,
    pub(super) due_date: Option<Date>,
    pub(super) reference: Option<Text>,
    pub(super) currency: Currency,
    pub(super) prices_are_incl_tax: bool,
    pub(super) paid_at: Option<Date>,
    pub(super) created_at: i64,
    pub(super) updated_at: i64,
    pub(super) lines: Vec<Line>,
    pub(super) payments: Vec<Payment>,
    pub(super) notes: Vec<Note>,
    pub(super) attachments: Vec<Attachment>,
    pub(super) events: Vec<Event>,
    pub(super) marked_dubious_on: Option<Date>,
    pub(super) marked_uncollectible_on: Option<Date>,
    pub(super) part: Part,
}

/// What only one of the two resources has.
#[derive(Debug, Clone)]
pub(super) enum Part {
    Sales(Box<SalesPart>),
    External(ExternalPart),
}

#[derive(Debug, Clone, Default)]
pub(super) struct SalesPart {
    /// Index into the contact's people.
    pub(super) contact_person: Option<usize>,
    /// The printed number; none while draft or scheduled.
    pub(super) invoice_id: Option<Text>,
    pub(super) recurring_sales_invoice_id: Option<u64>,
    pub(super) subscription_id: Option<u64>,
    pub(super) workflow_id: u64,
    pub(super) draft_id: Option<u32>,
    pub(super) discount: Decimal,
    pub(super) original_sales_invoice_id: Option<u64>,
    pub(super) original_estimate_id: Option<u64>,
    pub(super) paused: bool,
    pub(super) sent_at: Option<Date>,
    pub(super) reminder_count: u32,
    pub(super) next_reminder: Option<Date>,
    /// Another style than the seller's first.
    pub(super) document_style_id: Option<u64>,
    /// Other conditions than the workflow's.
    pub(super) payment_conditions: Option<Text>,
    /// Days between the invoice date and the due date; none means the workflow's.
    pub(super) first_due_interval: Option<u16>,
    /// How it was sent the last time.
    pub(super) sending: Option<Arc<Sending>>,
    pub(super) custom_fields: Vec<CustomField>,
    pub(super) time_entries: Vec<TimeEntry>,
}

#[derive(Debug, Clone, Default)]
pub(super) struct ExternalPart {
    pub(super) entry_number: u32,
    pub(super) origin: Option<Text>,
    pub(super) source: Option<Text>,
    pub(super) source_url: Option<Text>,
}

impl Invoice {
    pub(super) fn sales(&self) -> Option<&SalesPart> {
        match &self.part {
            Part::Sales(part) => Some(part),
            Part::External(_) => None,
        }
    }

    pub(super) fn sales_mut(&mut self) -> Option<&mut SalesPart> {
        match &mut self.part {
            Part::Sales(part) => Some(part),
            Part::External(_) => None,
        }
    }

    pub(super) fn discount(&self) -> Decimal {
        self.sales().map_or(Decimal::ZERO, |part| part.discount)
    }

    /// The Unix time in seconds of the last change, which is what the vendor calls the version.
    pub(super) fn version(&self) -> i64 {
        self.updated_at.div_euclid(1000)
    }
}

/// The states of both resources; each knows only some of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum State {
    New,
    Draft,
    Scheduled,
    Open,
    PendingPayment,
    Reminded,
    Late,
    Paid,
    Uncollectible,
}

impl State {
    pub(super) const ALL: [(Self, &'static str); 9] = [
        (Self::New, "new"),
        (Self::Draft, "draft"),
        (Self::Scheduled, "scheduled"),
        (Self::Open, "open"),
        (Self::PendingPayment, "pending_payment"),
        (Self::Reminded, "reminded"),
        (Self::Late, "late"),
        (Self::Paid, "paid"),
        (Self::Uncollectible, "uncollectible"),
    ];

    pub(super) fn word(self) -> &'static str {
        let found = Self::ALL.iter().find(|(state, _)| *state == self);
        found.expect("every state has a word").1
    }

    pub(super) fn from_word(word: &str) -> Option<Self> {
        let found = Self::ALL.iter().find(|(_, known)| *known == word);
        found.map(|(state, _)| *state)
    }

    /// Whether the customer has not received it yet.
    pub(super) fn is_unsent(self) -> bool {
        matches!(self, Self::Draft | Self::Scheduled)
    }
}

/// A currency with the vendor's rate to the administration's currency.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Currency {
    pub(super) code: &'static str,
    /// Digits after the dot of an amount.
    pub(super) decimals: u32,
    /// Ten-thousandths of a euro per unit.
    pub(super) rate: u32,
}

impl Currency {
    pub(super) const KNOWN: [Self; 14] = [
        Self::new("EUR", 2, 10_000),
        Self::new("USD", 2, 8_600),
        Self::new("GBP", 2, 11_500),
        Self::new("JPY", 0, 57),
        Self::new("CHF", 2, 10_700),
        Self::new("SEK", 2, 910),
        Self::new("NOK", 2, 850),
        Self::new("DKK", 2, 1_340),
        Self::new("PLN", 2, 2_350),
        Self::new("CZK", 2, 400),
        Self::new("HUF", 2, 26),
        Self::new("AUD", 2, 5_700),
        Self::new("CAD", 2, 6_300),
        Self::new("CNY", 2, 1_200),
    ];

    const fn new(code: &'static str, decimals: u32, rate: u32) -> Self {
        Self {
            code,
            decimals,
            rate,
        }
    }

    pub(super) fn with_code(code: &str) -> Option<Self> {
        Self::KNOWN.into_iter().find(|known| known.code == code)
    }
}

/// One of the administration's tax rates.
#[derive(Debug)]
pub(super) struct TaxRate {
    pub(super) id: u64,
    pub(super) percent: u32,
    pub(super) report_reference: &'static str,
    pub(super) mandatory_text: Option<&'static str>,
}

/// 21 %, 9 %, 0 % for exports, 0 % reverse charge.
pub(super) const TAX_RATES: [TaxRate; 4] = [
    TaxRate {
        id: 281_474_976_710_700_121,
        percent: 21,
        report_reference: "NL/1a",
        mandatory_text: None,
    },
    TaxRate {
        id: 281_474_976_710_700_109,
        percent: 9,
        report_reference: "NL/1b",
        mandatory_text: None,
    },
    TaxRate {
        id: 281_474_976_710_700_100,
        percent: 0,
        report_reference: "NL/3a",
        mandatory_text: None,
    },
    TaxRate {
        id: 281_474_976_710_700_101,
        percent: 0,
        report_reference: "NL/3b",
        mandatory_text: Some("Btw verlegd / VAT reverse charged"),
    },
];

#[derive(Debug, Clone)]
pub(super) struct Line {
    pub(super) id: u64,
    /// Index into [`TAX_RATES`].
    pub(super) tax: u8,
    pub(super) project_id: Option<u64>,
    pub(super) product_id: Option<u64>,
    /// What a person typed, such as `2 x`.
    pub(super) amount: Option<Text>,
    pub(super) quantity: Decimal,
    pub(super) description: Text,
    pub(super) price: Decimal,
    pub(super) period: Option<Text>,
    /// Another ledger account than that for revenue.
    pub(super) ledger_account_id: Option<u64>,
    /// A place that a client chose; otherwise lines count from 0.
    pub(super) row_order: Option<u32>,
    /// When it was made and changed, if not with its invoice.
    pub(super) times: Option<[i64; 2]>,
}

#[derive(Debug, Clone)]
pub(super) struct Payment {
    pub(super) id: u64,
    pub(super) price: Decimal,
    pub(super) price_base: Decimal,
    pub(super) payment_date: Date,
    pub(super) transaction_identifier: Option<Text>,
    pub(super) financial_mutation_id: Option<u64>,
    pub(super) credit_invoice_id: Option<u64>,
    pub(super) linked_payment_id: Option<u64>,
    /// What a client chose about the booking.
    pub(super) booking: Option<Box<Booking>>,
    pub(super) created_at: i64,
}

/// How a payment that a client registered is booked.
#[derive(Debug, Clone, Default)]
pub(super) struct Booking {
    pub(super) manual_payment_action: Option<&'static str>,
    pub(super) financial_account_id: Option<u64>,
    pub(super) ledger_account_id: Option<u64>,
}

#[derive(Debug, Clone)]
pub(super) struct Note {
    pub(super) id: u64,
    pub(super) note: Text,
    pub(super) todo: bool,
    pub(super) assignee_id: Option<u64>,
    pub(super) completed_at: Option<i64>,
    pub(super) created_at: i64,
}

#[derive(Debug, Clone)]
pub(super) struct Attachment {
    pub(super) id: u64,
    pub(super) filename: Text,
    pub(super) content_type: Text,
    pub(super) size_bytes: u64,
    /// What a client uploaded; otherwise the bytes are invented.
    pub(super) content: Option<StoredFile>,
    pub(super) created_at: i64,
}

#[derive(Debug, Clone)]
pub(super) struct Event {
    pub(super) action: &'static str,
    pub(super) data: EventData,
    pub(super) at: i64,
}

/// What an event's free-form `data` holds.
#[derive(Debug, Clone)]
pub(super) enum EventData {
    Nothing,
    Email,
    Original(u64),
    Payment(u64),
    Note(u64),
    Free(Arc<Value>),
}

/// How an invoice goes to the customer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Delivery {
    Email,
    Peppol,
    Manual,
}

/// What a client chose for one sending, which the next one repeats.
#[derive(Debug, Clone)]
pub(super) struct Sending {
    pub(super) delivery: Delivery,
    pub(super) email_address: Option<String>,
    pub(super) email_message: Option<String>,
}

#[derive(Debug, Clone)]
pub(super) struct CustomField {
    pub(super) id: u64,
    pub(super) name: Text,
    pub(super) value: Text,
}

#[derive(Debug, Clone)]
pub(super) struct TimeEntry {
    pub(super) id: u64,
    pub(super) started_at: i64,
    pub(super) ended_at: i64,
    pub(super) description: Text,
    pub(super) paused_seconds: u32,
}

/// A customer. An empty text is unset.
#[derive(Debug, Clone, Default)]
pub(super) struct Contact {
    pub(super) id: u64,
    pub(super) company_name: Text,
    pub(super) firstname: Text,
    pub(super) lastname: Text,
    pub(super) address1: Text,
    pub(super) address2: Text,
    pub(super) zipcode: Text,
    pub(super) city: Text,
    pub(super) country: Text,
    pub(super) phone: Text,
    pub(super) email: Text,
    pub(super) customer_id: Text,
    pub(super) tax_number: Text,
    pub(super) chamber_of_commerce: Text,
    pub(super) bank_account: Text,
    pub(super) attention: Text,
    pub(super) sepa_iban: Text,
    pub(super) si_identifier: Text,
    pub(super) people: Vec<Person>,
    pub(super) custom_fields: Vec<CustomField>,
    /// Whether the vendor writes its unset texts as `""` instead of null.
    pub(super) writes_empty: bool,
    pub(super) archived: bool,
    pub(super) created_at: i64,
    pub(super) updated_at: i64,
}

#[derive(Debug, Clone)]
pub(super) struct Person {
    pub(super) id: u64,
    pub(super) firstname: Text,
    pub(super) lastname: Text,
    pub(super) phone: Text,
    pub(super) email: Text,
    pub(super) department: Text,
}
