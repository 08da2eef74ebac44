//! What happens to invoices in the course of their lives, with its effect on balances and notes.

use std::borrow::Cow;
use std::sync::Arc;

use jiff::ToSpan;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use rust_decimal::Decimal;

use crate::sandbox::invoice_ninja::ledger::{Ledger, next};
use crate::sandbox::invoice_ninja::render::day;
use crate::sandbox::invoice_ninja::rows::{Activity, Document, Invitation, Invoice, Parent, Text};

/// Hour of the day at which the server sends reminders, in seconds.
const REMINDERS_AT: i64 = 6 * 3600;

impl Ledger {
    /// Runs a change on an invoice that may not be there.
    pub(super) fn with_invoice<T: Default>(
        &mut self,
        id: u32,
        change: impl FnOnce(&mut Invoice) -> T,
    ) -> T {
        let invoice = self.invoices.get_mut(&id);
        invoice.map_or_else(T::default, |invoice| change(Arc::make_mut(invoice)))
    }

    /// Puts an invoice in the books; without invitations it gets one for each of its client's contacts.
    pub(super) fn create(&mut self, mut invoice: Invoice) {
        let at = invoice.stamps.created_at;
        let id = invoice.id;
        if invoice.invitations.is_empty() {
            invoice.invitations = self.invite(invoice.client, 0);
        }
        self.invoices.insert(id, Arc::new(invoice));
        self.happened(id, 4, at);
    }

    /// Invites all contacts of a client.
    pub(super) fn invite(&mut self, client: u32, created_at: i64) -> Vec<Invitation> {
        let Some(client) = self.clients.get(&client) else {
            return Vec::new();
        };
        let counter = &mut self.counters.invitation;
        let contacts = client.contacts.iter();
        contacts
            .map(|contact| Invitation::new(next(counter), contact.id, created_at))
            .collect()
    }

    /// Writes down that something happened to an invoice.
    pub(super) fn happened(&mut self, invoice: u32, type_id: u16, at: i64) {
        self.written(invoice, type_id, at, Cow::Borrowed(""));
    }

    /// Writes down that something happened to an invoice, in words.
    pub(super) fn written(&mut self, invoice: u32, type_id: u16, at: i64, notes: Text) {
        let Some(row) = self.invoices.get(&invoice) else {
            return;
        };
        let contact = row.invited().next().map_or(0, |one| one.contact);
        let client = row.client;
        self.note(Activity {
            type_id,
            at,
            client,
            invoice,
            contact: if matches!(type_id, 6 | 7) { contact } else { 0 },
            notes,
            ..Activity::default()
        });
    }

    /// Sends an invoice, by email or in the books alone.
    pub(super) fn send(&mut self, id: u32, at: i64, by_email: bool) {
        self.with_invoice(id, |row| {
            row.status = 2;
            row.money.balance = row.money.amount;
            row.stamps.updated_at = at;
            row.last_sent_date = Some(day(at));
            row.next_send_at = row.due_date.map_or(0, reminder_on);
            if by_email {
                row.mail_invitations(at);
            }
        });
        self.happened(id, if by_email { 6 } else { 53 }, at);
    }

    /// The first contact looks at an invoice.
    pub(super) fn view(&mut self, id: u32, at: i64) {
        self.with_invoice(id, |row| {
            if let Some(invitation) = row.invitations.first_mut() {
                invitation.viewed_at = at;
            }
        });
        self.happened(id, 7, at);
    }

    /// Cancels an invoice and keeps what it was.
    pub(super) fn cancel(&mut self, id: u32, at: i64) {
        self.with_invoice(id, |row| {
            row.cancelled_from = Some((row.money.balance, row.status));
            row.money.balance = Decimal::ZERO;
            row.status = 5;
            row.next_send_at = 0;
            row.stamps.updated_at = at;
        });
        self.happened(id, 59, at);
    }

    /// Takes an invoice back by a credit note.
    pub(super) fn reverse(&mut self, id: u32, at: i64) {
        self.with_invoice(id, |row| {
            row.money.balance = Decimal::ZERO;
            row.status = 6;
            row.next_send_at = 0;
            row.stamps.updated_at = at;
        });
        self.happened(id, 58, at);
    }

    /// Reminds of an invoice, on the day of that moment.
    pub(super) fn remind(&mut self, id: u32, nth: usize, at: i64) {
        self.with_invoice(id, |row| {
            row.reminders_sent[nth] = Some(day(at));
            row.last_sent_date = Some(day(at));
            row.next_send_at = at + 7 * 24 * 3600;
            row.stamps.updated_at = row.stamps.updated_at.max(at);
        });
        self.happened(id, 63 + nth as u16, at);
    }

    /// Hangs a document on what it says; an invoice is touched by that.
    pub(super) fn attach(&mut self, mut document: Document) {
        document.id = next(&mut self.counters.document);
        let (id, at) = (document.id, document.stamps.created_at);
        match document.parent {
            Parent::Company => {}
            Parent::Invoice(invoice) => self.with_invoice(invoice, |row| {
                row.documents.push(id);
                row.stamps.updated_at = row.stamps.updated_at.max(at);
            }),
            Parent::Client(client) => {
                if let Some(row) = self.clients.get_mut(&client) {
                    Arc::make_mut(row).documents.push(id);
                }
            }
            Parent::Payment(payment) => {
                if let Some(row) = self.payments.get_mut(&payment) {
                    Arc::make_mut(row).documents.push(id);
                }
            }
        }
        self.documents.insert(id, Arc::new(document));
    }

    /// Numbers an invoice.
    pub(super) fn invoice_number(&mut self) -> Text {
        Cow::Owned(format!("{:04}", next(&mut self.counters.invoice_number)))
    }
}

impl Invoice {
    /// Notes that everybody who is invited got an email.
    pub(super) fn mail_invitations(&mut self, at: i64) {
        for invitation in &mut self.invitations {
            if invitation.archived_at == 0 {
                invitation.sent_at = at;
                invitation.email_status = "delivered";
            }
        }
    }
}

/// The moment at which the server would remind of what falls due on a day, in Unix seconds.
pub(super) fn reminder_on(due: Date) -> i64 {
    let midnight = due.at(0, 0, 0, 0).to_zoned(TimeZone::UTC);
    midnight.map_or(0, |midnight| {
        midnight.timestamp().as_second() + REMINDERS_AT
    })
}

/// The day on which something falls due.
pub(super) fn due_after(date: Date, days: i64) -> Date {
    date.saturating_add(days.days())
}
