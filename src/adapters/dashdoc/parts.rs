//! Lines, attachments and companies. Every list keeps the vendor's order and length.

use crate::{
    adapters::floats,
    domain::{Address, Attachment, Currency, Decimal, LineItem, Money, NativeId, Party, Text},
    error::Result,
    list::List,
    native::{
        DashdocAddress, DashdocAttachment, DashdocCompany, DashdocLine, DashdocLineGroup,
        unexpected,
    },
    scalar::DecimalText,
};

/// How many decimals the vendor's texts have.
const QUANTITY_DECIMALS: u32 = 3;
const PRICE_DECIMALS: u32 = 4;
const AMOUNT_DECIMALS: u32 = 2;
const RATE_DECIMALS: u32 = 2;

/// A text as it is kept.
pub(super) fn text(text: Option<String>) -> Option<Text> {
    text.map(String::into_boxed_str)
}

/// The lines of all transports, then those that belong to none.
pub(super) fn line_items(
    groups: Option<List<DashdocLineGroup>>,
    lines: Option<List<DashdocLine>>,
    currency: Option<Currency>,
) -> Option<Vec<LineItem>> {
    if groups.is_none() && lines.is_none() {
        return None;
    }
    let grouped = groups.into_iter().flatten();
    let grouped = grouped.flat_map(|group| group.lines.unwrap_or_default());
    let all = grouped.chain(lines.into_iter().flatten());
    Some(all.map(|line| line_item(line, currency)).collect())
}

fn line_item(line: DashdocLine, currency: Option<Currency>) -> LineItem {
    let own = line.currency.as_deref().and_then(Currency::new);
    let money = |amount: Option<Decimal>| Some(Money::new(amount?, own.or(currency)?));
    let subtotal = line.amount.or(line.total_price_without_tax);
    LineItem {
        id: None,
        description: text(line.description),
        quantity: line
            .quantity
            .map(|quantity| number(quantity, QUANTITY_DECIMALS)),
        quantity_text: None,
        unit_price: money(line.unit_price.map(|price| number(price, PRICE_DECIMALS))),
        subtotal: money(subtotal.map(|subtotal| amount(subtotal, own.or(currency)))),
        tax_percentage: line.tax_rate.map(|rate| number(rate, RATE_DECIMALS)),
        tax_rate_id: None,
        product_id: None,
        period_start: None,
        period_end: None,
    }
}

/// A quantity, price or rate. One that is written as the vendor writes its decimal texts is exact, however long it is; all
/// others may be numbers with the noise of floats.
fn number(number: DecimalText, decimals: u32) -> Decimal {
    match number.0.scale() <= decimals {
        true => number.0,
        false => floats::number(number.0),
    }
}

/// An amount, by the same rule.
fn amount(amount: DecimalText, currency: Option<Currency>) -> Decimal {
    match amount.0.scale() <= AMOUNT_DECIMALS {
        true => amount.0,
        false => floats::amount(amount.0, currency.map(|code| code.decimals())),
    }
}

/// The attachments. One without an id is not as the vendor describes it.
pub(super) fn attachments(
    attachments: Option<List<DashdocAttachment>>,
) -> Result<Option<Vec<Attachment>>> {
    let Some(attachments) = attachments else {
        return Ok(None);
    };
    let mut mapped = Vec::with_capacity(attachments.len());
    for (place, file) in attachments.into_iter().enumerate() {
        let uid = file
            .uid
            .ok_or_else(|| unexpected(&format!("attachments[{place}].uid")))?;
        mapped.push(Attachment {
            id: NativeId::new(&uid),
            filename: text(file.name),
            content_type: None,
            size_bytes: file.file_size.and_then(|size| size.try_into().ok()),
            created_at: file.created.map(|moment| moment.0),
            updated_at: None,
        });
    }
    Ok(Some(mapped))
}

/// A company. Its invoices go to the address for invoices, else to where it is.
pub(super) fn party(company: DashdocCompany) -> Party {
    let place = company.invoicing_address.or(company.primary_address);
    let mut address = place.map(address).unwrap_or_default();
    address.country = address.country.or(text(company.country));
    let name = text(company.name);
    Party {
        id: company.pk.map(|pk| NativeId::new(&pk)),
        name: name.clone(),
        company: name,
        address,
        customer_number: text(company.invoicing_remote_id),
        tax_number: text(company.vat_number),
        ..Party::default()
    }
}

fn address(address: DashdocAddress) -> Address {
    Address {
        line1: text(address.address),
        line2: None,
        postal_code: text(address.postcode),
        city: text(address.city),
        region: None,
        country: text(address.country),
    }
}
