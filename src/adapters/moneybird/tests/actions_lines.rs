//! Lines: with an id one is changed, without one it is added, and one that goes says so.

use serde_json::{Value, json};

use crate::{
    adapters::moneybird::tests::{
        actions::{done, native, native_id, number, planned, reason, reasons, refused},
        actions_invoices::{create, update},
        script::answer,
    },
    domain::ProviderId,
    error::ErrorKind,
    provider::action::{Action, InvoiceChanges, LineChange, LineChanges, NewInvoice, NewLine},
};

const FIRST: &str = "512340000000000018";
const SECOND: &str = "512340000000000019";

fn line(description: &str) -> NewLine {
    NewLine {
        description: Some(description.to_owned()),
        ..NewLine::default()
    }
}

fn with(fields: Value) -> NewLine {
    NewLine {
        native: Some(native(ProviderId::Moneybird, fields)),
        ..NewLine::default()
    }
}

fn lines(changes: LineChanges) -> Action {
    update(InvoiceChanges {
        line_items: Some(changes),
        ..InvoiceChanges::default()
    })
}

fn details(action: &Action) -> Value {
    planned(action).1["sales_invoice"]["details_attributes"].clone()
}

fn edit(add: Vec<NewLine>, update: Vec<(&str, NewLine)>, remove: &[&str]) -> Action {
    let update = update.into_iter().map(|(id, line)| LineChange {
        id: native_id(id),
        line,
    });
    lines(LineChanges::Edit {
        add,
        update: update.collect(),
        remove: remove.iter().copied().map(native_id).collect(),
    })
}

#[test]
fn replacing_adds_the_new_and_removes_the_old() {
    let action = lines(LineChanges::ReplaceAll(vec![line("Sofa")]));
    assert_eq!(
        details(&action),
        json!([{"description": "Sofa"}, {"id": FIRST, "_destroy": true}, {"id": SECOND, "_destroy": true}])
    );
}

#[test]
fn single_lines_are_added_changed_and_removed() {
    let change = NewLine {
        unit_price: Some(number("-5")),
        native: Some(native(
            ProviderId::Moneybird,
            json!({"period": null, "project_id": "3"}),
        )),
        ..NewLine::default()
    };
    let action = edit(vec![line("Sofa")], vec![(FIRST, change)], &[SECOND]);
    assert_eq!(
        details(&action),
        json!([
            {"description": "Sofa"},
            {"id": FIRST, "price": "-5", "period": null, "project_id": "3"},
            {"id": SECOND, "_destroy": true}
        ])
    );
}

#[test]
fn a_line_takes_what_only_moneybird_knows() {
    let fields = json!({
        "amount": "2 hours", "period": "this_month", "ledger_account_id": "1", "project_id": "2", "row_order": 0,
        "automated_tax_enabled": true, "is_optional": false, "is_selected": true
    });
    let action = create(NewInvoice {
        line_items: vec![with(fields.clone())],
        ..NewInvoice::default()
    });
    assert_eq!(details(&action), json!([fields]));
}

#[test]
fn lines_that_are_not_there_and_words_that_are_not_known_are_refused() {
    let both = NewLine {
        quantity: Some(number("2")),
        ..with(json!({"amount": "2 hours", "colour": "red"}))
    };
    let action = edit(vec![both], vec![("1", line("x"))], &["2", FIRST]);
    let (invalid, unsupported) = (ErrorKind::InvalidInput, ErrorKind::Unsupported);
    let added = "changes.lineItems.add.0.native.moneybird";
    assert_eq!(
        refused(&action),
        [
            (invalid, format!("{added}.amount")),
            (unsupported, format!("{added}.colour")),
            (invalid, "changes.lineItems.update.0.nativeId".to_owned()),
            (invalid, "changes.lineItems.remove.0".to_owned()),
        ]
    );
}

#[tokio::test]
async fn the_line_to_blame_is_the_one_that_has_the_field() {
    let blamed = async |action: &Action, wire: &str| {
        let body = json!({"error": { wire: ["is wrong"] }});
        let receipt = done(action, answer(422, &body.to_string())).await;
        reason(&reasons(&receipt)[0]).1
    };
    let two = edit(
        vec![line("a"), with(json!({"project_id": "1"}))],
        vec![(FIRST, line("b"))],
        &[],
    );
    assert_eq!(
        blamed(&two, "details.project_id").await,
        "changes.lineItems.add.1.native.moneybird.projectId"
    );
    assert_eq!(
        blamed(&two, "details[2].description").await,
        "changes.lineItems.update.0.line.description"
    );
    // Two have it, and the vendor does not say which.
    assert_eq!(
        blamed(&two, "details.description").await,
        "changes.lineItems"
    );
    assert_eq!(blamed(&two, "details").await, "changes.lineItems");
    let one = lines(LineChanges::ReplaceAll(vec![line("a")]));
    assert_eq!(
        blamed(&one, "details.amount").await,
        "changes.lineItems.replaceAll.0.quantity"
    );
}
