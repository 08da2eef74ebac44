//! What only one provider knows: it reaches the request, and the words of another provider reach nobody.

use libtest_mimic::Trial;
use serde_json::{Value, json};

use crate::{RUNTIME, desk::Desk};

/// What a trial gives to a mutation, and where its native part is in the request.
struct Given {
    account: &'static str,
    mutation: &'static str,
    /// The invoice that it is of, as the books take it; null for an action of the account.
    invoice: Value,
    input: Value,
    /// What is in the body of the planned request, and where.
    sent: Vec<(&'static str, Value)>,
}

pub(crate) fn trials() -> Vec<Trial> {
    let reaching = given().into_iter().map(|given| {
        let name = format!("{}::{}::native", given.account, given.mutation);
        Trial::test(name, move || {
            RUNTIME.block_on(reaches_the_request(given));
            Ok(())
        })
    });
    let foreign = foreign().into_iter().map(|(account, input, field)| {
        let place = field.join(".");
        Trial::test(format!("{account}::{place}::of_another"), move || {
            RUNTIME.block_on(is_refused(account, input, field));
            Ok(())
        })
    });
    reaching.chain(foreign).collect()
}

async fn reaches_the_request(given: Given) {
    let desk = Desk::open(given.account).await;
    let mut input = given.input;
    if given.invoice.is_null() {
        input["accountId"] = json!(given.account);
    } else {
        let invoice = desk.add(given.invoice).await;
        match given.mutation {
            "sendReminders" => input["invoiceIds"] = json!([invoice]),
            _ => input["invoiceId"] = json!(invoice),
        }
    }
    input["dryRun"] = json!(true);
    let selection = "request { method path body }";
    let told = desk.act(given.mutation, input, selection).await;
    assert_eq!(told["userErrors"], json!([]), "{told:#}");
    assert_eq!(told["outcome"], json!("PLANNED"), "{told:#}");
    let body = told["request"]["body"].as_str().expect("a body");
    let body: Value = serde_json::from_str(body).expect("a document");
    for (pointer, sent) in given.sent {
        assert_eq!(body.pointer(pointer), Some(&sent), "{body:#}");
    }
    assert_eq!(desk.writes().await, [], "nothing is sent");
}

async fn is_refused(account: &'static str, mut input: Value, field: Vec<&'static str>) {
    let desk = Desk::open(account).await;
    input["accountId"] = json!(account);
    let told = desk.act("createInvoice", input, "").await;
    assert_eq!(told["outcome"], json!("REFUSED"), "{told:#}");
    let error = &told["userErrors"][0];
    assert_eq!(error["code"], json!("INVALID_INPUT"), "{told:#}");
    assert_eq!(
        error["field"],
        json!(["input"].iter().chain(&field).collect::<Vec<_>>()),
        "{told:#}"
    );
    assert_eq!(desk.heard().await, [], "the vendor hears nothing");
}

/// Words of another provider than the account's, and where they are.
fn foreign() -> Vec<(&'static str, Value, Vec<&'static str>)> {
    let line = json!({"description": "Desk", "native": {"invoiceNinja": {"sortId": "1"}}});
    vec![
        (
            "moneybird",
            json!({"native": {"moneybirdExternal": {"source": "shop"}}}),
            vec!["native"],
        ),
        (
            "dashdoc",
            json!({"customerId": "1", "native": {"invoiceNinja": {"footer": "F"}}}),
            vec!["native"],
        ),
        (
            "moneybird-external",
            json!({"reference": "R", "lineItems": [{"description": "Desk"}, line]}),
            vec!["lineItems", "1", "native"],
        ),
    ]
}

fn given() -> Vec<Given> {
    let mut all = of_moneybird();
    all.extend(of_others());
    all
}

fn of_moneybird() -> Vec<Given> {
    let details = json!([{"description": "Desk", "price": "100", "amount": "1", "tax_rate": "0"}]);
    let open = json!({"state": "open", "currency": "EUR", "details": details});
    let line = |provider: &str| json!({"description": "Desk", "native": {provider: {"period": "this_month"}}});
    let sales = |mutation, invoice: &Value, input, sent| Given {
        account: "moneybird",
        mutation,
        invoice: invoice.clone(),
        input,
        sent,
    };
    let external = |mutation, invoice: &Value, input, sent| Given {
        account: "moneybird-external",
        ..sales(mutation, invoice, input, sent)
    };
    vec![
        sales(
            "createInvoice",
            &Value::Null,
            json!({
                "lineItems": [line("moneybird")],
                "native": {"moneybird": {"customFields": [{"id": "7", "value": "x"}]}},
            }),
            vec![
                (
                    "/sales_invoice/custom_fields_attributes/0/value",
                    json!("x"),
                ),
                (
                    "/sales_invoice/details_attributes/0/period",
                    json!("this_month"),
                ),
            ],
        ),
        sales(
            "updateInvoice",
            &open,
            json!({"changes": {}, "native": {"moneybird": {"paymentConditions": null}}}),
            vec![("/sales_invoice/payment_conditions", Value::Null)],
        ),
        sales(
            "sendInvoice",
            &open,
            json!({"delivery": "EMAIL", "native": {"moneybird": {"deliverUbl": true}}}),
            vec![("/sales_invoice_sending/deliver_ubl", json!(true))],
        ),
        sales(
            "scheduleInvoice",
            &json!({"state": "draft", "details": details}),
            json!({"date": "2090-01-01", "native": {"moneybird": {"mergeable": false}}}),
            vec![("/sales_invoice_sending/mergeable", json!(false))],
        ),
        sales(
            "sendReminders",
            &open,
            json!({"native": {"moneybird": {"deliveryMethod": "MANUAL"}}}),
            vec![(
                "/sales_invoice_reminders/0/delivery_method",
                json!("Manual"),
            )],
        ),
        sales(
            "createPayment",
            &open,
            json!({
                "amount": "1.00", "date": "2026-05-01",
                "native": {"moneybird": {"priceBase": "1.25"}},
            }),
            vec![("/payment/price_base", json!("1.25"))],
        ),
        sales(
            "markPaid",
            &open,
            json!({"native": {"moneybird": {"manualPaymentAction": "rounding_error"}}}),
            vec![("/payment/manual_payment_action", json!("rounding_error"))],
        ),
        external(
            "createInvoice",
            &Value::Null,
            json!({
                "reference": "R", "lineItems": [line("moneybirdExternal")],
                "native": {"moneybirdExternal": {"sourceUrl": "https://shop.example/1"}},
            }),
            vec![
                (
                    "/external_sales_invoice/source_url",
                    json!("https://shop.example/1"),
                ),
                (
                    "/external_sales_invoice/details_attributes/0/period",
                    json!("this_month"),
                ),
            ],
        ),
        external(
            "createPayment",
            &open,
            json!({
                "amount": "1.00", "date": "2026-05-01",
                "native": {"moneybirdExternal": {"financialAccountId": "9"}},
            }),
            vec![("/payment/financial_account_id", json!("9"))],
        ),
        external(
            "markPaid",
            &open,
            json!({"native": {"moneybirdExternal": {"ledgerAccountId": "9"}}}),
            vec![("/payment/ledger_account_id", json!("9"))],
        ),
    ]
}

fn of_others() -> Vec<Given> {
    let ninja = |mutation, invoice: Value, input, sent| Given {
        account: "invoice-ninja",
        mutation,
        invoice,
        input,
        sent,
    };
    vec![
        ninja(
            "createPayment",
            json!({"status_id": "2"}),
            json!({
                "amount": "1.00", "date": "2026-05-01",
                "native": {"invoiceNinja": {"typeId": "4", "emailReceipt": true}},
            }),
            vec![("/type_id", json!("4"))],
        ),
        ninja(
            "sendInvoice",
            json!({"status_id": "2"}),
            json!({"native": {"invoiceNinja": {"ccEmail": ["a@b.example", "c@d.example"]}}}),
            vec![("/cc_email", json!("a@b.example,c@d.example"))],
        ),
        ninja(
            "sendReminders",
            json!({"status_id": "2"}),
            json!({"native": {"invoiceNinja": {"template": "REMINDER_ENDLESS"}}}),
            vec![("/email_type", json!("reminder_endless"))],
        ),
        Given {
            account: "dashdoc",
            mutation: "markPaid",
            invoice: json!({"status": "final"}),
            input: json!({
                "native": {"dashdoc": {"paymentMethodUid": "m-1", "paymentNotes": "reçu"}},
            }),
            sent: vec![
                ("/payment_method_uid", json!("m-1")),
                ("/payment_notes", json!("reçu")),
            ],
        },
    ]
}
