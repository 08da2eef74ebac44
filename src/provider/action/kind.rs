//! The actions by name.

macro_rules! kinds {
    ($($(#[$doc:meta])* $name:ident = $word:literal,)+) => {
        /// An action, without what it needs to be done.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum ActionKind {
            $($(#[$doc])* $name,)+
        }

        impl ActionKind {
            /// All of them, in the order in which they are told.
            pub const ALL: &'static [Self] = &[$(Self::$name,)+];

            /// Its name, which is that of the mutation.
            #[must_use]
            pub fn name(self) -> &'static str {
                match self {
                    $(Self::$name => $word,)+
                }
            }
        }
    };
}

kinds! {
    /// Makes an invoice.
    CreateInvoice = "createInvoice",
    /// Makes an invoice of a file.
    CreateInvoiceFromAttachment = "createInvoiceFromAttachment",
    /// Changes fields and lines.
    UpdateInvoice = "updateInvoice",
    /// Deletes invoices.
    DeleteInvoices = "deleteInvoices",
    /// Brings invoices back that were deleted or archived.
    RestoreInvoices = "restoreInvoices",
    /// Puts invoices away.
    ArchiveInvoices = "archiveInvoices",
    /// Withdraws an invoice.
    CancelInvoice = "cancelInvoice",
    /// Makes a draft with the same content.
    CloneInvoice = "cloneInvoice",
    /// Sends it to the customer.
    SendInvoice = "sendInvoice",
    /// Sends it to the customer on a later day.
    ScheduleInvoice = "scheduleInvoice",
    /// Reminds the customers.
    SendReminders = "sendReminders",
    /// Makes the provider plan all reminders of the account anew.
    RefreshReminderSchedule = "refreshReminderSchedule",
    /// Says that it was sent in some other way.
    MarkSent = "markSent",
    /// Says that it was paid in full.
    MarkPaid = "markPaid",
    /// Says that payment is doubted.
    MarkDubious = "markDubious",
    /// Says that payment is given up.
    MarkUncollectible = "markUncollectible",
    /// Stops its reminders.
    PauseInvoice = "pauseInvoice",
    /// Goes on with its reminders.
    ResumeInvoice = "resumeInvoice",
    /// Makes a credit note of it.
    CreditInvoice = "creditInvoice",
    /// Settles a credit note with the invoice that it credits.
    SettleCreditInvoice = "settleCreditInvoice",
    /// Registers a payment.
    CreatePayment = "createPayment",
    /// Deletes a payment.
    DeletePayment = "deletePayment",
    /// Gives money back.
    RefundPayment = "refundPayment",
    /// Writes a note.
    AddNote = "addNote",
    /// Deletes a note.
    DeleteNote = "deleteNote",
    /// Adds a file.
    AddAttachment = "addAttachment",
    /// Deletes a file.
    DeleteAttachment = "deleteAttachment",
}

impl ActionKind {
    /// Tells whether it takes several invoices.
    #[must_use]
    pub fn is_for_many(self) -> bool {
        matches!(
            self,
            Self::DeleteInvoices
                | Self::RestoreInvoices
                | Self::ArchiveInvoices
                | Self::SendReminders
        )
    }

    /// Tells whether it is about the account and no invoice that exists.
    #[must_use]
    pub fn is_for_account(self) -> bool {
        matches!(
            self,
            Self::CreateInvoice | Self::CreateInvoiceFromAttachment | Self::RefreshReminderSchedule
        )
    }

    /// Tells whether it makes an invoice.
    #[must_use]
    pub fn makes_invoice(self) -> bool {
        matches!(
            self,
            Self::CreateInvoice
                | Self::CreateInvoiceFromAttachment
                | Self::CloneInvoice
                | Self::CreditInvoice
        )
    }

    /// Tells whether it makes something that has an id of its own.
    #[must_use]
    pub fn makes_something(self) -> bool {
        self.makes_invoice()
            || matches!(
                self,
                Self::CreatePayment | Self::MarkPaid | Self::AddNote | Self::AddAttachment
            )
    }

    /// Tells whether an invoice may be gone after it.
    #[must_use]
    pub fn removes_invoice(self) -> bool {
        self == Self::DeleteInvoices
    }

    /// Tells whether doing it twice does no harm, and leaves no trace to find it by: it brings about what is so already.
    #[must_use]
    pub fn is_repeatable(self) -> bool {
        self == Self::RefreshReminderSchedule
    }
}
