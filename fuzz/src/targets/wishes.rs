//! What can be wished of an invoice: every action once, as adapters and as clients say it.

use std::{
    fs::File,
    sync::{Arc, LazyLock},
};

use invoice_gateway::{
    domain::{Decimal, Invoice, NativeId},
    provider::action::{
        Change, Delivery, InvoiceChanges, LineChange, LineChanges, NewDiscount, NewInvoice,
        NewLine, NewNote, NewPayment, Refund, Reminder, Sending, Settlement, Upload, What,
    },
};
use jiff::civil::{Date, date};

const DAY: Date = date(2026, 5, 4);

/// A file to send: what it says does not matter.
static FILE: LazyLock<Arc<File>> = LazyLock::new(|| {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml");
    Arc::new(File::open(file).expect("this package has a manifest"))
});

fn upload() -> Upload {
    let size = FILE.metadata().map(|about| about.len());
    Upload {
        filename: "paper.pdf".to_owned(),
        content_type: "application/pdf".to_owned(),
        size_bytes: size.expect("an open file has a size"),
        sha256: "5a".repeat(32),
        content: Arc::clone(&FILE),
    }
}

fn line() -> NewLine {
    NewLine {
        description: Some("Bread".to_owned()),
        quantity: Some(Decimal::new(15, 1)),
        unit_price: Some(Decimal::new(1025, 2)),
        ..NewLine::default()
    }
}

fn text(text: &str) -> Option<String> {
    Some(text.to_owned())
}

/// The id of a part of the invoice, or one that it does not have.
fn id<'a>(ids: impl IntoIterator<Item = &'a NativeId>) -> NativeId {
    let mut ids = ids.into_iter();
    ids.next().cloned().unwrap_or_else(|| NativeId::new("77"))
}

/// Everything that an adapter can be asked to do with an invoice.
pub(super) fn of(invoice: &Invoice) -> Vec<What> {
    let payment = id(invoice.payments.iter().flatten().map(|one| &one.id));
    let note = id(invoice.notes.iter().flatten().map(|one| &one.id));
    let attachment = id(invoice.attachments.iter().flatten().map(|one| &one.id));
    let sending = Sending {
        delivery: Some(Delivery::Email),
        email_address: text("a@b.example"),
        subject: text("Bread"),
        message: text("Please pay"),
    };
    let mut wishes = made(invoice);
    wishes.extend(settled(payment));
    wishes.extend([
        What::DeleteInvoices,
        What::RestoreInvoices,
        What::ArchiveInvoices,
        What::CancelInvoice,
        What::CloneInvoice,
        What::SendInvoice(Sending::default()),
        What::SendInvoice(sending.clone()),
        What::ScheduleInvoice(DAY, sending),
        What::SendReminders(Reminder::default()),
        What::RefreshReminderSchedule,
        What::MarkSent,
        What::MarkDubious(Some(DAY)),
        What::MarkUncollectible(None),
        What::PauseInvoice,
        What::ResumeInvoice,
        What::CreditInvoice,
        What::SettleCreditInvoice,
        What::AddNote(NewNote {
            text: "Call them".to_owned(),
            ..NewNote::default()
        }),
        What::DeleteNote(note),
        What::AddAttachment(upload()),
        What::DeleteAttachment(attachment),
    ]);
    wishes
}

/// What makes or changes a document.
fn made(invoice: &Invoice) -> Vec<What> {
    let new = NewInvoice {
        customer_id: Some(NativeId::new("512330000000000003")),
        reference: text("PO 7"),
        issue_date: Some(DAY),
        currency: invoice.currency,
        line_items: vec![line()],
        ..NewInvoice::default()
    };
    let bare = NewInvoice {
        customer_id: Some(NativeId::new("72")),
        ..NewInvoice::default()
    };
    let renumbered = InvoiceChanges {
        number: Change::Set("F-7".to_owned()),
        ..InvoiceChanges::default()
    };
    let changes = InvoiceChanges {
        reference: Change::Set("PO 8".to_owned()),
        due_date: Change::Set(DAY),
        ..InvoiceChanges::default()
    };
    let own = id(invoice
        .line_items
        .iter()
        .flatten()
        .filter_map(|one| one.id.as_ref()));
    let edit = LineChanges::Edit {
        add: vec![line()],
        update: vec![LineChange {
            id: own,
            line: line(),
        }],
        remove: vec![],
    };
    let lines = |line_items| InvoiceChanges {
        line_items: Some(line_items),
        ..InvoiceChanges::default()
    };
    let discounted = InvoiceChanges {
        discount: Change::Set(NewDiscount::Percentage(Decimal::new(5, 0))),
        ..InvoiceChanges::default()
    };
    vec![
        What::CreateInvoice(Box::new(new)),
        What::CreateInvoice(Box::new(bare)),
        What::UpdateInvoice(Box::new(renumbered)),
        What::CreateInvoiceFromAttachment(upload()),
        What::UpdateInvoice(Box::new(changes)),
        What::UpdateInvoice(Box::new(lines(LineChanges::ReplaceAll(vec![line()])))),
        What::UpdateInvoice(Box::new(lines(edit))),
        What::UpdateInvoice(Box::new(discounted)),
    ]
}

/// What is about money.
fn settled(payment: NativeId) -> Vec<What> {
    vec![
        What::MarkPaid(Settlement::default()),
        What::MarkPaid(Settlement {
            date: Some(DAY),
            reference: text("T1"),
        }),
        What::CreatePayment(NewPayment {
            amount: Decimal::new(1234, 2),
            date: DAY,
            reference: text("T2"),
            key: text("k1"),
        }),
        What::RefundPayment(Refund {
            payment: payment.clone(),
            amount: Some(Decimal::new(1, 0)),
            date: DAY,
        }),
        What::DeletePayment(payment),
    ]
}

/// Mutations as clients write them, with what their input has beside the invoice `$id`.
pub(super) const MUTATIONS: &[&str] = &[
    "createInvoice(input: {accountId: \"acme\", customerId: \"512330000000000003\", reference: \"PO 7\", \
        lineItems: [{description: \"Bread\", quantity: \"1.5\", unitPrice: \"10.25\"}]})",
    "createInvoice(input: {accountId: \"acme\", customerId: \"72\"})",
    "updateInvoice(input: {invoiceId: $id, changes: {number: \"F-7\"}})",
    "deleteInvoices(input: {invoiceIds: [$id]})",
    "restoreInvoices(input: {invoiceIds: [$id]})",
    "archiveInvoices(input: {invoiceIds: [$id]})",
    "cancelInvoice(input: {invoiceId: $id})",
    "cloneInvoice(input: {invoiceId: $id})",
    "sendInvoice(input: {invoiceId: $id})",
    "sendReminders(input: {invoiceIds: [$id]})",
    "refreshReminderSchedule(input: {accountId: \"acme\"})",
    "markSent(input: {invoiceId: $id})",
    "markPaid(input: {invoiceId: $id, idempotencyKey: \"once\"})",
    "markDubious(input: {invoiceId: $id})",
    "markUncollectible(input: {invoiceId: $id})",
    "pauseInvoice(input: {invoiceId: $id})",
    "resumeInvoice(input: {invoiceId: $id})",
    "creditInvoice(input: {invoiceId: $id})",
    "createPayment(input: {invoiceId: $id, amount: \"12.34\", date: \"2026-05-04\", reference: \"T2\", idempotencyKey: \"once\"})",
    "addNote(input: {invoiceId: $id, text: \"Call them\"})",
];
