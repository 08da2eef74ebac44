//! The fields that a query starts from.

use async_graphql::{Context, ID, Object};
use futures_util::future::join_all;

use crate::{
    error::{Error, ErrorKind, Result},
    graphql::{
        input::{
            InvoiceFilter, InvoiceOrder, PaymentFilter, Rows, SummaryKey, at_most, looked_up, words,
        },
        types::{
            Account, Connection, Document, Freshness, Invoice, InvoiceSummary, InvoiceVersions,
            Node, Party, Payment, Provider, Providers,
        },
    },
    list::List,
    loaders::Loaders,
    provider::Lookup,
    snapshot::{self, Accounts, Listing, PageArguments},
};

/// Most ids that `nodes` takes.
const MAX_NODES: usize = 250;

/// The root of all reads.
#[derive(Clone, Copy, Debug)]
pub struct Query;

fn accounts<'a>(ctx: &Context<'a>) -> &'a Accounts {
    ctx.data_unchecked()
}

fn loaders<'a>(ctx: &Context<'a>) -> &'a Loaders {
    ctx.data_unchecked()
}

fn freshness(freshness: Option<Freshness>) -> snapshot::Freshness {
    freshness.map(Into::into).unwrap_or_default()
}

impl Query {
    async fn find(
        ctx: &Context<'_>,
        account: &str,
        lookup: Result<Lookup>,
    ) -> Result<Option<Invoice>> {
        let (lookup, account) = (lookup?, accounts(ctx).get(account)?);
        let found = loaders(ctx).find(account, &lookup).await?;
        Ok(found.map(Invoice::new))
    }
}

/// Everything that can be asked. Each field fails alone: it is null, and `errors` says why.
#[Object]
impl Query {
    /// Whatever has this id: an invoice, payment, note or attachment.
    async fn node(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "An `id` that the gateway gave.")] id: ID,
    ) -> Option<Result<Node>> {
        Some(Node::load(accounts(ctx), loaders(ctx), &id).await)
    }

    /// Whatever has these ids, in their order; null with an error of its own for each that is not found. Each account is
    /// asked once for all of its ids.
    async fn nodes(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "At most 250 times an `id` that the gateway gave.")] ids: Vec<ID>,
    ) -> Option<Result<Vec<Option<Result<Node>>>>> {
        if ids.len() > MAX_NODES {
            let message = format!(
                "{} ids are too many: ask for at most {MAX_NODES}",
                ids.len()
            );
            return Some(Err(Error::new(ErrorKind::LimitExceeded, message)));
        }
        let nodes = ids
            .iter()
            .map(|id| Node::load(accounts(ctx), loaders(ctx), id));
        Some(Ok(join_all(nodes).await.into_iter().map(Some).collect()))
    }

    /// The invoice with this id.
    async fn invoice(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "An invoice's `id` that the gateway gave.")] id: ID,
    ) -> Option<Result<Invoice>> {
        Some(Invoice::load(accounts(ctx), loaders(ctx), &id).await)
    }

    /// The invoice with this printed number; null only when it is certain that there is none, `CONFLICT` when there are
    /// several.
    async fn invoice_by_number(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The account's id.")] account: ID,
        #[graphql(desc = "The printed number, exactly; at most 200 characters.")] number: String,
    ) -> Option<Result<Invoice>> {
        let lookup = looked_up("number", number).map(Lookup::Number);
        Self::find(ctx, &account, lookup).await.transpose()
    }

    /// The invoice with this reference; null only when it is certain that there is none, `CONFLICT` when there are
    /// several.
    async fn invoice_by_reference(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The account's id.")] account: ID,
        #[graphql(desc = "The reference, exactly; at most 200 characters.")] reference: String,
    ) -> Option<Result<Invoice>> {
        let lookup = looked_up("reference", reference).map(Lookup::Reference);
        Self::find(ctx, &account, lookup).await.transpose()
    }

    /// The invoices of all accounts in one list.
    #[expect(clippy::too_many_arguments, reason = "they are the field's arguments")]
    async fn invoices(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many from the start of the list, 1 to 250; 50 when left out.")]
        first: Option<Rows>,
        #[graphql(desc = "Only what comes after this cursor.")] after: Option<String>,
        #[graphql(desc = "How many from the end of the list, 1 to 250; not with `first`.")]
        last: Option<Rows>,
        #[graphql(desc = "Only what comes before this cursor.")] before: Option<String>,
        #[graphql(desc = "Which invoices; all that are not deleted when left out.")] filter: Option<
            InvoiceFilter,
        >,
        #[graphql(desc = "In which order; the newest document first when left out.")]
        order_by: Option<InvoiceOrder>,
        #[graphql(desc = "How fresh the answer must be; `BY_AGE` when left out.")]
        freshness: Option<Freshness>,
    ) -> Option<Result<Connection<Invoice>>> {
        let read = async {
            let page = accounts(ctx)
                .invoices(&Listing {
                    filter: InvoiceFilter::read(filter)?,
                    order: InvoiceOrder::read(order_by),
                    page: PageArguments {
                        first: first.map(|rows| rows.0),
                        last: last.map(|rows| rows.0),
                        after,
                        before,
                    },
                    freshness: self::freshness(freshness),
                    count: ctx.look_ahead().field("totalCount").exists(),
                })
                .await?;
            Ok(Connection::new(page, Invoice::new))
        };
        Some(read.await)
    }

    /// The payments of all invoices in one list, newest day first.
    #[expect(clippy::too_many_arguments, reason = "they are the field's arguments")]
    async fn payments(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many from the start of the list, 1 to 250; 50 when left out.")]
        first: Option<Rows>,
        #[graphql(desc = "Only what comes after this cursor.")] after: Option<String>,
        #[graphql(desc = "How many from the end of the list, 1 to 250; not with `first`.")]
        last: Option<Rows>,
        #[graphql(desc = "Only what comes before this cursor.")] before: Option<String>,
        #[graphql(desc = "Which payments; all when left out.")] filter: Option<PaymentFilter>,
        #[graphql(desc = "How fresh the answer must be; `BY_AGE` when left out.")]
        freshness: Option<Freshness>,
    ) -> Option<Result<Connection<Payment>>> {
        let read = async {
            let filter = PaymentFilter::read(filter)?;
            let page = PageArguments {
                first: first.map(|rows| rows.0),
                last: last.map(|rows| rows.0),
                after,
                before,
            };
            let page = accounts(ctx)
                .payments(&filter, &page, self::freshness(freshness))
                .await?;
            Ok(Connection::new(page, |(entry, place)| {
                Payment::at(Document::new(entry), place)
            }))
        };
        Some(read.await)
    }

    /// The customers that the invoices name, each once, by name.
    #[expect(clippy::too_many_arguments, reason = "they are the field's arguments")]
    async fn customers(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only those of the account with this id.")] account: Option<ID>,
        #[graphql(
            desc = "Only those with all these words in name, e-mail address or customer number; at most 200 characters."
        )]
        search: Option<String>,
        #[graphql(desc = "How many from the start of the list, 1 to 250; 50 when left out.")]
        first: Option<Rows>,
        #[graphql(desc = "Only what comes after this cursor.")] after: Option<String>,
        #[graphql(desc = "How many from the end of the list, 1 to 250; not with `first`.")]
        last: Option<Rows>,
        #[graphql(desc = "Only what comes before this cursor.")] before: Option<String>,
        #[graphql(desc = "How fresh the answer must be; `BY_AGE` when left out.")]
        freshness: Option<Freshness>,
    ) -> Option<Result<Connection<Party>>> {
        let read = async {
            let words = words("search", search)?;
            let page = PageArguments {
                first: first.map(|rows| rows.0),
                last: last.map(|rows| rows.0),
                after,
                before,
            };
            let account = account.as_ref().map(|id| id.as_str());
            let page = accounts(ctx)
                .customers(account, &words, &page, self::freshness(freshness))
                .await?;
            Ok(Connection::new(page, |(entry, party)| {
                Party::customer(Document::new(entry), party)
            }))
        };
        Some(read.await)
    }

    /// The ids and versions of one account's invoices, for clients that keep a copy.
    async fn invoice_versions(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The account's id.")] account: ID,
        #[graphql(desc = "Which invoices; all that are not deleted when left out.")] filter: Option<
            InvoiceFilter,
        >,
    ) -> Option<Result<InvoiceVersions>> {
        let read = async {
            let filter = InvoiceFilter::read(filter)?;
            let versions = accounts(ctx).versions(&account, &filter).await?;
            Ok(InvoiceVersions(versions))
        };
        Some(read.await)
    }

    /// Sums over invoices, always split by currency, direction and kind.
    async fn invoice_summary(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which invoices; all that are not deleted when left out.")] filter: Option<
            InvoiceFilter,
        >,
        #[graphql(desc = "What to split by beside currency, direction and kind.")] group_by: Option<
            Vec<SummaryKey>,
        >,
        #[graphql(desc = "How fresh the answer must be; `BY_AGE` when left out.")]
        freshness: Option<Freshness>,
    ) -> Option<Result<InvoiceSummary>> {
        let read = async {
            let filter = InvoiceFilter::read(filter)?;
            let split = at_most("groupBy", group_by, Into::into)?.unwrap_or_default();
            let freshness = self::freshness(freshness);
            let summary = accounts(ctx).summary(&filter, &split, freshness).await?;
            Ok(InvoiceSummary(summary))
        };
        Some(read.await)
    }

    /// All accounts, by id.
    async fn accounts(&self, ctx: &Context<'_>) -> Option<List<Account>> {
        Some(accounts(ctx).iter().cloned().map(Account).collect())
    }

    /// The account with this id.
    async fn account(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The account's id, as configured.")] id: ID,
    ) -> Option<Result<Account>> {
        Some(accounts(ctx).get(&id).cloned().map(Account))
    }

    /// The providers that an account can be of, with what each can do.
    async fn providers(&self, ctx: &Context<'_>) -> Option<List<Provider>> {
        let providers: &Providers = ctx.data_unchecked();
        Some(providers.0.iter().copied().map(Provider).collect())
    }
}
