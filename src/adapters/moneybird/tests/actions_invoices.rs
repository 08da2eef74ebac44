//! New, changed, copied and deleted invoices: what goes out, and what an answer says.

use serde_json::{Value, json};

use crate::{
    adapters::moneybird::tests::{
        actions::{
            always, day, document, done, external_document, external_invoice, invoice, is_applied,
            line, native, native_id, number, on, planned, reason, reasons, refused, texts,
            with_native,
        },
        script::{Script, answer, call, external, ok, sales},
    },
    domain::{Currency, ProviderId},
    error::ErrorKind,
    provider::action::{
        Action, Change, InvoiceChanges, NewDiscount, NewInvoice, NewLine, Outcome, What,
    },
};

const ID: &str = "512340000000000017";

pub(super) fn create(wanted: NewInvoice) -> Action {
    Action {
        targets: Vec::new(),
        what: What::CreateInvoice(Box::new(wanted)),
        native: None,
        keyed: false,
    }
}

pub(super) fn update(changes: InvoiceChanges) -> Action {
    on(&invoice(json!({})), What::UpdateInvoice(Box::new(changes)))
}

/// The request for a new external invoice.
fn planned_external(action: &Action) -> (String, Value) {
    let planned = external(&always(500, "")).plan(action).unwrap();
    line(&planned[0])
}

fn refused_external(action: &Action) -> Vec<(ErrorKind, String)> {
    let refusals = external(&always(500, "")).plan(action).unwrap_err();
    refusals.iter().map(reason).collect()
}

fn wanted() -> NewInvoice {
    NewInvoice {
        customer_id: Some(native_id("9")),
        reference: Some("PO 1".to_owned()),
        issue_date: Some(day("2026-08-01")),
        due_date: Some(day("2026-08-31")),
        currency: Currency::new("USD"),
        prices_include_tax: Some(true),
        line_items: vec![NewLine {
            description: Some("Chair".to_owned()),
            quantity: Some(number("2.5")),
            unit_price: Some(number("129.95")),
            tax_rate_id: Some(native_id("31")),
            product_id: Some(native_id("41")),
            ..NewLine::default()
        }],
        ..NewInvoice::default()
    }
}

#[test]
fn a_new_invoice_says_everything_that_was_given() {
    let action = create(NewInvoice {
        discount: Some(NewDiscount::Percentage(number("10.5"))),
        ..wanted()
    });
    assert_eq!(
        planned(&action),
        (
            "POST /123/sales_invoices.json".to_owned(),
            json!({"sales_invoice": {
                "contact_id": "9", "reference": "PO 1", "invoice_date": "2026-08-01", "first_due_interval": 30,
                "currency": "USD", "prices_are_incl_tax": true, "discount": "10.5",
                "details_attributes": [{
                    "description": "Chair", "amount": "2.5", "price": "129.95", "tax_rate_id": "31", "product_id": "41"
                }]
            }})
        )
    );
    assert_eq!(
        planned(&create(NewInvoice::default())).1,
        json!({"sales_invoice": {}})
    );
}

#[test]
fn a_new_external_invoice_has_days_of_its_own_and_one_name() {
    let body = json!({"external_sales_invoice": {
        "contact_id": "9", "reference": "PO 1", "date": "2026-08-01", "due_date": "2026-08-31",
        "currency": "USD", "prices_are_incl_tax": true, "source": "shop", "source_url": "https://shop.example/1",
        "details_attributes": [{
            "description": "Chair", "amount": "2.5", "price": "129.95", "tax_rate_id": "31", "product_id": "41"
        }]
    }});
    let fields = json!({"source": "shop", "source_url": "https://shop.example/1"});
    let mut action = create(wanted());
    action.native = Some(native(ProviderId::MoneybirdExternal, fields));
    let path = "POST /123/external_sales_invoices.json".to_owned();
    assert_eq!(planned_external(&action), (path, body.clone()));

    let mut numbered = create(NewInvoice {
        number: Some("PO 1".to_owned()),
        reference: None,
        ..wanted()
    });
    numbered.native = action.native;
    assert_eq!(planned_external(&numbered).1, body);
}

#[test]
fn a_new_invoice_takes_what_only_moneybird_knows() {
    let fields = json!({
        "contact_person_id": "1", "original_estimate_id": "2", "document_style_id": "3", "workflow_id": "4",
        "invoice_sequence_id": "5", "first_due_interval": 14, "payment_conditions": "Now",
        "time_entry_ids": ["6", "7"], "custom_fields_attributes": [{"id": "8", "value": "x"}]
    });
    let mut given = fields.clone();
    given["from_payment_request"] = json!(true);
    // There is nothing to empty in what is new.
    given["workflow_id"] = json!(null);
    let action = with_native(
        create(NewInvoice {
            customer_id: Some(native_id("9")),
            ..NewInvoice::default()
        }),
        given,
    );
    let mut body = fields;
    body["contact_id"] = json!("9");
    body.as_object_mut().unwrap().remove("workflow_id");
    assert_eq!(
        planned(&action).1,
        json!({"sales_invoice": body, "from_payment_request": true})
    );
}

#[test]
fn what_no_new_invoice_takes_is_refused_all_at_once() {
    let action = create(NewInvoice {
        number: Some("2026-1".to_owned()),
        discount: Some(NewDiscount::Amount(number("5"))),
        public_note: Some("a".to_owned()),
        private_note: Some("b".to_owned()),
        issue_date: None,
        line_items: vec![NewLine {
            tax_name: Some("VAT".to_owned()),
            tax_percentage: Some(number("21")),
            unit_price: Some(number("2000000000")),
            ..NewLine::default()
        }],
        ..wanted()
    });
    let action = with_native(action, json!({"update_contact": true}));
    let mut found = refused(&action);
    found.sort_by(|one, other| one.1.cmp(&other.1));
    let (invalid, unsupported) = (ErrorKind::InvalidInput, ErrorKind::Unsupported);
    let expected = [
        (unsupported, "discount"),
        // Days are counted from the date on the document, and there is none.
        (invalid, "dueDate"),
        (unsupported, "lineItems.0.taxName"),
        (unsupported, "lineItems.0.taxPercentage"),
        (invalid, "lineItems.0.unitPrice"),
        (unsupported, "native.moneybird.updateContact"),
        (unsupported, "number"),
        (unsupported, "privateNote"),
        (unsupported, "publicNote"),
    ];
    assert_eq!(found, expected.map(|(kind, path)| (kind, path.to_owned())));
}

#[test]
fn what_no_new_external_invoice_takes_is_refused() {
    let (invalid, unsupported) = (ErrorKind::InvalidInput, ErrorKind::Unsupported);
    let reasons = refused_external(&create(NewInvoice {
        number: Some("2".to_owned()),
        discount: Some(NewDiscount::Percentage(number("5"))),
        ..wanted()
    }));
    assert!(reasons.contains(&(invalid, "number".to_owned())));
    assert!(reasons.contains(&(unsupported, "discount".to_owned())));
    let reasons = refused_external(&create(NewInvoice::default()));
    assert_eq!(reasons, [(invalid, "reference".to_owned())]);
}

#[test]
fn what_must_be_recognised_later_needs_a_reference() {
    let keyed = |wanted| Action {
        keyed: true,
        ..create(wanted)
    };
    let invalid = ErrorKind::InvalidInput;
    assert_eq!(
        refused(&keyed(NewInvoice::default())),
        [(invalid, "reference".to_owned())]
    );
    planned(&keyed(wanted()));
    let copy = |reference: Value| Action {
        keyed: true,
        ..on(
            &invoice(json!({ "reference": reference })),
            What::CloneInvoice,
        )
    };
    assert_eq!(
        refused(&copy(json!(null))),
        [(invalid, "idempotencyKey".to_owned())]
    );
    planned(&copy(json!("PO 1")));
}

#[test]
fn a_contact_person_needs_its_company() {
    let person = json!({"contact_person_id": "1"});
    let action = with_native(create(NewInvoice::default()), person.clone());
    let invalid = ErrorKind::InvalidInput;
    assert_eq!(refused(&action), [(invalid, "customerId".to_owned())]);
    // Of an invoice that exists it is known.
    let action = with_native(update(InvoiceChanges::default()), person);
    assert_eq!(
        planned(&action).1["sales_invoice"],
        json!({"contact_person_id": "1", "contact_id": "512330000000000003"})
    );
}

#[test]
fn a_change_says_only_what_is_asked_and_null_empties() {
    let action = update(InvoiceChanges {
        customer_id: Change::Set(native_id("9")),
        reference: Change::Clear,
        issue_date: Change::Set(day("2026-08-01")),
        due_date: Change::Set(day("2026-08-15")),
        currency: Change::Set(Currency::new("USD").unwrap()),
        prices_include_tax: Change::Set(false),
        discount: Change::Clear,
        ..InvoiceChanges::default()
    });
    let fields = json!({"update_contact": true, "payment_conditions": null});
    assert_eq!(
        planned(&with_native(action, fields)),
        (
            format!("PATCH /123/sales_invoices/{ID}.json"),
            json!({"sales_invoice": {
                "contact_id": "9", "reference": null, "invoice_date": "2026-08-01", "first_due_interval": 14,
                "currency": "USD", "prices_are_incl_tax": false, "discount": null, "update_contact": true,
                "payment_conditions": null
            }})
        )
    );
    // Without a new date the days are counted from the one that there is.
    let action = update(InvoiceChanges {
        due_date: Change::Set(day("2026-03-05")),
        ..InvoiceChanges::default()
    });
    assert_eq!(
        planned(&action).1,
        json!({"sales_invoice": {"first_due_interval": 3}})
    );
}

#[test]
fn a_change_of_an_external_invoice_goes_to_its_own_fields() {
    let changes = InvoiceChanges {
        number: Change::Set("WEB-2".to_owned()),
        issue_date: Change::Set(day("2026-08-01")),
        due_date: Change::Clear,
        ..InvoiceChanges::default()
    };
    let action = on(
        &external_invoice(json!({"id": "7"})),
        What::UpdateInvoice(Box::new(changes)),
    );
    assert_eq!(
        planned(&action),
        (
            "PATCH /123/external_sales_invoices/7.json".to_owned(),
            json!({"external_sales_invoice": {"reference": "WEB-2", "date": "2026-08-01", "due_date": null}})
        )
    );
}

#[test]
fn what_no_change_takes_is_refused_where_it_was_given() {
    let (invalid, unsupported) = (ErrorKind::InvalidInput, ErrorKind::Unsupported);
    assert_eq!(
        refused(&update(InvoiceChanges::default())),
        [(invalid, "changes".to_owned())]
    );
    let action = update(InvoiceChanges {
        customer_id: Change::Clear,
        number: Change::Set("1".to_owned()),
        description: Change::Clear,
        due_date: Change::Set(day("2026-03-01")),
        currency: Change::Clear,
        prices_include_tax: Change::Clear,
        ..InvoiceChanges::default()
    });
    let action = with_native(action, json!({"from_payment_request": true}));
    let found = refused(&action);
    for (kind, path) in [
        (invalid, "changes.customerId"),
        (unsupported, "changes.number"),
        (unsupported, "changes.description"),
        // Before the date on the document.
        (invalid, "changes.dueDate"),
        (invalid, "changes.currency"),
        (invalid, "changes.pricesIncludeTax"),
        (unsupported, "native.moneybird.fromPaymentRequest"),
    ] {
        assert!(found.contains(&(kind, path.to_owned())), "{path} {found:?}");
    }
    assert_eq!(found.len(), 7);
}

#[test]
fn the_same_thing_is_not_said_twice() {
    let action = update(InvoiceChanges {
        due_date: Change::Set(day("2026-03-05")),
        ..InvoiceChanges::default()
    });
    let action = with_native(action, json!({"first_due_interval": 14}));
    assert_eq!(
        refused(&action),
        [(
            ErrorKind::InvalidInput,
            "native.moneybird.firstDueInterval".to_owned()
        )]
    );
}

#[tokio::test]
async fn a_new_invoice_is_shown() {
    let made = document(json!({"id": "900", "state": "draft"}));
    let receipt = done(&create(wanted()), answer(201, &made.to_string())).await;
    assert!(is_applied(&receipt));
    assert_eq!(receipt.created.unwrap().as_str(), "900");
    assert_eq!(receipt.touched.shown[0].id.as_str(), "900");
    let receipt = done(&create(wanted()), answer(201, "?")).await;
    assert!(is_applied(&receipt) && receipt.created.is_none());
}

#[tokio::test]
async fn a_changed_invoice_is_shown() {
    let action = update(InvoiceChanges {
        reference: Change::Set("PO 2".to_owned()),
        ..InvoiceChanges::default()
    });
    let receipt = done(&action, ok(&document(json!({"reference": "PO 2"})))).await;
    assert_eq!(receipt.touched.shown[0].reference.as_deref(), Some("PO 2"));
    let changes = InvoiceChanges {
        reference: Change::Set("WEB-2".to_owned()),
        ..InvoiceChanges::default()
    };
    let action = on(
        &external_invoice(json!({})),
        What::UpdateInvoice(Box::new(changes)),
    );
    let receipt = done(
        &action,
        ok(&external_document(json!({"reference": "WEB-2"}))),
    )
    .await;
    assert_eq!(receipt.touched.shown[0].number.as_deref(), Some("WEB-2"));
}

#[tokio::test]
async fn invoices_are_deleted_one_by_one_and_each_has_its_outcome() {
    let vendor = Script::new(|request| match request.url.path() {
        path if path.ends_with("/1.json") => answer(204, ""),
        path if path.ends_with("/2.json") => {
            answer(400, r#"{"error":"The bookkeeping period is locked"}"#)
        }
        path if path.ends_with("/3.json") => answer(
            404,
            r#"{"error":"record not found","symbolic":{"id":"not_found"}}"#,
        ),
        _ => answer(502, ""),
    });
    let targets = ["1", "2", "3", "4"].map(|id| invoice(json!({ "id": id })));
    let action = Action {
        targets: targets.to_vec(),
        ..on(&targets[0], What::DeleteInvoices)
    };
    let receipt = sales(&vendor).perform(&call(), &action).await;
    let mut calls = vendor.lines();
    calls.sort();
    assert_eq!(
        calls,
        [1, 2, 3, 4].map(|id| format!("DELETE /api/v2/123/sales_invoices/{id}.json"))
    );
    assert!(matches!(
        receipt.outcomes[..],
        [
            Outcome::Applied,
            Outcome::Refused(_),
            // Somebody else did it.
            Outcome::Applied,
            Outcome::Lost(_)
        ]
    ));
    assert_eq!(texts(&receipt.touched.gone), ["1", "3"]);
    assert_eq!(texts(&receipt.touched.unseen), ["4"]);
}

#[tokio::test]
async fn what_is_refused_is_told_where_it_was_given() {
    let action = create(NewInvoice {
        due_date: None,
        ..wanted()
    });
    let body = json!({"error": {
        "contact": ["is invalid"], "reference": ["can't be blank"], "details.project_id": ["is not found"],
        "details.price": ["is not a number"], "first_due_interval": ["is too big"], "prices_are_incl_tax": ["?"]
    }});
    let receipt = done(&action, answer(422, &body.to_string())).await;
    let mut found: Vec<_> = reasons(&receipt)
        .iter()
        .map(|told| reason(told).1)
        .collect();
    found.sort();
    assert_eq!(
        found,
        [
            "customerId",
            "lineItems.0.native.moneybird.projectId",
            "lineItems.0.unitPrice",
            "native.moneybird.firstDueInterval",
            "pricesIncludeTax",
            "reference"
        ]
    );
}

#[tokio::test]
async fn an_unknown_customer_or_field_is_the_inputs_fault() {
    let invalid = ErrorKind::InvalidInput;
    for (status, body, path) in [
        (
            400,
            json!({"error": "Contact ID is invalid", "symbolic": {"sales_invoice": {"contact_id": "contact_invalid"}}}),
            "customerId",
        ),
        (
            404,
            json!({"error": "Custom field with id 1 not found for administration", "symbolic": {"custom_fields_attributes": "not_found"}}),
            "native.moneybird.customFields",
        ),
    ] {
        let receipt = done(&create(wanted()), answer(status, &body.to_string())).await;
        assert_eq!(reason(&reasons(&receipt)[0]), (invalid, path.to_owned()));
    }
    let limited = json!({"error": "creating sales invoices is limited", "symbolic": {"administration": "limit_reached"}});
    let receipt = done(&create(wanted()), answer(402, &limited.to_string())).await;
    let refusal = &reasons(&receipt)[0];
    assert_eq!(reason(refusal), (ErrorKind::Conflict, String::new()));
    assert_eq!(
        refusal.error.message(),
        "a limit of the moneybird subscription is reached"
    );
}
