//! The invoice.

use std::sync::Arc;

use async_graphql::{Context, ID, Object, SimpleObject};

use crate::{
    auth::Viewer,
    domain,
    error::Result,
    graphql::types::{
        Account, ActionState, Attachment, BaseTotals, Direction, Discount, Document,
        InvoiceDocument, InvoiceKind, InvoiceStatus, LineItem, Money, Note, Party, Payment,
        ProviderId, TaxLine, TimelineEvent,
    },
    list::List,
    loaders::Loaders,
    native::NativeInvoice,
    scalar::{CurrencyCode, Date, DateTime},
    snapshot::Entry,
};

/// An invoice of an answer.
#[derive(Clone, Debug)]
pub(crate) struct Invoice(pub(crate) Arc<Document>);

impl Invoice {
    pub(crate) fn new(entry: Entry) -> Self {
        Self(Document::new(entry))
    }

    fn told(&self) -> &domain::Invoice {
        self.0.invoice()
    }

    /// What `tell` makes of the invoice; where that is nothing and only a part of it is known, of all of it.
    async fn tell<T>(
        &self,
        ctx: &Context<'_>,
        tell: impl Fn(&Arc<Document>) -> Option<T>,
    ) -> Option<Result<T>> {
        if let Some(told) = tell(&self.0) {
            return Some(Ok(told));
        }
        match self.whole(ctx).await {
            Ok(whole) => tell(whole).map(Ok),
            Err(error) => Some(Err(error)),
        }
    }

    async fn whole(&self, ctx: &Context<'_>) -> Result<&Arc<Document>> {
        let loaders: &Loaders = ctx.data_unchecked();
        self.0.whole(loaders).await
    }
}

/// A field that the company added to its invoices itself.
#[derive(Debug, SimpleObject)]
pub(crate) struct CustomField {
    /// The provider's id of the field; null where it has none.
    native_id: Option<ID>,
    /// The field's name.
    name: Option<String>,
    /// What it holds; null when empty.
    value: Option<String>,
}

impl From<&domain::CustomField> for CustomField {
    fn from(field: &domain::CustomField) -> Self {
        Self {
            native_id: field.id.as_ref().map(|id| id.as_str().into()),
            name: field.name.as_deref().map(str::to_owned),
            value: field.value.as_deref().map(str::to_owned),
        }
    }
}

/// An invoice or credit note of any provider, in words that all providers share. A null field means that the provider
/// does not say it, or failed to (then `errors` has the reason); an empty list means that there are none. Amounts of a
/// credit note are negative.
#[Object]
impl Invoice {
    /// The id across all accounts; opaque.
    pub(crate) async fn id(&self) -> ID {
        self.0.id()
    }

    /// The account that it belongs to.
    async fn account(&self) -> Account {
        Account(Arc::clone(&self.0.entry.account))
    }

    /// The provider that told it.
    async fn provider_id(&self) -> ProviderId {
        self.told().provider.into()
    }

    /// The provider's own id.
    async fn native_id(&self) -> ID {
        self.told().id.as_str().into()
    }

    /// Where it stands, in the provider's own word.
    async fn native_status(&self) -> Option<&str> {
        Some(&self.told().native_status)
    }

    /// Where a person can look at it.
    async fn url(&self) -> Option<&str> {
        self.told().url.as_deref()
    }

    /// Where the customer can pay it.
    async fn payment_url(&self) -> Option<&str> {
        self.told().payment_url.as_deref()
    }

    /// The printed number; null while it has none, as a draft.
    async fn number(&self) -> Option<&str> {
        self.told().number.as_deref()
    }

    /// The customer's or the company's reference.
    async fn reference(&self) -> Option<&str> {
        self.told().reference.as_deref()
    }

    /// What it is about, in a line.
    async fn description(&self) -> Option<&str> {
        self.told().description.as_deref()
    }

    /// An invoice or a credit note.
    async fn kind(&self) -> Option<InvoiceKind> {
        Some(self.told().kind.into())
    }

    /// Whether the company receives or pays it.
    async fn direction(&self) -> Option<Direction> {
        Some(self.told().direction.into())
    }

    /// Where it stands.
    async fn status(&self) -> Option<InvoiceStatus> {
        Some(self.told().status.into())
    }

    /// Whether money is still to come that was due before today, by the calendar of its account. While a deposit is asked
    /// for, it was due on the deposit's last day.
    async fn overdue(&self) -> Option<bool> {
        Some(self.0.entry.is_overdue())
    }

    /// Whether the company put it away; null where the provider has no such thing.
    async fn archived(&self) -> Option<bool> {
        self.told().archived
    }

    /// Whether it is deleted and still told by the provider; null where the provider has no such thing.
    async fn deleted(&self) -> Option<bool> {
        self.told().deleted
    }

    /// Whether its reminders are paused; null where the provider has no such thing.
    async fn paused(&self) -> Option<bool> {
        self.told().paused
    }

    /// The day since when payment is doubted; null when it is not.
    async fn dubious_on(&self) -> Option<Date> {
        self.told().dubious_on.map(Into::into)
    }

    /// The day since when payment is given up; null when it is not.
    async fn uncollectible_on(&self) -> Option<Date> {
        self.told().uncollectible_on.map(Into::into)
    }

    /// The date on the document; null while it has none.
    async fn issue_date(&self) -> Option<Date> {
        self.told().issue_date.map(Into::into)
    }

    /// The last day to pay.
    async fn due_date(&self) -> Option<Date> {
        self.told().due_date.map(Into::into)
    }

    /// When it was sent; midnight in the account's time zone where the provider tells only the day. Null when it was not.
    async fn sent_at(&self) -> Option<DateTime> {
        self.told().sent_at.map(Into::into)
    }

    /// When it was paid in full; midnight in the account's time zone where the provider tells only the day. Null when it
    /// is not.
    async fn paid_at(&self) -> Option<DateTime> {
        self.told().paid_at.map(Into::into)
    }

    /// When it became final; null when it did not, or the provider does not say.
    async fn finalized_at(&self) -> Option<DateTime> {
        self.told().finalized_at.map(Into::into)
    }

    /// When it was made at the provider.
    async fn created_at(&self) -> Option<DateTime> {
        self.told().created_at.map(Into::into)
    }

    /// When it last changed at the provider.
    async fn updated_at(&self) -> Option<DateTime> {
        self.told().updated_at.map(Into::into)
    }

    /// Changes whenever the invoice changes; opaque.
    async fn version(&self) -> Option<&str> {
        self.told().version.as_deref()
    }

    /// The currency of its amounts.
    async fn currency(&self) -> Option<CurrencyCode> {
        self.told().currency.map(Into::into)
    }

    /// The total without tax.
    async fn subtotal(&self, ctx: &Context<'_>) -> Option<Result<Money>> {
        self.tell(ctx, |document| document.invoice().subtotal.map(Into::into))
            .await
    }

    /// The tax.
    async fn tax(&self, ctx: &Context<'_>) -> Option<Result<Money>> {
        self.tell(ctx, |document| document.invoice().tax.map(Into::into))
            .await
    }

    /// The total with tax.
    async fn total(&self) -> Option<Money> {
        self.told().total.map(Into::into)
    }

    /// Paid so far.
    async fn paid(&self) -> Option<Money> {
        self.told().paid.map(Into::into)
    }

    /// Still to be paid.
    async fn balance(&self) -> Option<Money> {
        self.told().balance.map(Into::into)
    }

    /// The totals in the company's own currency; null where the provider does not convert.
    async fn base_totals(&self) -> Option<BaseTotals> {
        self.told().base_totals.map(Into::into)
    }

    /// Whether the prices of the lines include tax.
    async fn prices_include_tax(&self) -> Option<bool> {
        self.told().prices_include_tax
    }

    /// The discount over the whole invoice; null when there is none.
    async fn discount(&self) -> Option<Discount> {
        self.told().discount.map(Into::into)
    }

    /// To whom it is addressed.
    async fn customer(&self, ctx: &Context<'_>) -> Option<Result<Party>> {
        self.tell(ctx, Party::customer_of).await
    }

    /// Who sent it; null where that is the company itself.
    async fn supplier(&self, ctx: &Context<'_>) -> Option<Result<Party>> {
        self.tell(ctx, Party::supplier_of).await
    }

    /// The lines, in the document's order.
    async fn line_items(&self, ctx: &Context<'_>) -> Option<Result<List<LineItem>>> {
        self.tell(ctx, LineItem::all_of).await
    }

    /// The taxes, each summed over its lines.
    async fn tax_lines(&self, ctx: &Context<'_>) -> Option<Result<List<TaxLine>>> {
        self.tell(ctx, TaxLine::all_of).await
    }

    /// The fields that the company added itself.
    async fn custom_fields(&self, ctx: &Context<'_>) -> Option<Result<List<CustomField>>> {
        let fields = |document: &Arc<Document>| {
            let fields = document.invoice().custom_fields.as_ref()?;
            Some(fields.iter().map(Into::into).collect())
        };
        self.tell(ctx, fields).await
    }

    /// The text for the customer.
    async fn public_note(&self) -> Option<&str> {
        self.told().public_note.as_deref()
    }

    /// The text for the company's own people.
    async fn private_note(&self) -> Option<&str> {
        self.told().private_note.as_deref()
    }

    /// Its payments. Each amount is this invoice's share.
    async fn payments(&self) -> Option<List<Payment>> {
        Payment::all_of(&self.0)
    }

    /// The notes of the company's own people.
    async fn notes(&self, ctx: &Context<'_>) -> Option<Result<List<Note>>> {
        Note::all_of(&self.0, ctx.data_unchecked()).await
    }

    /// The files that somebody added to it.
    async fn attachments(&self) -> Option<List<Attachment>> {
        Attachment::all_of(&self.0)
    }

    /// The documents that the provider makes of it as it stands, each with a link.
    async fn documents(
        &self,
        #[graphql(
            desc = "Whether on the company's stationery, where the provider has any; no when left out."
        )]
        stationery: Option<bool>,
    ) -> Option<List<InvoiceDocument>> {
        let stationery = stationery.unwrap_or(false);
        Some(InvoiceDocument::all_of(&self.0, stationery))
    }

    /// What happened to it, in the provider's order.
    async fn timeline(&self, ctx: &Context<'_>) -> Option<Result<List<TimelineEvent>>> {
        TimelineEvent::all_of(&self.0, ctx.data_unchecked()).await
    }

    /// The invoice that this one credits; null when it credits none, or the provider does not link them.
    async fn credit_of(&self, ctx: &Context<'_>) -> Option<Result<Self>> {
        let original = self.told().credit_of.as_ref()?;
        let loaders: &Loaders = ctx.data_unchecked();
        let entry = loaders.invoice(&self.0.entry.account, original).await;
        Some(entry.map(Self::new))
    }

    /// The invoices that credit this one; null where the provider does not link them, and with an error while the
    /// account is not known in full.
    async fn credits(&self) -> Option<Result<List<Self>>> {
        let credits = self.0.entry.account.credits(&self.told().id).await;
        let credits = credits.transpose()?;
        Some(credits.map(|credits| credits.into_iter().map(Self::new).collect()))
    }

    /// Everything that can be done with it, and of what cannot be done now, why not. No provider is asked for this.
    async fn actions(&self, ctx: &Context<'_>) -> Option<List<ActionState>> {
        let viewer: &Arc<Viewer> = ctx.data_unchecked();
        let account = &self.0.entry.account;
        Some(ActionState::all_of(viewer, account, self.told()))
    }

    /// When this was last known to be right.
    async fn fetched_at(&self) -> Option<DateTime> {
        Some(self.0.entry.fetched_at.into())
    }

    /// Whether that is longer ago than it should be, because the provider cannot be read.
    async fn stale(&self) -> Option<bool> {
        Some(self.0.entry.stale)
    }

    /// The provider's own document, with every field that it has, in the provider's words.
    async fn native(&self, ctx: &Context<'_>) -> Option<Result<&NativeInvoice>> {
        let whole = self.whole(ctx).await;
        Some(whole.and_then(|whole| whole.native_invoice()))
    }
}
