//! Walks through a list, page by page.

use serde_json::{Value, json};

use super::papers::Paper;
use crate::house::House;

/// A list that can be walked.
#[derive(Debug)]
pub(super) struct List {
    name: &'static str,
    /// What it takes beside the page, as GraphQL declares it and as it is passed on.
    declared: &'static str,
    passed: &'static str,
    /// What names a row.
    row: &'static str,
}

pub(super) static INVOICES: List = List {
    name: "invoices",
    declared: "$filter: InvoiceFilter, $orderBy: InvoiceOrder",
    passed: "filter: $filter, orderBy: $orderBy",
    row: "nativeId account { id }",
};

pub(super) static PAYMENTS: List = List {
    name: "payments",
    declared: "$filter: PaymentFilter",
    passed: "filter: $filter",
    row: "nativeId invoice { nativeId account { id } }",
};

/// The filter of this list is its two arguments.
pub(super) static CUSTOMERS: List = List {
    name: "customers",
    declared: "$account: ID, $search: String",
    passed: "account: $account, search: $search",
    row: "nativeId name account { id }",
};

/// Which list, which way, and in what steps.
#[derive(Clone, Debug)]
pub(super) struct Walk {
    pub(super) list: &'static List,
    /// How many rows each page has; begins anew when used up.
    pub(super) sizes: &'static [usize],
    pub(super) backwards: bool,
    pub(super) filter: Value,
    pub(super) order: Value,
    pub(super) freshness: &'static str,
    /// The fields of each row beside what names it.
    pub(super) fields: &'static str,
}

impl Default for Walk {
    fn default() -> Self {
        Self {
            list: &INVOICES,
            sizes: &[250],
            backwards: false,
            filter: Value::Null,
            order: Value::Null,
            freshness: "CACHE_ONLY",
            fields: "",
        }
    }
}

/// The name of a row in all lists: account and id.
pub(super) fn name(node: &Value) -> String {
    let (account, id) = (node["account"]["id"].as_str(), node["nativeId"].as_str());
    format!("{} {}", account.unwrap(), id.unwrap())
}

pub(super) fn names(nodes: &[Value]) -> Vec<String> {
    nodes.iter().map(name).collect()
}

impl Paper {
    /// The name of its row.
    pub(super) fn name(&self) -> String {
        format!("{} {}", self.account, self.id)
    }
}

impl Walk {
    /// Walks the whole list; all of it must be known.
    pub(super) async fn rows(&self, house: &House) -> Vec<Value> {
        self.rows_while(house, async |_, _| {}).await
    }

    /// Walks the whole list; between two pages something happens that knows how many there were and the rows of the last.
    pub(super) async fn rows_while(
        &self,
        house: &House,
        mut between: impl AsyncFnMut(usize, &[Value]),
    ) -> Vec<Value> {
        let (size, edge, more, cursor) = match self.backwards {
            true => ("last", "startCursor", "hasPreviousPage", "before"),
            false => ("first", "endCursor", "hasNextPage", "after"),
        };
        let List {
            name,
            declared,
            passed,
            row,
        } = self.list;
        let query = format!(
            "query($first: Int, $after: String, $last: Int, $before: String, $freshness: Freshness, {declared}) {{
               {name}(first: $first, after: $after, last: $last, before: $before, freshness: $freshness, {passed}) {{
                 nodes {{ {row} {} }}
                 pageInfo {{ hasNextPage hasPreviousPage startCursor endCursor }}
                 complete accounts {{ account {{ id }} state error {{ code message }} }} }} }}",
            self.fields
        );
        let mut variables =
            json!({"filter": self.filter, "orderBy": self.order, "freshness": self.freshness});
        for key in ["account", "search"] {
            variables[key] = self.filter[key].clone();
        }
        let mut pages: Vec<Vec<Value>> = Vec::new();
        loop {
            variables[size] = json!(self.sizes[pages.len() % self.sizes.len()]);
            let page = house.data(&query, variables.clone()).await[*name].clone();
            assert_eq!(page["complete"], true, "{}", page["accounts"]);
            let rows = page["nodes"].as_array().unwrap().clone();
            variables[cursor] = page["pageInfo"][edge].clone();
            pages.push(rows);
            assert!(pages.len() < 2000, "the list never ends");
            if page["pageInfo"][more] != true {
                break;
            }
            let rows = pages.last().expect("one was pushed");
            assert!(!rows.is_empty(), "an empty page is not followed by another");
            between(pages.len(), rows).await;
        }
        if self.backwards {
            pages.reverse();
        }
        pages.concat()
    }
}
