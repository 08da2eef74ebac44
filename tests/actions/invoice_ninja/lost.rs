//! Writes to Invoice Ninja whose answer is lost on the way, and how the books show that they were done.

use libtest_mimic::Trial;
use serde_json::{Value, json};

use crate::{
    invoice_ninja::ACCOUNT,
    lost::{Write, items, of, rows},
};

pub(super) fn promises() -> Vec<Trial> {
    let writes = [
        CREATE_PAYMENT,
        ADD_NOTE,
        CREATE_INVOICE,
        CLONE,
        UPDATE,
        CANCEL,
        DELETE,
        MARK_PAID,
    ];
    crate::lost::promises(ACCOUNT, writes)
}

const CREATE_PAYMENT: Write = Write {
    mutation: "createPayment",
    method: "POST",
    path: "/payments",
    before: || json!({"status_id": "3", "payments": [{"amount": "10", "date": "2026-05-03"}]}),
    input: |asked| json!({"invoiceId": asked.invoice, "amount": "10", "date": "2026-05-03", "reference": "T-1"}),
    times: |books, id| {
        items(books, id, "payments", |payment| {
            payment["transaction_reference"] == "T-1"
        })
    },
    selection: "payment { id reference }",
};

const ADD_NOTE: Write = Write {
    mutation: "addNote",
    method: "POST",
    path: "/activities/notes",
    // The same words were written before, which proves nothing.
    before: || json!({"status_id": "2", "activity_notes": ["Call them"]}),
    input: |asked| json!({"invoiceId": asked.invoice, "text": "Call them"}),
    times: |books, id| items(books, id, "activities", is_note) - 1,
    selection: "note { id text }",
};

fn is_note(activity: &Value) -> bool {
    activity["activity_type_id"] == json!("141")
}

const CREATE_INVOICE: Write = Write {
    mutation: "createInvoice",
    method: "POST",
    path: "/invoices",
    before: || json!({"status_id": "2"}),
    input: |asked| {
        json!({
            "accountId": asked.account, "customerId": asked.book["client_id"], "reference": "Order 1",
            "lineItems": [{"description": "Desk", "unitPrice": "50"}],
        })
    },
    times: |books, _| rows(books, |row| row["po_number"] == "Order 1"),
    selection: "invoice { id reference }",
};

const CLONE: Write = Write {
    mutation: "cloneInvoice",
    before: || json!({"status_id": "2", "po_number": "Order 2"}),
    input: |asked| json!({"invoiceId": asked.invoice}),
    times: |books, _| rows(books, |row| row["po_number"] == "Order 2") - 1,
    ..CREATE_INVOICE
};

const UPDATE: Write = Write {
    mutation: "updateInvoice",
    method: "PUT",
    path: "/invoices/",
    before: || json!({"status_id": "2", "po_number": "Old"}),
    input: |asked| {
        let lines = json!({"replaceAll": [{"description": "Cup", "unitPrice": "2"}]});
        json!({"invoiceId": asked.invoice, "changes": {"reference": "New", "lineItems": lines}})
    },
    times: |books, id| usize::from(of(books, id)["po_number"] == "New"),
    selection: "invoice { id reference }",
};

const CANCEL: Write = Write {
    mutation: "cancelInvoice",
    method: "POST",
    path: "/invoices/bulk",
    before: || json!({"status_id": "2"}),
    input: |asked| json!({"invoiceId": asked.invoice}),
    times: |books, id| usize::from(of(books, id)["status_id"] == "5"),
    selection: "invoice { id status }",
};

const DELETE: Write = Write {
    mutation: "deleteInvoices",
    input: |asked| json!({"invoiceIds": [asked.invoice]}),
    times: |books, id| usize::from(of(books, id)["is_deleted"] == json!(true)),
    selection: "results { id outcome }",
    ..CANCEL
};

const MARK_PAID: Write = Write {
    mutation: "markPaid",
    times: |books, id| items(books, id, "payments", |_| true),
    ..CANCEL
};
