//! One union for each kind of document: a provider is a line in each.

use async_graphql::Union;

use crate::{
    domain::{ProviderId, Raw},
    error::{Error, ErrorKind, Result},
    native::{
        InvoiceNinjaActivities, InvoiceNinjaActivity, InvoiceNinjaClient, InvoiceNinjaDocument,
        InvoiceNinjaInvoice, InvoiceNinjaLineItem, InvoiceNinjaPayment, MoneybirdAttachment,
        MoneybirdContact, MoneybirdDetail, MoneybirdEvent, MoneybirdExternalSalesInvoice,
        MoneybirdNote, MoneybirdPayment, MoneybirdSalesInvoice, MoneybirdTaxTotal, decode,
    },
};

/// An invoice in its provider's own words, with every field of that provider's document.
#[derive(Clone, Debug, Union)]
pub enum NativeInvoice {
    /// A Moneybird sales invoice.
    MoneybirdSalesInvoice(Box<MoneybirdSalesInvoice>),
    /// A Moneybird external sales invoice.
    MoneybirdExternalSalesInvoice(Box<MoneybirdExternalSalesInvoice>),
    /// An Invoice Ninja invoice.
    InvoiceNinjaInvoice(Box<InvoiceNinjaInvoice>),
}

/// A line of an invoice in its provider's own words.
#[derive(Clone, Debug, Union)]
pub enum NativeLineItem {
    /// A Moneybird detail.
    MoneybirdDetail(Box<MoneybirdDetail>),
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
    /// An Invoice Ninja document.
    InvoiceNinjaDocument(Box<InvoiceNinjaDocument>),
}

/// A customer or supplier in its provider's own words.
#[derive(Clone, Debug, Union)]
pub enum NativeParty {
    /// A Moneybird contact.
    MoneybirdContact(Box<MoneybirdContact>),
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
            ProviderId::InvoiceNinja => decode(&raw.json()).map(Self::InvoiceNinjaInvoice),
            ProviderId::Dashdoc | ProviderId::I3d => Err(Error::new(
                ErrorKind::Unsupported,
                format!("documents of {provider} have no typed form"),
            )),
        }
    }

    /// The lines, in the order of the unified list.
    #[must_use]
    pub fn line_items(&self) -> Vec<NativeLineItem> {
        match self {
            Self::MoneybirdSalesInvoice(invoice) => {
                each(&invoice.details, NativeLineItem::MoneybirdDetail)
            }
            Self::MoneybirdExternalSalesInvoice(invoice) => {
                each(&invoice.details, NativeLineItem::MoneybirdDetail)
            }
            Self::InvoiceNinjaInvoice(invoice) => {
                each(&invoice.line_items, NativeLineItem::InvoiceNinjaLineItem)
            }
        }
    }

    /// The payments, in the order of the unified list.
    #[must_use]
    pub fn payments(&self) -> Vec<NativePayment> {
        match self {
            Self::MoneybirdSalesInvoice(invoice) => {
                each(&invoice.payments, NativePayment::MoneybirdPayment)
            }
            Self::MoneybirdExternalSalesInvoice(invoice) => {
                each(&invoice.payments, NativePayment::MoneybirdPayment)
            }
            Self::InvoiceNinjaInvoice(invoice) => {
                each(&invoice.payments, NativePayment::InvoiceNinjaPayment)
            }
        }
    }

    /// The notes, in the order of the unified list.
    #[must_use]
    pub fn notes(&self) -> Vec<NativeNote> {
        match self {
            Self::MoneybirdSalesInvoice(invoice) => each(&invoice.notes, NativeNote::MoneybirdNote),
            Self::MoneybirdExternalSalesInvoice(invoice) => {
                each(&invoice.notes, NativeNote::MoneybirdNote)
            }
            Self::InvoiceNinjaInvoice(_) => Vec::new(),
        }
    }

    /// The attachments, in the order of the unified list.
    #[must_use]
    pub fn attachments(&self) -> Vec<NativeAttachment> {
        match self {
            Self::MoneybirdSalesInvoice(invoice) => {
                each(&invoice.attachments, NativeAttachment::MoneybirdAttachment)
            }
            Self::MoneybirdExternalSalesInvoice(invoice) => {
                each(&invoice.attachments, NativeAttachment::MoneybirdAttachment)
            }
            Self::InvoiceNinjaInvoice(invoice) => {
                each(&invoice.documents, NativeAttachment::InvoiceNinjaDocument)
            }
        }
    }

    /// The customer, where the document carries one.
    #[must_use]
    pub fn customer(&self) -> Option<NativeParty> {
        let moneybird = |contact: &Option<_>| {
            let contact = contact.clone().map(Box::new);
            contact.map(NativeParty::MoneybirdContact)
        };
        match self {
            Self::MoneybirdSalesInvoice(invoice) => moneybird(&invoice.contact),
            Self::MoneybirdExternalSalesInvoice(invoice) => moneybird(&invoice.contact),
            Self::InvoiceNinjaInvoice(invoice) => {
                invoice.client.clone().map(NativeParty::InvoiceNinjaClient)
            }
        }
    }

    /// The taxes, in the order of the unified list.
    #[must_use]
    pub fn tax_lines(&self) -> Vec<NativeTaxLine> {
        match self {
            Self::MoneybirdSalesInvoice(invoice) => {
                each(&invoice.tax_totals, NativeTaxLine::MoneybirdTaxTotal)
            }
            Self::MoneybirdExternalSalesInvoice(invoice) => {
                each(&invoice.tax_totals, NativeTaxLine::MoneybirdTaxTotal)
            }
            Self::InvoiceNinjaInvoice(_) => Vec::new(),
        }
    }

    /// The events, in the order of the unified timeline.
    #[must_use]
    pub fn events(&self) -> Vec<NativeEvent> {
        match self {
            Self::MoneybirdSalesInvoice(invoice) => {
                each(&invoice.events, NativeEvent::MoneybirdEvent)
            }
            Self::MoneybirdExternalSalesInvoice(invoice) => {
                each(&invoice.events, NativeEvent::MoneybirdEvent)
            }
            Self::InvoiceNinjaInvoice(_) => Vec::new(),
        }
    }
}

fn each<T: Clone, N>(list: &Option<Vec<T>>, wrap: fn(Box<T>) -> N) -> Vec<N> {
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

    #[test]
    fn a_provider_without_typed_documents_is_unsupported() {
        let error = NativeInvoice::decode(ProviderId::I3d, &Raw::new("{}", "")).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Unsupported);
    }
}
