//! Lines, taxes, payments, notes, attachments, events and the customer. Every list keeps the vendor's order and length.

use async_graphql::ID;
use jiff::civil::Date;

use crate::{
    domain::{
        Address, Attachment, Currency, Decimal, LineItem, Money, NativeId, Note, Party, Payment,
        TaxLine, Text, TimelineEvent, decimal_from_text,
    },
    error::Result,
    list::List,
    native::{
        MoneybirdAttachment, MoneybirdContact, MoneybirdDetail, MoneybirdEvent, MoneybirdNote,
        MoneybirdPayment, MoneybirdTaxTotal, unexpected,
    },
};

/// How the amounts of one document are to be read.
#[derive(Clone, Copy, Debug)]
pub(super) struct Amounts {
    /// The document's currency.
    pub(super) currency: Option<Currency>,
    /// Whether each amount turns its sign.
    pub(super) negate: bool,
}

impl Amounts {
    /// An amount in the document's currency; without a currency it is no money.
    pub(super) fn money(&self, amount: Option<Decimal>) -> Option<Money> {
        Some(Money::new(self.number(amount)?, self.currency?))
    }

    /// An amount in no stated currency.
    pub(super) fn number(&self, amount: Option<Decimal>) -> Option<Decimal> {
        let amount = amount?;
        Some(if self.negate && !amount.is_zero() {
            -amount
        } else {
            amount
        })
    }

    /// A price of one: its sign never turns, because the quantity's does.
    fn price(&self, amount: Option<Decimal>) -> Option<Money> {
        Some(Money::new(amount?, self.currency?))
    }
}

/// An id of the vendor.
pub(super) fn native_id(id: Option<&ID>) -> Option<NativeId> {
    id.map(|id| NativeId::new(id))
}

/// A text as it is kept.
pub(super) fn text(text: Option<String>) -> Option<Text> {
    text.map(String::into_boxed_str)
}

/// The lines.
pub(super) fn line_items(
    details: Option<List<MoneybirdDetail>>,
    amounts: &Amounts,
) -> Option<Vec<LineItem>> {
    let line = |detail: MoneybirdDetail| {
        let period = detail.period.as_deref().and_then(period);
        let words = detail.amount.as_deref();
        let quantity = match detail.amount_decimal {
            Some(quantity) => Some(quantity.0),
            None => words.and_then(|words| decimal_from_text(&words.replace(',', "."))),
        };
        LineItem {
            id: native_id(detail.id.as_ref()),
            description: text(detail.description),
            quantity: amounts.number(quantity),
            quantity_text: text(detail.amount),
            unit_price: amounts.price(detail.price.map(|price| price.0)),
            subtotal: amounts.money(
                detail
                    .total_price_excl_tax_with_discount
                    .map(|total| total.0),
            ),
            tax_percentage: None,
            tax_rate_id: native_id(detail.tax_rate_id.as_ref()),
            product_id: native_id(detail.product_id.as_ref()),
            period_start: period.map(|(start, _)| start),
            period_end: period.map(|(_, end)| end),
        }
    };
    Some(details?.into_iter().map(line).collect())
}

/// The taxes.
pub(super) fn tax_lines(
    totals: Option<List<MoneybirdTaxTotal>>,
    amounts: &Amounts,
) -> Option<Vec<TaxLine>> {
    let line = |total: MoneybirdTaxTotal| TaxLine {
        tax_rate_id: native_id(total.tax_rate_id.as_ref()),
        name: None,
        percentage: None,
        taxable: amounts.money(total.taxable_amount.map(|amount| amount.0)),
        tax: amounts.money(total.tax_amount.map(|amount| amount.0)),
    };
    Some(totals?.into_iter().map(line).collect())
}

/// The payments. One without an id is not as the vendor describes it.
pub(super) fn payments(
    payments: Option<List<MoneybirdPayment>>,
    amounts: &Amounts,
) -> Result<Option<Vec<Payment>>> {
    each("payments", payments, |payment: MoneybirdPayment| {
        Some(Payment {
            id: native_id(payment.id.as_ref())?,
            amount: amounts.money(payment.price.map(|price| price.0)),
            base_amount: amounts.number(payment.price_base.map(|price| price.0)),
            date: payment.payment_date.map(|date| date.0),
            reference: text(payment.transaction_identifier),
            method: text(payment.manual_payment_action),
            synthetic: false,
            allocations: None,
            created_at: payment.created_at.map(|moment| moment.0),
            updated_at: payment.updated_at.map(|moment| moment.0),
        })
    })
}

/// The notes and to-dos.
pub(super) fn notes(notes: Option<List<MoneybirdNote>>) -> Result<Option<Vec<Note>>> {
    each("notes", notes, |note: MoneybirdNote| {
        Some(Note {
            id: native_id(note.id.as_ref())?,
            text: text(note.note),
            todo: note.todo,
            assignee_id: native_id(note.assignee_id.as_ref()),
            author_id: native_id(note.user_id.as_ref()),
            completed_at: note.completed_at.map(|moment| moment.0),
            created_at: note.created_at.map(|moment| moment.0),
            updated_at: note.updated_at.map(|moment| moment.0),
        })
    })
}

/// The attachments.
pub(super) fn attachments(
    attachments: Option<List<MoneybirdAttachment>>,
) -> Result<Option<Vec<Attachment>>> {
    each("attachments", attachments, |file: MoneybirdAttachment| {
        Some(Attachment {
            id: native_id(file.id.as_ref())?,
            filename: text(file.filename),
            content_type: text(file.content_type),
            size_bytes: file.size.and_then(|size| u64::try_from(size).ok()),
            created_at: file.created_at.map(|moment| moment.0),
            updated_at: file.updated_at.map(|moment| moment.0),
        })
    })
}

/// What happened.
pub(super) fn timeline(events: Option<List<MoneybirdEvent>>) -> Option<Vec<TimelineEvent>> {
    let event = |event: MoneybirdEvent| TimelineEvent {
        action: event.action.unwrap_or_default().into_boxed_str(),
        at: event.created_at.map(|moment| moment.0),
        user_id: native_id(event.user_id.as_ref()),
    };
    Some(events?.into_iter().map(event).collect())
}

/// The customer; `id` is what the invoice says where the contact does not.
pub(super) fn party(contact: &MoneybirdContact, id: Option<NativeId>) -> Party {
    let names = [contact.firstname.as_deref(), contact.lastname.as_deref()];
    let person = names.into_iter().flatten().collect::<Vec<_>>().join(" ");
    let person = Some(person).filter(|name| !name.is_empty());
    Party {
        id: native_id(contact.id.as_ref()).or(id),
        name: text(contact.company_name.clone().or(person)),
        company: text(contact.company_name.clone()),
        first_name: text(contact.firstname.clone()),
        last_name: text(contact.lastname.clone()),
        email: text(
            contact
                .send_invoices_to_email
                .clone()
                .or_else(|| contact.email.clone()),
        ),
        phone: text(contact.phone.clone()),
        address: Address {
            line1: text(contact.address1.clone()),
            line2: text(contact.address2.clone()),
            postal_code: text(contact.zipcode.clone()),
            city: text(contact.city.clone()),
            region: None,
            country: text(contact.country.clone()),
        },
        customer_number: text(contact.customer_id.clone()),
        tax_number: text(contact.tax_number.clone()),
        registration_number: text(contact.chamber_of_commerce.clone()),
        bank_account: text(
            contact
                .bank_account
                .clone()
                .or_else(|| contact.sepa_iban.clone()),
        ),
        deleted: contact.archived,
    }
}

fn each<N, T>(
    key: &str,
    list: Option<List<N>>,
    map: impl Fn(N) -> Option<T>,
) -> Result<Option<Vec<T>>> {
    let Some(list) = list else {
        return Ok(None);
    };
    let mut mapped = Vec::with_capacity(list.len());
    for (place, item) in list.into_iter().enumerate() {
        mapped.push(map(item).ok_or_else(|| unexpected(&format!("{key}[{place}].id")))?);
    }
    Ok(Some(mapped))
}

/// Reads `YYYYMMDD..YYYYMMDD`, or whole months as `YYYYMM..YYYYMM`.
fn period(text: &str) -> Option<(Date, Date)> {
    let (start, end) = text.split_once("..")?;
    let first = day(start)?;
    let last = day(end)?;
    let last = if end.len() == "YYYYMM".len() {
        last.last_of_month()
    } else {
        last
    };
    Some((first, last))
}

fn day(text: &str) -> Option<Date> {
    let number = |from: usize, to: usize| text.get(from..to)?.parse::<i16>().ok();
    let day = match text.len() {
        6 => 1,
        8 => number(6, 8)?,
        _ => return None,
    };
    let month = i8::try_from(number(4, 6)?).ok()?;
    Date::new(number(0, 4)?, month, i8::try_from(day).ok()?).ok()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn a_period_is_two_days_or_two_months() {
        let march = Some((date(2026, 3, 1), date(2026, 3, 31)));
        assert_eq!(period("20260301..20260331"), march);
        assert_eq!(
            period("202602..202603"),
            Some((date(2026, 2, 1), date(2026, 3, 31)))
        );
        for wrong in [
            "",
            "this_month",
            "20260301",
            "20261301..20261331",
            "2026ü01..20260331",
        ] {
            assert_eq!(period(wrong), None, "{wrong}");
        }
    }
}
