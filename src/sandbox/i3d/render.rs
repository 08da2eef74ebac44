//! An invoice as the API writes it: one face in lists, another one alone.

use serde::Serialize;

use crate::sandbox::i3d::encode::{Cents, DateText, Hash};
use crate::sandbox::i3d::invoice::{Client, Invoice, Item};
use crate::sandbox::i3d::words::SELLER;

/// Writes rows of a list.
pub(super) fn list<'a>(rows: impl Iterator<Item = &'a Invoice>) -> Vec<u8> {
    written(&rows.map(Row::of).collect::<Vec<_>>())
}

/// Writes the details, in an array all the same.
pub(super) fn details(invoice: Option<&Invoice>) -> Vec<u8> {
    written(&invoice.map(Details::of).into_iter().collect::<Vec<_>>())
}

/// Writes both faces, for the books.
pub(super) fn both(invoice: &Invoice) -> Vec<u8> {
    #[derive(Debug, Serialize)]
    struct Both<'a> {
        list: Row<'a>,
        details: Details<'a>,
    }
    written(&Both {
        list: Row::of(invoice),
        details: Details::of(invoice),
    })
}

fn written(value: &impl Serialize) -> Vec<u8> {
    serde_json::to_vec(value).expect("an invoice has text keys only")
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Row<'a> {
    /// Here a string.
    id: String,
    creation_date: i64,
    due_date: i64,
    invoice_number: &'a str,
    invoice_hash: Hash,
    description: &'a str,
    currency: &'a str,
    currency_sign: &'a str,
    #[serde(rename = "amountIncVAT")]
    amount_inc_vat: Cents,
    #[serde(rename = "amountExclVAT")]
    amount_excl_vat: Cents,
    payment_status: i64,
    payment_date: i64,
    is_credit: u8,
    remaining_amount: Cents,
    total_paid_amount: Cents,
}

impl<'a> Row<'a> {
    fn of(invoice: &'a Invoice) -> Self {
        Self {
            id: invoice.id.to_string(),
            creation_date: invoice.created,
            due_date: invoice.due,
            invoice_number: &invoice.number,
            invoice_hash: Hash(invoice.id),
            description: &invoice.description,
            currency: &invoice.currency,
            currency_sign: &invoice.currency_sign,
            amount_inc_vat: Cents(invoice.incl_vat()),
            amount_excl_vat: Cents(invoice.excl_vat),
            payment_status: invoice.payment_status,
            payment_date: invoice.payment_date,
            is_credit: u8::from(invoice.is_credit),
            remaining_amount: Cents(invoice.remaining),
            total_paid_amount: Cents(invoice.paid),
        }
    }
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Details<'a> {
    /// Here a number.
    id: u64,
    invoice_number: &'a str,
    invoice_hash: Hash,
    client_number: &'a str,
    creation_date: DateText,
    due_date: DateText,
    payment_status: i64,
    payment_date: i64,
    is_credit: u8,
    payment_term: i64,
    currency: &'a str,
    currency_sign: &'a str,
    vat_percentage: i64,
    vat_amount: Cents,
    amount_inc_vat: Cents,
    amount_excl_vat: Cents,
    items: Vec<ItemView<'a>>,
    client_details: ClientView<'a>,
    company_details: Seller,
}

impl<'a> Details<'a> {
    fn of(invoice: &'a Invoice) -> Self {
        let date = |at| DateText(at, invoice.date_form);
        let items = invoice.items.iter();
        Self {
            id: invoice.id,
            invoice_number: &invoice.number,
            invoice_hash: Hash(invoice.id),
            client_number: &invoice.client.number,
            creation_date: date(invoice.created),
            due_date: date(invoice.due),
            payment_status: invoice.payment_status,
            payment_date: invoice.payment_date,
            is_credit: u8::from(invoice.is_credit),
            payment_term: invoice.payment_term,
            currency: &invoice.currency,
            currency_sign: &invoice.currency_sign,
            vat_percentage: invoice.vat_percentage,
            vat_amount: Cents(invoice.vat),
            amount_inc_vat: Cents(invoice.incl_vat()),
            amount_excl_vat: Cents(invoice.excl_vat),
            items: items.map(|item| ItemView::of(item, invoice)).collect(),
            client_details: ClientView::of(&invoice.client),
            company_details: SELLER,
        }
    }
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct ItemView<'a> {
    order_id: &'a str,
    description: &'a str,
    period_from: DateText,
    period_to: DateText,
    remarks: &'a str,
    quantity: i64,
    setup_costs: Cents,
    unit_price: Cents,
    vat_percentage: i64,
    vat_amount: Cents,
    amount_inc_vat: Cents,
    amount_excl_vat: Cents,
}

impl<'a> ItemView<'a> {
    fn of(item: &'a Item, invoice: &Invoice) -> Self {
        let date = |at| DateText(at, invoice.date_form);
        let (excl_vat, vat) = (item.excl_vat(), item.vat());
        Self {
            order_id: &item.order_id,
            description: &item.description,
            period_from: date(item.period_from),
            period_to: date(item.period_to),
            remarks: &item.remarks,
            quantity: item.quantity,
            setup_costs: Cents(item.setup_costs),
            unit_price: Cents(item.unit_price),
            vat_percentage: item.vat_percentage,
            vat_amount: Cents(vat),
            amount_inc_vat: Cents(excl_vat + vat),
            amount_excl_vat: Cents(excl_vat),
        }
    }
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct ClientView<'a> {
    full_name: &'a str,
    company_name: &'a str,
    email: &'a str,
    address: &'a str,
    zip: &'a str,
    city: &'a str,
    country: &'a str,
    vat_number: &'a str,
    iban: &'a str,
    bic: &'a str,
}

impl<'a> ClientView<'a> {
    fn of(client: &'a Client) -> Self {
        Self {
            full_name: &client.full_name,
            company_name: &client.company_name,
            email: &client.email,
            address: &client.address,
            zip: &client.zip,
            city: &client.city,
            country: &client.country,
            vat_number: &client.vat_number,
            iban: &client.iban,
            bic: &client.bic,
        }
    }
}

/// The hoster, the same on every invoice.
#[derive(Debug, Clone, Copy, Serialize)]
pub(super) struct Seller {
    pub(super) name: &'static str,
    pub(super) address: &'static str,
    pub(super) zip: &'static str,
    pub(super) city: &'static str,
    pub(super) country: &'static str,
    pub(super) phone: &'static str,
    pub(super) email: &'static str,
    pub(super) url: &'static str,
    pub(super) iban: &'static str,
    pub(super) bic: &'static str,
}
