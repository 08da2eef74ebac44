//! Several accounts as they stand at one moment.

use std::sync::{Arc, RwLockReadGuard};

use futures_util::future::join_all;

use crate::{
    domain::AccountId,
    snapshot::{
        account::{Account, Snapshot},
        books::Books,
        fetch::Entry,
        lists::Part,
        page::Source,
        request::PageOf,
        row::Row,
        state::{AccountResult, Freshness},
    },
};

/// Some accounts as they stand at one moment.
pub(crate) struct View {
    pub(crate) accounts: Vec<Held>,
}

pub(crate) struct Held {
    pub(crate) result: AccountResult,
    snapshot: Arc<Snapshot>,
}

impl View {
    /// Brings all of them to the wanted freshness, side by side: none waits for another.
    pub(crate) async fn of(accounts: Vec<Arc<Account>>, freshness: Freshness) -> Self {
        let accounts = join_all(accounts.into_iter().map(|account| async move {
            let result = account
                .ensure(freshness, account.patience_for_a_list())
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
    pub(crate) fn look<T>(&self, look: impl FnOnce(&[Source<'_>]) -> T) -> T {
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

    pub(crate) fn complete(&self) -> bool {
        self.accounts.iter().all(|held| held.result.is_complete())
    }

    pub(crate) fn results(&self) -> Vec<AccountResult> {
        self.accounts
            .iter()
            .map(|held| held.result.clone())
            .collect()
    }

    pub(crate) fn entry(&self, account: &AccountId, row: &Row) -> Entry {
        let held = self
            .accounts
            .iter()
            .find(|held| held.result.account.id == *account);
        let held = held.expect("a row is of an account that is looked at");
        let confirmed = held.snapshot.sync().confirmed();
        held.result.account.entry(row, confirmed)
    }

    pub(crate) fn page<T>(
        &self,
        rows: Vec<(T, String)>,
        has_next: bool,
        has_previous: bool,
        total: Option<usize>,
        decided: bool,
    ) -> PageOf<T> {
        PageOf {
            rows,
            has_next,
            has_previous,
            total,
            accounts: self.results(),
            complete: decided && self.complete(),
        }
    }

    pub(crate) fn page_of_part<K, T, U>(
        &self,
        part: Part<K, T>,
        decided: bool,
        show: impl Fn(&K, T) -> (U, String),
    ) -> PageOf<U> {
        let total = (decided && self.complete()).then_some(part.total);
        let rows = part
            .entries
            .into_iter()
            .map(|(key, item)| show(&key, item))
            .collect();
        self.page(rows, part.has_next, part.has_previous, total, decided)
    }
}
