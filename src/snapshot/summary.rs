//! Sums over invoices.
//!
//! Amounts of different currencies, directions or kinds are never added up: every summary is split by these three, asked
//! or not. Only outstanding invoices count as balance, overdue and in the ageing.

use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::{
    domain::{Currency, Decimal, Direction, InvoiceKind, InvoiceStatus, ProviderId, Text},
    snapshot::{
        filter::{Filter, Judge},
        page::Source,
        row::Row,
    },
};

/// By what a summary is split further.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum SummaryKey {
    /// By account.
    Account,
    /// By provider.
    Provider,
    /// By state.
    Status,
    /// By customer, as the vendor's id names it.
    Customer,
    /// By the month of the date on the document.
    IssueMonth,
    /// By the month of the last day to pay.
    DueMonth,
}

/// What the invoices of one group have in common. What was not asked for, or is missing, is `None`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct GroupKeys {
    /// The currency.
    pub currency: Option<Currency>,
    /// To receive or to pay.
    pub direction: Direction,
    /// Invoices or credit notes.
    pub kind: InvoiceKind,
    /// The account's id.
    pub account: Option<String>,
    /// The provider.
    pub provider: Option<ProviderId>,
    /// The state.
    pub status: Option<InvoiceStatus>,
    /// The vendor's id of the customer.
    pub customer_id: Option<String>,
    /// The customer's name, where the vendor has no ids of customers.
    pub customer_name: Option<String>,
    /// `YYYY-MM` of the date on the document.
    pub issue_month: Option<String>,
    /// `YYYY-MM` of the last day to pay.
    pub due_month: Option<String>,
}

/// A sum of amounts to the last digit, or none: it is never rounded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sum(Option<Decimal>);

impl Default for Sum {
    /// The sum of nothing.
    fn default() -> Self {
        Self(Some(Decimal::ZERO))
    }
}

impl Sum {
    /// The sum; `None` where it, or one on the way to it, has more digits than the 28 of a decimal.
    #[must_use]
    pub fn exact(self) -> Option<Decimal> {
        self.0
    }

    fn add(&mut self, amount: Decimal) {
        self.0 = self.0.and_then(|sum| {
            let both = sum.checked_add(amount)?;
            // To make room for more digits in front, decimals are given up.
            (both.scale() >= sum.scale().max(amount.scale())).then_some(both)
        });
    }
}

/// What is still to come, by how long it is past due.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Ageing {
    /// Not past due.
    pub current: Sum,
    /// 1 to 30 days.
    pub days_1_to_30: Sum,
    /// 31 to 60 days.
    pub days_31_to_60: Sum,
    /// 61 to 90 days.
    pub days_61_to_90: Sum,
    /// More than 90 days.
    pub over_90_days: Sum,
}

/// One group of a summary.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// What its invoices have in common.
    pub keys: GroupKeys,
    /// The customer's name as one of the invoices has it, where the summary is split by customer.
    pub customer_name: Option<Text>,
    /// How many.
    pub count: usize,
    /// How many of them have a total or an outstanding balance that the vendor does not tell, so that no sum has it.
    pub unknown: usize,
    /// Sum of the totals with tax.
    pub total: Sum,
    /// Sum of what was paid.
    pub paid: Sum,
    /// Sum of what is still to come.
    pub balance: Sum,
    /// The part of it that is past due.
    pub overdue: Sum,
    /// What is still to come, by age.
    pub ageing: Ageing,
}

/// Sums up what is wanted.
pub(crate) fn summary(sources: &[Source<'_>], filter: &Filter, split: &[SummaryKey]) -> Vec<Group> {
    let judge = Judge::new(filter);
    let mut groups: BTreeMap<GroupKeys, Group> = BTreeMap::new();
    for source in sources {
        for row in source
            .books
            .rows()
            .filter(|row| judge.wants(row, source.today))
        {
            let keys = keys_of(source, row, split);
            let by_customer = keys.customer_id.is_some() || keys.customer_name.is_some();
            let group = groups
                .entry(keys)
                .or_insert_with_key(|keys| Group::empty(keys.clone()));
            if by_customer && group.customer_name.is_none() {
                group.customer_name = row
                    .invoice
                    .customer
                    .as_deref()
                    .and_then(|party| party.name.clone());
            }
            group.add(row, source.today);
        }
    }
    groups.into_values().collect()
}

fn keys_of(source: &Source<'_>, row: &Row, split: &[SummaryKey]) -> GroupKeys {
    let invoice = &row.invoice;
    let by = |key| split.contains(&key);
    let customer = invoice
        .customer
        .as_deref()
        .filter(|_| by(SummaryKey::Customer));
    GroupKeys {
        currency: row.currency,
        direction: row.direction,
        kind: row.kind,
        account: by(SummaryKey::Account).then(|| source.account.as_str().to_owned()),
        provider: by(SummaryKey::Provider).then_some(invoice.provider),
        status: by(SummaryKey::Status).then_some(row.status),
        customer_id: customer
            .and_then(|party| party.id.as_ref())
            .map(|id| id.as_str().to_owned()),
        customer_name: customer
            .filter(|party| party.id.is_none())
            .and_then(|party| party.name.as_deref())
            .map(str::to_owned),
        issue_month: by(SummaryKey::IssueMonth)
            .then(|| row.issue_date.map(month))
            .flatten(),
        due_month: by(SummaryKey::DueMonth)
            .then(|| row.due_date.map(month))
            .flatten(),
    }
}

fn month(date: Date) -> String {
    format!("{:04}-{:02}", date.year(), date.month())
}

impl Group {
    fn empty(keys: GroupKeys) -> Self {
        Self {
            keys,
            customer_name: None,
            count: 0,
            unknown: 0,
            total: Sum::default(),
            paid: Sum::default(),
            balance: Sum::default(),
            overdue: Sum::default(),
            ageing: Ageing::default(),
        }
    }

    fn add(&mut self, row: &Row, today: Date) {
        self.count += 1;
        let is_told = row.total.is_some() && (row.balance.is_some() || !row.is_outstanding());
        self.unknown += usize::from(!is_told);
        self.total.add(row.total.unwrap_or_default());
        let paid = row.invoice.paid.map(|money| money.amount);
        self.paid.add(paid.unwrap_or_default());
        if !row.is_outstanding() {
            return;
        }
        let balance = row.balance.unwrap_or_default();
        self.balance.add(balance);
        if row.is_overdue(today) {
            self.overdue.add(balance);
        }
        let bucket = self.ageing.bucket(days_late(row, today));
        bucket.add(balance);
    }
}

fn days_late(row: &Row, today: Date) -> i32 {
    row.late_after
        .map_or(0, |day| today.since(day).map_or(0, |span| span.get_days()))
}

impl Ageing {
    fn bucket(&mut self, days_late: i32) -> &mut Sum {
        match days_late {
            ..=0 => &mut self.current,
            1..=30 => &mut self.days_1_to_30,
            31..=60 => &mut self.days_31_to_60,
            61..=90 => &mut self.days_61_to_90,
            _ => &mut self.over_90_days,
        }
    }
}
