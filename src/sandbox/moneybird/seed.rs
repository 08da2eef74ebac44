//! Fills the books with deterministic data that ends just before `today`.
//!
//! Invoices lie close together near the end and far apart in the past, over three years.

use std::sync::Arc;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};
use rust_decimal::Decimal;

use crate::sandbox::moneybird::fixed::{ESTIMATE_ID, WORKFLOW_EN_ID, WORKFLOW_ID};
use crate::sandbox::moneybird::invoice::{
    Contact, Currency, EventData, ExternalPart, Invoice, Line, Part, Payment, SalesPart, State,
    Text,
};
use crate::sandbox::moneybird::ledger::Ledger;
use crate::sandbox::moneybird::resource::{Resource, state_event};
use crate::sandbox::moneybird::scenario::{RECENT_DAYS, Scenario, Share};
use crate::sandbox::moneybird::seed_children as children;
use crate::sandbox::moneybird::seed_contacts;
use crate::sandbox::moneybird::seed_lines;
use crate::sandbox::moneybird::seed_words::{ORIGINS, REFERENCES};
use crate::sandbox::moneybird::totals::{Amount, Totals, round};
use crate::sandbox::random::Random;

/// How far back the books go.
const SPAN_MS: u64 = 3 * 365 * DAY_MS;

const DAY_MS: u64 = 24 * 60 * 60 * 1000;

/// Adds `count` invoices of each kind, and their customers.
pub(super) fn fill(ledger: &mut Ledger, count: usize) {
    let end = midnight_ms(ledger.today()) - 1000;
    let first_day = end - SPAN_MS as i64 - 8 * DAY_MS as i64;
    let contacts = seed_contacts::fill(ledger, count, first_day);
    for resource in Resource::ALL {
        let mut seed = Seed {
            resource,
            end,
            random: Random::new(0x5EED + resource as u64),
            contacts: &contacts,
            creditable: None,
            per_group: [0; 3],
        };
        for index in 0..count {
            let invoice = Arc::new(seed.invoice(ledger, index, count));
            if !seed.is_odd_for_credit(&invoice) {
                seed.creditable = Some(Arc::clone(&invoice));
            }
            ledger.put(resource, invoice);
        }
    }
}

/// What stays the same, and what is remembered, while one resource is seeded.
#[derive(Debug)]
struct Seed<'a> {
    resource: Resource,
    /// The latest moment of any row, in milliseconds since the Unix epoch.
    end: i64,
    random: Random,
    contacts: &'a [Arc<Contact>],
    /// The latest invoice that a credit invoice may take back.
    creditable: Option<Arc<Invoice>>,
    per_group: [usize; 3],
}

impl Seed<'_> {
    fn invoice(&mut self, ledger: &mut Ledger, index: usize, count: usize) -> Invoice {
        // 0 is the newest.
        let rank = count - 1 - index;
        let created_at = self.created_at(rank, count);
        let age_days = (self.end - created_at) / DAY_MS as i64;
        let scenario = self.scenario(age_days);
        let original = self.creditable.clone().filter(|_| scenario.is_credit());

        let mut invoice = match &original {
            Some(original) => self.credit_of(ledger, original, created_at),
            None => self.plain(ledger, rank, created_at, scenario),
        };
        self.date(&mut invoice, scenario, ledger.today());
        invoice.part = self.part(ledger, rank, scenario, &invoice, original.as_deref());
        invoice.reference = self.reference(rank, &invoice);
        children::add(ledger, &mut invoice, self.resource, rank, self.end);
        self.live(ledger, &mut invoice, scenario, original.as_deref());
        invoice
    }

    /// Spreads by the cube of the rank: at 64 invoices some 20 fall into the last month.
    fn created_at(&mut self, rank: usize, count: usize) -> i64 {
        let (rank, count) = (rank as u128, count as u128);
        let age = u128::from(SPAN_MS) * rank.pow(3) / count.pow(3);
        let jitter = self.random.below(DAY_MS / 4) as i64;
        self.end - age as i64 - jitter
    }

    fn scenario(&mut self, age_days: i64) -> Scenario {
        let group = match age_days {
            ..RECENT_DAYS => 0,
            RECENT_DAYS..150 => 1,
            _ => 2,
        };
        let nth = self.per_group[group];
        self.per_group[group] += 1;
        Scenario::choose(self.resource, age_days, nth)
    }

    fn plain(
        &mut self,
        ledger: &mut Ledger,
        rank: usize,
        created_at: i64,
        scenario: Scenario,
    ) -> Invoice {
        let currency = match rank % 9 {
            2 => "USD",
            4 => "GBP",
            6 => "JPY",
            8 => "CHF",
            _ => "EUR",
        };
        let currency = Currency::with_code(currency).expect("a known currency");
        let contact = Arc::clone(self.random.pick(self.contacts));
        let negative = scenario.is_credit();
        Invoice {
            id: ledger.counters.id(created_at),
            contact: (scenario != Scenario::Upload).then_some(contact),
            state: scenario.state(),
            date: None,
            due_date: None,
            reference: None,
            currency,
            prices_are_incl_tax: rank % 5 == 2,
            paid_at: None,
            created_at,
            updated_at: created_at,
            lines: seed_lines::lines(
                ledger,
                &mut self.random,
                rank,
                currency,
                negative,
                created_at,
            ),
            payments: Vec::new(),
            notes: Vec::new(),
            attachments: Vec::new(),
            events: Vec::new(),
            marked_dubious_on: None,
            marked_uncollectible_on: None,
            part: Part::External(ExternalPart::default()),
        }
    }

    /// Copies the original with its quantities negated.
    fn credit_of(&self, ledger: &mut Ledger, original: &Invoice, created_at: i64) -> Invoice {
        Invoice {
            id: ledger.counters.id(created_at),
            state: State::Open,
            created_at,
            updated_at: created_at,
            lines: seed_lines::credited(ledger, original, created_at),
            payments: Vec::new(),
            notes: Vec::new(),
            attachments: Vec::new(),
            events: Vec::new(),
            paid_at: None,
            marked_dubious_on: None,
            marked_uncollectible_on: None,
            ..original.clone()
        }
    }

    fn date(&self, invoice: &mut Invoice, scenario: Scenario, today: Date) {
        let created = day_of(invoice.created_at);
        let recent = created.saturating_add(RECENT_DAYS.days()) >= today;
        invoice.state = scenario.state();
        let date = match scenario {
            Scenario::Draft => None,
            Scenario::DatedDraft => Some(today),
            Scenario::Scheduled => Some(today.saturating_add(6.days())),
            _ => Some(created),
        };
        let terms = if recent { 30 } else { 14 };
        invoice.date = match self.resource {
            Resource::Sales => date,
            Resource::External => date.or(Some(created)),
        };
        let due = date.unwrap_or(today).saturating_add(terms.days());
        invoice.due_date = (scenario != Scenario::Upload).then_some(due);
    }

    fn part(
        &mut self,
        ledger: &mut Ledger,
        rank: usize,
        scenario: Scenario,
        invoice: &Invoice,
        original: Option<&Invoice>,
    ) -> Part {
        if self.resource == Resource::External {
            return Part::External(ExternalPart {
                entry_number: ledger.counters.entry(),
                origin: ORIGINS[rank % ORIGINS.len()].map(Text::Borrowed),
                source: (rank % 4 == 1).then_some(Text::Borrowed("Webshop \"De Hoek\"")),
                source_url: (rank % 4 == 1)
                    .then(|| Text::Owned(format!("https://shop.example/o/{rank}?a=1&b=2"))),
            });
        }
        let sent = !invoice.state.is_unsent();
        let date = invoice.date.unwrap_or(ledger.today());
        let people = invoice.contact.as_ref().map_or(0, |c| c.people.len());
        let discount = match rank {
            _ if original.is_some() => original.map_or(Decimal::ZERO, Invoice::discount),
            _ if rank % 7 == 3 => Decimal::TEN,
            _ if rank % 11 == 5 => Decimal::new(25, 1),
            _ => Decimal::ZERO,
        };
        let recurring = rank.is_multiple_of(6) && original.is_none();
        let reminded = scenario == Scenario::Reminded;
        Part::Sales(Box::new(SalesPart {
            contact_person: (people > 0 && rank.is_multiple_of(2)).then_some(0),
            invoice_id: sent.then(|| ledger.counters.invoice_id(date)),
            recurring_sales_invoice_id: recurring
                .then_some(281_474_976_710_701_000 + rank as u64 % 5),
            subscription_id: (recurring && rank.is_multiple_of(12))
                .then_some(281_474_976_710_702_000 + rank as u64 % 3),
            workflow_id: if rank % 3 == 1 {
                WORKFLOW_EN_ID
            } else {
                WORKFLOW_ID
            },
            draft_id: (!sent).then(|| ledger.counters.draft()),
            discount,
            original_sales_invoice_id: original.map(|original| original.id),
            original_estimate_id: (rank % 20 == 7).then_some(ESTIMATE_ID),
            paused: scenario == Scenario::Paused,
            sent_at: sent.then_some(date),
            reminder_count: if reminded { 1 + rank as u32 % 2 } else { 0 },
            next_reminder: reminded.then(|| ledger.today().saturating_add(5.days())),
            custom_fields: children::custom_fields(rank),
            document_style_id: None,
            payment_conditions: None,
            first_due_interval: due_interval(date, invoice.due_date),
            sending: None,
            time_entries: children::time_entries(ledger, rank, invoice.created_at),
        }))
    }

    fn reference(&mut self, rank: usize, invoice: &Invoice) -> Option<Text> {
        let word = Text::Borrowed(*self.random.pick(&REFERENCES));
        match self.resource {
            Resource::Sales if rank % 5 == 4 => None,
            Resource::Sales if rank % 5 == 3 => Some(Text::Borrowed("")),
            Resource::Sales if rank < REFERENCES.len() * 2 => Some(word),
            Resource::Sales => Some(Text::Owned(format!("{word} {rank}"))),
            Resource::External if invoice.state == State::New => None,
            Resource::External => Some(Text::Owned(format!("{word} {rank}"))),
        }
    }

    /// Plays the invoice's life after its creation.
    fn live(
        &self,
        ledger: &mut Ledger,
        invoice: &mut Invoice,
        scenario: Scenario,
        original: Option<&Invoice>,
    ) {
        let mut at = invoice.created_at;
        let created = match (self.resource, original) {
            (Resource::External, _) => "external_sales_invoice_created",
            (Resource::Sales, Some(_)) => "sales_invoice_created_from_original",
            (Resource::Sales, None) => "sales_invoice_created",
        };
        children::event(invoice, created, EventData::Nothing, at);
        if let Some(original) = original {
            let action = "credit_invoice_created_from_original";
            children::event(invoice, action, EventData::Original(original.id), at + 20);
        }
        if self.resource == Resource::Sales && !invoice.state.is_unsent() {
            at += 70;
            let open = state_event(self.resource, State::Open);
            children::event(invoice, open, EventData::Nothing, at);
            children::event(
                invoice,
                "sales_invoice_send_email",
                EventData::Email,
                at + 40,
            );
        }
        for share in scenario.payments() {
            at = (at + 9 * DAY_MS as i64 + 4_321).min(self.end);
            self.pay(ledger, invoice, *share, at);
        }
        self.mark(invoice, scenario);
        if !matches!(invoice.state, State::Draft | State::Open | State::New) {
            at = (at + 1_250).min(self.end);
            let reached = state_event(self.resource, invoice.state);
            children::event(invoice, reached, EventData::Nothing, at);
        }
        invoice.updated_at = at.max(invoice.created_at);
    }

    fn pay(&self, ledger: &mut Ledger, invoice: &mut Invoice, share: Share, at: i64) {
        let unpaid = Totals::of(invoice).unpaid;
        let amount = match share {
            Share::Rest => unpaid,
            Share::Third => {
                let third = round(unpaid.own / Decimal::from(3), invoice.currency.decimals);
                Amount::at_rate(third, invoice.currency)
            }
        };
        let id = ledger.counters.id(at);
        let payment_date = day_of(at);
        let by_bank = id.is_multiple_of(2);
        invoice.payments.push(Payment {
            id,
            price: amount.own,
            price_base: amount.base,
            payment_date,
            transaction_identifier: by_bank.then(|| Text::Owned(format!("TRX/{id}"))),
            financial_mutation_id: by_bank.then_some(id + 1),
            credit_invoice_id: None,
            linked_payment_id: None,
            booking: None,
            created_at: at,
        });
        let data = EventData::Payment(id);
        children::event(invoice, "payment_registered", data, at);
        if share == Share::Rest {
            invoice.paid_at = Some(payment_date);
        }
    }

    fn mark(&self, invoice: &mut Invoice, scenario: Scenario) {
        let marked = day_of(self.end.min(invoice.created_at + 25 * DAY_MS as i64));
        match scenario {
            Scenario::Dubious => invoice.marked_dubious_on = Some(marked),
            Scenario::Uncollectible => invoice.marked_uncollectible_on = Some(marked),
            _ => {}
        }
    }

    /// Whether crediting this invoice would make no sense.
    fn is_odd_for_credit(&self, invoice: &Invoice) -> bool {
        let negative = invoice
            .lines
            .iter()
            .any(|line: &Line| line.quantity.is_sign_negative() && !line.quantity.is_zero());
        negative || invoice.state.is_unsent() || invoice.state == State::New
    }
}

fn due_interval(date: Date, due_date: Option<Date>) -> Option<u16> {
    let days = date.until(due_date?).ok()?.get_days();
    u16::try_from(days).ok()
}

/// The day in UTC of a moment in milliseconds since the Unix epoch.
fn day_of(at_ms: i64) -> Date {
    let time = Timestamp::from_millisecond(at_ms).unwrap_or(Timestamp::UNIX_EPOCH);
    time.to_zoned(TimeZone::UTC).date()
}

/// The midnight in UTC that a day begins with, in milliseconds since the Unix epoch.
fn midnight_ms(day: Date) -> i64 {
    let zoned = day.to_zoned(TimeZone::UTC);
    zoned.map_or(0, |zoned| zoned.timestamp().as_millisecond())
}
