//! Sums over invoices.

use std::sync::Arc;

use async_graphql::{Context, ID, Object, SimpleObject};

use crate::{
    domain::{self, Currency, Decimal},
    graphql::types::{
        Account, AccountResult, Direction, InvoiceKind, InvoiceStatus, Money, Provider, Providers,
        account::count,
    },
    scalar::CurrencyCode,
    snapshot::{self, Accounts, Group, SummaryOf},
};

/// A summary.
#[derive(Debug)]
pub(crate) struct InvoiceSummary(pub(crate) SummaryOf);

/// Sums over invoices. Amounts of different currencies, directions or kinds are never added up, so there is a group for
/// each of them at least.
#[Object]
impl InvoiceSummary {
    /// The groups.
    async fn groups(&self) -> Vec<InvoiceSummaryGroup> {
        self.0
            .groups
            .iter()
            .cloned()
            .map(InvoiceSummaryGroup)
            .collect()
    }

    /// What each account contributed.
    async fn accounts(&self) -> Vec<AccountResult> {
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
    fn money(&self, amount: Decimal) -> Option<Money> {
        money(amount, self.0.keys.currency)
    }
}

fn money(amount: Decimal, currency: Option<Currency>) -> Option<Money> {
    Some(domain::Money::new(amount, currency?).into())
}

/// What the invoices of one group sum up to. Amounts are null where the provider states no currency.
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
    async fn total(&self) -> Option<Money> {
        self.money(self.0.total)
    }

    /// The sum of what was paid.
    async fn paid(&self) -> Option<Money> {
        self.money(self.0.paid)
    }

    /// The sum of what is still to come; only open, partly paid and pending invoices count.
    async fn balance(&self) -> Option<Money> {
        self.money(self.0.balance)
    }

    /// The part of the balance that was due before today, by the calendar of each account.
    async fn overdue(&self) -> Option<Money> {
        self.money(self.0.overdue)
    }

    /// The balance by how long it is past due.
    async fn ageing(&self) -> Option<Ageing> {
        Ageing::new(&self.0.ageing, self.0.keys.currency)
    }
}

/// A balance by how long it is past due, by the calendar of each account.
#[derive(Debug, SimpleObject)]
pub(crate) struct Ageing {
    /// Not past due.
    current: Option<Money>,
    /// 1 to 30 days past due.
    days1_to30: Option<Money>,
    /// 31 to 60 days past due.
    days31_to60: Option<Money>,
    /// 61 to 90 days past due.
    days61_to90: Option<Money>,
    /// More than 90 days past due.
    over90_days: Option<Money>,
}

impl Ageing {
    fn new(ageing: &snapshot::Ageing, currency: Option<Currency>) -> Option<Self> {
        currency?;
        Some(Self {
            current: money(ageing.current, currency),
            days1_to30: money(ageing.days_1_to_30, currency),
            days31_to60: money(ageing.days_31_to_60, currency),
            days61_to90: money(ageing.days_61_to_90, currency),
            over90_days: money(ageing.over_90_days, currency),
        })
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
