//! Lists that are made from the invoices: their payments and their customers.

use std::{cmp::Reverse, collections::HashMap, sync::Arc};

use jiff::{Timestamp, civil::Date};

use crate::{
    domain::{AccountId, Currency, Decimal, Invoice, NativeId, Party, ProviderId},
    snapshot::{filter::Range, page::Source, row::Row},
};

/// Which payments are wanted: all conditions that are set must hold.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct PaymentFilter {
    /// Of these accounts.
    pub accounts: Option<Vec<AccountId>>,
    /// Of these providers.
    pub providers: Option<Vec<ProviderId>>,
    /// Paid on a day in this range.
    pub date: Range<Date>,
    /// Of an amount in this range.
    pub amount: Range<Decimal>,
    /// In one of these currencies.
    pub currency: Option<Vec<Currency>>,
    /// With one of these references.
    pub reference: Option<Vec<String>>,
    /// Registered at or after this time.
    pub created_since: Option<Timestamp>,
}

impl PaymentFilter {
    pub(crate) fn wants_account(&self, account: &AccountId, provider: ProviderId) -> bool {
        self.accounts
            .as_ref()
            .is_none_or(|wanted| wanted.contains(account))
            && self
                .providers
                .as_ref()
                .is_none_or(|wanted| wanted.contains(&provider))
    }

    fn wants(&self, payment: &crate::domain::Payment) -> bool {
        let currency = payment.amount.map(|money| money.currency);
        let reference = payment.reference.as_deref();
        self.date.contains(payment.date.as_ref())
            && self
                .amount
                .contains(payment.amount.map(|money| money.amount).as_ref())
            && self
                .currency
                .as_ref()
                .is_none_or(|wanted| currency.is_some_and(|code| wanted.contains(&code)))
            && self
                .reference
                .as_ref()
                .is_none_or(|wanted| wanted.iter().any(|one| Some(one.as_str()) == reference))
            && self
                .created_since
                .is_none_or(|since| payment.created_at.is_some_and(|at| at >= since))
    }
}

/// Where a payment stands in the list: newest day first, those without a day last.
pub(crate) type PaymentKey = (Reverse<Option<Date>>, AccountId, NativeId, NativeId);

/// A payment by its place among its invoice's payments.
#[derive(Clone, Debug)]
pub(crate) struct PaymentAt<'a> {
    pub(crate) row: &'a Row,
    pub(crate) index: usize,
}

/// Lists the wanted payments in order.
pub(crate) fn payments<'a>(
    sources: &[Source<'a>],
    filter: &PaymentFilter,
) -> Vec<(PaymentKey, PaymentAt<'a>)> {
    let mut found = Vec::new();
    for source in sources {
        for row in source.books.rows().filter(|row| !row.deleted) {
            for (index, payment) in row.invoice.payments.iter().flatten().enumerate() {
                if filter.wants(payment) {
                    let key = payment_key(source.account, &row.invoice, payment);
                    found.push((key, PaymentAt { row, index }));
                }
            }
        }
    }
    found.sort_unstable_by(|left, right| left.0.cmp(&right.0));
    found
}

fn payment_key(
    account: &AccountId,
    invoice: &Invoice,
    payment: &crate::domain::Payment,
) -> PaymentKey {
    (
        Reverse(payment.date),
        account.clone(),
        invoice.id.clone(),
        payment.id.clone(),
    )
}

/// Where a customer stands in the list: by name, in any case; then by account and the vendor's id.
pub(crate) type CustomerKey = (String, AccountId, String);

/// A customer, and the invoice that told it last.
#[derive(Clone, Debug)]
pub(crate) struct CustomerAt<'a> {
    pub(crate) row: &'a Row,
    pub(crate) party: Arc<Party>,
}

/// Lists the customers that the invoices name, each once, with all these words in name, e-mail or number.
pub(crate) fn customers<'a>(
    sources: &[Source<'a>],
    words: &[String],
) -> Vec<(CustomerKey, CustomerAt<'a>)> {
    let mut latest: HashMap<(&AccountId, &str), &Row> = HashMap::new();
    for source in sources {
        for row in source.books.rows().filter(|row| !row.deleted) {
            let Some(party) = row.invoice.customer.as_deref() else {
                continue;
            };
            let Some(key) = party
                .id
                .as_ref()
                .map(NativeId::as_str)
                .or(party.name.as_deref())
            else {
                continue;
            };
            let held = latest.entry((source.account, key)).or_insert(row);
            if (row.updated_at, &row.invoice.id) > (held.updated_at, &held.invoice.id) {
                *held = row;
            }
        }
    }
    let mut found: Vec<(CustomerKey, CustomerAt<'a>)> = latest
        .into_iter()
        .filter_map(|((account, key), row)| {
            let party = Arc::clone(row.invoice.customer.as_ref()?);
            names(&party, words).then(|| {
                let name = party.name.as_deref().unwrap_or_default().to_lowercase();
                (
                    (name, account.clone(), key.to_owned()),
                    CustomerAt { row, party },
                )
            })
        })
        .collect();
    found.sort_unstable_by(|left, right| left.0.cmp(&right.0));
    found
}

fn names(party: &Party, words: &[String]) -> bool {
    let texts = [
        &party.name,
        &party.email,
        &party.customer_number,
        &party.first_name,
        &party.last_name,
    ];
    words.iter().all(|word| {
        texts
            .iter()
            .filter_map(|text| text.as_deref())
            .any(|text| text.to_lowercase().contains(word))
    })
}

/// A part of a sorted list: at most `count` entries strictly between two keys, from its start or its end.
#[derive(Debug)]
pub(crate) struct Part<K, T> {
    pub(crate) entries: Vec<(K, T)>,
    pub(crate) has_next: bool,
    pub(crate) has_previous: bool,
    pub(crate) total: usize,
}

/// Cuts a part out of a sorted list.
pub(crate) fn part<K: Ord, T>(
    sorted: Vec<(K, T)>,
    count: usize,
    from_end: bool,
    after: Option<&K>,
    before: Option<&K>,
) -> Part<K, T> {
    let total = sorted.len();
    let start = after.map_or(0, |after| sorted.partition_point(|(key, _)| key <= after));
    let end = before
        .map_or(total, |before| {
            sorted.partition_point(|(key, _)| key < before)
        })
        .max(start);
    let (start, end) = if from_end {
        (end.saturating_sub(count).max(start), end)
    } else {
        (start, end.min(start.saturating_add(count)))
    };
    let entries = sorted.into_iter().skip(start).take(end - start).collect();
    Part {
        entries,
        has_next: end < total,
        has_previous: start > 0,
        total,
    }
}
