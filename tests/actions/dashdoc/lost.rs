//! Writes to Dashdoc whose answer is lost on the way, and how the books show that they were done.

use libtest_mimic::Trial;
use serde_json::json;

use crate::{
    dashdoc::{ACCOUNT, COMPANY},
    lost::{Write, of, rows},
};

pub(super) fn promises() -> Vec<Trial> {
    crate::lost::promises(ACCOUNT, [CREATE, UPDATE, MARK_PAID])
}

const CREATE: Write = Write {
    mutation: "createInvoice",
    method: "POST",
    path: "/invoices/",
    before: || json!({}),
    input: |asked| json!({"accountId": asked.account, "customerId": COMPANY.to_string()}),
    times: |books, id| {
        let company = of(books, id)["debtor"]["pk"].clone();
        rows(books, |row| {
            row["debtor"]["pk"] == company && row["status"] == "draft"
        })
    },
    selection: "invoice { id status }",
};

const UPDATE: Write = Write {
    mutation: "updateInvoice",
    method: "PATCH",
    path: "/invoices/",
    before: || json!({"status": "draft"}),
    input: |asked| json!({"invoiceId": asked.invoice, "changes": {"description": "New"}}),
    times: |books, id| usize::from(of(books, id)["debtor_reference"] == "New"),
    selection: "invoice { id description }",
};

const MARK_PAID: Write = Write {
    mutation: "markPaid",
    method: "POST",
    path: "/mark-paid/",
    before: || json!({"status": "final"}),
    input: |asked| json!({"invoiceId": asked.invoice, "date": "2026-05-20"}),
    times: |books, id| usize::from(of(books, id)["status"] == "paid"),
    selection: "invoice { id status }",
};
