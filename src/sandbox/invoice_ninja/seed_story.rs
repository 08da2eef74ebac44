//! The lives that the seeded invoices lead.

use std::borrow::Cow;

use jiff::civil::Date;
use rust_decimal::Decimal;

use crate::sandbox::invoice_ninja::events::due_after;
use crate::sandbox::invoice_ninja::events_payment::Incoming;
use crate::sandbox::invoice_ninja::ledger::Ledger;
use crate::sandbox::invoice_ninja::story::Story;
use crate::sandbox::invoice_ninja::totals::round;

const DAY: i64 = 86_400;

/// When an invoice falls due.
pub(super) fn due_date(story: Story, date: Date, today: Date, index: usize) -> Option<Date> {
    match story {
        Story::DraftWithoutNumber => None,
        Story::Sent | Story::Viewed | Story::Partial => {
            // Some are due on the day itself.
            let ahead = i64::try_from(index % 5 * 4).unwrap_or(0);
            Some(due_after(today, ahead).max(date))
        }
        // A few never said when.
        Story::Paid if index % 7 == 3 => None,
        _ => Some(due_after(date, [14, 30, 8, 60][index % 4])),
    }
}

/// Lets an invoice live up to its story; gives the moment at which it was sent.
pub(super) fn live(ledger: &mut Ledger, id: u32, story: Story, until: i64) -> i64 {
    let Some(row) = ledger.invoices.get(&id) else {
        return 0;
    };
    let created_at = row.stamps.created_at;
    let life = Life {
        id,
        client: row.client,
        amount: row.money.amount,
        partial: row.money.partial,
        precision: ledger.currency_of(row.client).precision,
        sent_at: (created_at + 300).min(until),
        until,
    };
    if story.is_draft() {
        if story == Story::DeletedDraft {
            ledger.delete(id, life.after(1));
        }
        return life.sent_at;
    }
    ledger.send(id, life.sent_at, !id.is_multiple_of(5));
    life.money(ledger, story);
    life.end(ledger, story);
    life.sent_at
}

/// What a story needs to know of its invoice.
#[derive(Debug)]
struct Life {
    id: u32,
    client: u32,
    amount: Decimal,
    partial: Decimal,
    precision: u32,
    sent_at: i64,
    until: i64,
}

impl Life {
    /// Some days after it was sent, but not after the books end.
    fn after(&self, days: i64) -> i64 {
        // A program runs at the same second of the night for all.
        let at = self.sent_at + days * DAY;
        let at = if self.id.is_multiple_of(3) {
            at - at.rem_euclid(DAY) + 3 * 3600
        } else {
            at
        };
        at.clamp(self.sent_at, self.until)
    }

    fn share(&self, percent: i64) -> Decimal {
        round(self.amount * Decimal::new(percent, 2), self.precision)
    }

    fn pay(&self, ledger: &mut Ledger, part: Decimal, days: i64, credit: Decimal) -> u32 {
        let types = [1, 29, 5, 13, 0, 2];
        let is_manual = !self.id.is_multiple_of(4);
        let reference = if is_manual {
            format!("TRF-{}/{days}", self.id)
        } else {
            format!("pi_{:012}", u64::from(self.id) * 7919)
        };
        ledger.pay(Incoming {
            client: self.client,
            at: self.after(days),
            parts: vec![(self.id, part)],
            credit,
            type_id: types[self.id as usize % types.len()],
            transaction_reference: Cow::Owned(reference),
            is_manual,
            ..Incoming::default()
        })
    }

    fn money(&self, ledger: &mut Ledger, story: Story) {
        let none = Decimal::ZERO;
        match story {
            Story::Viewed => ledger.view(self.id, self.after(1)),
            Story::Overdue => {
                for (nth, days) in [31, 45, 60].into_iter().enumerate() {
                    if self.sent_at + days * DAY < self.until {
                        ledger.remind(self.id, nth, self.after(days));
                    }
                }
            }
            Story::Partial | Story::PartialCancelled => {
                self.pay(ledger, self.share(40), 3, none);
            }
            Story::Paid | Story::NegativePaid | Story::ArchivedPaid | Story::DeletedPaid => {
                self.pay(ledger, self.amount, 12, none);
            }
            Story::PaidInTwo => {
                let first = self.share(25);
                self.pay(ledger, first, 5, none);
                self.pay(ledger, self.amount - first, 20, none);
            }
            Story::PaidWithCredit => {
                self.pay(ledger, self.amount, 8, self.share(20));
            }
            Story::DepositPart => {
                let part = round(self.partial / Decimal::TWO, self.precision);
                self.pay(ledger, part, 2, none);
            }
            Story::Overpaid => {
                self.pay(ledger, self.amount + Decimal::TEN, 6, none);
            }
            Story::Refunded | Story::RefundedPart => {
                let payment = self.pay(ledger, self.amount, 4, none);
                let back = if story == Story::Refunded {
                    self.amount
                } else {
                    self.share(30)
                };
                ledger.refund(payment, self.id, back, self.after(15));
            }
            _ => {}
        }
    }

    fn end(&self, ledger: &mut Ledger, story: Story) {
        match story {
            Story::Cancelled | Story::PartialCancelled => ledger.cancel(self.id, self.after(18)),
            Story::Reversed => ledger.reverse(self.id, self.after(22)),
            Story::ArchivedPaid => ledger.archive(self.id, self.after(13)),
            Story::ArchivedSent => ledger.archive(self.id, self.after(2)),
            Story::DeletedSent | Story::DeletedPaid => ledger.delete(self.id, self.after(25)),
            _ => {}
        }
    }
}
