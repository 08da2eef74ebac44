//! Which kind of invoice comes at which age, so that every kind occurs and none is absurd.

/// Up to this age in days an invoice may still be a draft.
const FRESH_DAYS: i64 = 12;

/// Up to this age in days an invoice is within its terms.
pub(super) const TERM_DAYS: i64 = 30;

/// The story of one invoice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Scenario {
    /// A draft with transports.
    Draft,
    /// A draft without transports.
    BareDraft,
    /// A draft without any line.
    EmptyDraft,
    Final,
    /// Final, its PDF not made yet.
    FinalWithoutFile,
    /// Final and without transports.
    BareFinal,
    /// Numbered by another tool, which has not done so yet.
    ExternalPending,
    /// Numbered by another tool; its tax is unknown.
    External,
    ExternalPaid,
    Paid,
    BarePaid,
    /// Final, with a credit note for a part, and one that is only a draft.
    PartlyCredited,
    /// Final and taken back as a whole.
    Credited,
}

impl Scenario {
    /// Chooses for the `nth` invoice of its age.
    pub(super) fn choose(age_days: i64, nth: usize) -> Self {
        use Scenario::{
            BareDraft, BareFinal, BarePaid, Credited, Draft, EmptyDraft, External, ExternalPaid,
            ExternalPending, Final, FinalWithoutFile, Paid, PartlyCredited,
        };
        let group: &[Self] = if age_days < FRESH_DAYS {
            &[
                Draft,
                Final,
                BareDraft,
                FinalWithoutFile,
                ExternalPending,
                EmptyDraft,
                Paid,
                BareFinal,
                Draft,
                Final,
            ]
        } else if age_days < 6 * TERM_DAYS {
            &[
                Final,
                Paid,
                External,
                BareFinal,
                PartlyCredited,
                BarePaid,
                Credited,
                Paid,
                ExternalPaid,
                Final,
                Paid,
            ]
        } else {
            &[
                Paid,
                BarePaid,
                Paid,
                ExternalPaid,
                Credited,
                Paid,
                Final,
                Paid,
                PartlyCredited,
                Paid,
                BarePaid,
                External,
                Paid,
            ]
        };
        group[nth % group.len()]
    }

    pub(super) fn status(self) -> &'static str {
        match self {
            Self::Draft | Self::BareDraft | Self::EmptyDraft => "draft",
            Self::Paid | Self::BarePaid | Self::ExternalPaid => "paid",
            _ => "final",
        }
    }

    pub(super) fn is_draft(self) -> bool {
        self.status() == "draft"
    }

    pub(super) fn is_bare(self) -> bool {
        matches!(
            self,
            Self::BareDraft | Self::EmptyDraft | Self::BareFinal | Self::BarePaid
        )
    }

    pub(super) fn is_external(self) -> bool {
        matches!(
            self,
            Self::External | Self::ExternalPaid | Self::ExternalPending
        )
    }
}
