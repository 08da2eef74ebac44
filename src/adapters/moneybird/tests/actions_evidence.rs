//! What a later reading tells of an action on an invoice, both ways.

use std::sync::Arc;

use serde_json::{Value, json};

use crate::{
    adapters::moneybird::tests::{
        actions::{always, day, external_invoice, invoice, native_id, number, on},
        actions_files::file,
        script::sales,
    },
    domain::{Invoice, NativeId},
    provider::action::{
        Action, Change, Evidence, InvoiceChanges, LineChange, LineChanges, NewLine, NewNote,
        NewPayment, Reminder, Sending, Settlement, What,
    },
};

const NOT_DONE: Evidence = Evidence::NotDone;
const DONE: Evidence = Evidence::Done(None);

fn made(id: &str) -> Evidence {
    Evidence::Done(Some(NativeId::new(id)))
}

/// Remembers the traces of an action on one invoice, and judges it by another reading.
fn judge(before: &Arc<Invoice>, what: What, after: &Invoice) -> Evidence {
    let provider = sales(&always(500, ""));
    let action = on(before, what);
    let traces = provider.traces(&action);
    // What the targets say is not what they said before: only the traces do.
    let later = Action {
        targets: vec![Arc::new(after.clone())],
        ..action
    };
    provider.evidence(&later, &traces, after, None)
}

/// Judges by the invoice as it was, and as it is with some fields replaced.
fn both(what: &What, before: Value, after: Value) -> (Evidence, Evidence) {
    let before = invoice(before);
    (
        judge(&before, what.clone(), &before),
        judge(&before, what.clone(), &invoice(after)),
    )
}

fn payment(reference: Option<&str>) -> What {
    What::CreatePayment(NewPayment {
        amount: number("20"),
        date: day("2026-03-19"),
        reference: reference.map(str::to_owned),
        key: None,
    })
}

#[test]
fn a_payment_is_the_new_one_with_amount_day_and_reference() {
    let told = |fields: Value| {
        let mut payment = json!({"id": "9", "price": "20.0", "payment_date": "2026-03-19", "transaction_identifier": "tr_1"});
        let fields = fields.as_object().unwrap().clone();
        payment.as_object_mut().unwrap().extend(fields);
        json!({ "payments": [payment] })
    };
    let wanted = payment(Some("tr_1"));
    let evidence = |fields| both(&wanted, json!({"payments": []}), told(fields));
    assert_eq!(evidence(json!({})), (NOT_DONE, made("9")));
    for other in [
        json!({"price": "20.01"}),
        json!({"payment_date": "2026-03-18"}),
        json!({"transaction_identifier": "tr_2"}),
        json!({"transaction_identifier": null}),
    ] {
        assert_eq!(evidence(other).1, NOT_DONE);
    }
    // The same payment was there before.
    assert_eq!(both(&wanted, told(json!({})), told(json!({}))).1, NOT_DONE);
    let unnamed = told(json!({"transaction_identifier": ""}));
    assert_eq!(
        both(&payment(None), json!({"payments": []}), unnamed).1,
        made("9")
    );
}

#[test]
fn of_two_new_ones_that_fit_nobody_can_tell_which_it_is() {
    let payment_of = |id: &str| json!({"id": id, "price": "20.0", "payment_date": "2026-03-19", "transaction_identifier": "tr_1"});
    let two = json!({"payments": [payment_of("8"), payment_of("9")]});
    let wanted = payment(Some("tr_1"));
    let found = both(&wanted, json!({"payments": []}), two.clone());
    assert_eq!(found.1, Evidence::Unclear);
    // One of them was there before.
    let one = json!({"payments": [payment_of("8")]});
    assert_eq!(both(&wanted, one, two).1, made("9"));
}

#[test]
fn paid_in_full_is_a_payment_of_what_was_left() {
    let before = json!({"total_unpaid": "61.73", "payments": []});
    let after = |price: &str| json!({"total_unpaid": "0.0", "state": "paid", "payments": [{"id": "9", "price": price, "payment_date": "2026-08-01"}]});
    let what = What::MarkPaid(Settlement::default());
    assert_eq!(
        both(&what, before.clone(), after("61.73")),
        (NOT_DONE, made("9"))
    );
    assert_eq!(both(&what, before, after("61.0")).1, NOT_DONE);
}

#[test]
fn a_note_is_the_new_one_with_these_words() {
    let what = What::AddNote(NewNote {
        text: "call  them\n".to_owned(),
        ..NewNote::default()
    });
    let notes = |text: &str| json!({"notes": [{"id": "9", "note": text}]});
    let none = json!({"notes": []});
    assert_eq!(
        both(&what, none.clone(), notes("call them")),
        (NOT_DONE, made("9"))
    );
    assert_eq!(both(&what, none, notes("write them")).1, NOT_DONE);
    assert_eq!(
        both(&what, notes("call them"), notes("call them")).1,
        NOT_DONE
    );
}

#[test]
fn a_file_is_the_new_one_of_this_size() {
    let what = What::AddAttachment(file("bon #1.pdf", 20480));
    let files = |size: Value, name: &str| json!({"attachments": [{"id": "9", "filename": name, "size": size}]});
    let none = json!({"attachments": []});
    let after = |size, name| both(&what, none.clone(), files(size, name));
    assert_eq!(after(json!(20480), "bon__1.pdf"), (NOT_DONE, made("9")));
    assert_eq!(after(json!(20481), "bon #1.pdf").1, NOT_DONE);
    assert_eq!(after(json!(null), "bon #1.pdf").1, made("9"));
    let there = files(json!(20480), "bon #1.pdf");
    assert_eq!(both(&what, there.clone(), there).1, NOT_DONE);
}

#[test]
fn what_is_gone_was_deleted() {
    for (what, list) in [
        (
            What::DeletePayment(native_id("512340000000000030")),
            "payments",
        ),
        (What::DeleteNote(native_id("512340000000000040")), "notes"),
        (
            What::DeleteAttachment(native_id("512340000000000050")),
            "attachments",
        ),
    ] {
        let found = both(&what, json!({}), json!({ list: [] }));
        assert_eq!(found, (NOT_DONE, DONE), "{list}");
    }
}

#[test]
fn a_draft_was_sent_when_it_is_none_any_more() {
    for what in [What::SendInvoice(Sending::default()), What::MarkSent] {
        for unsent in ["draft", "scheduled"] {
            let found = both(&what, json!({"state": unsent}), json!({"state": "open"}));
            assert_eq!(found, (NOT_DONE, DONE));
        }
    }
}

#[test]
fn what_was_sent_before_tells_another_sending() {
    let events = |actions: &[&str]| {
        let events: Vec<Value> = actions
            .iter()
            .map(|action| json!({ "action": action }))
            .collect();
        json!({"state": "open", "events": events})
    };
    let what = What::SendInvoice(Sending::default());
    let once = events(&["sales_invoice_send_email"]);
    let again = events(&["sales_invoice_send_email", "sales_invoice_send_si"]);
    assert_eq!(both(&what, once.clone(), again), (NOT_DONE, DONE));
    let other = events(&[
        "sales_invoice_send_email",
        "sales_invoice_send_reminder_email",
        "sales_invoice_send_si_delivered",
        "payment_send_email",
    ]);
    assert_eq!(both(&what, once, other).1, NOT_DONE);
}

#[test]
fn a_planned_invoice_is_scheduled_for_that_day() {
    let what = What::ScheduleInvoice(day("2026-09-01"), Sending::default());
    let planned = |date| json!({"state": "scheduled", "invoice_date": date});
    assert_eq!(
        both(&what, json!({"state": "draft"}), planned("2026-09-01")),
        (NOT_DONE, DONE)
    );
    assert_eq!(
        both(&what, json!({"state": "draft"}), planned("2026-09-02")).1,
        NOT_DONE
    );
}

#[test]
fn a_reminder_is_counted() {
    let what = What::SendReminders(Reminder::default());
    let count = |count: i64| json!({ "reminder_count": count });
    assert_eq!(both(&what, count(1), count(2)), (NOT_DONE, DONE));
    let before = invoice(count(1));
    let other = invoice(json!({"id": "5", "reminder_count": 2}));
    assert_eq!(judge(&before, what, &other), Evidence::Unclear);
}

#[test]
fn a_state_is_seen() {
    let on_day = Some(day("2026-08-01"));
    let marked = json!({"marked_dubious_on": "2026-08-01"});
    let none = json!({"marked_dubious_on": null});
    for date in [None, on_day] {
        let what = What::MarkDubious(date);
        assert_eq!(both(&what, none.clone(), marked.clone()), (NOT_DONE, DONE));
    }
    let what = What::MarkDubious(Some(day("2026-08-02")));
    assert_eq!(both(&what, none, marked).1, NOT_DONE);
    for (what, before, after) in [
        (
            What::MarkUncollectible(on_day),
            json!({"state": "open"}),
            json!({"state": "uncollectible", "marked_uncollectible_on": "2026-08-01"}),
        ),
        (
            What::PauseInvoice,
            json!({"paused": false}),
            json!({"paused": true}),
        ),
        (
            What::ResumeInvoice,
            json!({"paused": true}),
            json!({"paused": false}),
        ),
        (
            What::SettleCreditInvoice,
            json!({"state": "open"}),
            json!({"state": "paid"}),
        ),
    ] {
        assert_eq!(both(&what, before, after), (NOT_DONE, DONE), "{what:?}");
    }
}

fn changed(changes: InvoiceChanges, after: Value) -> (Evidence, Evidence) {
    let what = What::UpdateInvoice(Box::new(changes));
    both(&what, json!({}), after)
}

#[test]
fn a_change_is_seen_when_the_invoice_changed_and_shows_it() {
    let changes = || InvoiceChanges {
        reference: Change::Set("PO 2".to_owned()),
        issue_date: Change::Set(day("2026-08-01")),
        ..InvoiceChanges::default()
    };
    let after = |reference: &str, moment: &str| json!({"reference": reference, "invoice_date": "2026-08-01", "updated_at": moment});
    let later = "2026-03-20T09:30:00.002Z";
    assert_eq!(changed(changes(), after("PO 2", later)), (NOT_DONE, DONE));
    // Somebody changed something.
    assert_eq!(
        changed(changes(), after("PO 3", later)).1,
        Evidence::Unclear
    );
    // As it was asked, and it was so before.
    let unchanged = after("PO 2", "2026-03-20T09:30:00.001Z");
    assert_eq!(changed(changes(), unchanged).1, NOT_DONE);
    // Nothing of it can be seen.
    let after = json!({"updated_at": later});
    assert_eq!(
        changed(InvoiceChanges::default(), after).1,
        Evidence::Unclear
    );
}

#[test]
fn changed_lines_are_seen() {
    let line = |text: &str| NewLine {
        description: Some(text.to_owned()),
        ..NewLine::default()
    };
    let lines = |changes| InvoiceChanges {
        line_items: Some(changes),
        ..InvoiceChanges::default()
    };
    let edit = lines(LineChanges::Edit {
        add: vec![line("Sofa")],
        update: vec![LineChange {
            id: native_id("512340000000000018"),
            line: line("Bread"),
        }],
        remove: vec![native_id("512340000000000019")],
    });
    let after = |details: &[(&str, &str)]| {
        let details: Vec<Value> = details
            .iter()
            .map(|(id, text)| json!({"id": id, "description": text}))
            .collect();
        json!({"updated_at": "2026-03-21T00:00:00Z", "details": details})
    };
    let (first, second) = ("512340000000000018", "512340000000000019");
    let seen = |details: &[(&str, &str)]| changed(edit.clone(), after(details)).1;
    assert_eq!(seen(&[(first, "Bread"), ("1", "Sofa")]), DONE);
    assert_eq!(seen(&[(first, "Bread")]), Evidence::Unclear);
    assert_eq!(seen(&[(first, "Old"), ("1", "Sofa")]), Evidence::Unclear);
    assert_eq!(
        seen(&[(first, "Bread"), (second, "x"), ("1", "Sofa")]),
        Evidence::Unclear
    );
    let all = lines(LineChanges::ReplaceAll(vec![line("Sofa")]));
    let replaced = |details: &[(&str, &str)]| changed(all.clone(), after(details)).1;
    assert_eq!(replaced(&[("1", "Sofa")]), DONE);
    assert_eq!(replaced(&[(first, "Sofa")]), Evidence::Unclear);
}

#[test]
fn an_invoice_that_is_still_told_was_not_deleted() {
    let target = external_invoice(json!({}));
    assert_eq!(judge(&target, What::DeleteInvoices, &target), NOT_DONE);
}
