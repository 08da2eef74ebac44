//! The taxes of an invoice.

use std::sync::Arc;

use async_graphql::{ID, Object};

use crate::{
    domain,
    graphql::types::{Document, Money, NativeField, at_place, by_place},
    list::List,
    native::NativeTaxLine,
    scalar::DecimalText,
};

/// A tax, by its place in its invoice.
#[derive(Clone, Debug)]
pub(crate) struct TaxLine {
    document: Arc<Document>,
    place: usize,
}

impl TaxLine {
    pub(crate) fn all_of(document: &Arc<Document>) -> Option<List<Self>> {
        let list = document.invoice().tax_lines.as_ref();
        by_place(document, list, |document, place| Self { document, place })
    }

    fn told(&self) -> &domain::TaxLine {
        at_place(self.document.invoice().tax_lines.as_ref(), self.place)
    }
}

/// One tax of an invoice, summed over its lines.
#[Object]
impl TaxLine {
    /// The provider's id of the tax rate; null where it has none.
    async fn tax_rate_id(&self) -> Option<ID> {
        self.told()
            .tax_rate_id
            .as_ref()
            .map(|id| id.as_str().into())
    }

    /// The tax's name; null where the provider does not say it.
    async fn name(&self) -> Option<&str> {
        self.told().name.as_deref()
    }

    /// The rate in percent; null where the provider does not say it.
    async fn percentage(&self) -> Option<DecimalText> {
        self.told().percentage.map(Into::into)
    }

    /// The amount that is taxed, without tax.
    async fn taxable(&self) -> Option<Money> {
        self.told().taxable.map(Into::into)
    }

    /// The tax.
    async fn tax(&self) -> Option<Money> {
        self.told().tax.map(Into::into)
    }

    /// The provider's own form of the tax, with every field that it has.
    async fn native(&self) -> NativeField<'_, NativeTaxLine> {
        self.document.native_tax_line(self.place)
    }
}
