//! Each action in all the ways in which it can be asked for and refused.

use std::{fs::File, sync::Arc};

use jiff::civil::{Date, date};
use serde_json::{Map, Value, json};

use crate::{
    domain::{Currency, Decimal, Invoice, NativeId, ProviderId},
    provider::{
        ProviderInfo,
        action::{
            Action, ActionKind, Change, Delivery, InvoiceChanges, LineChange, LineChanges,
            NativeInput, NewDiscount, NewInvoice, NewLine, NewNote, NewPayment, Refund, Reminder,
            Sending, Settlement, Upload, What,
        },
    },
};

/// A number that no vendor takes.
const HUGE: &str = "999999999999";
const DAY: Date = date(2026, 5, 1);

/// Every action that a provider offers; each in at least one way that it takes.
pub(super) fn asks(info: &ProviderInfo, target: &Arc<Invoice>) -> Vec<Action> {
    let kinds = info.actions.iter();
    kinds
        .flat_map(|kind| {
            let whats = whats(*kind, info.id, target);
            whats
                .into_iter()
                .flat_map(move |what| actions(*kind, info.id, &what, target))
        })
        .collect()
}

fn actions(
    kind: ActionKind,
    provider: ProviderId,
    what: &What,
    target: &Arc<Invoice>,
) -> Vec<Action> {
    let action = |keyed| Action {
        targets: match kind.is_for_account() {
            true => Vec::new(),
            false => vec![Arc::clone(target)],
        },
        what: what.clone(),
        native: (provider == ProviderId::Dashdoc && kind == ActionKind::AddAttachment)
            .then(|| native(provider, json!({"replace_file": true}))),
        keyed,
    };
    let mut bare = action(true);
    bare.native = None;
    vec![action(false), bare]
}

fn whats(kind: ActionKind, provider: ProviderId, target: &Invoice) -> Vec<What> {
    let given = |list: &[bool], what: fn(Option<Date>) -> What| {
        list.iter()
            .map(|given| what(given.then_some(DAY)))
            .collect()
    };
    match kind {
        ActionKind::CreateInvoice => invoices(provider)
            .into_iter()
            .map(|wanted| What::CreateInvoice(Box::new(wanted)))
            .collect(),
        ActionKind::UpdateInvoice => changes(provider, target)
            .into_iter()
            .map(|wanted| What::UpdateInvoice(Box::new(wanted)))
            .collect(),
        ActionKind::SendInvoice => sendings().into_iter().map(What::SendInvoice).collect(),
        ActionKind::ScheduleInvoice => {
            let sendings = sendings().into_iter();
            sendings
                .map(|sending| What::ScheduleInvoice(DAY, sending))
                .collect()
        }
        ActionKind::SendReminders => reminders().into_iter().map(What::SendReminders).collect(),
        ActionKind::MarkPaid => vec![
            What::MarkPaid(Settlement::default()),
            What::MarkPaid(Settlement {
                date: Some(DAY),
                reference: Some("T".to_owned()),
            }),
        ],
        ActionKind::MarkDubious => given(&[false, true], What::MarkDubious),
        ActionKind::MarkUncollectible => given(&[false, true], What::MarkUncollectible),
        ActionKind::CreateInvoiceFromAttachment => uploads()
            .into_iter()
            .map(What::CreateInvoiceFromAttachment)
            .collect(),
        ActionKind::AddAttachment => uploads().into_iter().map(What::AddAttachment).collect(),
        _ => below(kind, target),
    }
}

/// What is done with what hangs below an invoice, and what takes no input at all.
fn below(kind: ActionKind, target: &Invoice) -> Vec<What> {
    let ids = |first: Option<&NativeId>| {
        let unknown = ["404", "a/../b", ""].map(NativeId::new);
        first.cloned().into_iter().chain(unknown)
    };
    let payments = || {
        let payments = target.payments.iter().flatten();
        ids(payments.map(|payment| &payment.id).next())
    };
    match kind {
        ActionKind::CreatePayment => ["1", "0", "-1", HUGE]
            .into_iter()
            .flat_map(|amount| [(amount, None), (amount, Some("T"))])
            .map(|(amount, reference)| {
                What::CreatePayment(NewPayment {
                    amount: number(amount),
                    date: DAY,
                    reference: reference.map(str::to_owned),
                    key: Some("key".to_owned()),
                })
            })
            .collect(),
        ActionKind::RefundPayment => payments()
            .flat_map(|id| {
                [
                    (id.clone(), None),
                    (id.clone(), Some("1")),
                    (id, Some("-1")),
                ]
            })
            .map(|(payment, amount)| {
                What::RefundPayment(Refund {
                    payment,
                    amount: amount.map(number),
                    date: DAY,
                })
            })
            .collect(),
        ActionKind::DeletePayment => payments().map(What::DeletePayment).collect(),
        ActionKind::AddNote => notes().into_iter().map(What::AddNote).collect(),
        ActionKind::DeleteNote => {
            let mut notes = target.notes.iter().flatten();
            ids(notes.next().map(|note| &note.id))
                .map(What::DeleteNote)
                .collect()
        }
        ActionKind::DeleteAttachment => {
            let mut files = target.attachments.iter().flatten();
            ids(files.next().map(|file| &file.id))
                .map(What::DeleteAttachment)
                .collect()
        }
        ActionKind::DeleteInvoices => vec![What::DeleteInvoices],
        ActionKind::RestoreInvoices => vec![What::RestoreInvoices],
        ActionKind::ArchiveInvoices => vec![What::ArchiveInvoices],
        ActionKind::CancelInvoice => vec![What::CancelInvoice],
        ActionKind::CloneInvoice => vec![What::CloneInvoice],
        ActionKind::RefreshReminderSchedule => vec![What::RefreshReminderSchedule],
        ActionKind::MarkSent => vec![What::MarkSent],
        ActionKind::PauseInvoice => vec![What::PauseInvoice],
        ActionKind::ResumeInvoice => vec![What::ResumeInvoice],
        ActionKind::CreditInvoice => vec![What::CreditInvoice],
        ActionKind::SettleCreditInvoice => vec![What::SettleCreditInvoice],
        other => panic!("{} is asked for elsewhere", other.name()),
    }
}

fn number(text: &str) -> Decimal {
    text.parse().unwrap()
}

fn text(text: &str) -> Option<String> {
    Some(text.to_owned())
}

fn native(provider: ProviderId, fields: Value) -> NativeInput {
    let fields: Map<String, Value> = serde_json::from_value(fields).unwrap();
    NativeInput { provider, fields }
}

/// A line with all that a provider takes of one.
fn line(provider: ProviderId) -> NewLine {
    let plain = NewLine {
        description: text("Desk"),
        quantity: Some(number("2")),
        unit_price: Some(number("9.50")),
        product_id: Some(NativeId::new("7")),
        ..NewLine::default()
    };
    match provider {
        ProviderId::InvoiceNinja => NewLine {
            tax_name: text("VAT"),
            tax_percentage: Some(number("21")),
            native: Some(native(provider, json!({"discount": "1"}))),
            ..plain
        },
        _ => NewLine {
            tax_rate_id: Some(NativeId::new("6")),
            native: Some(native(provider, json!({"period": "20260101..20260131"}))),
            ..plain
        },
    }
}

/// Lines with what no provider takes, or not all of it at once.
fn odd_lines(provider: ProviderId) -> Vec<NewLine> {
    let all = NewLine {
        unit_price: Some(number(HUGE)),
        tax_rate_id: Some(NativeId::new("6")),
        tax_name: text("VAT"),
        tax_percentage: Some(number("21")),
        ..line(provider)
    };
    let words = match provider {
        ProviderId::InvoiceNinja => ["tax_name2", "unit_code"],
        _ => ["amount", "row_order"],
    };
    let native_ones = words.map(|wire| NewLine {
        native: Some(native(provider, json!({ wire: "1" }))),
        ..line(provider)
    });
    [all].into_iter().chain(native_ones).collect()
}

fn invoices(provider: ProviderId) -> Vec<NewInvoice> {
    let empty = NewInvoice::default;
    let fit = NewInvoice {
        customer_id: Some(NativeId::new("72")),
        ..empty()
    };
    if provider == ProviderId::Dashdoc {
        let unknown = Some(NativeId::new("x"));
        let odd = NewInvoice {
            customer_id: unknown,
            ..all_of(provider, odd_lines(provider))
        };
        return vec![fit, empty(), odd];
    }
    let named = NewInvoice {
        reference: text("R"),
        line_items: vec![line(provider), line(provider)],
        ..fit.clone()
    };
    let numbered = NewInvoice {
        number: text("N"),
        ..fit.clone()
    };
    let due = NewInvoice {
        due_date: Some(DAY),
        ..named.clone()
    };
    let without_lines = all_of(provider, Vec::new());
    let odd = all_of(provider, odd_lines(provider));
    vec![fit, empty(), named, numbered, due, without_lines, odd]
}

/// An invoice that says something of everything.
fn all_of(provider: ProviderId, line_items: Vec<NewLine>) -> NewInvoice {
    let discount = match provider {
        ProviderId::Moneybird => NewDiscount::Percentage(number("5")),
        _ => NewDiscount::Amount(number("5")),
    };
    NewInvoice {
        customer_id: Some(NativeId::new("72")),
        number: text(&"9".repeat(65)),
        reference: text("R"),
        issue_date: Some(DAY),
        due_date: Some(DAY),
        currency: Currency::new("EUR"),
        prices_include_tax: Some(true),
        discount: Some(discount),
        public_note: text("To you"),
        private_note: text("To us"),
        line_items,
    }
}

fn changes(provider: ProviderId, target: &Invoice) -> Vec<InvoiceChanges> {
    let lines = line_changes(provider, target);
    let of_lines = lines.into_iter().map(|changes| InvoiceChanges {
        line_items: Some(changes),
        ..InvoiceChanges::default()
    });
    let each = [
        InvoiceChanges::default(),
        InvoiceChanges {
            number: Change::Set("N".to_owned()),
            ..InvoiceChanges::default()
        },
        InvoiceChanges {
            issue_date: Change::Set(DAY),
            due_date: Change::Set(DAY),
            ..InvoiceChanges::default()
        },
        InvoiceChanges {
            description: Change::Set("D".to_owned()),
            ..InvoiceChanges::default()
        },
        InvoiceChanges {
            reference: Change::Set("R".to_owned()),
            discount: Change::Set(NewDiscount::Percentage(number("5"))),
            ..InvoiceChanges::default()
        },
        all_set(),
        all_cleared(),
    ];
    each.into_iter().chain(of_lines).collect()
}

fn all_set() -> InvoiceChanges {
    InvoiceChanges {
        customer_id: Change::Set(NativeId::new("72")),
        number: Change::Set("9".repeat(65)),
        reference: Change::Set(String::new()),
        description: Change::Set("D".to_owned()),
        issue_date: Change::Set(DAY),
        due_date: Change::Set(date(2020, 1, 1)),
        currency: Currency::new("EUR").map_or(Change::Keep, Change::Set),
        prices_include_tax: Change::Set(true),
        discount: Change::Set(NewDiscount::Amount(number("5"))),
        public_note: Change::Set("To you".to_owned()),
        private_note: Change::Set("To us".to_owned()),
        line_items: None,
    }
}

fn all_cleared() -> InvoiceChanges {
    InvoiceChanges {
        customer_id: Change::Clear,
        number: Change::Clear,
        reference: Change::Clear,
        description: Change::Clear,
        issue_date: Change::Clear,
        due_date: Change::Clear,
        currency: Change::Clear,
        prices_include_tax: Change::Clear,
        discount: Change::Clear,
        public_note: Change::Clear,
        private_note: Change::Clear,
        line_items: None,
    }
}

fn line_changes(provider: ProviderId, target: &Invoice) -> Vec<LineChanges> {
    let known = target.line_items.iter().flatten();
    let known: Vec<NativeId> = known.filter_map(|line| line.id.clone()).collect();
    let (kept, removed) = known.split_at(known.len().min(1));
    let update = |ids: &[NativeId], line: &NewLine| {
        let change = |id: &NativeId| LineChange {
            id: id.clone(),
            line: line.clone(),
        };
        ids.iter().map(change).collect::<Vec<_>>()
    };
    let mut changes = vec![
        LineChanges::ReplaceAll(vec![line(provider), line(provider)]),
        LineChanges::ReplaceAll(odd_lines(provider)),
        LineChanges::Edit {
            add: vec![line(provider)],
            update: update(kept, &line(provider)),
            remove: removed.to_vec(),
        },
    ];
    let unknown = [NativeId::new("404"), NativeId::new("405")];
    changes.extend(odd_lines(provider).iter().map(|odd| LineChanges::Edit {
        add: vec![odd.clone()],
        update: update(&unknown, odd),
        remove: unknown.to_vec(),
    }));
    changes
}

fn sendings() -> Vec<Sending> {
    let all = |delivery| Sending {
        delivery,
        email_address: text("a@b.example"),
        subject: text("Hi"),
        message: text("Hi"),
    };
    let plain = |delivery| Sending {
        delivery,
        ..Sending::default()
    };
    let deliveries = [None, Some(Delivery::Email), Some(Delivery::Peppol)];
    let both = deliveries.map(|delivery| [plain(delivery), all(delivery)]);
    let mut sendings: Vec<Sending> = both.into_iter().flatten().collect();
    sendings.push(Sending {
        email_address: text("a@b.example"),
        message: text("To be paid"),
        ..Sending::default()
    });
    sendings
}

fn reminders() -> Vec<Reminder> {
    let all = |step| Reminder {
        step,
        email_address: text("a@b.example"),
        message: text("Again"),
    };
    vec![
        Reminder::default(),
        Reminder {
            step: Some(2),
            ..Reminder::default()
        },
        Reminder {
            step: None,
            ..all(None)
        },
        all(Some(9)),
    ]
}

fn notes() -> Vec<NewNote> {
    let note = |words: &str, todo, assignee: Option<&str>| NewNote {
        text: words.to_owned(),
        todo,
        assignee_id: assignee.map(NativeId::new),
    };
    vec![
        note("Call them", None, None),
        note(" ", Some(false), Some("8")),
        note("Call them", Some(true), Some("8")),
    ]
}

fn uploads() -> Vec<Upload> {
    let upload = |size_bytes| Upload {
        filename: "scan.pdf".to_owned(),
        content_type: "application/pdf".to_owned(),
        size_bytes,
        sha256: "00".to_owned(),
        content: Arc::new(File::open("/dev/null").unwrap()),
    };
    vec![upload(12), upload(0)]
}
