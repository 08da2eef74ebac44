//! Writes to Invoice Ninja whose answer is lost on the way, and how the books show that they were done.

use invoice_gateway::domain::{AccountId, ChildKind, GlobalId, NativeId};
use libtest_mimic::Trial;
use serde_json::{Value, json};

use crate::{
    desk::{Desk, native_id},
    invoice_ninja::{ACCOUNT, added},
    lost::{Asked, Write, done, items, lose, of, rows},
    promise,
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
        DELETE_PAYMENT,
        REFUND,
        SEND,
    ];
    let mut promises = crate::lost::promises(ACCOUNT, writes);
    promises.extend([
        promise(
            ACCOUNT,
            "sendReminders::is_found_when_its_answer_is_lost",
            |desk| done(desk, REMIND),
        ),
        promise(
            ACCOUNT,
            "sendReminders::may_be_under_way_and_is_not_sent_again",
            maybe_reminded,
        ),
    ]);
    promises
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

/// The id of the one payment of an invoice.
fn payment(asked: &Asked<'_>) -> String {
    let native = asked.book["payments"][0]["id"].as_str().expect("an id");
    let invoice = NativeId::new(native_id(asked.invoice).as_str());
    let account = AccountId::new(asked.account);
    GlobalId::child(
        &account,
        &invoice,
        ChildKind::Payment,
        &NativeId::new(native),
    )
    .encode()
}

const DELETE_PAYMENT: Write = Write {
    mutation: "deletePayment",
    method: "DELETE",
    path: "/payments/",
    before: || json!({"status_id": "4", "payments": [{"amount": "100"}]}),
    input: |asked| json!({"paymentId": payment(asked)}),
    times: |books, id| usize::from(items(books, id, "payments", |_| true) == 0),
    selection: "deletedId invoice { id status }",
};

const REFUND: Write = Write {
    mutation: "refundPayment",
    method: "POST",
    path: "/payments/refund",
    before: || json!({"status_id": "4", "payments": [{"amount": "100", "refunded": "20"}]}),
    input: |asked| json!({"paymentId": payment(asked), "amount": "10", "date": "2026-05-20"}),
    times: |books, id| {
        let refunded = of(books, id)["payments"][0]["refunded"].to_string();
        match refunded.trim_end_matches(".0") {
            "20" => 0,
            "30" => 1,
            _ => 2,
        }
    },
    selection: "payment { id } invoice { id status }",
};

const SEND: Write = Write {
    mutation: "sendInvoice",
    method: "POST",
    path: "/emails",
    // Nobody got it before, so that a draft tells that it was not taken.
    before: || json!({"status_id": "1"}),
    input: |asked| json!({"invoiceId": asked.invoice}),
    times: |books, id| {
        items(books, id, "activities", |activity| {
            activity["activity_type_id"] == json!("6")
        })
    },
    selection: "invoice { id status }",
};

const REMIND: Write = Write {
    mutation: "sendReminders",
    method: "POST",
    path: "/invoices/bulk",
    before: || json!({"status_id": "2"}),
    input: |asked| json!({"invoiceIds": [asked.invoice], "step": 1}),
    times: |books, id| {
        items(books, id, "activities", |activity| {
            activity["activity_type_id"] == json!("63")
        })
    },
    selection: "results { id outcome }",
};

/// Letters wait in a queue: one that the invoice does not tell of may still be on its way, and two are worse than none.
async fn maybe_reminded(desk: Desk) {
    let invoice = added(&desk, json!({"status_id": "2"})).await;
    let input = json!({"invoiceIds": [invoice], "step": 1, "idempotencyKey": "once"});
    lose(&desk, REMIND, "no").await;
    let selection = "results { id outcome }";
    let told = desk.act("sendReminders", input.clone(), selection).await;
    assert_eq!(told["outcome"], json!("UNKNOWN"), "{told:#}");
    let again = desk.act("sendReminders", input, selection).await;
    assert_eq!(again["outcome"], json!("UNKNOWN"), "{again:#}");
    assert_eq!(desk.writes().await, [], "the same key sends nothing");
}
