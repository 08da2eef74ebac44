//! Lists over both accounts: true order, and nothing skipped or repeated while the books change.

use serde_json::{Value, json};

use crate::house::House;

const PAGE: &str = "query Page($first: Int, $after: String, $last: Int, $before: String, $orderBy: InvoiceOrder) {
  invoices(first: $first, after: $after, last: $last, before: $before, orderBy: $orderBy, freshness: LIVE) {
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
    totalCount complete
    nodes { nativeId issueDate account { id } total { amount currency } }
  }
}";

/// What identifies and orders a row: account, id, date.
type Row = (String, String, Option<String>);

fn rows(page: &Value) -> Vec<Row> {
    let text = |value: &Value| value.as_str().map(str::to_owned);
    let nodes = page["nodes"].as_array().unwrap().iter();
    nodes
        .map(|node| {
            (
                text(&node["account"]["id"]).unwrap(),
                text(&node["nativeId"]).unwrap(),
                text(&node["issueDate"]),
            )
        })
        .collect()
}

/// Newest first, then by account and id; without a date last.
fn in_true_order(mut rows: Vec<Row>) -> Vec<Row> {
    rows.sort_by(|left, right| {
        let dates = match (&left.2, &right.2) {
            (None, None) => std::cmp::Ordering::Equal,
            (None, Some(_)) => std::cmp::Ordering::Greater,
            (Some(_), None) => std::cmp::Ordering::Less,
            (Some(left), Some(right)) => right.cmp(left),
        };
        dates.then_with(|| (&left.0, &left.1).cmp(&(&right.0, &right.1)))
    });
    rows
}

async fn books(house: &House) -> Vec<Row> {
    let mut rows = Vec::new();
    for (account, system, date) in [
        ("sales", "moneybird", "invoice_date"),
        ("external", "moneybird-external", "date"),
    ] {
        for invoice in house.books(system).await {
            let id = invoice["id"].as_str().unwrap().to_owned();
            rows.push((
                account.to_owned(),
                id,
                invoice[date].as_str().map(str::to_owned),
            ));
        }
    }
    in_true_order(rows)
}

/// Walks the whole list; after each page `between` may change the books.
async fn walk(house: &House, backwards: bool, mut between: impl AsyncFnMut(usize)) -> Vec<Row> {
    let (size, edge, more, cut, cursor_name) = if backwards {
        ("last", "startCursor", "hasPreviousPage", "before", "before")
    } else {
        ("first", "endCursor", "hasNextPage", "after", "after")
    };
    let mut pages: Vec<Vec<Row>> = Vec::new();
    let mut cursor = Value::Null;
    loop {
        let mut variables = json!({size: 7});
        variables[cursor_name] = cursor.clone();
        let page = house.data(PAGE, variables).await["invoices"].clone();
        assert_eq!(page["complete"], json!(true), "{cut}: {page:#}");
        pages.push(rows(&page));
        cursor = page["pageInfo"][edge].clone();
        if page["pageInfo"][more] != json!(true) {
            break;
        }
        between(pages.len()).await;
    }
    if backwards {
        pages.reverse();
    }
    pages.concat()
}

#[tokio::test]
async fn both_directions_walk_every_invoice_of_the_books_once_in_true_order() {
    let house = House::new().await;
    let books = books(&house).await;
    assert!(books.len() >= 120, "{}", books.len());
    assert!(
        books.iter().any(|row| row.0 == "sales") && books.iter().any(|row| row.0 == "external")
    );
    assert_eq!(walk(&house, false, async |_| {}).await, books);
    assert_eq!(walk(&house, true, async |_| {}).await, books);
    let page = house.data(PAGE, json!({"first": 1})).await;
    assert_eq!(page["invoices"]["totalCount"], json!(books.len()));
}

/// Adds one invoice at the front, one at the back and one in the middle, and removes one of those added before.
async fn edit(house: &House, step: usize, added: &mut Vec<String>) {
    let system = if step.is_multiple_of(2) {
        "moneybird"
    } else {
        "moneybird-external"
    };
    let date_key = if system == "moneybird" {
        "invoice_date"
    } else {
        "date"
    };
    for date in ["2099-01-01", "1999-01-01", "2001-01-01"] {
        let invoice = json!({date_key: date, "state": "open", "reference": format!("walk {step}")});
        let answer = house
            .control(json!({"add": {"resource": system, "invoice": invoice}}))
            .await;
        added.push(format!("{system} {}", answer["ids"][0].as_str().unwrap()));
    }
    if step > 1 {
        let (system, id) = added
            .swap_remove(0)
            .split_once(' ')
            .map(|(a, b)| (a.to_owned(), b.to_owned()))
            .unwrap();
        house
            .control(json!({"remove": {"resource": system, "id": id}}))
            .await;
    }
}

#[tokio::test]
async fn while_invoices_come_and_go_those_that_stay_are_each_seen_once() {
    for backwards in [false, true] {
        let house = House::new().await;
        let stayed = books(&house).await;
        let mut added = Vec::new();
        let seen = walk(&house, backwards, async |step| {
            edit(&house, step, &mut added).await
        })
        .await;
        let mut distinct = seen.clone();
        distinct.sort();
        distinct.dedup();
        assert_eq!(
            distinct.len(),
            seen.len(),
            "a row was repeated, backwards: {backwards}"
        );
        assert_eq!(in_true_order(seen.clone()), seen, "backwards: {backwards}");
        let seen_of_stayed: Vec<Row> = seen
            .into_iter()
            .filter(|row| stayed.contains(row))
            .collect();
        assert_eq!(seen_of_stayed, stayed, "backwards: {backwards}");
        // A last walk over quiet books sees exactly what there is now.
        assert_eq!(
            walk(&house, backwards, async |_| {}).await,
            books(&house).await
        );
    }
}

#[tokio::test]
async fn every_order_lists_every_invoice() {
    let house = House::new().await;
    house.load().await;
    let query = "query($orderBy: InvoiceOrder, $filter: InvoiceFilter) {
        invoices(first: 250, orderBy: $orderBy, filter: $filter) { totalCount nodes { id } } }";
    for field in [
        "ISSUE_DATE",
        "DUE_DATE",
        "CREATED_AT",
        "UPDATED_AT",
        "TOTAL",
        "NUMBER",
    ] {
        for direction in ["ASC", "DESC"] {
            let mut variables = json!({"orderBy": {"field": field, "direction": direction}});
            if field == "TOTAL" {
                variables["filter"] = json!({"currency": ["EUR"]});
            }
            let list = house.data(query, variables).await["invoices"].clone();
            let count = list["nodes"].as_array().unwrap().len();
            assert!(count > 50, "{field} {direction}");
            assert_eq!(list["totalCount"], json!(count));
        }
    }
}
