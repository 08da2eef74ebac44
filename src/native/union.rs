//! One union for each kind of document: a provider is a line in each.

use async_graphql::Union;

use crate::{
    domain::{ProviderId, Raw},
    error::{Error, ErrorKind, Result},
    native::{
        MoneybirdAttachment, MoneybirdContact, MoneybirdDetail, MoneybirdEvent,
        MoneybirdExternalSalesInvoice, MoneybirdNote, MoneybirdPayment, MoneybirdSalesInvoice,
        MoneybirdTaxTotal, decode,
    },
};

/// An invoice in its provider's own words, with every field of that provider's document.
#[derive(Clone, Debug, Union)]
pub enum NativeInvoice {
    /// A Moneybird sales invoice.
    MoneybirdSalesInvoice(Box<MoneybirdSalesInvoice>),
    /// A Moneybird external sales invoice.
    MoneybirdExternalSalesInvoice(Box<MoneybirdExternalSalesInvoice>),
}

/// A line of an invoice in its provider's own words.
#[derive(Clone, Debug, Union)]
pub enum NativeLineItem {
    /// A Moneybird detail.
    MoneybirdDetail(Box<MoneybirdDetail>),
}

/// A payment in its provider's own words.
#[derive(Clone, Debug, Union)]
pub enum NativePayment {
    /// A Moneybird payment.
    MoneybirdPayment(Box<MoneybirdPayment>),
}

/// A note in its provider's own words.
#[derive(Clone, Debug, Union)]
pub enum NativeNote {
    /// A Moneybird note or to-do.
    MoneybirdNote(Box<MoneybirdNote>),
}

/// An attachment in its provider's own words.
#[derive(Clone, Debug, Union)]
pub enum NativeAttachment {
    /// A Moneybird attachment.
    MoneybirdAttachment(Box<MoneybirdAttachment>),
}

/// A customer or supplier in its provider's own words.
#[derive(Clone, Debug, Union)]
pub enum NativeParty {
    /// A Moneybird contact.
    MoneybirdContact(Box<MoneybirdContact>),
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
            ProviderId::InvoiceNinja | ProviderId::Dashdoc | ProviderId::I3d => Err(Error::new(
                ErrorKind::Unsupported,
                format!("documents of {provider} have no typed form"),
            )),
        }
    }

    /// The lines, in the order of the unified list.
    #[must_use]
    pub fn line_items(&self) -> Vec<NativeLineItem> {
        let details = match self {
            Self::MoneybirdSalesInvoice(invoice) => &invoice.details,
            Self::MoneybirdExternalSalesInvoice(invoice) => &invoice.details,
        };
        each(details, NativeLineItem::MoneybirdDetail)
    }

    /// The payments, in the order of the unified list.
    #[must_use]
    pub fn payments(&self) -> Vec<NativePayment> {
        let payments = match self {
            Self::MoneybirdSalesInvoice(invoice) => &invoice.payments,
            Self::MoneybirdExternalSalesInvoice(invoice) => &invoice.payments,
        };
        each(payments, NativePayment::MoneybirdPayment)
    }

    /// The notes, in the order of the unified list.
    #[must_use]
    pub fn notes(&self) -> Vec<NativeNote> {
        let notes = match self {
            Self::MoneybirdSalesInvoice(invoice) => &invoice.notes,
            Self::MoneybirdExternalSalesInvoice(invoice) => &invoice.notes,
        };
        each(notes, NativeNote::MoneybirdNote)
    }

    /// The attachments, in the order of the unified list.
    #[must_use]
    pub fn attachments(&self) -> Vec<NativeAttachment> {
        let attachments = match self {
            Self::MoneybirdSalesInvoice(invoice) => &invoice.attachments,
            Self::MoneybirdExternalSalesInvoice(invoice) => &invoice.attachments,
        };
        each(attachments, NativeAttachment::MoneybirdAttachment)
    }

    /// The customer, where the document carries one.
    #[must_use]
    pub fn customer(&self) -> Option<NativeParty> {
        let contact = match self {
            Self::MoneybirdSalesInvoice(invoice) => &invoice.contact,
            Self::MoneybirdExternalSalesInvoice(invoice) => &invoice.contact,
        };
        contact
            .clone()
            .map(Box::new)
            .map(NativeParty::MoneybirdContact)
    }

    /// The taxes, in the order of the unified list.
    #[must_use]
    pub fn tax_lines(&self) -> Vec<NativeTaxLine> {
        let totals = match self {
            Self::MoneybirdSalesInvoice(invoice) => &invoice.tax_totals,
            Self::MoneybirdExternalSalesInvoice(invoice) => &invoice.tax_totals,
        };
        each(totals, NativeTaxLine::MoneybirdTaxTotal)
    }

    /// The events, in the order of the unified timeline.
    #[must_use]
    pub fn events(&self) -> Vec<NativeEvent> {
        let events = match self {
            Self::MoneybirdSalesInvoice(invoice) => &invoice.events,
            Self::MoneybirdExternalSalesInvoice(invoice) => &invoice.events,
        };
        each(events, NativeEvent::MoneybirdEvent)
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
        let NativePayment::MoneybirdPayment(second) = &payments[1];
        assert_eq!(second.id.as_ref().unwrap().as_str(), "3");
        assert!(native.notes().is_empty() && native.customer().is_none());
    }

    #[test]
    fn a_provider_without_typed_documents_is_unsupported() {
        let error = NativeInvoice::decode(ProviderId::I3d, &Raw::new("{}", "")).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Unsupported);
    }
}
