//! An i3D.net with a list of invoices.

use std::sync::{Arc, Mutex};

use serde_json::{Value, json};

use crate::{
    adapters::{
        i3d::build,
        tests::script::{Script, answer, ok, settings},
    },
    domain::{NativeId, ProviderId},
    provider::Provider,
    transport::{Request, Response, Transport},
};

/// The vendor's books: rows of the list.
pub(super) type Books = Arc<Mutex<Vec<Value>>>;

pub(super) fn row(number: usize, is_paid: bool) -> Value {
    let (paid, left) = if is_paid {
        ("12100", "0")
    } else {
        ("0", "12100")
    };
    json!({
        "id": number.to_string(), "creationDate": 1_780_272_000, "dueDate": 1_782_864_000,
        "invoiceNumber": format!("F-{number}"), "invoiceHash": "h", "description": "rack",
        "currency": "EUR", "currencySign": "€", "amountIncVAT": "12100", "amountExclVAT": "10000",
        "paymentStatus": i32::from(is_paid), "paymentDate": if is_paid { 1_781_000_000 } else { 0 },
        "isCredit": 0, "remainingAmount": left, "totalPaidAmount": paid,
    })
}

/// Paid invoices, newest first; the first ones are not paid.
pub(super) fn books(count: usize, unpaid: usize) -> Books {
    let all = (1..=count).rev();
    let rows = all.map(|number| row(number, number + unpaid <= count));
    Arc::new(Mutex::new(rows.collect()))
}

pub(super) fn id(number: usize) -> NativeId {
    NativeId::new(&number.to_string())
}

pub(super) fn provider(script: &Arc<Script>) -> Arc<dyn Provider> {
    let transport: Arc<dyn Transport> = Arc::<Script>::clone(script);
    build(&settings(ProviderId::I3d), transport).unwrap()
}

/// Answers from the books; `after` may change them after each answer.
pub(super) fn vendor(
    books: &Books,
    after: impl Fn(&mut Vec<Value>, &Request) + Send + Sync + 'static,
) -> Arc<Script> {
    let books = Arc::clone(books);
    Script::new(move |request| {
        let mut books = books.lock().unwrap();
        let response = respond(&books, request);
        after(&mut books, request);
        response
    })
}

fn respond(books: &[Value], request: &Request) -> Response {
    let last = request.url.path().rsplit('/').next().unwrap();
    let is_unpaid = last == "unpaid";
    if !is_unpaid && last != "invoice" {
        let key = if request.url.path().contains("/number/") {
            "invoiceNumber"
        } else {
            "id"
        };
        let found = books.iter().find(|row| row[key] == *last);
        let missing = r#"{"errorCode":10001,"errorMessage":"Entity not found","errors":[]}"#;
        return found.map_or_else(|| answer(404, missing), |row| ok(&json!([details(row)])));
    }
    let range = request.headers["ranged-data"].to_str().unwrap();
    let (start, results) = range.split_once(',').unwrap();
    let number = |text: &str| text.split_once('=').unwrap().1.parse::<usize>().unwrap();
    let rows = books.iter();
    let rows = rows.filter(|row| !is_unpaid || row["paymentStatus"] == 0 && row["isCredit"] == 0);
    let rows: Vec<&Value> = rows.skip(number(start)).take(number(results)).collect();
    ok(&json!(rows))
}

pub(super) fn details(row: &Value) -> Value {
    json!({
        "id": row["id"].as_str().unwrap().parse::<u64>().unwrap(), "invoiceNumber": row["invoiceNumber"],
        "creationDate": "2026-06-01", "dueDate": "2026-07-01", "paymentStatus": row["paymentStatus"],
        "paymentDate": row["paymentDate"], "isCredit": row["isCredit"], "currency": "EUR",
        "vatPercentage": 21, "vatAmount": "2100", "amountIncVat": row["amountIncVAT"],
        "amountExclVat": row["amountExclVAT"], "items": [{"description": "rack", "quantity": 1}],
        "clientDetails": {"companyName": "Us"}, "companyDetails": {"name": "Them"},
    })
}
