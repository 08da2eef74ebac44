//! Reads over several accounts: lists, sums and lookups.

use std::{
    collections::BTreeMap,
    sync::{Arc, RwLockReadGuard},
};

use futures_util::future::join_all;
use jiff::{Timestamp, civil::Date};
use tokio::time::Instant;

use crate::{
    domain::{AccountId, NativeId, Party, ProviderId},
    error::{Error, ErrorKind, Result},
    provider::{Call, Lookup},
    snapshot::{
        account::{Account, Snapshot},
        books::Books,
        cursor,
        fetch::Entry,
        filter::Filter,
        lists::{self, Part, PaymentFilter},
        order::{Order, OrderField},
        page::{self, Source, Window},
        state::{AccountResult, Freshness, ResultState},
        summary::{self, Group, SummaryKey},
    },
};

/// All configured accounts, in the order of the config.
#[derive(Clone, Debug)]
pub struct Accounts(Arc<BTreeMap<AccountId, Arc<Account>>>);

/// Which page of a list: at most `first` rows from its start or `last` from its end, between two cursors.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PageArguments {
    /// How many from the start.
    pub first: Option<i32>,
    /// How many from the end.
    pub last: Option<i32>,
    /// Only what comes after this cursor.
    pub after: Option<String>,
    /// Only what comes before this cursor.
    pub before: Option<String>,
}

/// Rows of a page when the client does not say how many.
const DEFAULT_ROWS: usize = 50;
/// Rows of a page at most.
const MOST_ROWS: usize = 250;

impl PageArguments {
    /// How many rows, and whether from the end.
    fn size(&self) -> Result<(usize, bool)> {
        let (count, from_end, name) = match (self.first, self.last) {
            (Some(_), Some(_)) => {
                return Err(invalid(
                    "`first` and `last` exclude each other: give one of them",
                ));
            }
            (None, Some(last)) => (last, true, "last"),
            (Some(first), None) => (first, false, "first"),
            // Going backwards from a cursor without saying how far still means going backwards.
            (None, None) => {
                return Ok((DEFAULT_ROWS, self.before.is_some() && self.after.is_none()));
            }
        };
        match usize::try_from(count) {
            Ok(count) if (1..=MOST_ROWS).contains(&count) => Ok((count, from_end)),
            _ => Err(invalid(format!(
                "`{name}` must be between 1 and {MOST_ROWS}"
            ))),
        }
    }
}

/// Which invoices, in which order, how fresh, and until when somebody waits.
#[derive(Clone, Debug)]
pub struct Listing {
    /// Which.
    pub filter: Filter,
    /// In which order.
    pub order: Order,
    /// Which page of them.
    pub page: PageArguments,
    /// How fresh.
    pub freshness: Freshness,
    /// Whether to count all of them.
    pub count: bool,
}

/// One page of a list.
#[derive(Clone, Debug)]
pub struct PageOf<T> {
    /// The rows with their cursors.
    pub rows: Vec<(T, String)>,
    /// Whether the list goes on after them.
    pub has_next: bool,
    /// Whether there are rows before them.
    pub has_previous: bool,
    /// How many rows the whole list has; `None` when not asked, or not known because the list is not complete.
    pub total: Option<usize>,
    /// What each account contributed.
    pub accounts: Vec<AccountResult>,
    /// Whether nothing is missing.
    pub complete: bool,
}

/// Sums over invoices.
#[derive(Clone, Debug)]
pub struct SummaryOf {
    /// The groups.
    pub groups: Vec<Group>,
    /// What each account contributed.
    pub accounts: Vec<AccountResult>,
    /// Whether nothing is missing.
    pub complete: bool,
}

/// The ids and versions of one account's invoices, for clients that keep a copy.
#[derive(Clone, Debug)]
pub struct Versions {
    /// The account.
    pub account: Arc<Account>,
    /// Each invoice with its version.
    pub items: Vec<(NativeId, Option<String>)>,
    /// Whether nothing is missing.
    pub complete: bool,
    /// When this was last known to be right.
    pub fetched_at: Option<Timestamp>,
}

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

    /// All of them, by id.
    pub fn iter(&self) -> impl Iterator<Item = &Arc<Account>> {
        self.0.values()
    }

    /// The one with this id.
    ///
    /// # Errors
    /// `NotFound` when there is none.
    pub fn get(&self, id: &str) -> Result<&Arc<Account>> {
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
            let total =
                (listing.count && view.complete()).then(|| page::count(sources, &listing.filter));
            view.page(rows, page.has_next, page.has_previous, total)
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
        let groups = view.look(|sources| summary::summary(sources, filter, split));
        Ok(SummaryOf {
            groups,
            complete: view.complete(),
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
            view.page_of_part(part, |(date, account, invoice, payment), at| {
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
            view.page_of_part(part, |(name, account, id), at| {
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
        let mut items: Vec<(NativeId, Option<String>)> = view.look(|sources| {
            let rows = sources.iter().flat_map(|source| {
                source
                    .books
                    .rows()
                    .filter(|row| wanted && filter.wants(row, source.today))
            });
            rows.map(|row| {
                (
                    row.invoice.id.clone(),
                    row.invoice.version.as_deref().map(str::to_owned),
                )
            })
            .collect()
        });
        items.sort_unstable_by(|left, right| left.0.cmp(&right.0));
        let fetched_at = view
            .accounts
            .first()
            .and_then(|held| held.result.fetched_at);
        Ok(Versions {
            account,
            items,
            complete: view.complete(),
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
        std::cmp::Reverse(date),
        AccountId::new(&account),
        NativeId::new(&invoice),
        NativeId::new(&payment),
    ))
}

fn invalid(message: impl Into<String>) -> Error {
    Error::new(ErrorKind::InvalidInput, message)
}

/// Some accounts as they stand at one moment.
struct View {
    accounts: Vec<Held>,
}

struct Held {
    result: AccountResult,
    snapshot: Arc<Snapshot>,
}

impl View {
    /// Brings all of them to the wanted freshness, side by side: none waits for another.
    async fn of(accounts: Vec<Arc<Account>>, freshness: Freshness) -> Self {
        let now = Instant::now();
        let accounts = join_all(accounts.into_iter().map(|account| async move {
            let result = account
                .ensure(freshness, now + account.policy.deadline)
                .await;
            Held {
                snapshot: account.snapshot(),
                result,
            }
        }));
        Self {
            accounts: accounts.await,
        }
    }

    /// Looks at the books of all accounts that may be shown, all at the same moment.
    fn look<T>(&self, look: impl FnOnce(&[Source<'_>]) -> T) -> T {
        let readable = || {
            self.accounts
                .iter()
                .filter(|held| held.result.is_readable())
        };
        let books: Vec<RwLockReadGuard<'_, Books>> =
            readable().map(|held| held.snapshot.books()).collect();
        let sources: Vec<Source<'_>> = readable()
            .zip(&books)
            .map(|(held, books)| {
                let account = &held.result.account;
                Source {
                    account: &account.id,
                    books,
                    today: account.today(),
                }
            })
            .collect();
        look(&sources)
    }

    fn complete(&self) -> bool {
        self.accounts.iter().all(|held| held.result.is_complete())
    }

    fn results(&self) -> Vec<AccountResult> {
        self.accounts
            .iter()
            .map(|held| held.result.clone())
            .collect()
    }

    fn entry(&self, account: &AccountId, row: &crate::snapshot::row::Row) -> Entry {
        let held = self
            .accounts
            .iter()
            .find(|held| held.result.account.id == *account);
        let held = held.expect("a row is of an account that is looked at");
        let confirmed = held.snapshot.sync().confirmed();
        let entry = held.result.account.entry(row, confirmed);
        Entry {
            stale: entry.stale || held.result.state == ResultState::Stale,
            ..entry
        }
    }

    fn page<T>(
        &self,
        rows: Vec<(T, String)>,
        has_next: bool,
        has_previous: bool,
        total: Option<usize>,
    ) -> PageOf<T> {
        PageOf {
            rows,
            has_next,
            has_previous,
            total,
            accounts: self.results(),
            complete: self.complete(),
        }
    }

    fn page_of_part<K, T, U>(
        &self,
        part: Part<K, T>,
        show: impl Fn(&K, T) -> (U, String),
    ) -> PageOf<U> {
        let total = self.complete().then_some(part.total);
        let rows = part
            .entries
            .into_iter()
            .map(|(key, item)| show(&key, item))
            .collect();
        self.page(rows, part.has_next, part.has_previous, total)
    }
}

impl Account {
    /// How it stands, without asking the provider.
    #[must_use]
    pub fn state(self: &Arc<Self>) -> AccountResult {
        self.result(&self.snapshot(), Freshness::CacheOnly)
    }

    /// The invoices that credit this one, as far as they are held.
    #[must_use]
    pub fn credits_of(self: &Arc<Self>, id: &NativeId) -> Vec<Entry> {
        let snapshot = self.snapshot();
        let confirmed = snapshot.sync().confirmed();
        let books = snapshot.books();
        let credits = books.credits_of(id).iter().filter_map(|id| books.row(id));
        credits.map(|row| self.entry(row, confirmed)).collect()
    }

    /// The invoice with that number or reference; `None` only when it is certain that there is none.
    ///
    /// # Errors
    /// `Conflict` when there are several, `Unavailable` when nobody can tell, else what stopped the provider.
    pub async fn find(self: &Arc<Self>, lookup: &Lookup) -> Result<Option<Entry>> {
        let deadline = Instant::now() + self.policy.deadline;
        let mut state = self.state();
        if state.is_complete() {
            state = self.ensure(Freshness::ByAge, deadline).await;
        }
        let held = self.held_by(lookup);
        if !held.is_empty() || state.state == ResultState::Fresh && state.is_complete() {
            return only(held);
        }
        match self.ask_for(lookup).await {
            Err(error) if error.kind() == ErrorKind::Unsupported => {
                let state = self.ensure(Freshness::Live, deadline).await;
                let held = self.held_by(lookup);
                if held.is_empty() && !(state.state == ResultState::Fresh && state.is_complete()) {
                    let message = format!(
                        "it is not known now whether {} has it: ask again later",
                        self.info().name
                    );
                    return Err(self.stamp(Error::new(ErrorKind::Unavailable, message)));
                }
                only(held)
            }
            Err(error) => Err(self.stamp(error)),
            Ok(ids) => {
                let mut found = Vec::new();
                for (_, result) in self.fetch_held(&ids).await {
                    found.push(result?);
                }
                only(found)
            }
        }
    }

    fn held_by(self: &Arc<Self>, lookup: &Lookup) -> Vec<Entry> {
        let snapshot = self.snapshot();
        let confirmed = snapshot.sync().confirmed();
        let books = snapshot.books();
        let found = match lookup {
            Lookup::Number(number) => books.with_number(number),
            Lookup::Reference(reference) => books.with_reference(reference),
        };
        let rows = found
            .iter()
            .filter_map(|invoice| books.row(&invoice.id))
            .filter(|row| !row.deleted);
        rows.map(|row| self.entry(row, confirmed)).collect()
    }

    /// Asks the provider, once for all who look for the same.
    async fn ask_for(self: &Arc<Self>, lookup: &Lookup) -> Result<Vec<NativeId>> {
        let snapshot = self.snapshot();
        let found = snapshot.lookups.try_get_with(lookup.clone(), async {
            let call = Call::within(self.policy.deadline);
            let found = self.provider.find(&call, lookup).await?;
            let ids = found.iter().map(|invoice| invoice.id.clone()).collect();
            let answers = found
                .into_iter()
                .map(|invoice| (invoice.id.clone(), Ok(invoice)))
                .collect();
            snapshot.take_in(self, answers);
            Ok(ids)
        });
        found.await.map_err(|error: Arc<Error>| (*error).clone())
    }

    /// Invoices by id, from the snapshot first.
    async fn fetch_held(self: &Arc<Self>, ids: &[NativeId]) -> Vec<(NativeId, Result<Entry>)> {
        let mut results = Vec::new();
        let mut rest = Vec::new();
        for id in ids {
            match self.held(id) {
                Some(entry) => results.push((id.clone(), Ok(entry))),
                None => rest.push(id.clone()),
            }
        }
        if !rest.is_empty() {
            results.extend(self.fetch(&rest).await);
        }
        results
    }
}

/// The one entry of a list that should have at most one.
fn only(mut found: Vec<Entry>) -> Result<Option<Entry>> {
    if found.len() > 1 {
        let ids: Vec<String> = found
            .iter()
            .map(|entry| {
                crate::domain::GlobalId::invoice(&entry.account.id, &entry.invoice.id).encode()
            })
            .collect();
        let message = format!(
            "there are {} of them, ask for one by id: {}",
            ids.len(),
            ids.join(", ")
        );
        let account = &found[0].account;
        return Err(account.stamp(Error::new(ErrorKind::Conflict, message)));
    }
    Ok(found.pop())
}
