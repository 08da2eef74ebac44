//! Sums over invoices.

use std::sync::Arc;

use async_graphql::{Context, ID, Object};

use crate::{
    domain::{self, Currency},
    error::{Error, ErrorKind, Result},
    graphql::types::{
        Account, AccountResult, Direction, InvoiceKind, InvoiceStatus, Money, Provider, Providers,
        account::count,
    },
    list::List,
    scalar::CurrencyCode,
    snapshot::{self, Accounts, Group, Sum, SummaryOf},
};

/// A summary.
#[derive(Debug)]
pub(crate) struct InvoiceSummary(pub(crate) SummaryOf);

/// Sums over invoices. Amounts of different currencies, directions or kinds are never added up, so there is a group for
/// each of them at least.
#[Object]
impl InvoiceSummary {
    /// The groups.
    async fn groups(&self) -> List<InvoiceSummaryGroup> {
        self.0
            .groups
            .iter()
            .cloned()
            .map(InvoiceSummaryGroup)
            .collect()
    }

    /// What each account contributed.
    async fn accounts(&self) -> List<AccountResult> {
        self.0.accounts.iter().cloned().map(AccountResult).collect()
    }

    /// Whether nothing is missing: every account is known in full, and of every invoice what the question needs.
    async fn complete(&self) -> bool {
        self.0.complete
    }
}

/// A group of a summary.
#[derive(Debug)]
pub(crate) struct InvoiceSummaryGroup(Group);

impl InvoiceSummaryGroup {
    fn money(&self, sum: Sum) -> Option<Result<Money>> {
        money(sum, self.0.keys.currency)
    }
}

fn money(sum: Sum, currency: Option<Currency>) -> Option<Result<Money>> {
    let currency = currency?;
    let Some(amount) = sum.exact() else {
        let message =
            "the sum has more than 28 digits: split the summary by groupBy, or narrow its filter";
        return Some(Err(Error::new(ErrorKind::LimitExceeded, message)));
    };
    Some(Ok(domain::Money::new(amount, currency).into()))
}

/// What the invoices of one group sum up to. Amounts are null where the provider states no currency, and null with an error
/// where a sum is too large to be told exactly.
#[Object]
impl InvoiceSummaryGroup {
    /// What the invoices of the group have in common.
    async fn keys(&self) -> InvoiceSummaryKeys {
        InvoiceSummaryKeys(self.0.clone())
    }

    /// How many invoices.
    async fn count(&self) -> Option<i32> {
        count(self.0.count)
    }

    /// How many of them have a total, or a balance that is still to come, which the provider does not tell: these are
    /// counted, and no sum has them.
    async fn unknown(&self) -> Option<i32> {
        count(self.0.unknown)
    }

    /// The sum of their totals with tax.
    async fn total(&self) -> Option<Result<Money>> {
        self.money(self.0.total)
    }

    /// The sum of what was paid.
    async fn paid(&self) -> Option<Result<Money>> {
        self.money(self.0.paid)
    }

    /// The sum of what is still to come; only open, partly paid and pending invoices count.
    async fn balance(&self) -> Option<Result<Money>> {
        self.money(self.0.balance)
    }

    /// The part of the balance that was due before today, by the calendar of each account.
    async fn overdue(&self) -> Option<Result<Money>> {
        self.money(self.0.overdue)
    }

    /// The balance by how long it is past due.
    async fn ageing(&self) -> Option<Ageing> {
        Some(Ageing {
            ageing: self.0.ageing,
            currency: self.0.keys.currency?,
        })
    }
}

/// The sums of a group by age.
#[derive(Debug)]
pub(crate) struct Ageing {
    ageing: snapshot::Ageing,
    currency: Currency,
}

/// A balance by how long it is past due, by the calendar of each account.
#[Object]
impl Ageing {
    /// Not past due.
    async fn current(&self) -> Option<Result<Money>> {
        money(self.ageing.current, Some(self.currency))
    }

    /// 1 to 30 days past due.
    async fn days1_to30(&self) -> Option<Result<Money>> {
        money(self.ageing.days_1_to_30, Some(self.currency))
    }

    /// 31 to 60 days past due.
    async fn days31_to60(&self) -> Option<Result<Money>> {
        money(self.ageing.days_31_to_60, Some(self.currency))
    }

    /// 61 to 90 days past due.
    async fn days61_to90(&self) -> Option<Result<Money>> {
        money(self.ageing.days_61_to_90, Some(self.currency))
    }

    /// More than 90 days past due.
    async fn over90_days(&self) -> Option<Result<Money>> {
        money(self.ageing.over_90_days, Some(self.currency))
    }
}

/// The keys of a group.
#[derive(Debug)]
pub(crate) struct InvoiceSummaryKeys(Group);

/// What the invoices of one group have in common. What was not asked for by `groupBy` is null, and so is what the
/// invoices do not have.
#[Object]
impl InvoiceSummaryKeys {
    /// The currency of their amounts; null where the provider states none.
    async fn currency(&self) -> Option<CurrencyCode> {
        self.0.keys.currency.map(Into::into)
    }

    /// Whether the company receives or pays them.
    async fn direction(&self) -> Option<Direction> {
        Some(self.0.keys.direction.into())
    }

    /// Invoices or credit notes.
    async fn kind(&self) -> Option<InvoiceKind> {
        Some(self.0.keys.kind.into())
    }

    /// The account, with `ACCOUNT`.
    async fn account(&self, ctx: &Context<'_>) -> Option<Account> {
        let accounts: &Accounts = ctx.data_unchecked();
        let account = accounts.get(self.0.keys.account.as_deref()?).ok()?;
        Some(Account(Arc::clone(account)))
    }

    /// The provider, with `PROVIDER`.
    async fn provider(&self, ctx: &Context<'_>) -> Option<Provider> {
        let wanted = self.0.keys.provider?;
        let providers: &Providers = ctx.data_unchecked();
        let info = providers.0.iter().find(|info| info.id == wanted)?;
        Some(Provider(info))
    }

    /// Where they stand, with `STATUS`.
    async fn status(&self) -> Option<InvoiceStatus> {
        self.0.keys.status.map(Into::into)
    }

    /// The provider's id of the customer, with `CUSTOMER`.
    async fn customer_id(&self) -> Option<ID> {
        self.0.keys.customer_id.as_deref().map(Into::into)
    }

    /// The customer's name as one of the invoices has it, with `CUSTOMER`.
    async fn customer_name(&self) -> Option<&str> {
        self.0.customer_name.as_deref()
    }

    /// The month of the date on the documents, written as YYYY-MM, with `ISSUE_MONTH`.
    async fn issue_month(&self) -> Option<&str> {
        self.0.keys.issue_month.as_deref()
    }

    /// The month of the last day to pay, written as YYYY-MM, with `DUE_MONTH`.
    async fn due_month(&self) -> Option<&str> {
        self.0.keys.due_month.as_deref()
    }
}
