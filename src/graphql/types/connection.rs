//! Pages of lists.

use std::borrow::Cow;

use async_graphql::{Object, OutputType, SimpleObject, TypeName};

use crate::{
    graphql::types::{AccountResult, Invoice, Party, Payment, account::count},
    list::List,
    snapshot::{self, PageOf},
};

/// What can be listed: it gives the list its names.
pub(crate) trait Listed: OutputType + Clone {
    const CONNECTION: &'static str;
    const EDGE: &'static str;
}

impl Listed for Invoice {
    const CONNECTION: &'static str = "InvoiceConnection";
    const EDGE: &'static str = "InvoiceEdge";
}

impl Listed for Payment {
    const CONNECTION: &'static str = "PaymentConnection";
    const EDGE: &'static str = "PaymentEdge";
}

impl Listed for Party {
    const CONNECTION: &'static str = "PartyConnection";
    const EDGE: &'static str = "PartyEdge";
}

/// A page.
#[derive(Debug)]
pub(crate) struct Connection<T> {
    rows: Vec<Edge<T>>,
    page_info: PageInfo,
    total: Option<usize>,
    accounts: Vec<snapshot::AccountResult>,
    complete: bool,
}

impl<T> Connection<T> {
    /// Wraps each row of a page.
    pub(crate) fn new<R>(page: PageOf<R>, wrap: impl Fn(R) -> T) -> Self {
        let rows: Vec<Edge<T>> = page
            .rows
            .into_iter()
            .map(|(row, cursor)| Edge {
                cursor,
                node: wrap(row),
            })
            .collect();
        let cursor = |edge: Option<&Edge<T>>| edge.map(|edge| edge.cursor.clone());
        Self {
            page_info: PageInfo {
                has_next_page: page.has_next,
                has_previous_page: page.has_previous,
                start_cursor: cursor(rows.first()),
                end_cursor: cursor(rows.last()),
            },
            rows,
            total: page.total,
            accounts: page.accounts,
            complete: page.complete,
        }
    }
}

impl<T: Listed> TypeName for Connection<T> {
    fn type_name() -> Cow<'static, str> {
        T::CONNECTION.into()
    }
}

impl<T: Listed> TypeName for Edge<T> {
    fn type_name() -> Cow<'static, str> {
        T::EDGE.into()
    }
}

/// One page of a list, with what each account contributed to it. A failing account makes it incomplete, never an error.
#[Object(name_type)]
impl<T: Listed> Connection<T> {
    /// The rows of the page with their cursors.
    async fn edges(&self) -> &[Edge<T>] {
        &self.rows
    }

    /// The rows of the page.
    async fn nodes(&self) -> Vec<&T> {
        self.rows.iter().map(|edge| &edge.node).collect()
    }

    /// Where the page lies in the list.
    async fn page_info(&self) -> &PageInfo {
        &self.page_info
    }

    /// How many rows the whole list has; null while it is not complete.
    async fn total_count(&self) -> Option<i32> {
        count(self.total?)
    }

    /// What each account contributed.
    async fn accounts(&self) -> List<AccountResult> {
        self.accounts.iter().cloned().map(AccountResult).collect()
    }

    /// Whether nothing is missing: every account is known in full, and of every invoice what the question needs (i3D.net
    /// tells customers and lines by id alone: a search over those that were never read is not complete).
    async fn complete(&self) -> bool {
        self.complete
    }
}

/// A row.
#[derive(Clone, Debug)]
pub(crate) struct Edge<T> {
    cursor: String,
    node: T,
}

/// A row of a page with its cursor.
#[Object(name_type)]
impl<T: Listed> Edge<T> {
    /// The place of the row, to go on from with `after` or `before`; opaque.
    async fn cursor(&self) -> &str {
        &self.cursor
    }

    /// The row.
    async fn node(&self) -> &T {
        &self.node
    }
}

/// Where a page lies in its list.
#[derive(Clone, Debug, SimpleObject)]
pub(crate) struct PageInfo {
    /// Whether the list goes on after the page.
    has_next_page: bool,
    /// Whether there are rows before the page.
    has_previous_page: bool,
    /// The cursor of the first row, to go back with `before`; null on an empty page.
    start_cursor: Option<String>,
    /// The cursor of the last row, to go on with `after`; null on an empty page.
    end_cursor: Option<String>,
}
