//! Writes whose answer is lost on the way: the gateway looks what became of them, and nothing is done twice.

use libtest_mimic::Trial;
use serde_json::{Value, json};

use crate::{
    desk::{Desk, native_id},
    moneybird::added,
    promise,
};

/// A write, and how the books show it.
#[derive(Clone, Copy)]
struct Write {
    mutation: &'static str,
    /// What of the request tells it from reads.
    method: &'static str,
    path: &'static str,
    /// What the invoice is to be before.
    before: fn() -> Value,
    /// What is asked for, beside the key.
    input: fn(&Asked<'_>) -> Value,
    /// How often the books show it.
    times: fn(&[Value], &str) -> usize,
    /// What the answer names, which is the same when it is told again.
    selection: &'static str,
}

/// What an input is made of.
struct Asked<'a> {
    account: &'a str,
    invoice: &'a str,
    book: &'a Value,
}

pub(super) fn promises(account: &'static str) -> Vec<Trial> {
    let writes = [
        CREATE_PAYMENT,
        ADD_NOTE,
        CREATE_INVOICE,
        CLONE,
        UPDATE,
        MARK_DUBIOUS,
        DELETE,
    ];
    let of_sales = [SEND, REMIND, CREDIT, PAUSE];
    let of_sales = of_sales.into_iter().filter(|_| account == "moneybird");
    let writes = writes.into_iter().chain(of_sales);
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
            ]
        })
        .collect()
}

const CREATE_PAYMENT: Write = Write {
    mutation: "createPayment",
    method: "POST",
    path: "/payments",
    before: || json!({"state": "open", "payments": [{"price": "10", "payment_date": "2026-05-01"}]}),
    input: |asked| json!({"invoiceId": asked.invoice, "amount": "10", "date": "2026-05-01", "reference": "T-1"}),
    times: |books, id| {
        items(books, id, "payments", |payment| {
            payment["transaction_identifier"] == "T-1"
        })
    },
    selection: "payment { id reference }",
};

const ADD_NOTE: Write = Write {
    mutation: "addNote",
    method: "POST",
    path: "/notes",
    // The same words were written before, which proves nothing.
    before: || json!({"state": "open", "notes": [{"note": "Call them"}]}),
    input: |asked| json!({"invoiceId": asked.invoice, "text": "Call them"}),
    times: |books, id| items(books, id, "notes", |_| true) - 1,
    selection: "note { id text }",
};

const CREATE_INVOICE: Write = Write {
    mutation: "createInvoice",
    method: "POST",
    path: "sales_invoices.json",
    before: || json!({"state": "open"}),
    input: |asked| {
        json!({
            "accountId": asked.account, "customerId": asked.book["contact_id"], "reference": "Order 1",
            "lineItems": [{"description": "Desk", "unitPrice": "50"}],
        })
    },
    times: |books, _| rows(books, |row| row["reference"] == "Order 1"),
    selection: "invoice { id reference }",
};

const CLONE: Write = Write {
    mutation: "cloneInvoice",
    before: || json!({"state": "open", "reference": "Order 2"}),
    input: |asked| json!({"invoiceId": asked.invoice}),
    times: |books, _| rows(books, |row| row["reference"] == "Order 2") - 1,
    ..CREATE_INVOICE
};

const UPDATE: Write = Write {
    mutation: "updateInvoice",
    method: "PATCH",
    path: ".json",
    before: || json!({"state": "open", "reference": "Old"}),
    input: |asked| {
        let changes = json!({"reference": "New", "lineItems": {"add": [{"description": "Cup", "unitPrice": "2"}]}});
        json!({"invoiceId": asked.invoice, "changes": changes})
    },
    times: |books, id| items(books, id, "details", |line| line["description"] == "Cup"),
    selection: "invoice { id reference }",
};

const MARK_DUBIOUS: Write = Write {
    mutation: "markDubious",
    path: "/mark_as_dubious",
    before: || json!({"state": "open"}),
    input: |asked| json!({"invoiceId": asked.invoice, "date": "2026-05-01"}),
    times: |books, id| {
        items(books, id, "events", |event| {
            event["action"]
                .as_str()
                .is_some_and(|action| action.ends_with("marked_as_dubious"))
        })
    },
    selection: "invoice { id dubiousOn }",
    ..UPDATE
};

const DELETE: Write = Write {
    mutation: "deleteInvoices",
    method: "DELETE",
    path: ".json",
    before: || json!({"state": "open"}),
    input: |asked| json!({"invoiceIds": [asked.invoice]}),
    times: |books, id| usize::from(of(books, id).is_null()),
    selection: "results { id outcome }",
};

const SEND: Write = Write {
    mutation: "sendInvoice",
    method: "PATCH",
    path: "/send_invoice",
    // It was sent before, so that its state proves nothing.
    before: || json!({"state": "open"}),
    input: |asked| json!({"invoiceId": asked.invoice}),
    times: |books, id| {
        items(books, id, "events", |event| {
            event["action"]
                .as_str()
                .is_some_and(|action| action.starts_with("sales_invoice_send_"))
        })
    },
    selection: "invoice { id status }",
};

const REMIND: Write = Write {
    mutation: "sendReminders",
    method: "POST",
    path: "/send_reminders",
    before: || json!({"state": "reminded", "reminder_count": 2}),
    input: |asked| json!({"invoiceIds": [asked.invoice]}),
    times: |books, id| {
        of(books, id)["reminder_count"]
            .as_u64()
            .map_or(0, |count| count as usize - 2)
    },
    selection: "results { id outcome }",
};

const CREDIT: Write = Write {
    mutation: "creditInvoice",
    path: "/duplicate_creditinvoice",
    before: || json!({"state": "open"}),
    times: |books, id| rows(books, |row| row["original_sales_invoice_id"] == json!(id)),
    selection: "invoice { id creditOf { id } }",
    ..SEND
};

const PAUSE: Write = Write {
    mutation: "pauseInvoice",
    method: "POST",
    path: "/pause",
    before: || json!({"state": "open"}),
    times: |books, id| usize::from(of(books, id)["paused"] == json!(true)),
    selection: "invoice { id paused }",
    ..SEND
};

fn of(books: &[Value], id: &str) -> Value {
    let found = books.iter().find(|row| row["id"] == json!(id));
    found.cloned().unwrap_or(Value::Null)
}

fn rows(books: &[Value], is_it: impl Fn(&Value) -> bool) -> usize {
    books.iter().filter(|row| is_it(row)).count()
}

fn items(books: &[Value], id: &str, key: &str, is_it: impl Fn(&Value) -> bool) -> usize {
    let row = of(books, id);
    let list = row[key].as_array().expect("a list");
    list.iter().filter(|item| is_it(item)).count()
}

/// The simulators lose the next answer of this kind.
async fn lose(desk: &Desk, write: Write, applied: &str) {
    let fault = json!({
        "resource": desk.account, "method": write.method, "path": write.path, "times": 1,
        "answer": {"lose_answer": {"applied": applied}},
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

async fn done(desk: Desk, write: Write) {
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

async fn undone(desk: Desk, write: Write) {
    let (input, id) = input(&desk, write).await;
    lose(&desk, write, "no").await;
    let selection = "userErrors { retryable }";
    let told = desk.act(write.mutation, input.clone(), selection).await;
    assert_eq!(told["outcome"], json!("REFUSED"), "{told:#}");
    assert_eq!(
        told["userErrors"][0]["code"],
        json!("UNAVAILABLE"),
        "{told:#}"
    );
    assert_eq!(told["userErrors"][0]["retryable"], json!(true), "{told:#}");
    assert_eq!(times(&desk, write, &id).await, 0);
    desk.done(write.mutation, input, write.selection).await;
    assert_eq!(desk.writes().await.len(), 1, "the key is free again");
    assert_eq!(times(&desk, write, &id).await, 1);
}
