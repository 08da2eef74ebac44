//! Which kind of invoice comes at which age, so that every state occurs and none is absurd.

use crate::sandbox::moneybird::invoice::State;
use crate::sandbox::moneybird::resource::Resource;

/// Up to this age in days an invoice may still be unsent or within its terms.
pub(super) const RECENT_DAYS: i64 = 26;

/// Up to this age in days an unpaid invoice is not unusual.
const UNSETTLED_DAYS: i64 = 150;

/// The story of one invoice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Scenario {
    /// External only: uploaded, without contact, not looked at.
    Upload,
    Draft,
    /// A draft that already has its date.
    DatedDraft,
    Scheduled,
    Open,
    PartlyPaid,
    Pending,
    Paused,
    Late,
    LatePartlyPaid,
    Reminded,
    Dubious,
    Uncollectible,
    Paid,
    PaidInTwo,
    Credit,
    CreditPaid,
}

impl Scenario {
    /// Chooses for the `nth` invoice of its age group.
    pub(super) fn choose(resource: Resource, age_days: i64, nth: usize) -> Self {
        use Scenario::{
            Credit, CreditPaid, DatedDraft, Draft, Dubious, Late, LatePartlyPaid, Open, Paid,
            PaidInTwo, PartlyPaid, Paused, Pending, Reminded, Scheduled, Uncollectible, Upload,
        };
        let group: &[Self] = match resource {
            Resource::Sales if age_days < RECENT_DAYS => &[
                Open, Draft, Scheduled, PartlyPaid, Paid, Pending, DatedDraft, Credit, Paused,
                Open, Paid, Open,
            ],
            Resource::Sales if age_days < UNSETTLED_DAYS => &[
                Late,
                Reminded,
                Paid,
                LatePartlyPaid,
                CreditPaid,
                Dubious,
                Uncollectible,
                Paid,
                Reminded,
                PaidInTwo,
                Late,
                Paid,
            ],
            Resource::External if age_days < RECENT_DAYS => &[
                Open, Upload, Paid, Pending, PartlyPaid, Credit, Open, Paid, Upload,
            ],
            Resource::External if age_days < UNSETTLED_DAYS => &[
                Late,
                Paid,
                LatePartlyPaid,
                Uncollectible,
                Dubious,
                CreditPaid,
                Paid,
                Late,
            ],
            _ => &[
                Paid,
                Paid,
                PaidInTwo,
                CreditPaid,
                Paid,
                Uncollectible,
                Paid,
                Paid,
                Paid,
                Late,
            ],
        };
        group[nth % group.len()]
    }

    pub(super) fn state(self) -> State {
        match self {
            Self::Upload => State::New,
            Self::Draft | Self::DatedDraft => State::Draft,
            Self::Scheduled => State::Scheduled,
            Self::Open | Self::PartlyPaid | Self::Paused | Self::Credit => State::Open,
            Self::Pending => State::PendingPayment,
            Self::Late | Self::LatePartlyPaid | Self::Dubious => State::Late,
            Self::Reminded => State::Reminded,
            Self::Uncollectible => State::Uncollectible,
            Self::Paid | Self::PaidInTwo | Self::CreditPaid => State::Paid,
        }
    }

    pub(super) fn is_credit(self) -> bool {
        matches!(self, Self::Credit | Self::CreditPaid)
    }

    /// In how many payments how much of the total came in, as a fraction of the total.
    pub(super) fn payments(self) -> &'static [Share] {
        match self {
            Self::PartlyPaid | Self::LatePartlyPaid => &[Share::Third],
            Self::Paid | Self::CreditPaid => &[Share::Rest],
            Self::PaidInTwo => &[Share::Third, Share::Rest],
            _ => &[],
        }
    }
}

/// A part of what is still to be paid.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Share {
    Third,
    Rest,
}
