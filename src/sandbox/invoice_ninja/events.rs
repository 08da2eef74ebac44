//! What happens to invoices in the course of their lives, with its effect on balances and notes.

use std::borrow::Cow;
use std::sync::Arc;

use jiff::ToSpan;
use jiff::civil::Date;
use rust_decimal::Decimal;

use crate::sandbox::invoice_ninja::ledger::{Ledger, next};
use crate::sandbox::invoice_ninja::render::day;
use crate::sandbox::invoice_ninja::render_payment::exchange_rate;
use crate::sandbox::invoice_ninja::rows::{
    Activity, Document, Invitation, Invoice, Parent, Payment, Paymentable, Stamps, Target, Text,
};

/// Hour of the day at which the server sends reminders, in seconds.
const REMINDERS_AT: i64 = 6 * 3600;

/// A payment as it comes in.
#[derive(Debug, Clone, Default)]
pub(super) struct Incoming {
    pub(super) client: u32,
    /// Unix seconds.
    pub(super) at: i64,
    pub(super) date: Option<Date>,
    /// Without it, what the parts sum up to.
    pub(super) amount: Option<Decimal>,
    /// Invoice and how much of it.
    pub(super) parts: Vec<(u32, Decimal)>,
    /// How much of it came from a credit note.
    pub(super) credit: Decimal,
    pub(super) type_id: u8,
    pub(super) transaction_reference: Text,
    pub(super) private_notes: Text,
    pub(super) is_manual: bool,
}

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

    /// Puts an invoice in the books and tells its contact apart by an invitation.
    pub(super) fn create(&mut self, mut invoice: Invoice) {
        let at = invoice.stamps.created_at;
        let (id, client) = (invoice.id, invoice.client);
        let contacts = self.clients.get(&client).map(|client| &client.contacts);
        for contact in contacts.into_iter().flatten().take(2) {
            invoice.invitations.push(Invitation {
                id: next(&mut self.counters.invitation),
                contact: contact.id,
                sent_at: 0,
                viewed_at: 0,
                email_status: "",
            });
        }
        self.invoices.insert(id, Arc::new(invoice));
        self.happened(id, 4, at);
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
        let contact = row.invitations.first().map_or(0, |one| one.contact);
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
            row.next_send_at = row.due_date.map_or(0, |due| {
                let noon = due.at(0, 0, 0, 0).to_zoned(jiff::tz::TimeZone::UTC);
                noon.map_or(0, |noon| noon.timestamp().as_second() + REMINDERS_AT)
            });
            if by_email {
                for invitation in &mut row.invitations {
                    invitation.sent_at = at;
                    invitation.email_status = "delivered";
                }
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

    /// Takes a payment in; gives its id.
    pub(super) fn pay(&mut self, incoming: Incoming) -> u32 {
        let id = next(&mut self.counters.payment);
        let at = incoming.at;
        let applied: Decimal = incoming.parts.iter().map(|(_, amount)| *amount).sum();
        let mut paymentables = Vec::with_capacity(incoming.parts.len() + 1);
        for (invoice, amount) in &incoming.parts {
            paymentables.push(Paymentable {
                id: next(&mut self.counters.paymentable),
                target: Target::Invoice(*invoice),
                amount: *amount,
                refunded: Decimal::ZERO,
                at,
            });
        }
        if !incoming.credit.is_zero() {
            paymentables.push(Paymentable {
                id: next(&mut self.counters.paymentable),
                target: Target::Credit(next(&mut self.counters.credit)),
                amount: incoming.credit,
                refunded: Decimal::ZERO,
                at,
            });
        }
        let currency = self.currency_of(incoming.client);
        let amount = incoming.amount.unwrap_or(applied - incoming.credit);
        let payment = Payment {
            id,
            client: incoming.client,
            stamps: Stamps {
                created_at: at,
                updated_at: at,
                ..Stamps::default()
            },
            status: 4,
            type_id: incoming.type_id,
            amount,
            refunded: Decimal::ZERO,
            applied: applied - incoming.credit,
            date: incoming.date.unwrap_or_else(|| day(at)),
            number: Cow::Owned(format!("{id:04}")),
            transaction_reference: incoming.transaction_reference,
            private_notes: incoming.private_notes,
            is_manual: incoming.is_manual,
            currency_id: Cow::Borrowed(currency.id),
            exchange_rate: exchange_rate(currency.id),
            paymentables,
            documents: Vec::new(),
        };
        self.payments.insert(id, Arc::new(payment));
        let mut first = None;
        for (invoice, part) in incoming.parts {
            self.apply(invoice, id, part, at);
            first = first.or(Some(invoice));
        }
        self.note(Activity {
            type_id: 10,
            at,
            client: incoming.client,
            invoice: first.unwrap_or_default(),
            payment: id,
            ..Activity::default()
        });
        id
    }

    /// Uses a part of a payment for an invoice.
    fn apply(&mut self, invoice: u32, payment: u32, part: Decimal, at: i64) {
        let is_paid = self.with_invoice(invoice, |row| {
            let money = &mut row.money;
            money.balance -= part;
            money.paid_to_date += part;
            row.payments.push(payment);
            row.stamps.updated_at = row.stamps.updated_at.max(at);
            // Less than the deposit leaves the status as it is.
            let is_below_deposit = money.partial > Decimal::ZERO && part < money.partial;
            if is_below_deposit {
                money.partial -= part;
            } else {
                money.partial = Decimal::ZERO;
            }
            row.status = match () {
                () if money.balance.is_zero() => 4,
                // Too much was paid: nothing clamps, and the invoice counts as sent.
                () if money.balance.is_sign_negative() && money.amount.is_sign_positive() => 2,
                () if is_below_deposit => 2,
                () => 3,
            };
            row.status == 4
        });
        if is_paid {
            self.with_invoice(invoice, |row| row.next_send_at = 0);
            let client = self.payments.get(&payment).map_or(0, |row| row.client);
            self.note(Activity {
                type_id: 54,
                at,
                client,
                invoice,
                payment,
                ..Activity::default()
            });
        }
    }

    /// Gives back a part of what a payment paid for an invoice.
    pub(super) fn refund(&mut self, payment: u32, invoice: u32, part: Decimal, at: i64) {
        let Some(row) = self.payments.get_mut(&payment) else {
            return;
        };
        let row = Arc::make_mut(row);
        row.refunded += part;
        row.stamps.updated_at = at;
        row.status = if row.refunded >= row.amount { 6 } else { 5 };
        for paymentable in &mut row.paymentables {
            if paymentable.target == Target::Invoice(invoice) {
                paymentable.refunded += part;
            }
        }
        let client = row.client;
        self.with_invoice(invoice, |row| {
            row.money.balance += part;
            row.money.paid_to_date -= part;
            row.stamps.updated_at = at;
            row.auto_bill_enabled = false;
            row.status = if row.money.balance == row.money.amount {
                2
            } else {
                3
            };
        });
        self.note(Activity {
            type_id: 40,
            at,
            client,
            invoice,
            payment,
            notes: Cow::Owned(format!("refunded {part}")),
            ..Activity::default()
        });
    }

    /// Puts an invoice away.
    pub(super) fn archive(&mut self, id: u32, at: i64) {
        self.with_invoice(id, |row| {
            row.stamps.archived_at = at;
            row.stamps.updated_at = row.stamps.updated_at.max(at);
        });
        self.happened(id, 8, at);
    }

    /// Deletes an invoice as the vendor does: it stays, its number gets a suffix, and its part of
    /// payments goes; payments that paid nothing else are deleted with it.
    pub(super) fn delete(&mut self, id: u32, at: i64) {
        let payments = self.with_invoice(id, |row| {
            row.stamps.is_deleted = true;
            row.stamps.archived_at = at;
            row.stamps.updated_at = row.stamps.updated_at.max(at);
            row.number = Cow::Owned(format!("{}_Deleted", row.number));
            row.next_send_at = 0;
            std::mem::take(&mut row.payments)
        });
        for payment in payments {
            let Some(row) = self.payments.get_mut(&payment) else {
                continue;
            };
            let row = Arc::make_mut(row);
            row.stamps.updated_at = row.stamps.updated_at.max(at);
            let of_invoice = |part: &Paymentable| part.target == Target::Invoice(id);
            let part: Decimal = row
                .paymentables
                .iter()
                .filter(|part| of_invoice(part))
                .map(|part| part.amount)
                .sum();
            row.paymentables.retain(|part| !of_invoice(part));
            if row.paymentables.is_empty() {
                row.stamps.is_deleted = true;
                row.stamps.archived_at = at;
                row.status = 2;
            } else {
                row.amount -= part;
                row.applied -= part;
            }
        }
        self.happened(id, 9, at);
    }

    /// Brings an invoice back from the deleted ones; its payments stay away.
    pub(super) fn restore(&mut self, id: u32, at: i64) {
        self.with_invoice(id, |row| {
            row.stamps.is_deleted = false;
            row.stamps.archived_at = 0;
            row.stamps.updated_at = at;
            if let Some(number) = row.number.strip_suffix("_Deleted") {
                row.number = Cow::Owned(number.to_owned());
            }
        });
        self.happened(id, 25, at);
    }

    /// Deletes a payment as the vendor does: it stays without its parts, and the invoices owe again.
    pub(super) fn delete_payment(&mut self, id: u32, at: i64) {
        let Some(row) = self.payments.get_mut(&id) else {
            return;
        };
        let row = Arc::make_mut(row);
        row.status = 2;
        row.stamps.is_deleted = true;
        row.stamps.archived_at = at;
        row.stamps.updated_at = at;
        let client = row.client;
        for part in std::mem::take(&mut row.paymentables) {
            let Target::Invoice(invoice) = part.target else {
                continue;
            };
            let rest = part.amount - part.refunded;
            self.with_invoice(invoice, |row| {
                row.payments.retain(|one| *one != id);
                row.money.balance += rest;
                row.money.paid_to_date -= rest;
                row.status = if row.money.paid_to_date.is_zero() {
                    2
                } else {
                    3
                };
                row.stamps.updated_at = at;
            });
        }
        self.note(Activity {
            type_id: 13,
            at,
            client,
            payment: id,
            ..Activity::default()
        });
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

    /// Reminds of an invoice a number of days after it was due.
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

/// The day on which something falls due.
pub(super) fn due_after(date: Date, days: i64) -> Date {
    date.saturating_add(days.days())
}
