//! Which invoice an action made.

use jiff::SignedDuration;
use serde_json::{Value, json};

use crate::{
    adapters::moneybird::tests::{
        actions::{always, external_invoice, invoice, native_id, number, on},
        actions_files::file,
        actions_invoices::create,
        script::sales,
    },
    clock,
    domain::{Invoice, NativeId},
    provider::action::{Action, Evidence, NewInvoice, NewLine, What},
};

/// Judges a candidate by an action that is about to be sent now.
fn judge(action: &Action, candidate: &Invoice) -> Evidence {
    let provider = sales(&always(500, ""));
    let traces = provider.traces(action);
    provider.evidence(action, &traces, candidate, None)
}

/// A moment some seconds from now, as the vendor writes it.
fn in_seconds(seconds: i64) -> Value {
    json!((clock::now() + SignedDuration::from_secs(seconds)).to_string())
}

fn wanted(reference: Option<&str>) -> Action {
    create(NewInvoice {
        customer_id: Some(native_id("9")),
        reference: reference.map(str::to_owned),
        line_items: vec![NewLine {
            description: Some("Chair".to_owned()),
            unit_price: Some(number("129.95")),
            ..NewLine::default()
        }],
        ..NewInvoice::default()
    })
}

/// A draft made just now, with some fields replaced.
fn draft(fields: Value) -> Value {
    let mut draft = json!({
        "id": "900", "state": "draft", "reference": "PO 1", "created_at": in_seconds(1),
        "contact": {"id": "9"}, "contact_id": "9", "details": [{"id": "1", "description": "Chair", "price": "129.95"}]
    });
    let fields = fields.as_object().unwrap().clone();
    draft.as_object_mut().unwrap().extend(fields);
    draft
}

fn done() -> Evidence {
    Evidence::Done(Some(NativeId::new("900")))
}

#[test]
fn a_new_invoice_is_known_by_its_reference() {
    let judge = |fields| judge(&wanted(Some("PO 1")), &invoice(draft(fields)));
    assert_eq!(judge(json!({})), done());
    // The vendor's clock may be behind ours.
    assert_eq!(judge(json!({"created_at": in_seconds(-30)})), done());
    for other in [
        json!({"reference": "PO 2"}),
        json!({"reference": null}),
        json!({"contact": {"id": "8"}, "contact_id": "8"}),
        json!({"created_at": in_seconds(-310)}),
    ] {
        assert_eq!(judge(other.clone()), Evidence::NotDone, "{other}");
    }
    // It may be ours with other words: to make another would be worse than to say so.
    for odd in [
        json!({"details": []}),
        json!({"details": [{"id": "1", "description": "Table", "price": "129.95"}]}),
        json!({"created_at": null}),
        json!({"created_at": in_seconds(-65)}),
        json!({"created_at": in_seconds(-290)}),
    ] {
        assert_eq!(judge(odd.clone()), Evidence::Unclear, "{odd}");
    }
}

#[test]
fn without_a_reference_nothing_is_certain() {
    let unnamed = invoice(draft(json!({"reference": null})));
    assert_eq!(judge(&wanted(None), &unnamed), Evidence::Unclear);
    let named = invoice(draft(json!({})));
    assert_eq!(judge(&wanted(None), &named), Evidence::NotDone);
}

#[test]
fn a_copy_is_new_and_has_the_same_content() {
    let original = invoice(draft(json!({"id": "5", "created_at": in_seconds(-9000)})));
    let action = on(&original, What::CloneInvoice);
    assert_eq!(judge(&action, &invoice(draft(json!({})))), done());
    assert_eq!(judge(&action, &original), Evidence::NotDone);
    let other = invoice(draft(json!({"total_price_incl_tax": "1.0"})));
    assert_eq!(judge(&action, &other), Evidence::Unclear);
    let at = |seconds| invoice(draft(json!({"created_at": in_seconds(seconds)})));
    assert_eq!(judge(&action, &at(-290)), Evidence::Unclear);
    assert_eq!(judge(&action, &at(-310)), Evidence::NotDone);
}

#[test]
fn a_credit_invoice_names_what_it_credits() {
    let original = invoice(json!({"id": "5"}));
    let action = on(&original, What::CreditInvoice);
    let credit = |fields| judge(&action, &invoice(draft(fields)));
    assert_eq!(credit(json!({"original_sales_invoice_id": "5"})), done());
    assert_eq!(
        credit(json!({"original_sales_invoice_id": "6"})),
        Evidence::NotDone
    );
    assert_eq!(credit(json!({})), Evidence::NotDone);
    let at = |seconds| json!({"original_sales_invoice_id": "5", "created_at": in_seconds(seconds)});
    assert_eq!(credit(at(-290)), Evidence::Unclear);
    // One that was made earlier is another.
    assert_eq!(credit(at(-310)), Evidence::NotDone);
}

#[test]
fn an_invoice_made_of_a_file_carries_it() {
    let action = Action {
        targets: Vec::new(),
        what: What::CreateInvoiceFromAttachment(file("invoice.pdf", 12)),
        native: None,
        keyed: true,
    };
    let judge = |name: &str, size: u64, created: i64| {
        let files = json!([{"id": "1", "filename": name, "size": size}]);
        let fields = json!({"id": "900", "created_at": in_seconds(created), "attachments": files});
        judge(&action, &external_invoice(fields))
    };
    assert_eq!(judge("invoice.pdf", 12, 1), done());
    assert_eq!(judge("invoice.pdf", 13, 1), Evidence::NotDone);
    assert_eq!(judge("invoice.pdf", 12, -290), Evidence::Unclear);
    assert_eq!(judge("invoice.pdf", 12, -310), Evidence::NotDone);
    assert_eq!(judge("other.pdf", 12, 1), Evidence::Unclear);
}
