//! Reads over several accounts: lists, sums and versions.

use std::{cmp::Reverse, collections::BTreeMap, sync::Arc};

use jiff::civil::Date;

use crate::{
    domain::{AccountId, MAX_ID_BYTES, NativeId, Party, ProviderId},
    error::{Error, ErrorKind, Result},
    snapshot::{
        account::Account,
        cursor,
        fetch::Entry,
        filter::{Filter, Judge},
        lists::{self, Part, PaymentFilter},
        order::OrderField,
        page::{self, Window},
        request::{Listing, PageArguments, PageOf, SummaryOf, Versions, invalid},
        state::{AccountResult, Freshness},
        summary::{self, SummaryKey},
        view::View,
    },
};

/// All configured accounts, by id.
#[derive(Clone, Debug)]
pub struct Accounts(Arc<BTreeMap<AccountId, Arc<Account>>>);

impl Accounts {
    /// Gathers the accounts.
    #[must_use]
    pub fn new(accounts: impl IntoIterator<Item = Arc<Account>>) -> Self {
        Self(Arc::new(
            accounts
                .into_iter()
                .map(|account| (account.id.clone(), account))
                .collect(),
        ))
    }

    /// Those that somebody sees. Whoever is handed only these cannot tell that there are others.
    #[must_use]
    pub fn seen(&self, sees: impl Fn(&AccountId) -> bool) -> Self {
        if self.0.keys().all(&sees) {
            return self.clone();
        }
        Self::new(self.iter().filter(|account| sees(&account.id)).cloned())
    }

    /// All of them, by id.
    pub fn iter(&self) -> impl Iterator<Item = &Arc<Account>> {
        self.0.values()
    }

    /// The one with this id.
    ///
    /// # Errors
    /// `NotFound` when there is none, `InvalidId` for what is too long to be an id.
    pub fn get(&self, id: &str) -> Result<&Arc<Account>> {
        check_length(id)?;
        self.0.get(id).ok_or_else(|| {
            Error::new(
                ErrorKind::NotFound,
                format!("there is no account {id:?}: `accounts` lists those that there are"),
            )
        })
    }

    /// How every account stands, without asking any provider.
    #[must_use]
    pub fn states(&self) -> Vec<AccountResult> {
        self.iter().map(|account| account.state()).collect()
    }

    /// One page of invoices.
    ///
    /// # Errors
    /// `InvalidInput` when the arguments make no sense. A failing account is no error: `accounts` tells of it.
    pub async fn invoices(&self, listing: &Listing) -> Result<PageOf<Entry>> {
        let (count, from_end) = listing.page.size()?;
        if listing.order.field == OrderField::Total
            && listing
                .filter
                .currency
                .as_ref()
                .is_none_or(|c| c.len() != 1)
        {
            return Err(invalid(
                "order by TOTAL compares amounts: give exactly one `currency` in the filter",
            ));
        }
        let key = cursor::list_key(&(&listing.filter, listing.order));
        let place = |cursor: &Option<String>| {
            cursor
                .as_deref()
                .map(|cursor| cursor::decode(key, listing.order, cursor))
                .transpose()
        };
        let window = Window {
            count,
            from_end,
            after: place(&listing.page.after)?,
            before: place(&listing.page.before)?,
        };
        let wanted = self.wanted(listing.filter.accounts.as_deref(), |id, provider| {
            listing.filter.wants_account(id, provider)
        })?;
        let view = View::of(wanted, listing.freshness).await;
        Ok(view.look(|sources| {
            let page = page::page(sources, &listing.filter, listing.order, &window);
            let rows = page.rows.iter().map(|found| {
                let cursor =
                    cursor::encode(key, &listing.order.place(found.source.account, found.row));
                (view.entry(found.source.account, found.row), cursor)
            });
            let rows: Vec<_> = rows.collect();
            let decided = !page::is_undecided(sources, &listing.filter, false);
            let total = (listing.count && decided && view.complete())
                .then(|| page::count(sources, &listing.filter));
            view.page(rows, page.has_next, page.has_previous, total, decided)
        }))
    }

    /// Sums over invoices.
    ///
    /// # Errors
    /// `InvalidInput` when the filter names an unknown account.
    pub async fn summary(
        &self,
        filter: &Filter,
        split: &[SummaryKey],
        freshness: Freshness,
    ) -> Result<SummaryOf> {
        let wanted = self.wanted(filter.accounts.as_deref(), |id, provider| {
            filter.wants_account(id, provider)
        })?;
        let view = View::of(wanted, freshness).await;
        let by_customer = split.contains(&SummaryKey::Customer);
        let (groups, decided) = view.look(|sources| {
            let decided = !page::is_undecided(sources, filter, by_customer);
            (summary::summary(sources, filter, split), decided)
        });
        Ok(SummaryOf {
            groups,
            complete: decided && view.complete(),
            accounts: view.results(),
        })
    }

    /// One page of payments, newest first: each with its invoice and its place among that invoice's payments.
    ///
    /// # Errors
    /// `InvalidInput` when the arguments make no sense.
    pub async fn payments(
        &self,
        filter: &PaymentFilter,
        arguments: &PageArguments,
        freshness: Freshness,
    ) -> Result<PageOf<(Entry, usize)>> {
        let key = cursor::list_key(&("payments", filter));
        let place = |cursor: &Option<String>| {
            cursor
                .as_deref()
                .map(|cursor| payment_place(key, cursor))
                .transpose()
        };
        let bounds = (
            arguments.size()?,
            place(&arguments.after)?,
            place(&arguments.before)?,
        );
        let wanted = self.wanted(filter.accounts.as_deref(), |id, provider| {
            filter.wants_account(id, provider)
        })?;
        let view = View::of(wanted, freshness).await;
        Ok(view.look(|sources| {
            let part = cut(lists::payments(sources, filter), &bounds);
            view.page_of_part(part, true, |(date, account, invoice, payment), at| {
                let date = date.0.map(|date| date.to_string()).unwrap_or_default();
                let cursor = cursor::seal(
                    key,
                    &[&date, account.as_str(), invoice.as_str(), payment.as_str()],
                );
                ((view.entry(account, at.row), at.index), cursor)
            })
        }))
    }

    /// One page of the customers that the invoices name, by name: each with an invoice that names it.
    ///
    /// # Errors
    /// `InvalidInput` when the arguments make no sense.
    pub async fn customers(
        &self,
        account: Option<&str>,
        search: &[String],
        arguments: &PageArguments,
        freshness: Freshness,
    ) -> Result<PageOf<(Entry, Arc<Party>)>> {
        let key = cursor::list_key(&("customers", account, search));
        let place = |cursor: &Option<String>| {
            let Some(cursor) = cursor.as_deref() else {
                return Ok(None);
            };
            let [name, account, id] = cursor::unseal(key, cursor)?;
            Ok(Some((name, AccountId::new(&account), id)))
        };
        let bounds = (
            arguments.size()?,
            place(&arguments.after)?,
            place(&arguments.before)?,
        );
        let only = account.map(|account| vec![AccountId::new(account)]);
        let wanted = self.wanted(only.as_deref(), |id, _| {
            only.as_ref().is_none_or(|only| only.contains(id))
        })?;
        let view = View::of(wanted, freshness).await;
        Ok(view.look(|sources| {
            let part = cut(lists::customers(sources, search), &bounds);
            let decided = !page::is_undecided(sources, &Filter::default(), true);
            view.page_of_part(part, decided, |(name, account, id), at| {
                let cursor = cursor::seal(key, &[name, account.as_str(), id]);
                ((view.entry(account, at.row), at.party), cursor)
            })
        }))
    }

    /// The ids and versions of one account's invoices.
    ///
    /// # Errors
    /// `NotFound` when there is no such account.
    pub async fn versions(&self, account: &str, filter: &Filter) -> Result<Versions> {
        let account = Arc::clone(self.get(account)?);
        let view = View::of(vec![Arc::clone(&account)], Freshness::ByAge).await;
        let wanted = filter.wants_account(&account.id, account.info().id);
        let judge = Judge::new(filter);
        let (mut items, decided): (Vec<(NativeId, Option<String>)>, bool) = view.look(|sources| {
            let decided = !page::is_undecided(sources, filter, false);
            let rows = sources.iter().flat_map(|source| {
                source
                    .books
                    .rows()
                    .filter(|row| wanted && judge.wants(row, source.today))
            });
            let versions = rows.map(|row| {
                (
                    row.invoice.id.clone(),
                    row.invoice.version.as_deref().map(str::to_owned),
                )
            });
            (versions.collect(), decided)
        });
        items.sort_unstable_by(|left, right| left.0.cmp(&right.0));
        let fetched_at = view
            .accounts
            .first()
            .and_then(|held| held.result.fetched_at);
        Ok(Versions {
            account,
            items,
            complete: decided && view.complete(),
            fetched_at,
        })
    }

    /// The accounts that a filter lets through; those that it names must exist.
    fn wanted(
        &self,
        named: Option<&[AccountId]>,
        wants: impl Fn(&AccountId, ProviderId) -> bool,
    ) -> Result<Vec<Arc<Account>>> {
        for id in named.into_iter().flatten() {
            check_length(id.as_str())?;
            if !self.0.contains_key(id) {
                return Err(invalid(format!(
                    "there is no account \"{id}\": `accounts` lists those that there are"
                )));
            }
        }
        Ok(self
            .iter()
            .filter(|account| wants(&account.id, account.info().id))
            .cloned()
            .collect())
    }
}

/// Refuses what is too long to be an id, without quoting it.
fn check_length(id: &str) -> Result<()> {
    if id.len() <= MAX_ID_BYTES {
        return Ok(());
    }
    Err(Error::new(
        ErrorKind::InvalidId,
        format!(
            "this is longer than an id, which has at most {MAX_ID_BYTES} bytes: `accounts` lists those that there are"
        ),
    ))
}

type Bounds<K> = ((usize, bool), Option<K>, Option<K>);

fn cut<K: Ord, T>(
    sorted: Vec<(K, T)>,
    ((count, from_end), after, before): &Bounds<K>,
) -> Part<K, T> {
    lists::part(sorted, *count, *from_end, after.as_ref(), before.as_ref())
}

fn payment_place(list: u64, cursor: &str) -> Result<lists::PaymentKey> {
    let [date, account, invoice, payment] = cursor::unseal(list, cursor)?;
    let date: Option<Date> = if date.is_empty() {
        None
    } else {
        Some(date.parse().map_err(|_| {
            invalid("this is not a cursor of this gateway: use one that a page gave you")
        })?)
    };
    Ok((
        Reverse(date),
        AccountId::new(&account),
        NativeId::new(&invoice),
        NativeId::new(&payment),
    ))
}
