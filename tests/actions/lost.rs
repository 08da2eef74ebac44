//! Writes whose answer is lost on the way: the gateway looks what became of them, and nothing is done twice.

use libtest_mimic::Trial;
use serde_json::{Value, json};

use crate::{
    dashdoc,
    desk::{Desk, native_id},
    invoice_ninja, moneybird, promise,
};

/// A write, and how the books show it.
#[derive(Clone, Copy)]
pub(crate) struct Write {
    pub(crate) mutation: &'static str,
    /// What of the request tells it from reads.
    pub(crate) method: &'static str,
    pub(crate) path: &'static str,
    /// What the invoice is to be before.
    pub(crate) before: fn() -> Value,
    /// What is asked for, beside the key.
    pub(crate) input: fn(&Asked<'_>) -> Value,
    /// How often the books show it.
    pub(crate) times: fn(&[Value], &str) -> usize,
    /// What the answer names, which is the same when it is told again.
    pub(crate) selection: &'static str,
}

/// What an input is made of.
pub(crate) struct Asked<'a> {
    pub(crate) account: &'a str,
    pub(crate) invoice: &'a str,
    pub(crate) book: &'a Value,
}

/// What is promised of these writes.
pub(crate) fn promises(
    account: &'static str,
    writes: impl IntoIterator<Item = Write>,
) -> Vec<Trial> {
    let writes = writes.into_iter();
    writes
        .flat_map(|write| {
            let name = |end: &str| format!("{}::{end}", write.mutation);
            [
                promise(
                    account,
                    &name("is_found_when_its_answer_is_lost"),
                    move |desk| done(desk, write),
                ),
                promise(
                    account,
                    &name("is_sent_again_only_when_it_was_not_done"),
                    move |desk| undone(desk, write),
                ),
                promise(
                    account,
                    &name("is_refused_when_the_vendor_itself_fails"),
                    move |desk| failed(desk, write),
                ),
            ]
        })
        .collect()
}

/// An invoice in the books.
pub(crate) fn of(books: &[Value], id: &str) -> Value {
    let found = books
        .iter()
        .find(|row| row["id"] == json!(id) || row["uid"] == json!(id));
    found.cloned().unwrap_or(Value::Null)
}

/// How many invoices of the books are so.
pub(crate) fn rows(books: &[Value], is_it: impl Fn(&Value) -> bool) -> usize {
    books.iter().filter(|row| is_it(row)).count()
}

/// How many of an invoice's items are so.
pub(crate) fn items(books: &[Value], id: &str, key: &str, is_it: impl Fn(&Value) -> bool) -> usize {
    let row = of(books, id);
    let list = row[key].as_array().expect("a list");
    list.iter().filter(|item| is_it(item)).count()
}

async fn added(desk: &Desk, invoice: Value) -> String {
    match desk.account {
        "invoice-ninja" => invoice_ninja::added(desk, invoice).await,
        "dashdoc" => dashdoc::added(desk, invoice).await,
        _ => moneybird::added(desk, invoice).await,
    }
}

/// The simulators lose the next answer of this kind.
pub(crate) async fn lose(desk: &Desk, write: Write, applied: &str) {
    spoil(desk, write, json!({"lose_answer": {"applied": applied}})).await;
}

async fn spoil(desk: &Desk, write: Write, answer: Value) {
    let fault = json!({
        "resource": desk.account, "method": write.method, "path": write.path, "times": 1,
        "answer": answer,
    });
    desk.house.control(json!({"fault": {"add": fault}})).await;
}

/// The input, with the native id of the invoice that it is about.
async fn input(desk: &Desk, write: Write) -> (Value, String) {
    let invoice = added(desk, (write.before)()).await;
    let book = desk.book(&invoice).await;
    let asked = Asked {
        account: desk.account,
        invoice: &invoice,
        book: &book,
    };
    let mut input = (write.input)(&asked);
    input["idempotencyKey"] = json!("once");
    (input, native_id(&invoice))
}

async fn times(desk: &Desk, write: Write, id: &str) -> usize {
    (write.times)(&desk.house.books(desk.account).await, id)
}

/// Done, and found without its answer.
pub(crate) async fn done(desk: Desk, write: Write) {
    let (input, id) = input(&desk, write).await;
    assert_eq!(times(&desk, write, &id).await, 0);
    lose(&desk, write, "yes").await;
    let told = desk
        .done(write.mutation, input.clone(), write.selection)
        .await;
    assert_eq!(
        desk.writes().await.len(),
        1,
        "it is looked for, not sent again"
    );
    assert_eq!(times(&desk, write, &id).await, 1);
    let again = desk.done(write.mutation, input, write.selection).await;
    assert_eq!(desk.writes().await, [], "the same key sends nothing");
    assert_eq!(again, told);
    assert_eq!(times(&desk, write, &id).await, 1);
}

/// Not done, and by nobody's word but the silence of the books: they count only when it cannot come any more.
async fn undone(desk: Desk, write: Write) {
    let (input, id) = input(&desk, write).await;
    lose(&desk, write, "no").await;
    let told = desk.act(write.mutation, input.clone(), "").await;
    assert_eq!(told["outcome"], json!("UNKNOWN"), "{told:#}");
    assert_eq!(desk.writes().await.len(), 1);
    assert_eq!(times(&desk, write, &id).await, 0);
    desk.done(write.mutation, input, write.selection).await;
    assert_eq!(desk.writes().await.len(), 1, "it was looked for before");
    assert_eq!(times(&desk, write, &id).await, 1);
}

/// Not done, by the vendor's own word.
async fn failed(desk: Desk, write: Write) {
    let (input, id) = input(&desk, write).await;
    spoil(&desk, write, json!({"status": 500})).await;
    let selection = "userErrors { retryable }";
    let told = desk.act(write.mutation, input.clone(), selection).await;
    assert_eq!(told["outcome"], json!("REFUSED"), "{told:#}");
    let error = &told["userErrors"][0];
    assert_eq!(error["code"], json!("UNAVAILABLE"), "{told:#}");
    assert_eq!(error["retryable"], json!(true), "{told:#}");
    assert_eq!(times(&desk, write, &id).await, 0);
    desk.done(write.mutation, input, write.selection).await;
    assert_eq!(desk.writes().await.len(), 1, "the key is free again");
    assert_eq!(times(&desk, write, &id).await, 1);
}
