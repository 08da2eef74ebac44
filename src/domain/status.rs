//! What an invoice is and where it stands, in words that all providers share.

/// An invoice or its opposite.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum InvoiceKind {
    /// Asks for money.
    Invoice,
    /// Gives money back; its amounts are negative.
    CreditNote,
}

/// Whose money it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Direction {
    /// The company is to receive it.
    Receivable,
    /// The company is to pay it.
    Payable,
}

/// Where an invoice stands. The vendor's own word is kept beside it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum InvoiceStatus {
    /// Not yet issued.
    Draft,
    /// Will be sent at a planned time.
    Scheduled,
    /// Issued and wholly unpaid.
    Open,
    /// Issued and paid in part.
    PartiallyPaid,
    /// A payment is under way.
    PendingPayment,
    /// Paid in full.
    Paid,
    /// Given up.
    Uncollectible,
    /// Withdrawn.
    Cancelled,
    /// Undone by the vendor's reversal.
    Reversed,
    /// A word that we do not know; see the vendor's own.
    Unknown,
}

impl InvoiceStatus {
    /// Tells whether money is still to come: only these count as balance, overdue and in ageing.
    #[must_use]
    pub fn is_outstanding(self) -> bool {
        matches!(
            self,
            Self::Open | Self::PartiallyPaid | Self::PendingPayment
        )
    }
}
