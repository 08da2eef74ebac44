//! One union for each kind of document: a provider is a line in each.

use async_graphql::Union;

use crate::{
    domain::{ProviderId, Raw},
    error::{Error, ErrorKind, Result},
    list::List,
    native::{
        DashdocAttachment, DashdocCompany, DashdocInvoice, DashdocLine, I3dClientDetails,
        I3dCompanyDetails, I3dInvoice, I3dInvoiceItem, InvoiceNinjaActivities,
        InvoiceNinjaActivity, InvoiceNinjaClient, InvoiceNinjaDocument, InvoiceNinjaInvoice,
        InvoiceNinjaLineItem, InvoiceNinjaPayment, MoneybirdAttachment, MoneybirdContact,
        MoneybirdDetail, MoneybirdEvent, MoneybirdExternalSalesInvoice, MoneybirdNote,
        MoneybirdPayment, MoneybirdSalesInvoice, MoneybirdTaxTotal, decode,
    },
};

/// An invoice in its provider's own words, with every field of that provider's document.
#[derive(Clone, Debug, Union)]
pub enum NativeInvoice {
    /// A Moneybird sales invoice.
    MoneybirdSalesInvoice(Box<MoneybirdSalesInvoice>),
    /// A Moneybird external sales invoice.
    MoneybirdExternalSalesInvoice(Box<MoneybirdExternalSalesInvoice>),
    /// A Dashdoc invoice.
    DashdocInvoice(Box<DashdocInvoice>),
    /// An i3D.net invoice.
    I3dInvoice(Box<I3dInvoice>),
    /// An Invoice Ninja invoice.
    InvoiceNinjaInvoice(Box<InvoiceNinjaInvoice>),
}

/// A line of an invoice in its provider's own words.
#[derive(Clone, Debug, Union)]
pub enum NativeLineItem {
    /// A Moneybird detail.
    MoneybirdDetail(Box<MoneybirdDetail>),
    /// A Dashdoc line.
    DashdocLine(Box<DashdocLine>),
    /// An i3D.net item.
    I3dInvoiceItem(Box<I3dInvoiceItem>),
    /// An Invoice Ninja line item.
    InvoiceNinjaLineItem(Box<InvoiceNinjaLineItem>),
}

/// A payment in its provider's own words.
#[derive(Clone, Debug, Union)]
pub enum NativePayment {
    /// A Moneybird payment.
    MoneybirdPayment(Box<MoneybirdPayment>),
    /// An Invoice Ninja payment.
    InvoiceNinjaPayment(Box<InvoiceNinjaPayment>),
}

/// A note in its provider's own words.
#[derive(Clone, Debug, Union)]
pub enum NativeNote {
    /// A Moneybird note or to-do.
    MoneybirdNote(Box<MoneybirdNote>),
    /// An Invoice Ninja activity that is a note.
    InvoiceNinjaActivity(Box<InvoiceNinjaActivity>),
}

/// An attachment in its provider's own words.
#[derive(Clone, Debug, Union)]
pub enum NativeAttachment {
    /// A Moneybird attachment.
    MoneybirdAttachment(Box<MoneybirdAttachment>),
    /// A Dashdoc attachment.
    DashdocAttachment(Box<DashdocAttachment>),
    /// An Invoice Ninja document.
    InvoiceNinjaDocument(Box<InvoiceNinjaDocument>),
}

/// A customer or supplier in its provider's own words.
#[derive(Clone, Debug, Union)]
pub enum NativeParty {
    /// A Moneybird contact.
    MoneybirdContact(Box<MoneybirdContact>),
    /// A Dashdoc company.
    DashdocCompany(Box<DashdocCompany>),
    /// An i3D.net customer.
    I3dClientDetails(Box<I3dClientDetails>),
    /// The company behind i3D.net's invoices.
    I3dCompanyDetails(Box<I3dCompanyDetails>),
    /// An Invoice Ninja client.
    InvoiceNinjaClient(Box<InvoiceNinjaClient>),
}

/// A tax of an invoice in its provider's own words.
#[derive(Clone, Debug, Union)]
pub enum NativeTaxLine {
    /// A Moneybird tax total.
    MoneybirdTaxTotal(Box<MoneybirdTaxTotal>),
}

/// An event of an invoice in its provider's own words.
#[derive(Clone, Debug, Union)]
pub enum NativeEvent {
    /// A Moneybird event.
    MoneybirdEvent(Box<MoneybirdEvent>),
    /// An Invoice Ninja activity.
    InvoiceNinjaActivity(Box<InvoiceNinjaActivity>),
}

/// The notes and events of one invoice in the provider's own words, where they are told separately.
#[derive(Clone, Debug)]
pub struct NativeActivity {
    /// The notes, in the order of the unified list.
    pub notes: Vec<NativeNote>,
    /// The events, in the order of the unified timeline.
    pub events: Vec<NativeEvent>,
}

impl NativeActivity {
    /// Reads a provider's document.
    ///
    /// # Errors
    /// `BadAnswer` naming the JSON path where the document is not as described; `Unsupported` for a provider that has no
    /// such document.
    pub fn decode(provider: ProviderId, raw: &Raw) -> Result<Self> {
        if provider != ProviderId::InvoiceNinja {
            return Err(Error::new(
                ErrorKind::Unsupported,
                format!("{provider} tells notes and events with the invoice"),
            ));
        }
        let (notes, events) = decode::<InvoiceNinjaActivities>(&raw.json())?.split()?;
        let note = |activity| NativeNote::InvoiceNinjaActivity(Box::new(activity));
        let event = |activity| NativeEvent::InvoiceNinjaActivity(Box::new(activity));
        Ok(Self {
            notes: notes.into_iter().map(note).collect(),
            events: events.into_iter().map(event).collect(),
        })
    }
}

impl NativeInvoice {
    /// Reads a provider's document.
    ///
    /// # Errors
    /// `BadAnswer` naming the JSON path where the document is not as described; `Unsupported` for a provider whose
    /// documents have no typed form.
    pub fn decode(provider: ProviderId, raw: &Raw) -> Result<Self> {
        match provider {
            ProviderId::Moneybird => decode(&raw.json()).map(Self::MoneybirdSalesInvoice),
            ProviderId::MoneybirdExternal => {
                decode(&raw.json()).map(Self::MoneybirdExternalSalesInvoice)
            }
            ProviderId::Dashdoc => decode(&raw.json()).map(Self::DashdocInvoice),
            ProviderId::I3d => decode(&raw.json()).map(Self::I3dInvoice),
            ProviderId::InvoiceNinja => decode(&raw.json()).map(Self::InvoiceNinjaInvoice),
        }
    }

    /// The lines, in the order of the unified list: Dashdoc's groups first, then the lines outside of them.
    #[must_use]
    pub fn line_items(&self) -> Vec<NativeLineItem> {
        let details = match self {
            Self::MoneybirdSalesInvoice(invoice) => &invoice.details,
            Self::MoneybirdExternalSalesInvoice(invoice) => &invoice.details,
            Self::DashdocInvoice(invoice) => {
                let groups = invoice.line_groups.iter().flatten();
                let mut lines: Vec<_> = groups
                    .flat_map(|group| each(&group.lines, NativeLineItem::DashdocLine))
                    .collect();
                lines.extend(each(&invoice.lines, NativeLineItem::DashdocLine));
                return lines;
            }
            Self::I3dInvoice(invoice) => {
                let details = invoice.details.as_ref();
                return details.map_or_else(Vec::new, |details| {
                    each(&details.items, NativeLineItem::I3dInvoiceItem)
                });
            }
            Self::InvoiceNinjaInvoice(invoice) => {
                return each(&invoice.line_items, NativeLineItem::InvoiceNinjaLineItem);
            }
        };
        each(details, NativeLineItem::MoneybirdDetail)
    }

    /// The payments, in the order of the unified list; none where the vendor keeps none.
    #[must_use]
    pub fn payments(&self) -> Vec<NativePayment> {
        let payments = match self {
            Self::MoneybirdSalesInvoice(invoice) => &invoice.payments,
            Self::MoneybirdExternalSalesInvoice(invoice) => &invoice.payments,
            Self::DashdocInvoice(_) | Self::I3dInvoice(_) => return Vec::new(),
            Self::InvoiceNinjaInvoice(invoice) => {
                let payments = invoice.payments.iter().flatten();
                return payments
                    .filter(|payment| payment.has_paid())
                    .map(|payment| NativePayment::InvoiceNinjaPayment(Box::new(payment.clone())))
                    .collect();
            }
        };
        each(payments, NativePayment::MoneybirdPayment)
    }

    /// The notes, in the order of the unified list.
    #[must_use]
    pub fn notes(&self) -> Vec<NativeNote> {
        let notes = match self {
            Self::MoneybirdSalesInvoice(invoice) => &invoice.notes,
            Self::MoneybirdExternalSalesInvoice(invoice) => &invoice.notes,
            Self::DashdocInvoice(_) | Self::I3dInvoice(_) | Self::InvoiceNinjaInvoice(_) => {
                return Vec::new();
            }
        };
        each(notes, NativeNote::MoneybirdNote)
    }

    /// The attachments, in the order of the unified list.
    #[must_use]
    pub fn attachments(&self) -> Vec<NativeAttachment> {
        let attachments = match self {
            Self::MoneybirdSalesInvoice(invoice) => &invoice.attachments,
            Self::MoneybirdExternalSalesInvoice(invoice) => &invoice.attachments,
            Self::DashdocInvoice(invoice) => {
                return each(&invoice.attachments, NativeAttachment::DashdocAttachment);
            }
            Self::I3dInvoice(_) => return Vec::new(),
            Self::InvoiceNinjaInvoice(invoice) => {
                return each(&invoice.documents, NativeAttachment::InvoiceNinjaDocument);
            }
        };
        each(attachments, NativeAttachment::MoneybirdAttachment)
    }

    /// The customer, where the document carries one.
    #[must_use]
    pub fn customer(&self) -> Option<NativeParty> {
        let contact = match self {
            Self::MoneybirdSalesInvoice(invoice) => &invoice.contact,
            Self::MoneybirdExternalSalesInvoice(invoice) => &invoice.contact,
            Self::DashdocInvoice(invoice) => {
                return one(&invoice.debtor, NativeParty::DashdocCompany);
            }
            Self::I3dInvoice(invoice) => {
                let details = invoice.details.as_ref()?;
                return one(&details.client_details, NativeParty::I3dClientDetails);
            }
            Self::InvoiceNinjaInvoice(invoice) => {
                return invoice.client.clone().map(NativeParty::InvoiceNinjaClient);
            }
        };
        one(contact, NativeParty::MoneybirdContact)
    }

    /// The supplier, where the document carries one.
    #[must_use]
    pub fn supplier(&self) -> Option<NativeParty> {
        match self {
            Self::MoneybirdSalesInvoice(_)
            | Self::MoneybirdExternalSalesInvoice(_)
            | Self::InvoiceNinjaInvoice(_) => None,
            Self::DashdocInvoice(invoice) => one(&invoice.created_by, NativeParty::DashdocCompany),
            Self::I3dInvoice(invoice) => {
                let details = invoice.details.as_ref()?;
                one(&details.company_details, NativeParty::I3dCompanyDetails)
            }
        }
    }

    /// The taxes, in the order of the unified list; none where the vendor has no object for them.
    #[must_use]
    pub fn tax_lines(&self) -> Vec<NativeTaxLine> {
        let totals = match self {
            Self::MoneybirdSalesInvoice(invoice) => &invoice.tax_totals,
            Self::MoneybirdExternalSalesInvoice(invoice) => &invoice.tax_totals,
            Self::DashdocInvoice(_) | Self::I3dInvoice(_) | Self::InvoiceNinjaInvoice(_) => {
                return Vec::new();
            }
        };
        each(totals, NativeTaxLine::MoneybirdTaxTotal)
    }

    /// The events, in the order of the unified timeline.
    #[must_use]
    pub fn events(&self) -> Vec<NativeEvent> {
        let events = match self {
            Self::MoneybirdSalesInvoice(invoice) => &invoice.events,
            Self::MoneybirdExternalSalesInvoice(invoice) => &invoice.events,
            Self::DashdocInvoice(_) | Self::I3dInvoice(_) | Self::InvoiceNinjaInvoice(_) => {
                return Vec::new();
            }
        };
        each(events, NativeEvent::MoneybirdEvent)
    }
}

fn one<T: Clone, N>(item: &Option<T>, wrap: fn(Box<T>) -> N) -> Option<N> {
    item.clone().map(Box::new).map(wrap)
}

fn each<T: Clone, N>(list: &Option<List<T>>, wrap: fn(Box<T>) -> N) -> Vec<N> {
    list.iter()
        .flatten()
        .map(|item| wrap(Box::new(item.clone())))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_childs_native_form_is_found_by_its_place() {
        let raw = Raw::new(
            r#"{"id":"1","payments":[{"id":"2"},{"id":"3"}],"notes":null}"#,
            "",
        );
        let native = NativeInvoice::decode(ProviderId::MoneybirdExternal, &raw).unwrap();
        let payments = native.payments();
        let NativePayment::MoneybirdPayment(second) = &payments[1] else {
            panic!("a payment of moneybird is one of moneybird's");
        };
        assert_eq!(second.id.as_ref().unwrap().as_str(), "3");
        assert!(native.notes().is_empty() && native.customer().is_none());
    }
}
