//! Lines, payments, attachments and the customer. Every list keeps the vendor's order and length.

use async_graphql::ID;

use crate::{
    adapters::invoice_ninja::{
        amounts::{Amounts, number},
        company::Tables,
    },
    domain::{
        Address, Allocation, Attachment, Decimal, LineItem, Money, NativeId, Party, Payment, Text,
    },
    error::Result,
    list::List,
    native::{
        InvoiceNinjaClient, InvoiceNinjaContact, InvoiceNinjaDocument, InvoiceNinjaLineItem,
        InvoiceNinjaPayment, InvoiceNinjaPaymentable, unexpected,
    },
};

/// The media types of the files that the vendor takes, which it tells by their extension.
const MEDIA_TYPES: [(&str, &str); 23] = [
    ("ai", "application/postscript"),
    ("csv", "text/csv"),
    ("doc", "application/msword"),
    (
        "docx",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ),
    ("gif", "image/gif"),
    ("jpeg", "image/jpeg"),
    ("jpg", "image/jpeg"),
    ("odp", "application/vnd.oasis.opendocument.presentation"),
    ("ods", "application/vnd.oasis.opendocument.spreadsheet"),
    ("odt", "application/vnd.oasis.opendocument.text"),
    ("pdf", "application/pdf"),
    ("png", "image/png"),
    ("ppt", "application/vnd.ms-powerpoint"),
    (
        "pptx",
        "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    ),
    ("psd", "image/vnd.adobe.photoshop"),
    ("svg", "image/svg+xml"),
    ("tiff", "image/tiff"),
    ("txt", "text/plain"),
    ("webp", "image/webp"),
    ("xls", "application/vnd.ms-excel"),
    (
        "xlsx",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ),
    ("xml", "application/xml"),
    ("zip", "application/zip"),
];

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
    lines: Option<List<InvoiceNinjaLineItem>>,
    inclusive: Option<bool>,
    amounts: &Amounts,
) -> Option<Vec<LineItem>> {
    let line = |line: InvoiceNinjaLineItem| LineItem {
        id: None,
        quantity: number(line.quantity),
        quantity_text: None,
        unit_price: amounts.price(line.cost),
        subtotal: subtotal(&line, inclusive, amounts),
        tax_percentage: tax_percentage(&line),
        tax_rate_id: None,
        product_id: None,
        period_start: None,
        period_end: None,
        description: text(line.notes),
    };
    Some(lines?.into_iter().map(line).collect())
}

/// A line's total, less its tax where prices include it.
fn subtotal(
    line: &InvoiceNinjaLineItem,
    inclusive: Option<bool>,
    amounts: &Amounts,
) -> Option<Money> {
    let total = amounts.amount(line.line_total)?;
    match inclusive? {
        false => amounts.exactly(Some(total)),
        true => amounts.exactly(total.checked_sub(amounts.amount(line.tax_amount)?)),
    }
}

/// All taxes of a line together; `None` when it names none.
fn tax_percentage(line: &InvoiceNinjaLineItem) -> Option<Decimal> {
    let taxes = [
        (&line.tax_name1, line.tax_rate1),
        (&line.tax_name2, line.tax_rate2),
        (&line.tax_name3, line.tax_rate3),
    ];
    let rates = taxes.into_iter().filter_map(|(name, rate)| {
        let rate = number(rate)?;
        (name.is_some() || !rate.is_zero()).then_some(rate)
    });
    let sum = rates.map(Some).reduce(|sum, rate| sum?.checked_add(rate?));
    sum.flatten()
}

/// The payments of the invoice with this id that paid anything: of each its share, less what of that was given back. `amounts` are the
/// invoice's, for payments that name no currency.
pub(super) fn payments(
    invoice: &NativeId,
    payments: Option<List<InvoiceNinjaPayment>>,
    amounts: &Amounts,
    tables: &Tables,
) -> Result<Option<Vec<Payment>>> {
    let paid = payments.map(|payments| payments.into_iter().filter(|one| one.has_paid()).collect());
    each("payments", paid, |payment: InvoiceNinjaPayment| {
        let amounts = &tables.amounts_of_payment(&payment, amounts);
        let shares = payment.paymentables.as_deref();
        Some(Payment {
            id: native_id(payment.id.as_ref())?,
            amount: amounts.exactly(shares.and_then(|shares| share(invoice, shares, amounts))),
            allocations: shares.map(|shares| allocations(shares, amounts)),
            base_amount: None,
            date: payment.date.map(|date| date.0),
            reference: text(payment.transaction_reference),
            method: tables.payment_type(payment.type_id.as_deref()),
            synthetic: false,
            created_at: payment.created_at.map(|moment| moment.0),
            updated_at: payment.updated_at.map(|moment| moment.0),
        })
    })
}

/// What of a payment went to one invoice and stayed there; `None` where that is not told.
fn share(
    invoice: &NativeId,
    shares: &[InvoiceNinjaPaymentable],
    amounts: &Amounts,
) -> Option<Decimal> {
    let own = shares
        .iter()
        .filter(|share| native_id(share.invoice_id.as_ref()).as_ref() == Some(invoice));
    own.map(|share| {
        let refunded = amounts.amount(share.refunded).unwrap_or_default();
        amounts.amount(share.amount)?.checked_sub(refunded)
    })
    .reduce(|sum, share| sum?.checked_add(share?))?
}

/// What of a payment went to which invoice; what came of credit notes is none of it.
fn allocations(shares: &[InvoiceNinjaPaymentable], amounts: &Amounts) -> Vec<Allocation> {
    let allocation = |share: &InvoiceNinjaPaymentable| {
        Some(Allocation {
            invoice: native_id(share.invoice_id.as_ref())?,
            amount: amounts.money(share.amount),
            refunded: amounts.money(share.refunded),
        })
    };
    shares.iter().filter_map(allocation).collect()
}

/// The attachments.
pub(super) fn attachments(
    documents: Option<List<InvoiceNinjaDocument>>,
) -> Result<Option<Vec<Attachment>>> {
    each("documents", documents, |file: InvoiceNinjaDocument| {
        Some(Attachment {
            id: native_id(file.id.as_ref())?,
            filename: text(file.name),
            content_type: media_type(file.kind.as_deref()),
            size_bytes: file.size.and_then(|size| u64::try_from(size).ok()),
            created_at: file.created_at.map(|moment| moment.0),
            updated_at: file.updated_at.map(|moment| moment.0),
        })
    })
}

fn media_type(extension: Option<&str>) -> Option<Text> {
    let extension = extension?.to_ascii_lowercase();
    let known = MEDIA_TYPES.iter().find(|(known, _)| *known == extension)?;
    Some(known.1.into())
}

/// The customer; `id` is what the invoice says where the client does not.
pub(super) fn party(client: &InvoiceNinjaClient, id: Option<NativeId>, tables: &Tables) -> Party {
    let contacts = client.contacts.as_deref().unwrap_or_default();
    let is_first = |contact: &&InvoiceNinjaContact| contact.is_primary == Some(true);
    let contact = contacts.iter().find(is_first).or(contacts.first());
    let of_contact = |field: fn(&InvoiceNinjaContact) -> &Option<String>| {
        contact.and_then(|contact| field(contact).clone())
    };
    let (first_name, last_name) = (
        of_contact(|contact| &contact.first_name),
        of_contact(|contact| &contact.last_name),
    );
    let names = [first_name.as_deref(), last_name.as_deref()];
    let person = names.into_iter().flatten().collect::<Vec<_>>().join(" ");
    let person = Some(person).filter(|name| !name.is_empty());
    let email = of_contact(|contact| &contact.email);
    let name = client.display_name.clone().or_else(|| client.name.clone());
    let phone = client.phone.clone();
    Party {
        id: native_id(client.id.as_ref()).or(id),
        name: text(name.or(person).or_else(|| email.clone())),
        company: text(client.name.clone()),
        first_name: text(first_name),
        last_name: text(last_name),
        email: text(email),
        phone: text(phone.or_else(|| of_contact(|contact| &contact.phone))),
        address: Address {
            line1: text(client.address1.clone()),
            line2: text(client.address2.clone()),
            postal_code: text(client.postal_code.clone()),
            city: text(client.city.clone()),
            region: text(client.state.clone()),
            country: tables.country(client.country_id.as_deref()),
        },
        customer_number: text(client.number.clone()),
        tax_number: text(client.vat_number.clone()),
        registration_number: text(client.id_number.clone()),
        bank_account: None,
        deleted: client
            .is_deleted
            .map(|deleted| deleted || client.archived_at.is_some()),
    }
}

/// Maps each; one without an id is not as the vendor describes it.
pub(super) fn each<N, T>(
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
