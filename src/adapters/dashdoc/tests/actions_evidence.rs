//! What an invoice that is read later tells of an action.

use jiff::SignedDuration;
use serde_json::{Value, json};

use crate::{
    adapters::{
        dashdoc::tests::{
            actions::{UID, attach, company, create, day, invoice, pay, update},
            vendor::provider,
        },
        tests::script::Script,
    },
    clock,
    domain::{Currency, NativeId},
    provider::action::{Action, Change, Evidence, InvoiceChanges, NewInvoice},
};

fn blank() -> Value {
    json!({"status": "draft", "lines": [], "line_groups": [], "currency": "EUR", "file": null,
        "document_number": null, "invoicing_date": null, "paid_at": null})
}

/// Judges an invoice that is as `now` says, after what was remembered of the action.
fn told(action: &Action, now: &Value) -> Evidence {
    let adapter = provider(&Script::always(500, ""));
    let traces = adapter.traces(action);
    adapter.evidence(action, &traces, &invoice(now.clone()), None)
}

fn made(seconds: i64, fields: Value) -> Value {
    let moment = clock::now() + SignedDuration::from_secs(seconds);
    let mut blank = blank();
    blank["created"] = json!(moment.to_string());
    let fields = fields.as_object().unwrap().clone();
    blank.as_object_mut().unwrap().extend(fields);
    blank
}

#[test]
fn a_new_invoice_is_the_empty_draft_for_that_company_made_just_then() {
    let id = Some(NativeId::new(UID));
    let plain = create(company("72"));
    assert_eq!(
        told(&plain, &made(1, json!({}))),
        Evidence::Done(id.clone())
    );
    let wanted = NewInvoice {
        currency: Currency::new("CHF"),
        ..company("72")
    };
    let swiss = json!({"currency": "CHF"});
    assert_eq!(
        told(&create(wanted), &made(1, swiss.clone())),
        Evidence::Done(id)
    );
    let debtor = json!({"debtor": {"pk": 73, "name": "Other"}});
    for (seconds, fields) in [
        (1, swiss),
        (1, debtor),
        (1, json!({"debtor": null})),
        (-310, json!({})),
        (340, json!({})),
    ] {
        let now = made(seconds, fields);
        assert_eq!(told(&plain, &now), Evidence::NotDone, "{now}");
    }
    // By its time it may be another's, or by what became of it.
    for (seconds, fields) in [
        (-290, json!({})),
        (-5, json!({})),
        (60, json!({})),
        (320, json!({})),
        (1, json!({"lines": [{"amount": "1.00"}]})),
        (1, json!({"status": "final"})),
        (1, json!({"created": null})),
    ] {
        let now = made(seconds, fields);
        assert_eq!(told(&plain, &now), Evidence::Unclear, "{now}");
    }
}

#[test]
fn a_moment_may_be_told_in_whole_seconds() {
    let adapter = provider(&Script::always(500, ""));
    let traces = ["at=2026-05-01T10:00:05.400300Z".to_owned()];
    let plain = create(company("72"));
    for (created, is_certain) in [
        ("2026-05-01T10:00:05Z", true),
        ("2026-05-01T10:00:05.400Z", true),
        ("2026-05-01T10:00:04Z", false),
        ("2026-05-01T10:00:05.399Z", false),
    ] {
        let now = invoice(made(0, json!({"created": created})));
        let told = adapter.evidence(&plain, &traces, &now, None);
        assert_eq!(told != Evidence::Unclear, is_certain, "{created}");
    }
}

#[test]
fn a_change_is_done_when_all_of_it_shows() {
    let target = invoice(json!({"status": "draft"}));
    let action = update(
        &target,
        InvoiceChanges {
            number: Change::Set(" F-7 ".to_owned()),
            issue_date: Change::Set(day("2026-06-01")),
            description: Change::Set("PO 9".to_owned()),
            ..InvoiceChanges::default()
        },
    );
    let shown = |number: &str, date: &str, reference: &str| {
        json!({"status": "draft", "document_number": number, "invoicing_date": date,
            "debtor_reference": reference})
    };
    let all = shown("F-7", "2026-06-01", "PO 9");
    assert_eq!(told(&action, &all), Evidence::Done(None));
    assert_eq!(
        told(&action, &json!({"status": "draft"})),
        Evidence::NotDone
    );
    for part in [
        shown("F-8", "2026-06-01", "PO 9"),
        shown("F-7", "2026-06-02", "PO 9"),
        shown("F-7", "2026-06-01", "PO 8"),
    ] {
        assert_eq!(told(&action, &part), Evidence::Unclear, "{part}");
    }
}

#[test]
fn an_invoice_that_is_paid_on_that_day_was_marked_so() {
    let target = invoice(json!({"status": "final", "paid_at": null}));
    let payment = Some(NativeId::new(&format!("{UID}-payment")));
    let done = Evidence::Done(payment);
    let paid = |at: Value| json!({"status": "paid", "paid_at": at});
    for (date, at, expected) in [
        (Some("2026-05-19"), json!("2026-05-19"), done.clone()),
        (
            Some("2026-05-19"),
            json!("2026-05-19T00:00:00Z"),
            done.clone(),
        ),
        // The day in the account's time zone.
        (
            Some("2026-05-19"),
            json!("2026-05-18T22:00:00Z"),
            done.clone(),
        ),
        (Some("2026-05-19"), json!(null), done.clone()),
        (Some("2026-05-19"), json!("2026-05-02"), Evidence::Unclear),
        (None, json!("2026-05-02"), done),
    ] {
        let action = pay(&target, date);
        assert_eq!(told(&action, &paid(at.clone())), expected, "{date:?} {at}");
    }
    for (status, expected) in [
        ("final", Evidence::NotDone),
        ("draft", Evidence::NotDone),
        ("shredded", Evidence::Unclear),
    ] {
        let now = json!({"status": status});
        assert_eq!(told(&pay(&target, None), &now), expected);
    }
}

#[test]
fn a_file_in_another_place_is_the_one_that_was_sent() {
    let place = |file: Value| json!({ "file": file });
    let (old, new) = ("https://x.example/a.pdf", "https://x.example/b.pdf");
    let action = attach(&invoice(place(json!(old))));
    assert_eq!(told(&action, &place(json!(new))), Evidence::Done(None));
    assert_eq!(told(&action, &place(json!(old))), Evidence::NotDone);
    let touched = json!({"file": old, "updated": "2026-06-01T00:00:00Z"});
    assert_eq!(told(&action, &touched), Evidence::Unclear);
    let action = attach(&invoice(place(json!(null))));
    assert_eq!(told(&action, &place(json!(null))), Evidence::NotDone);
    // The vendor makes documents itself, unless another tool does.
    assert_eq!(told(&action, &place(json!(new))), Evidence::Unclear);
    let foreign = json!({"file": new, "is_dashdoc": false});
    assert_eq!(told(&action, &foreign), Evidence::Done(None));
}
