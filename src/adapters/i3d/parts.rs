//! Lines, taxes and parties. Every list keeps the vendor's order and length.

use jiff::tz::TimeZone;

use crate::{
    adapters::i3d::{amounts::Amounts, dates},
    domain::{Address, LineItem, Party, TaxLine, Text},
    list::List,
    native::{I3dClientDetails, I3dCompanyDetails, I3dInvoiceDetails, I3dInvoiceItem},
};

/// A text as it is kept.
pub(super) fn text(text: Option<String>) -> Option<Text> {
    text.map(String::into_boxed_str)
}

/// The lines.
pub(super) fn line_items(
    items: Option<List<I3dInvoiceItem>>,
    amounts: &Amounts,
    time_zone: &TimeZone,
) -> Option<Vec<LineItem>> {
    let day = |text: Option<&str>| dates::day(dates::from_text(text, time_zone), time_zone);
    let line = |item: I3dInvoiceItem| LineItem {
        id: None,
        description: text(item.description),
        quantity: amounts.quantity(item.quantity),
        quantity_text: None,
        unit_price: amounts.price(item.unit_price),
        subtotal: amounts.line(item.amount_excl_vat),
        tax_percentage: item.vat_percentage.map(|rate| rate.0),
        tax_rate_id: None,
        product_id: None,
        period_start: day(item.period_from.as_deref()),
        period_end: day(item.period_to.as_deref()),
    };
    Some(items?.into_iter().map(line).collect())
}

/// The one tax of an invoice; none where the details say nothing of it.
pub(super) fn tax_lines(details: &I3dInvoiceDetails, amounts: &Amounts) -> Vec<TaxLine> {
    if details.vat_percentage.is_none() && details.vat_amount.is_none() {
        return Vec::new();
    }
    let money = |hundredths| amounts.money(amounts.whole(hundredths)?);
    vec![TaxLine {
        tax_rate_id: None,
        name: None,
        percentage: details.vat_percentage.map(|rate| rate.0),
        taxable: money(details.amount_excl_vat),
        tax: money(details.vat_amount),
    }]
}

/// The customer: the company, else the person.
pub(super) fn customer(client: I3dClientDetails, number: Option<String>) -> Party {
    let company = text(client.company_name);
    Party {
        name: company.clone().or(text(client.full_name)),
        company,
        email: text(client.email),
        address: Address {
            line1: text(client.address),
            postal_code: text(client.zip),
            city: text(client.city),
            country: text(client.country),
            ..Address::default()
        },
        customer_number: text(number),
        tax_number: text(client.vat_number),
        bank_account: text(client.iban),
        ..Party::default()
    }
}

/// The supplier.
pub(super) fn supplier(company: I3dCompanyDetails) -> Party {
    let name = text(company.name);
    Party {
        name: name.clone(),
        company: name,
        email: text(company.email),
        phone: text(company.phone),
        address: Address {
            line1: text(company.address),
            postal_code: text(company.zip),
            city: text(company.city),
            country: text(company.country),
            ..Address::default()
        },
        bank_account: text(company.iban),
        ..Party::default()
    }
}
