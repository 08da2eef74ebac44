//! What can be done to an invoice by name, in one place for actions, bulk requests and triggers.

use std::borrow::Cow;

use rust_decimal::Decimal;

use crate::sandbox::invoice_ninja::events::{due_after, reminder_on};
use crate::sandbox::invoice_ninja::events_payment::Incoming;
use crate::sandbox::invoice_ninja::ledger::Ledger;
use crate::sandbox::invoice_ninja::rows::{Invoice, Text};
use crate::sandbox::invoice_ninja::write::template::Template;

/// The company's payment terms, in days.
pub(super) const PAYMENT_TERMS: i64 = 14;

/// What a payment says that nobody referred to.
const MANUAL_ENTRY: &str = "Manual entry";

impl Ledger {
    /// A number that no invoice has.
    pub(super) fn fresh_number(&mut self) -> Text {
        loop {
            let number = self.invoice_number();
            if !self.numbers().any(|taken| taken == number) {
                return number;
            }
        }
    }

    /// Marks a draft as sent, without an email; anything else stays as it is.
    pub(super) fn mark_sent(&mut self, id: u32, at: i64) -> bool {
        let is_draft = |row: &Invoice| row.status == 1 && !row.stamps.is_deleted;
        let Some(row) = self.invoices.get(&id).filter(|row| is_draft(row)) else {
            return false;
        };
        let number = row.number.is_empty().then(|| self.fresh_number());
        self.with_invoice(id, |row| {
            row.status = 2;
            row.money.balance = row.money.amount;
            if let Some(number) = number {
                row.number = number;
            }
            let due = row.due_date.unwrap_or(due_after(row.date, PAYMENT_TERMS));
            row.due_date = Some(due);
            row.next_send_at = reminder_on(due);
            row.stamps.updated_at = at;
        });
        true
    }

    /// The action of that name: with a note in the books.
    pub(super) fn act_mark_sent(&mut self, id: u32, at: i64) {
        if self.mark_sent(id, at) {
            self.happened(id, 53, at);
        }
    }

    /// Pays what is still due; tells whether there was anything to pay.
    ///
    /// The page names paid and deleted ones as refused. Cancelled and reversed ones owe nothing, so
    /// they are refused here too.
    pub(super) fn mark_paid(&mut self, id: u32, reference: Option<String>, at: i64) -> bool {
        let can = |row: &Invoice| row.status < 4 && !row.stamps.is_deleted;
        if !self.invoices.get(&id).is_some_and(|row| can(row)) {
            return false;
        }
        self.mark_sent(id, at);
        let balance = self.with_invoice(id, |row| row.money.balance);
        self.pay_one(id, balance, reference, at);
        true
    }

    /// Takes in an amount for one invoice, however much is due.
    pub(super) fn pay_one(&mut self, id: u32, amount: Decimal, reference: Option<String>, at: i64) {
        self.mark_sent(id, at);
        let client = self.with_invoice(id, |row| row.client);
        self.pay(Incoming {
            client,
            at,
            date: Some(self.today),
            parts: vec![(id, amount)],
            type_id: 1,
            transaction_reference: reference.map_or(Cow::Borrowed(MANUAL_ENTRY), Cow::Owned),
            is_manual: true,
            ..Incoming::default()
        });
    }

    /// Archives what is neither archived nor deleted.
    pub(super) fn act_archive(&mut self, id: u32, at: i64) {
        if self.is(id, |row| row.stamps.archived_at == 0) {
            self.archive(id, at);
        }
    }

    /// Restores what is archived or deleted.
    pub(super) fn act_restore(&mut self, id: u32, at: i64) {
        if self.is(id, |row| row.stamps.archived_at != 0) {
            self.restore(id, at);
        }
    }

    /// Deletes what is not deleted.
    pub(super) fn act_delete(&mut self, id: u32, at: i64) {
        if self.is(id, |row| !row.stamps.is_deleted) {
            self.delete(id, at);
            self.tell_deleted_apart(id);
        }
    }

    /// Cancels what was sent, is not paid, and is neither archived nor deleted.
    pub(super) fn act_cancel(&mut self, id: u32, at: i64) {
        if self.is(id, |row| {
            matches!(row.status, 2 | 3) && row.stamps.archived_at == 0
        }) {
            self.cancel(id, at);
        }
    }

    /// Sends an invoice by email, and marks it as sent.
    pub(super) fn email(&mut self, id: u32, template: Template, at: i64) {
        if self.is(id, |row| row.stamps.is_deleted) {
            return;
        }
        self.mark_sent(id, at);
        let today = self.today;
        self.with_invoice(id, |row| {
            row.last_sent_date = Some(today);
            row.stamps.updated_at = at;
            row.mail_invitations(at);
            if let Template::Reminder(nth) = template {
                row.reminders_sent[nth] = Some(today);
            }
        });
        self.happened(id, template.activity_type(), at);
    }

    fn is(&self, id: u32, test: impl FnOnce(&Invoice) -> bool) -> bool {
        self.invoices.get(&id).is_some_and(|row| test(row))
    }
}
