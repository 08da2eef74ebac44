//! Invoices that are made, changed and copied.

use jiff::SignedDuration;
use serde_json::{Value, json};

use crate::{
    adapters::invoice_ninja::tests::{
        actions::{
            body, day, document, done, invoice, is_applied, judged, native, native_id, number, of,
            on, planned, provider, reason, reasons, refused, texts, why, with_native,
        },
        script::{answer, ok},
    },
    clock,
    domain::Currency,
    error::ErrorKind,
    provider::action::{
        Action, Change, Evidence, InvoiceChanges, LineChanges, NewDiscount, NewInvoice, NewLine,
        What,
    },
};

const ID: &str = "Rf5Gh6Jk7L";
const NEW: &str = "Nw1aaaaaaa";
const CLIENT: &str = "Cl4pT7xY9w";

fn line() -> NewLine {
    NewLine {
        description: Some("Uren".to_owned()),
        quantity: Some(number("2.50")),
        unit_price: Some(number("80.00")),
        ..NewLine::default()
    }
}

fn wanted() -> NewInvoice {
    NewInvoice {
        customer_id: Some(native_id(CLIENT)),
        reference: Some("PO 7".to_owned()),
        line_items: vec![line()],
        ..NewInvoice::default()
    }
}

fn create(wanted: NewInvoice) -> Action {
    of(&[], What::CreateInvoice(Box::new(wanted)))
}

fn update(changes: InvoiceChanges) -> Action {
    on(&invoice(json!({})), What::UpdateInvoice(Box::new(changes)))
}

fn replace(lines: Vec<NewLine>) -> InvoiceChanges {
    InvoiceChanges {
        line_items: Some(LineChanges::ReplaceAll(lines)),
        ..InvoiceChanges::default()
    }
}

/// The vendor's document of the invoice that `wanted` asks for, made so many seconds ago.
fn made(fields: Value, seconds: i64) -> Value {
    let at = clock::now() - SignedDuration::from_secs(seconds);
    let mut made = document(json!({
        "id": NEW, "number": "0099", "po_number": "PO 7", "status_id": "1", "payments": [],
        "created_at": at.as_second(),
        "line_items": [{"quantity": 2.5, "cost": 80, "notes": "Uren", "product_key": "", "tax_name1": "", "tax_rate1": 0}]
    }));
    let fields = fields.as_object().unwrap().clone();
    made.as_object_mut().unwrap().extend(fields);
    made
}

#[test]
fn a_new_invoice_says_what_is_asked_for_and_no_more() {
    let (line, body) = planned(&create(wanted()));
    assert_eq!(
        line,
        "POST /invoices?include=client.group_settings,payments"
    );
    assert_eq!(
        body,
        json!({
            "client_id": CLIENT, "po_number": "PO 7",
            "line_items": [{"quantity": "2.5", "cost": "80", "notes": "Uren"}]
        })
    );
}

#[test]
fn every_field_has_the_vendors_name() {
    let whole = NewInvoice {
        number: Some("2026-1".to_owned()),
        issue_date: Some(day("2026-05-01")),
        due_date: Some(day("2026-05-31")),
        prices_include_tax: Some(false),
        discount: Some(NewDiscount::Amount(number("10.00"))),
        public_note: Some("Dank".to_owned()),
        private_note: Some("Bel".to_owned()),
        line_items: vec![NewLine {
            tax_name: Some("BTW".to_owned()),
            tax_percentage: Some(number("21")),
            product_id: Some(native_id("TAP")),
            native: Some(native(
                json!({"discount": "5", "is_amount_discount": false, "task_id": null}),
            )),
            ..NewLine::default()
        }],
        ..wanted()
    };
    let fields = json!({
        "partial": "50", "terms": null, "custom_value1": "a", "mark_sent": true, "paid": false,
        "invitations": [{"client_contact_id": "Ct1aaaaaaa"}]
    });
    assert_eq!(
        body(&with_native(create(whole), fields)),
        json!({
            "client_id": CLIENT, "number": "2026-1", "po_number": "PO 7", "date": "2026-05-01",
            "due_date": "2026-05-31", "uses_inclusive_taxes": false, "discount": "10",
            "is_amount_discount": true, "public_notes": "Dank", "private_notes": "Bel",
            "line_items": [{
                "quantity": "1", "cost": "0", "tax_name1": "BTW", "tax_rate1": "21",
                "product_key": "TAP", "discount": "5", "is_amount_discount": false
            }],
            "partial": "50", "custom_value1": "a", "mark_sent": true,
            "invitations": [{"client_contact_id": "Ct1aaaaaaa"}]
        })
    );
}

#[test]
fn what_an_invoice_cannot_be_is_refused_by_name() {
    let whole = NewInvoice {
        customer_id: None,
        currency: Currency::new("USD"),
        line_items: vec![
            line(),
            NewLine {
                tax_rate_id: Some(native_id("7")),
                native: Some(native(json!({"line_total": "1"}))),
                ..line()
            },
        ],
        ..NewInvoice::default()
    };
    let mut action = with_native(create(whole), json!({"status_id": "4"}));
    action.keyed = true;
    assert_eq!(
        refused(&action),
        [
            (ErrorKind::InvalidInput, "customerId".to_owned()),
            (ErrorKind::InvalidInput, "reference".to_owned()),
            (ErrorKind::Unsupported, "currency".to_owned()),
            (ErrorKind::Unsupported, "lineItems.1.taxRateId".to_owned()),
            (
                ErrorKind::Unsupported,
                "lineItems.1.native.invoiceNinja.lineTotal".to_owned()
            ),
            (
                ErrorKind::Unsupported,
                "native.invoiceNinja.statusId".to_owned()
            ),
        ]
    );
    let mut numbered = create(NewInvoice {
        reference: None,
        number: Some("2026-1".to_owned()),
        ..wanted()
    });
    numbered.keyed = true;
    assert_eq!(
        body(&numbered)["number"],
        "2026-1",
        "a number is enough to be found by"
    );
}

#[tokio::test]
async fn the_new_invoice_is_shown_with_its_currency() {
    let receipt = done(&create(wanted()), ok(&json!({"data": made(json!({}), 0)}))).await;
    assert!(is_applied(&receipt));
    assert_eq!(receipt.created, Some(native_id(NEW)));
    assert_eq!(
        receipt.touched.shown[0].total.unwrap().currency.code(),
        "EUR"
    );
    assert!(receipt.touched.unseen.is_empty());
    // What it does beside, the answer may not show yet.
    let sent = with_native(create(wanted()), json!({"send_email": true}));
    let receipt = done(&sent, ok(&json!({"data": made(json!({}), 0)}))).await;
    assert!(receipt.touched.shown.is_empty());
    assert_eq!(texts(&receipt.touched.unseen), [NEW]);
    let torn = done(&create(wanted()), answer(200, "{\"data\":")).await;
    assert!(is_applied(&torn) && torn.created.is_none());
}

#[tokio::test]
async fn what_the_vendor_finds_wrong_is_blamed_on_the_input() {
    let action = with_native(create(wanted()), json!({"partial": "5"}));
    let changed = update(replace(vec![line()]));
    for (key, created, updated) in [
        ("client_id", "customerId", "changes.customerId"),
        ("number", "number", "changes.number"),
        ("po_number", "reference", "changes.reference"),
        ("due_date", "dueDate", "changes.dueDate"),
        ("is_amount_discount", "discount", "changes.discount"),
        ("line_items", "lineItems", "changes.lineItems.replaceAll"),
        (
            "line_items.0.cost",
            "lineItems.0.unitPrice",
            "changes.lineItems.replaceAll.0.unitPrice",
        ),
        (
            "line_items.0.discount",
            "lineItems.0.native.invoiceNinja.discount",
            "changes.lineItems.replaceAll.0.native.invoiceNinja.discount",
        ),
        (
            "partial",
            "native.invoiceNinja.partial",
            "native.invoiceNinja.partial",
        ),
    ] {
        let refusal = json!({"message": "The given data was invalid.", "errors": {key: ["Nee."]}});
        for (action, field) in [(&action, created), (&changed, updated)] {
            let receipt = done(action, answer(422, &refusal.to_string())).await;
            let message = format!("invoice ninja refused {key}: nee");
            assert_eq!(
                why(&receipt),
                (ErrorKind::InvalidInput, field.to_owned(), message)
            );
        }
    }
}

#[test]
fn a_new_invoice_is_found_again_by_number_or_reference() {
    let judged = |wanted: NewInvoice, fields: Value, seconds: i64| {
        let made = super::actions::read(&made(fields, seconds));
        judged(&create(wanted), &made)
    };
    let found = Evidence::Done(Some(native_id(NEW)));
    assert_eq!(judged(wanted(), json!({}), -1), found);
    assert_eq!(
        judged(wanted(), json!({"client_id": "Cl9aaaaaaa"}), -1),
        Evidence::NotDone
    );
    assert_eq!(
        judged(wanted(), json!({"po_number": "PO 8"}), -1),
        Evidence::NotDone
    );
    // The same reference on other lines, or on an invoice from before.
    assert_eq!(
        judged(wanted(), json!({"line_items": []}), -1),
        Evidence::Unclear
    );
    for seconds in [2, 100, 290] {
        assert_eq!(judged(wanted(), json!({}), seconds), Evidence::Unclear);
    }
    assert_eq!(judged(wanted(), json!({}), 310), Evidence::NotDone);
    let numbered = || NewInvoice {
        number: Some("0099".to_owned()),
        ..wanted()
    };
    assert_eq!(
        judged(numbered(), json!({}), 100),
        found,
        "nobody else can have the number"
    );
    assert_eq!(judged(numbered(), json!({}), 310), Evidence::NotDone);
    assert_eq!(
        judged(numbered(), json!({"number": "99"}), -1),
        Evidence::NotDone
    );
    let nameless = || NewInvoice {
        reference: None,
        ..wanted()
    };
    assert_eq!(judged(nameless(), json!({}), -1), Evidence::Unclear);
    assert_eq!(
        judged(nameless(), json!({"line_items": []}), -1),
        Evidence::NotDone
    );
    // The server fills in what stands after a colon.
    let monthly = NewInvoice {
        line_items: vec![NewLine {
            description: Some("Huur :MONTH".to_owned()),
            ..line()
        }],
        ..wanted()
    };
    assert_eq!(judged(monthly, json!({}), -1), found);
}

#[test]
fn a_change_says_only_what_changes() {
    let changes = InvoiceChanges {
        customer_id: Change::Set(native_id(CLIENT)),
        number: Change::Clear,
        reference: Change::Set("PO 8".to_owned()),
        issue_date: Change::Set(day("2026-05-01")),
        due_date: Change::Clear,
        prices_include_tax: Change::Set(true),
        discount: Change::Set(NewDiscount::Percentage(number("5.0"))),
        public_note: Change::Clear,
        ..InvoiceChanges::default()
    };
    let (line, body) = planned(&update(changes));
    assert_eq!(
        line,
        format!("PUT /invoices/{ID}?include=client.group_settings,payments")
    );
    assert_eq!(
        body,
        json!({
            "number": null, "po_number": "PO 8", "date": "2026-05-01", "due_date": null,
            "uses_inclusive_taxes": true, "discount": "5", "is_amount_discount": false,
            "public_notes": null
        })
    );
}

#[test]
fn lines_are_replaced_as_a_whole_and_a_discount_becomes_zero() {
    let changes = InvoiceChanges {
        discount: Change::Clear,
        ..replace(vec![line()])
    };
    assert_eq!(
        body(&update(changes)),
        json!({"discount": "0", "line_items": [{"quantity": "2.5", "cost": "80", "notes": "Uren"}]})
    );
    assert_eq!(
        body(&update(replace(Vec::new()))),
        json!({"line_items": []})
    );
}

#[test]
fn a_deposits_day_brings_what_the_server_reads_beside_it() {
    let action = with_native(
        update(InvoiceChanges::default()),
        json!({"partial_due_date": "2026-03-01", "footer": null}),
    );
    assert_eq!(
        body(&action),
        json!({"partial_due_date": "2026-03-01", "footer": null, "client_id": CLIENT, "date": "2026-02-25"})
    );
}

#[test]
fn what_cannot_change_is_refused_by_name() {
    let changes = InvoiceChanges {
        customer_id: Change::Set(native_id("Cl9aaaaaaa")),
        description: Change::Clear,
        currency: Change::Set(Currency::new("USD").unwrap()),
        issue_date: Change::Clear,
        prices_include_tax: Change::Clear,
        line_items: Some(LineChanges::Edit {
            add: vec![line()],
            update: Vec::new(),
            remove: vec![native_id("1")],
        }),
        ..InvoiceChanges::default()
    };
    let unsupported = |field: &str| (ErrorKind::Unsupported, field.to_owned());
    let invalid = |field: &str| (ErrorKind::InvalidInput, field.to_owned());
    assert_eq!(
        refused(&update(changes)),
        [
            unsupported("changes.customerId"),
            unsupported("changes.description"),
            unsupported("changes.currency"),
            invalid("changes.issueDate"),
            invalid("changes.pricesIncludeTax"),
            unsupported("changes.lineItems.add"),
            unsupported("changes.lineItems.remove"),
        ]
    );
    assert_eq!(
        refused(&update(InvoiceChanges::default())),
        [invalid("changes")]
    );
}

#[tokio::test]
async fn a_locked_or_deleted_invoice_forbids_the_change() {
    let action = update(replace(Vec::new()));
    let locked =
        r#"{"message":"","errors":{"number":"This invoice is locked and unable to be modified"}}"#;
    let receipt = done(&action, answer(422, locked)).await;
    let message =
        "invoice ninja refused the change: this invoice is locked and unable to be modified";
    assert_eq!(
        why(&receipt),
        (ErrorKind::Conflict, String::new(), message.to_owned())
    );
    let deleted = r#"{"message":"Record is deleted and cannot be edited. Restore the record to enable editing"}"#;
    let receipt = done(&action, answer(400, deleted)).await;
    assert_eq!(why(&receipt).0, ErrorKind::Conflict);
    let missing = r#"{"message":"No query results for model [App\\Models\\Invoice]."}"#;
    let receipt = done(&action, answer(400, missing)).await;
    assert_eq!(
        reason(&reasons(&receipt.outcomes[0])[0]),
        (ErrorKind::NotFound, "invoiceId".to_owned())
    );
    assert_eq!(texts(&receipt.touched.unseen), [ID]);
}

#[tokio::test]
async fn a_change_is_shown_and_found_again() {
    let changes = InvoiceChanges {
        reference: Change::Set("PO 8".to_owned()),
        private_note: Change::Clear,
        discount: Change::Clear,
        ..replace(vec![line()])
    };
    let action = update(changes);
    let after = json!({
        "po_number": "PO 8 ", "private_notes": "", "discount": 0, "updated_at": 1_772_000_900,
        "line_items": [{"quantity": 2.5, "cost": 80, "notes": "Uren", "line_total": 200}]
    });
    let receipt = done(&action, ok(&json!({"data": document(after.clone())}))).await;
    assert!(is_applied(&receipt));
    assert_eq!(receipt.touched.shown[0].reference.as_deref(), Some("PO 8 "));
    assert!(receipt.touched.unseen.is_empty());
    assert_eq!(judged(&action, &invoice(after)), Evidence::Done(None));
    assert_eq!(judged(&action, &invoice(json!({}))), Evidence::NotDone);
    let moved_on = json!({"updated_at": 1_772_000_900});
    assert_eq!(judged(&action, &invoice(moved_on)), Evidence::Unclear);
    // Whether it was paid too, the fields do not tell.
    let paid = with_native(update(InvoiceChanges::default()), json!({"paid": true}));
    let moved_on = json!({"paid": true, "updated_at": 1_772_000_900});
    assert_eq!(judged(&paid, &invoice(moved_on)), Evidence::Unclear);
    let torn = done(&action, answer(200, "")).await;
    assert!(is_applied(&torn));
    assert_eq!(texts(&torn.touched.unseen), [ID]);
}

#[test]
fn nothing_is_remembered_that_is_not_needed() {
    let provider = provider();
    assert!(
        provider
            .traces(&on(&invoice(json!({})), What::MarkSent))
            .is_empty()
    );
    assert_eq!(provider.traces(&create(wanted())).len(), 1);
}
