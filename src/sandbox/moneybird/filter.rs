//! The filter grammar of lists and synchronization, with its silent failures.
//!
//! `key:value,key:value`; every pair is cut at its first colon, alternatives at pipes.
//! Unknown keys are ignored, but any filter replaces the default period.

use axum::http::StatusCode;
use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;

use crate::sandbox::moneybird::errors::Refusal;
use crate::sandbox::moneybird::invoice::{Invoice, State};
use crate::sandbox::moneybird::ledger::Ledger;
use crate::sandbox::moneybird::period::{Period, PeriodError};
use crate::sandbox::moneybird::resource::Resource;

/// Conditions that all must hold.
#[derive(Debug, Default)]
pub(super) struct Filter {
    states: Option<Vec<State>>,
    period: Option<Period>,
    references: Option<Vec<String>>,
    contact_id: Option<u64>,
    recurring_sales_invoice_id: Option<u64>,
    workflow_id: Option<u64>,
    created_after: Option<i64>,
    updated_after: Option<i64>,
}

impl Filter {
    /// What holds without any filter: the current year.
    pub(super) fn this_year(today: Date) -> Self {
        Self {
            period: Some(Period::year_of(today)),
            ..Self::default()
        }
    }

    /// Reads the `filter` parameter.
    pub(super) fn parse(
        text: &str,
        resource: Resource,
        ledger: &Ledger,
    ) -> Result<Self, Box<Refusal>> {
        let mut filter = Self::default();
        for pair in text.split(',') {
            let Some((key, value)) = pair.split_once(':') else {
                continue;
            };
            filter
                .read(key.trim(), value, resource, ledger)
                .map_err(Box::new)?;
        }
        Ok(filter)
    }

    fn read(
        &mut self,
        key: &str,
        value: &str,
        resource: Resource,
        ledger: &Ledger,
    ) -> Result<(), Refusal> {
        let sales = resource == Resource::Sales;
        match key {
            "state" => self.states = states(value, resource)?,
            "period" => self.period = Some(period(value, ledger.today())?),
            "contact_id" => {
                let id = value.parse().unwrap_or_default();
                if !sales && !ledger.knows_contact(id) {
                    return Err(Refusal::not_found("contact_id"));
                }
                self.contact_id = Some(id);
            }
            "reference" if sales => {
                self.references = Some(value.split('|').map(str::to_owned).collect());
            }
            "recurring_sales_invoice_id" if sales => {
                self.recurring_sales_invoice_id = Some(value.parse().unwrap_or_default());
            }
            "workflow_id" if sales => self.workflow_id = Some(value.parse().unwrap_or_default()),
            "created_after" if sales => self.created_after = Some(moment(value, key)?),
            "updated_after" if sales => self.updated_after = Some(moment(value, key)?),
            _ => {}
        }
        Ok(())
    }

    /// Whether an invoice meets all conditions.
    pub(super) fn matches(&self, invoice: &Invoice, today: Date) -> bool {
        let sales = invoice.sales();
        // A draft without a date belongs to the periods that contain today.
        let day = invoice.date.unwrap_or(today);
        let contact_id = invoice.contact.as_ref().map(|contact| contact.id);
        let recurring = sales.and_then(|part| part.recurring_sales_invoice_id);
        let workflow = sales.map(|part| part.workflow_id);
        self.states
            .as_ref()
            .is_none_or(|states| states.contains(&invoice.state))
            && self.period.is_none_or(|period| period.contains(day))
            && self.references.as_ref().is_none_or(|wanted| {
                let reference = invoice.reference.as_deref();
                reference.is_some_and(|reference| wanted.iter().any(|one| one == reference))
            })
            && same(self.contact_id, contact_id)
            && same(self.recurring_sales_invoice_id, recurring)
            && same(self.workflow_id, workflow)
            && self.created_after.is_none_or(|at| invoice.created_at > at)
            && self.updated_after.is_none_or(|at| invoice.updated_at > at)
    }
}

fn same(wanted: Option<u64>, found: Option<u64>) -> bool {
    wanted.is_none() || wanted == found
}

/// A state of the other resource is known to the vendor and therefore matches nothing, silently;
/// so do the states of external invoices that the page does not list as filter values.
fn states(value: &str, resource: Resource) -> Result<Option<Vec<State>>, Refusal> {
    let mut states = Vec::new();
    for word in value.split('|') {
        if word == "all" {
            return Ok(None);
        }
        let Some(state) = State::from_word(word) else {
            return Err(Refusal::symbolic(
                StatusCode::BAD_REQUEST,
                "Status is not included in the list",
                "filter",
                "invalid",
            ));
        };
        if resource.filter_states().contains(&state) {
            states.push(state);
        }
    }
    Ok(Some(states))
}

fn period(value: &str, today: Date) -> Result<Period, Refusal> {
    Period::parse(value, today).map_err(|error| {
        let message = match error {
            PeriodError::OpenEnded => "Period must have both a start and end date",
            PeriodError::Invalid => "Period is invalid",
        };
        Refusal::plain(StatusCode::BAD_REQUEST, message)
    })
}

/// Reads ISO 8601 or `2026-08-20 13:50:12 UTC`; without a zone it is UTC. The page does not say
/// what another text gives, so it is refused: an ignored condition would hide a client's mistake.
fn moment(value: &str, key: &str) -> Result<i64, Refusal> {
    let text = value.trim();
    let bare = text.strip_suffix("UTC").map_or(text, str::trim_end);
    let zoneless = || {
        let time: DateTime = bare.parse().ok()?;
        Some(time.to_zoned(TimeZone::UTC).ok()?.timestamp())
    };
    let found = text.parse::<Timestamp>().ok().or_else(zoneless);
    found
        .map(Timestamp::as_millisecond)
        .ok_or_else(|| Refusal::invalid_value(key))
}
