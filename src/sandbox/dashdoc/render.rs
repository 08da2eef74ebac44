//! An invoice as the API writes it, in a list and alone.

use jiff::civil::Date;
use serde::Serialize;

use crate::sandbox::dashdoc::company::{Company, ISSUER};
use crate::sandbox::dashdoc::encode::{Fixed, Time};
use crate::sandbox::dashdoc::files::Links;
use crate::sandbox::dashdoc::invoice::{Attachment, CreditNote, Invoice, Uid};
use crate::sandbox::dashdoc::ledger::Companies;
use crate::sandbox::dashdoc::render_lines::{GroupView, LineView};

/// Writes one invoice.
pub(super) fn invoice(
    invoice: &Invoice,
    companies: &Companies,
    today: Date,
    links: &Links,
) -> Vec<u8> {
    let view = View::of(invoice, companies, today, links);
    let text = serde_json::to_vec(&view).expect("an invoice has text keys only");
    if invoice.omit.is_empty() {
        return text;
    }
    let mut fields: serde_json::Map<String, serde_json::Value> =
        serde_json::from_slice(&text).expect("an invoice is an object");
    fields.retain(|key, _| !invoice.omit.iter().any(|omitted| omitted == key));
    serde_json::to_vec(&fields).expect("an object has text keys only")
}

#[derive(Debug, Serialize)]
struct View<'a> {
    uid: Uid,
    created_by: Issuer<'a>,
    debtor: Debtor<'a>,
    description_template: Option<Template>,
    document_number: Option<&'a str>,
    status: &'a str,
    due_date: Option<Date>,
    created: Time,
    updated: Time,
    currency: &'a str,
    line_groups: Vec<GroupView<'a>>,
    lines: Vec<LineView<'a>>,
    credit_notes: Vec<CreditNoteView<'a>>,
    attachments: Vec<AttachmentView<'a>>,
    transports_count: usize,
    remote_id: &'a str,
    /// The page says to ignore it.
    invoicing_connector: Option<()>,
    file: Option<String>,
    invoicing_date: Option<Date>,
    /// Null or missing for drafts.
    #[serde(skip_serializing_if = "Option::is_none")]
    finalized_at: Option<Option<Time>>,
    debtor_reference: &'a str,
    total_price: Fixed<2>,
    total_tax_amount: Option<Fixed<2>>,
    paid_at: Option<Paid>,
    payment_method: Option<Method<'a>>,
    payment_notes: &'a str,
    is_payment_late: bool,
    is_bare_invoice: bool,
    is_dashdoc: bool,
}

impl<'a> View<'a> {
    fn of(invoice: &'a Invoice, companies: &'a Companies, today: Date, links: &Links) -> Self {
        let even = invoice.uid.0.is_multiple_of(2);
        let finalized_at = invoice.finalized_at.map(Time);
        let currency = &invoice.currency;
        let groups = invoice.groups.iter();
        Self {
            uid: invoice.uid,
            created_by: Issuer::of(companies),
            debtor: Debtor::of(invoice.debtor, companies),
            description_template: invoice.has_template.then(Template::of),
            document_number: invoice.document_number.as_deref(),
            status: &invoice.status,
            due_date: invoice.due_date,
            created: Time(invoice.created),
            updated: Time(invoice.updated),
            currency,
            line_groups: groups
                .map(|group| GroupView::of(group, currency, links))
                .collect(),
            lines: invoice
                .lines
                .iter()
                .map(|line| LineView::of(line, currency))
                .collect(),
            credit_notes: invoice
                .credit_notes
                .iter()
                .map(CreditNoteView::of)
                .collect(),
            attachments: invoice
                .attachments
                .iter()
                .map(|attachment| AttachmentView::of(attachment, links))
                .collect(),
            transports_count: invoice.groups.len(),
            remote_id: &invoice.remote_id,
            invoicing_connector: None,
            file: links.pdf(invoice),
            invoicing_date: invoice.invoicing_date,
            finalized_at: (finalized_at.is_some() || even).then_some(finalized_at),
            debtor_reference: &invoice.debtor_reference,
            total_price: Fixed(invoice.total_price),
            total_tax_amount: invoice.total_tax_amount.map(Fixed),
            paid_at: invoice.paid_at.map(|at| Paid::of(at, even)),
            payment_method: invoice.payment_method.as_deref().map(Method::of),
            payment_notes: &invoice.payment_notes,
            is_payment_late: invoice.is_late(today),
            is_bare_invoice: invoice.groups.is_empty(),
            is_dashdoc: invoice.is_dashdoc,
        }
    }
}

/// The page does not say whether a payment has a moment or a day.
#[derive(Debug, Serialize)]
#[serde(untagged)]
enum Paid {
    Moment(Time),
    Day(Date),
}

impl Paid {
    fn of(at: i64, as_moment: bool) -> Self {
        match jiff::Timestamp::from_microsecond(at) {
            Ok(moment) if !as_moment => Self::Day(moment.to_zoned(jiff::tz::TimeZone::UTC).date()),
            _ => Self::Moment(Time(at)),
        }
    }
}

#[derive(Debug, Serialize)]
struct Template {
    uid: Uid,
    name: &'static str,
}

impl Template {
    fn of() -> Self {
        Self {
            uid: Uid::of(u64::MAX / 3),
            name: "Modèle détaillé",
        }
    }
}

#[derive(Debug, Serialize)]
struct Method<'a> {
    uid: Uid,
    name: &'a str,
}

impl<'a> Method<'a> {
    fn of(name: &'a str) -> Self {
        Self {
            uid: method_uid(name),
            name,
        }
    }
}

/// The id of a way of paying, which follows from its name.
pub(super) fn method_uid(name: &str) -> Uid {
    let seed = name
        .bytes()
        .fold(17, |seed, byte| seed * 31 % 1_000_003 + u64::from(byte));
    Uid::of(u64::MAX / 5 + seed)
}

#[derive(Debug, Serialize)]
struct Issuer<'a> {
    pk: u32,
    name: &'a str,
    primary_address: Address<'a, String>,
    country: &'a str,
    vat_number: &'a str,
}

impl<'a> Issuer<'a> {
    fn of(companies: &'a Companies) -> Self {
        let company = &companies[&ISSUER];
        Self {
            pk: company.pk,
            name: &company.name,
            primary_address: Address::of(company, (company.pk + 500_000).to_string()),
            country: &company.country,
            vat_number: &company.vat_number,
        }
    }
}

#[derive(Debug, Serialize)]
struct Debtor<'a> {
    pk: u32,
    invoicing_remote_id: &'a str,
    name: &'a str,
    primary_address: Option<Address<'a, u32>>,
    invoicing_address: Option<Address<'a, u32>>,
    country: &'a str,
    vat_number: &'a str,
    notes: &'a str,
}

impl<'a> Debtor<'a> {
    fn of(pk: u32, companies: &'a Companies) -> Self {
        let company = &companies[&pk];
        let address = |pk| (!company.city.is_empty()).then(|| Address::of(company, pk));
        Self {
            pk,
            invoicing_remote_id: &company.invoicing_remote_id,
            name: &company.name,
            primary_address: address(pk + 500_000),
            invoicing_address: address(pk + 600_000).filter(|_| pk.is_multiple_of(3)),
            country: &company.country,
            vat_number: &company.vat_number,
            notes: &company.notes,
        }
    }
}

/// An address, whose key is a string in one source and an integer in the other.
#[derive(Debug, Serialize)]
struct Address<'a, Key> {
    pk: Key,
    name: &'a str,
    address: &'a str,
    city: &'a str,
    postcode: &'a str,
    country: &'a str,
    latitude: f64,
    longitude: f64,
    radius: u32,
    coords_validated: bool,
    is_demo: bool,
    is_carrier: bool,
    is_shipper: bool,
    is_origin: bool,
    is_destination: bool,
    created_by: u32,
    created: Time,
    instructions: &'a str,
    remote_id: &'a str,
}

impl<'a, Key> Address<'a, Key> {
    fn of(company: &'a Company, pk: Key) -> Self {
        let is_issuer = company.pk == ISSUER;
        Self {
            pk,
            name: &company.name,
            address: &company.address,
            city: &company.city,
            postcode: &company.postcode,
            country: &company.country,
            latitude: f64::from(company.latitude) / 100.0,
            longitude: f64::from(company.longitude) / 100.0,
            radius: 400,
            coords_validated: true,
            is_demo: false,
            is_carrier: is_issuer,
            is_shipper: !is_issuer,
            is_origin: !is_issuer,
            is_destination: false,
            created_by: ISSUER,
            // A fixed morning in 2019.
            created: Time(1_552_291_200_123_400),
            instructions: "",
            remote_id: &company.invoicing_remote_id,
        }
    }
}

#[derive(Debug, Serialize)]
struct CreditNoteView<'a> {
    uid: Uid,
    status: &'a str,
    document_number: Option<&'a str>,
    total_tax_free_amount: Fixed<2>,
    total_tax_amount: Fixed<2>,
    currency: &'a str,
    created: Time,
}

impl<'a> CreditNoteView<'a> {
    fn of(note: &'a CreditNote) -> Self {
        Self {
            uid: note.uid,
            status: &note.status,
            document_number: note.document_number.as_deref(),
            total_tax_free_amount: Fixed(note.total_tax_free_amount),
            total_tax_amount: Fixed(note.total_tax_amount),
            currency: &note.currency,
            created: Time(note.created),
        }
    }
}

#[derive(Debug, Serialize)]
struct AttachmentView<'a> {
    uid: Uid,
    name: &'a str,
    file_url: String,
    file_size: u64,
    created: Time,
}

impl<'a> AttachmentView<'a> {
    fn of(attachment: &'a Attachment, links: &Links) -> Self {
        Self {
            uid: attachment.uid,
            name: &attachment.name,
            file_url: links.attachment(attachment),
            file_size: attachment.file_size,
            created: Time(attachment.created),
        }
    }
}
