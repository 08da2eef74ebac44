//! Writes to Moneybird whose answer is lost on the way, and how the books show that they were done.

use libtest_mimic::Trial;
use serde_json::json;

use crate::lost::{Write, items, of, rows};

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
    crate::lost::promises(account, writes)
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
