//! The payments of an invoice.

use std::sync::Arc;

use async_graphql::{Context, ID, Object};

use crate::{
    domain::{self, ChildKind, NativeId},
    error::Result,
    graphql::types::{Document, Invoice, Money, NativeField, at_place, by_place},
    list::List,
    loaders::Loaders,
    native::NativePayment,
    scalar::{Date, DateTime, DecimalText},
};

/// A payment, by its place in its invoice.
#[derive(Clone, Debug)]
pub(crate) struct Payment {
    document: Arc<Document>,
    place: usize,
}

impl Payment {
    pub(crate) fn all_of(document: &Arc<Document>) -> Option<List<Self>> {
        let list = document.invoice().payments.as_ref();
        by_place(document, list, Self::at)
    }

    /// Wraps the payment at a place that the invoice has.
    pub(crate) fn at(document: Arc<Document>, place: usize) -> Self {
        Self { document, place }
    }

    pub(crate) fn find(document: Arc<Document>, id: &NativeId) -> Option<Self> {
        let list = document.invoice().payments.as_ref()?;
        let place = list.iter().position(|payment| payment.id == *id)?;
        Some(Self { document, place })
    }

    fn told(&self) -> &domain::Payment {
        at_place(self.document.invoice().payments.as_ref(), self.place)
    }
}

/// What of a payment went to one invoice.
#[derive(Debug)]
pub(crate) struct PaymentAllocation {
    document: Arc<Document>,
    told: domain::Allocation,
}

/// What of a payment went to one invoice.
#[Object]
impl PaymentAllocation {
    /// The invoice.
    async fn invoice(&self, ctx: &Context<'_>) -> Option<Result<Invoice>> {
        if self.told.invoice == self.document.invoice().id {
            return Some(Ok(Invoice(Arc::clone(&self.document))));
        }
        let loaders: &Loaders = ctx.data_unchecked();
        let account = &self.document.entry.account;
        let entry = loaders.invoice(account, &self.told.invoice).await;
        Some(entry.map(Invoice::new))
    }

    /// The invoice's share, before anything was given back.
    async fn amount(&self) -> Option<Money> {
        self.told.amount.map(Into::into)
    }

    /// What of it was given back; null where the provider does not say.
    async fn refunded(&self) -> Option<Money> {
        self.told.refunded.map(Into::into)
    }
}

/// A payment of an invoice.
#[Object]
impl Payment {
    /// The id across all accounts; opaque.
    pub(crate) async fn id(&self) -> ID {
        self.document.child_id(ChildKind::Payment, &self.told().id)
    }

    /// The provider's own id; for a synthetic payment one derived from the invoice's.
    async fn native_id(&self) -> ID {
        self.told().id.as_str().into()
    }

    /// The invoice that it pays.
    async fn invoice(&self) -> Option<Invoice> {
        Some(Invoice(Arc::clone(&self.document)))
    }

    /// The invoice's share of the payment, in the currency of the payment: the invoice's, but where the provider has moved
    /// the invoice to another one since.
    async fn amount(&self) -> Option<Money> {
        self.told().amount.map(Into::into)
    }

    /// The same in whole units of the company's own currency; null where the provider does not say it.
    async fn base_amount(&self) -> Option<DecimalText> {
        self.told().base_amount.map(Into::into)
    }

    /// The day of payment.
    async fn date(&self) -> Option<Date> {
        self.told().date.map(Into::into)
    }

    /// The reference of the transaction; null when there is none.
    async fn reference(&self) -> Option<&str> {
        self.told().reference.as_deref()
    }

    /// How it was paid, in the provider's own word.
    async fn method(&self) -> Option<&str> {
        self.told().method.as_deref()
    }

    /// Whether the provider keeps no payments and this one is derived from the invoice's own state.
    async fn synthetic(&self) -> Option<bool> {
        Some(self.told().synthetic)
    }

    /// When it was registered at the provider.
    async fn created_at(&self) -> Option<DateTime> {
        self.told().created_at.map(Into::into)
    }

    /// When it last changed at the provider.
    async fn updated_at(&self) -> Option<DateTime> {
        self.told().updated_at.map(Into::into)
    }

    /// What of it went to which invoice, as far as the provider tells it with this one.
    async fn allocations(&self) -> Option<List<PaymentAllocation>> {
        let told = self.told();
        let this_one = || {
            vec![domain::Allocation {
                invoice: self.document.invoice().id.clone(),
                amount: told.amount,
                refunded: None,
            }]
        };
        let all = told.allocations.clone().unwrap_or_else(this_one);
        let document = &self.document;
        Some(
            all.into_iter()
                .map(|told| PaymentAllocation {
                    document: Arc::clone(document),
                    told,
                })
                .collect(),
        )
    }

    /// The provider's own form of the payment, with every field that it has; null for a synthetic one.
    async fn native(&self) -> NativeField<'_, NativePayment> {
        if self.told().synthetic {
            return None;
        }
        self.document.native_payment(self.place)
    }
}
