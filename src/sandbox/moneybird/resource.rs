//! The two kinds of invoices and the words that differ between them.

use crate::sandbox::moneybird::invoice::State;

/// One of the two kinds of invoices.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Resource {
    Sales,
    External,
}

impl Resource {
    pub(super) const ALL: [Self; 2] = [Self::Sales, Self::External];

    /// The name that control commands and faults use.
    pub(super) fn named(name: &str) -> Self {
        if name == "moneybird-external" {
            Self::External
        } else {
            Self::Sales
        }
    }

    /// The part of a path, and the key of wrappers in the plural.
    pub(super) fn segment(self) -> &'static str {
        match self {
            Self::Sales => "sales_invoices",
            Self::External => "external_sales_invoices",
        }
    }

    /// The vendor's class name.
    pub(super) fn class(self) -> &'static str {
        match self {
            Self::Sales => "SalesInvoice",
            Self::External => "ExternalSalesInvoice",
        }
    }

    /// The states that the page lists as filter values.
    pub(super) fn filter_states(self) -> &'static [State] {
        match self {
            Self::Sales => &[
                State::Draft,
                State::Open,
                State::Scheduled,
                State::PendingPayment,
                State::Late,
                State::Reminded,
                State::Paid,
                State::Uncollectible,
            ],
            Self::External => &[State::New, State::Open, State::Late, State::Paid],
        }
    }

    /// The states that its invoices may have.
    pub(super) fn has_state(self, state: State) -> bool {
        match self {
            Self::Sales => state != State::New,
            Self::External => !matches!(state, State::Draft | State::Scheduled | State::Reminded),
        }
    }
}

/// The vendor's event for reaching a state.
pub(super) fn state_event(resource: Resource, state: State) -> &'static str {
    match (resource, state) {
        (Resource::Sales, State::Draft | State::New) => "sales_invoice_state_changed_to_draft",
        (Resource::Sales, State::Scheduled) => "sales_invoice_state_changed_to_scheduled",
        (Resource::Sales, State::Open) => "sales_invoice_state_changed_to_open",
        (Resource::Sales, State::PendingPayment) => {
            "sales_invoice_state_changed_to_pending_payment"
        }
        (Resource::Sales, State::Reminded) => "sales_invoice_state_changed_to_reminded",
        (Resource::Sales, State::Late) => "sales_invoice_state_changed_to_late",
        (Resource::Sales, State::Paid) => "sales_invoice_state_changed_to_paid",
        (Resource::Sales, State::Uncollectible) => "sales_invoice_state_changed_to_uncollectible",
        (Resource::External, State::Late) => "external_sales_invoice_state_changed_to_late",
        (Resource::External, State::Paid) => "external_sales_invoice_state_changed_to_paid",
        (Resource::External, State::Uncollectible) => {
            "external_sales_invoice_state_changed_to_uncollectible"
        }
        // The page lists four states for external invoices.
        (Resource::External, _) => "external_sales_invoice_state_changed_to_open",
    }
}
