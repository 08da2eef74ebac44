//! What happens to payments, with its effect on the invoices that they pay.

use std::borrow::Cow;
use std::sync::Arc;

use jiff::civil::Date;
use rust_decimal::Decimal;

use crate::sandbox::invoice_ninja::ledger::{Ledger, next};
use crate::sandbox::invoice_ninja::render::day;
use crate::sandbox::invoice_ninja::render_payment::exchange_rate;
use crate::sandbox::invoice_ninja::rows::{
    Activity, Amounts, Invoice, Payment, Paymentable, Stamps, Target, Text,
};

/// Digits to which a balance counts as nothing.
const BALANCE_DIGITS: u32 = 2;

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
    /// How much of it came from a credit note that these books do not have.
    pub(super) credit: Decimal,
    /// Credit note and how much came from it.
    pub(super) credits: Vec<(u32, Decimal)>,
    pub(super) type_id: u8,
    pub(super) transaction_reference: Text,
    pub(super) private_notes: Text,
    pub(super) is_manual: bool,
}

impl Ledger {
    /// Runs a change on a payment that may not be there.
    pub(super) fn with_payment<T: Default>(
        &mut self,
        id: u32,
        change: impl FnOnce(&mut Payment) -> T,
    ) -> T {
        let payment = self.payments.get_mut(&id);
        payment.map_or_else(T::default, |payment| change(Arc::make_mut(payment)))
    }

    /// Takes a payment in; gives its id.
    pub(super) fn pay(&mut self, incoming: Incoming) -> u32 {
        let id = next(&mut self.counters.payment);
        let at = incoming.at;
        let mut credits = incoming.credits;
        if !incoming.credit.is_zero() {
            credits.push((next(&mut self.counters.credit), incoming.credit));
        }
        let applied: Decimal = incoming.parts.iter().map(|(_, amount)| *amount).sum();
        let credited: Decimal = credits.iter().map(|(_, amount)| *amount).sum();
        let currency = self.currency_of(incoming.client);
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
            amount: incoming.amount.unwrap_or(applied - credited),
            applied: applied - credited,
            date: incoming.date.unwrap_or_else(|| day(at)),
            number: Cow::Owned(format!("{id:04}")),
            transaction_reference: incoming.transaction_reference,
            private_notes: incoming.private_notes,
            is_manual: incoming.is_manual,
            currency_id: Cow::Borrowed(currency.id),
            exchange_rate: exchange_rate(currency.id),
            ..Payment::default()
        };
        self.payments.insert(id, Arc::new(payment));
        let first = incoming.parts.first().map(|(invoice, _)| *invoice);
        for (invoice, part) in incoming.parts {
            self.add_part(id, Target::Invoice(invoice), part, at);
            self.apply(invoice, id, part, at);
        }
        for (credit, part) in credits {
            self.add_part(id, Target::Credit(credit), part, at);
            self.use_credit(credit, part, at);
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

    /// Uses more of a payment for an invoice.
    pub(super) fn pay_more(&mut self, id: u32, invoice: u32, part: Decimal, at: i64) {
        self.with_payment(id, |row| row.applied += part);
        self.add_part(id, Target::Invoice(invoice), part, at);
        self.apply(invoice, id, part, at);
    }

    fn add_part(&mut self, payment: u32, target: Target, amount: Decimal, at: i64) {
        let part = Paymentable {
            id: next(&mut self.counters.paymentable),
            target,
            amount,
            refunded: Decimal::ZERO,
            at,
        };
        self.with_payment(payment, |row| row.paymentables.push(part));
    }

    fn use_credit(&mut self, id: u32, part: Decimal, at: i64) {
        if let Some(credit) = self.credits.get_mut(&id) {
            let row = &mut Arc::make_mut(credit).row;
            row.money.balance -= part;
            row.money.paid_to_date += part;
            row.status = if row.money.balance.is_zero() { 4 } else { 3 };
            row.stamps.updated_at = at;
        }
    }

    /// Uses a part of a payment for an invoice.
    fn apply(&mut self, invoice: u32, payment: u32, part: Decimal, at: i64) {
        let is_paid = self.with_invoice(invoice, |row| {
            row.take_in(part);
            if !row.payments.contains(&payment) {
                row.payments.push(payment);
            }
            row.stamps.updated_at = row.stamps.updated_at.max(at);
            if row.status == 4 {
                row.next_send_at = 0;
            }
            row.status == 4
        });
        if is_paid {
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

    /// Gives back a part of what a payment paid for an invoice; 0 is what it paid for none.
    ///
    /// What came from credit notes is given back to them first.
    pub(super) fn refund(&mut self, payment: u32, invoice: u32, part: Decimal, at: i64) {
        let Some(row) = self.payments.get_mut(&payment) else {
            return;
        };
        let row = Arc::make_mut(row);
        let mut rest = part;
        let mut given_back = Vec::new();
        for paymentable in &mut row.paymentables {
            match paymentable.target {
                Target::Credit(credit) => {
                    let back = rest.min(paymentable.amount - paymentable.refunded);
                    paymentable.refunded += back;
                    rest -= back;
                    given_back.push((credit, back));
                }
                Target::Invoice(of) if of == invoice => paymentable.refunded += part,
                Target::Invoice(_) => {}
            }
        }
        row.refunded += rest;
        row.stamps.updated_at = at;
        row.status = if row.refunded >= row.amount { 6 } else { 5 };
        let client = row.client;
        for (credit, back) in given_back {
            self.use_credit(credit, -back, at);
        }
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
            let rest = part.amount - part.refunded;
            match part.target {
                Target::Credit(credit) => self.use_credit(credit, -rest, at),
                Target::Invoice(invoice) => self.with_invoice(invoice, |row| {
                    row.payments.retain(|one| *one != id);
                    row.owe_again(rest);
                    row.stamps.updated_at = at;
                }),
            }
        }
        self.note(Activity {
            type_id: 13,
            at,
            client,
            payment: id,
            ..Activity::default()
        });
    }
}

impl Invoice {
    /// Takes money in: the balance falls, and the status follows.
    fn take_in(&mut self, part: Decimal) {
        let money = &mut self.money;
        money.balance -= part;
        money.paid_to_date += part;
        // Less than the deposit leaves the status as it is.
        let is_below_deposit = money.partial > Decimal::ZERO && part < money.partial;
        if is_below_deposit {
            money.partial -= part;
        } else {
            money.partial = Decimal::ZERO;
        }
        self.status = match () {
            () if is_nothing(money.balance) => 4,
            // Too much was paid: nothing clamps, and the invoice counts as sent.
            () if money.balance.is_sign_negative() && money.amount.is_sign_positive() => 2,
            () if is_below_deposit => 2,
            () => 3,
        };
    }

    /// Loses money that was paid.
    fn owe_again(&mut self, part: Decimal) {
        self.money.paid_to_date -= part;
        if self.status < 5 {
            self.money.balance += part;
            self.status = self.money.status();
        }
    }
}

impl Amounts {
    /// The status that the sums of an invoice lead to once it was sent.
    pub(super) fn status(&self) -> u8 {
        if is_nothing(self.balance) {
            // What costs nothing is never paid.
            return if is_nothing(self.amount) { 2 } else { 4 };
        }
        let is_overpaid = self.balance.is_sign_negative() != self.amount.is_sign_negative();
        if is_overpaid || self.balance == self.amount || self.paid_to_date.is_zero() {
            2
        } else {
            3
        }
    }
}

fn is_nothing(balance: Decimal) -> bool {
    balance.round_dp(BALANCE_DIGITS).is_zero()
}
