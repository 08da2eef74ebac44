//! The lines of an invoice.

use std::sync::Arc;

use async_graphql::{ID, Object};

use crate::{
    domain,
    graphql::types::{Document, Money, NativeField, at_place, by_place},
    list::List,
    native::NativeLineItem,
    scalar::{Date, DecimalText},
};

/// A line, by its place in its invoice.
#[derive(Clone, Debug)]
pub(crate) struct LineItem {
    document: Arc<Document>,
    place: usize,
}

impl LineItem {
    pub(crate) fn all_of(document: &Arc<Document>) -> Option<List<Self>> {
        let list = document.invoice().line_items.as_ref();
        by_place(document, list, |document, place| Self { document, place })
    }

    fn told(&self) -> &domain::LineItem {
        at_place(self.document.invoice().line_items.as_ref(), self.place)
    }
}

/// One line of an invoice.
#[Object]
impl LineItem {
    /// The provider's id of the line; null where lines have none.
    async fn native_id(&self) -> Option<ID> {
        self.told().id.as_ref().map(|id| id.as_str().into())
    }

    /// What was delivered.
    async fn description(&self) -> Option<&str> {
        self.told().description.as_deref()
    }

    /// How many.
    async fn quantity(&self) -> Option<DecimalText> {
        self.told().quantity.map(Into::into)
    }

    /// How many, in the provider's words, such as "2 hours".
    async fn quantity_text(&self) -> Option<&str> {
        self.told().quantity_text.as_deref()
    }

    /// The price of one, with or without tax as the invoice's `pricesIncludeTax` says.
    async fn unit_price(&self) -> Option<Money> {
        self.told().unit_price.map(Into::into)
    }

    /// The line's amount without tax, after discount.
    async fn subtotal(&self) -> Option<Money> {
        self.told().subtotal.map(Into::into)
    }

    /// The line's tax rate in percent; null where the provider does not say it.
    async fn tax_percentage(&self) -> Option<DecimalText> {
        self.told().tax_percentage.map(Into::into)
    }

    /// The provider's id of the tax rate.
    async fn tax_rate_id(&self) -> Option<ID> {
        self.told()
            .tax_rate_id
            .as_ref()
            .map(|id| id.as_str().into())
    }

    /// The provider's id of the product; null when the line is of none.
    async fn product_id(&self) -> Option<ID> {
        self.told().product_id.as_ref().map(|id| id.as_str().into())
    }

    /// The first day of the period that the line is about; null when it is about none.
    async fn period_start(&self) -> Option<Date> {
        self.told().period_start.map(Into::into)
    }

    /// The last day of the period that the line is about; null when it is about none.
    async fn period_end(&self) -> Option<Date> {
        self.told().period_end.map(Into::into)
    }

    /// The provider's own form of the line, with every field that it has.
    async fn native(&self) -> NativeField<'_, NativeLineItem> {
        self.document.native_line_item(self.place)
    }
}
