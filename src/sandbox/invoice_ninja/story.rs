//! Which kind of invoice comes at which age, so that every state occurs and none is absurd.

/// Up to this age in days an invoice may still be unsent or within its terms.
const RECENT_DAYS: i64 = 45;

/// The story of one invoice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Story {
    Draft,
    /// A draft that gets its number when it is sent.
    DraftWithoutNumber,
    Sent,
    Viewed,
    Overdue,
    Partial,
    Paid,
    PaidInTwo,
    /// Paid together with its neighbours by one payment.
    Shared,
    /// A deposit is due and nothing was paid.
    Deposit,
    /// Less than the deposit was paid.
    DepositPart,
    /// The day of the deposit is past.
    DepositLate,
    Cancelled,
    /// Cancelled after a part was paid.
    PartialCancelled,
    Reversed,
    Refunded,
    RefundedPart,
    /// A negative invoice, as some people write credits.
    Negative,
    NegativePaid,
    Zero,
    Overpaid,
    PaidWithCredit,
    ArchivedPaid,
    ArchivedSent,
    DeletedDraft,
    DeletedSent,
    DeletedPaid,
}

const RECENT: [Story; 16] = [
    Story::Sent,
    Story::Draft,
    Story::Viewed,
    Story::DraftWithoutNumber,
    Story::Partial,
    Story::Deposit,
    Story::Paid,
    Story::Negative,
    Story::DepositPart,
    Story::Shared,
    Story::Shared,
    Story::Cancelled,
    Story::ArchivedSent,
    Story::Zero,
    Story::DeletedDraft,
    Story::Sent,
];

const OLD: [Story; 24] = [
    Story::Paid,
    Story::Overdue,
    Story::PaidInTwo,
    Story::Shared,
    Story::Shared,
    Story::Shared,
    Story::RefundedPart,
    Story::Cancelled,
    Story::Paid,
    Story::Reversed,
    Story::ArchivedPaid,
    Story::Refunded,
    Story::DeletedPaid,
    Story::Overdue,
    Story::NegativePaid,
    Story::Overpaid,
    Story::PaidWithCredit,
    Story::Partial,
    Story::DepositLate,
    Story::DeletedSent,
    Story::PartialCancelled,
    Story::Paid,
    Story::Reversed,
    Story::Paid,
];

impl Story {
    /// Chooses for the `nth` invoice of its age group.
    pub(super) fn choose(age_days: i64, nth: usize) -> Self {
        if age_days <= RECENT_DAYS {
            RECENT[nth % RECENT.len()]
        } else {
            OLD[nth % OLD.len()]
        }
    }

    /// The age group of an age: 0 or 1.
    pub(super) fn group(age_days: i64) -> usize {
        usize::from(age_days > RECENT_DAYS)
    }

    pub(super) fn is_draft(self) -> bool {
        matches!(
            self,
            Self::Draft | Self::DraftWithoutNumber | Self::DeletedDraft
        )
    }

    pub(super) fn is_negative(self) -> bool {
        matches!(self, Self::Negative | Self::NegativePaid)
    }

    pub(super) fn has_deposit(self) -> bool {
        matches!(self, Self::Deposit | Self::DepositPart | Self::DepositLate)
    }
}
