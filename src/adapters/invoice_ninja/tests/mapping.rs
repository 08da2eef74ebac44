//! What becomes of a document.

use jiff::{Timestamp, civil::date, tz::TimeZone};
use serde_json::{Value, json};

use crate::{
    adapters::invoice_ninja::{
        Tables,
        activity::activity,
        decode_invoice,
        tests::script::{COMPANY, STATICS},
    },
    domain::{Decimal, Discount, Invoice, InvoiceKind, InvoiceStatus, Money, ProviderId},
    error::{ErrorKind, Result},
    native::{NativeActivity, NativeInvoice, NativeNote, NativePayment},
};

const INVOICE: &str = include_str!("../../../../tests/fixtures/invoice_ninja/invoice.json");
const ACTIVITIES: &str = include_str!("../../../../tests/fixtures/invoice_ninja/activities.json");

fn read(json: &str) -> Result<Invoice> {
    let tables = Tables::read(STATICS, COMPANY).unwrap();
    let zone = TimeZone::get("Europe/Brussels").unwrap();
    decode_invoice(json, &tables, &zone, Timestamp::UNIX_EPOCH)
}

/// Reads the invoice with some values changed, each at its JSON pointer.
fn with(changes: &[(&str, Value)]) -> Result<Invoice> {
    let mut document: Value = serde_json::from_str(INVOICE).unwrap();
    for (pointer, value) in changes {
        *document.pointer_mut(pointer).unwrap() = value.clone();
    }
    read(&document.to_string())
}

fn written(money: Option<Money>) -> String {
    money.map_or("none".to_owned(), |money| {
        format!("{} {}", money.amount, money.currency.code())
    })
}

fn decimal(text: &str) -> Option<Decimal> {
    text.parse().ok()
}

#[test]
fn an_invoice_is_read_to_the_cent() {
    let invoice = read(INVOICE).unwrap();
    assert_eq!(invoice.id.as_str(), "Rf5Gh6Jk7L");
    assert_eq!(invoice.number.as_deref(), Some("2026-0042"));
    assert_eq!(invoice.reference.as_deref(), Some("PO 99 / \"ü\""));
    assert_eq!(invoice.description.as_deref(), Some("Dank u, 🍺"));
    assert_eq!(invoice.public_note.as_deref(), Some("Dank u, 🍺"));
    assert_eq!(invoice.private_note.as_deref(), Some("Altijd bellen"));
    assert_eq!(invoice.version.as_deref(), Some("1772000400"));
    assert_eq!(written(invoice.subtotal), "180.00 EUR");
    assert_eq!(written(invoice.tax), "20.15 EUR");
    assert_eq!(written(invoice.total), "200.15 EUR");
    assert_eq!(written(invoice.paid), "40.00 EUR");
    assert_eq!(written(invoice.balance), "160.15 EUR");
    assert_eq!(invoice.status, InvoiceStatus::PartiallyPaid);
    assert_eq!(&*invoice.native_status, "3");
    assert_eq!(invoice.kind, InvoiceKind::Invoice);
    assert_eq!(invoice.issue_date, Some(date(2026, 2, 25)));
    assert_eq!(invoice.due_date, Some(date(2026, 3, 11)));
    let midnight: Timestamp = "2026-02-25T23:00:00Z".parse().unwrap();
    assert_eq!(invoice.sent_at, Some(midnight));
    let discount = Discount::Percentage(Decimal::from(10));
    assert_eq!(invoice.discount, Some(discount));
    assert_eq!(invoice.prices_include_tax, Some(false));
    assert_eq!(
        (invoice.archived, invoice.deleted),
        (Some(false), Some(false))
    );
    let link = invoice.payment_url.unwrap();
    assert!(link.ends_with("/client/invoice/SECRETKEY"));
    let fields = invoice.custom_fields.unwrap();
    assert_eq!(fields.len(), 2);
    assert_eq!(fields[1].id.as_ref().unwrap().as_str(), "custom_value3");
}

#[test]
fn an_open_deposit_is_late_after_its_own_day() {
    let days = |partial: Value, deposit_day: &str| {
        let changes = [
            ("/partial", partial),
            ("/partial_due_date", json!(deposit_day)),
        ];
        let invoice = with(&changes).unwrap();
        assert_eq!(invoice.due_date, Some(date(2026, 3, 11)));
        (invoice.payable_by, invoice.late_after())
    };
    let due = Some(date(2026, 3, 11));
    let deposit = Some(date(2026, 3, 1));
    assert_eq!(days(json!(60.5), "2026-03-01"), (deposit, deposit));
    assert_eq!(days(json!(60.5), ""), (None, due));
    assert_eq!(days(json!(0), "2026-03-01"), (None, due));
}

#[test]
fn lines_lose_their_noise_and_keep_their_prices() {
    let invoice = read(INVOICE).unwrap();
    let lines = invoice.line_items.unwrap();
    assert_eq!(lines[0].quantity, decimal("2.5"));
    assert_eq!(written(lines[0].subtotal), "100.00 EUR");
    assert_eq!(lines[0].tax_percentage, decimal("21"));
    assert_eq!(lines[1].quantity, decimal("0.3"));
    assert_eq!(written(lines[1].unit_price), "266.6666 EUR");
    assert_eq!(written(lines[1].subtotal), "80.00 EUR");
    assert_eq!(lines[1].tax_percentage, decimal("7.5"));
    assert!(lines[0].id.is_none());
    let inclusive = with(&[("/uses_inclusive_taxes", json!(true))]).unwrap();
    let lines = inclusive.line_items.unwrap();
    assert_eq!(written(lines[1].subtotal), "74.00 EUR");
}

#[test]
fn every_spelling_of_a_float_is_read() {
    for (spelling, currency, amount) in [
        ("20.150000000000002", "3", "20.15 EUR"),
        ("1.0e-5", "3", "0.00001 EUR"),
        ("-0", "3", "0.00 EUR"),
        ("403", "3", "403.00 EUR"),
        ("5000", "45", "5000 JPY"),
        ("1.5", "77", "1.500 KWD"),
        ("-12.30", "1", "-12.30 USD"),
        ("\"12.30\"", "1", "12.30 USD"),
    ] {
        let text = INVOICE.replacen("\"amount\": 200.15", &format!("\"amount\": {spelling}"), 1);
        let own = format!("\"currency_id\": \"{currency}\"");
        let invoice = read(&text.replacen("\"currency_id\": \"\"", &own, 1)).unwrap();
        assert_eq!(written(invoice.total), amount, "{spelling}");
    }
}

#[test]
fn noise_is_rounded_to_the_precision_of_the_servers_table() {
    for (precision, total) in [
        ("2", "1.23 EUR"),
        ("3", "1.235 EUR"),
        ("\"3\"", "1.235 EUR"),
    ] {
        let told = format!("\"precision\": {precision}");
        let statics = STATICS.replace("\"precision\": 2", &told);
        let tables = Tables::read(&statics, COMPANY).unwrap();
        let noisy = INVOICE.replacen("\"amount\": 200.15", "\"amount\": 1.2345000000000002", 1);
        let invoice = decode_invoice(&noisy, &tables, &TimeZone::UTC, Timestamp::UNIX_EPOCH);
        assert_eq!(written(invoice.unwrap().total), total, "{precision}");
    }
}

#[test]
fn the_currency_is_the_clients_else_the_groups_else_the_companys_and_never_guessed() {
    let code = |changes: &[(&str, Value)]| {
        with(changes)
            .unwrap()
            .currency
            .map(|code| code.code().to_owned())
    };
    let own = "/client/settings/currency_id";
    let group = "/client/group_settings/settings/currency_id";
    assert_eq!(code(&[(own, json!("45"))]).as_deref(), Some("JPY"));
    assert_eq!(code(&[]).as_deref(), Some("EUR"));
    assert_eq!(code(&[(group, json!(""))]).as_deref(), Some("USD"));
    for none in [json!([]), json!({}), Value::Null] {
        assert_eq!(
            code(&[("/client/group_settings", none)]).as_deref(),
            Some("USD")
        );
    }
    assert_eq!(
        code(&[("/client/settings", json!([])), (group, json!("1"))]).as_deref(),
        Some("USD")
    );
    let unknown = with(&[(own, json!("999"))]).unwrap();
    assert_eq!(
        (unknown.currency, unknown.total, unknown.tax),
        (None, None, None)
    );
    let nobody = with(&[("/client", Value::Null)]).unwrap();
    assert_eq!(nobody.currency, None);
    assert_eq!(
        nobody.customer.unwrap().id.as_ref().unwrap().as_str(),
        "Cl4pT7xY9w"
    );
}

#[test]
fn a_payment_counts_with_its_share_and_tells_the_others() {
    let invoice = read(INVOICE).unwrap();
    let payments = invoice.payments.unwrap();
    assert_eq!(written(payments[0].amount), "40.00 EUR");
    assert_eq!(payments[0].method.as_deref(), Some("Overschrijving"));
    assert_eq!(payments[0].reference.as_deref(), Some("OVS 77/ü"));
    let shares = payments[0].allocations.as_deref().unwrap();
    let shares: Vec<_> = shares
        .iter()
        .map(|share| {
            (
                share.invoice.as_str(),
                written(share.amount),
                written(share.refunded),
            )
        })
        .collect();
    let eur = |amount: &str| format!("{amount} EUR");
    assert_eq!(
        shares,
        [
            ("Rf5Gh6Jk7L", eur("50.00"), eur("10.00")),
            ("Ot8erInv0x", eur("50.00"), eur("0.00"))
        ]
    );
    let elsewhere =
        with(&[("/payments/0/paymentables/0/invoice_id", json!("Ot8erInv0x"))]).unwrap();
    assert_eq!(elsewhere.payments.unwrap()[0].amount, None);
}

#[test]
fn a_payment_keeps_its_own_currency() {
    let told = |id: Value| {
        let own = ("/client/settings/currency_id", json!("45"));
        let invoice = with(&[own, ("/payments/0/currency_id", id)]).unwrap();
        assert_eq!(written(invoice.paid), "40 JPY");
        let payment = invoice.payments.unwrap().remove(0);
        let share = &payment.allocations.as_deref().unwrap()[0];
        (
            written(payment.amount),
            written(share.amount),
            written(share.refunded),
        )
    };
    let all = |amounts: [&str; 3]| amounts.map(str::to_owned).into();
    assert_eq!(
        told(json!("3")),
        all(["40.00 EUR", "50.00 EUR", "10.00 EUR"])
    );
    for none in [json!(""), json!("0"), Value::Null] {
        assert_eq!(told(none), all(["40 JPY", "50 JPY", "10 JPY"]));
    }
    assert_eq!(told(json!("999")), all(["none", "none", "none"]));
}

#[test]
fn a_payment_that_came_to_nothing_is_none_and_the_others_keep_their_words() {
    let mut document: Value = serde_json::from_str(INVOICE).unwrap();
    let one = document["payments"][0].clone();
    let payments = ["3", "1", "2", "4", "6"].map(|status| {
        let mut payment = one.clone();
        payment["id"] = json!(format!("Py{status}"));
        payment["status_id"] = json!(status);
        payment
    });
    document["payments"] = json!(payments);
    let invoice = read(&document.to_string()).unwrap();
    let told = invoice.payments.unwrap();
    let ids: Vec<_> = told.iter().map(|payment| payment.id.as_str()).collect();
    assert_eq!(ids, ["Py1", "Py4", "Py6"]);
    let native = NativeInvoice::decode(ProviderId::InvoiceNinja, &invoice.raw).unwrap();
    let native: Vec<_> = native
        .payments()
        .into_iter()
        .map(|payment| match payment {
            NativePayment::InvoiceNinjaPayment(payment) => payment.id.unwrap().to_string(),
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(native, ids);
    let NativeInvoice::InvoiceNinjaInvoice(whole) =
        NativeInvoice::decode(ProviderId::InvoiceNinja, &invoice.raw).unwrap()
    else {
        panic!("an invoice of invoice ninja is one of its own");
    };
    assert_eq!(whole.payments.unwrap().len(), 5);
}

#[test]
fn states_are_told_in_shared_words() {
    let state = |changes: &[(&str, Value)]| {
        let invoice = with(changes).unwrap();
        (
            invoice.status,
            written(invoice.balance),
            invoice.archived,
            invoice.deleted,
        )
    };
    let draft = state(&[("/status_id", json!("1")), ("/balance", json!(0))]);
    assert_eq!((draft.0, &*draft.1), (InvoiceStatus::Draft, "200.15 EUR"));
    for (word, status) in [
        ("2", InvoiceStatus::Open),
        ("4", InvoiceStatus::Paid),
        ("5", InvoiceStatus::Cancelled),
        ("6", InvoiceStatus::Reversed),
        ("7", InvoiceStatus::Unknown),
        ("", InvoiceStatus::Unknown),
    ] {
        assert_eq!(state(&[("/status_id", json!(word))]).0, status, "{word}");
    }
    let archived = state(&[("/archived_at", json!(5))]);
    assert_eq!((archived.2, archived.3), (Some(true), Some(false)));
    let deleted = state(&[("/archived_at", json!(5)), ("/is_deleted", json!(true))]);
    assert_eq!((deleted.2, deleted.3), (Some(false), Some(true)));
    let credit = with(&[("/amount", json!(-20.5))]).unwrap();
    assert_eq!(credit.kind, InvoiceKind::CreditNote);
    let zero = INVOICE.replacen("\"amount\": 200.15", "\"amount\": -0.0", 1);
    assert_eq!(read(&zero).unwrap().kind, InvoiceKind::Invoice);
}

#[test]
fn the_customer_is_the_client_with_its_primary_contact() {
    let invoice = read(INVOICE).unwrap();
    let customer = invoice.customer.unwrap();
    assert_eq!(customer.name.as_deref(), Some("Brasserie Léopold"));
    assert_eq!(customer.first_name.as_deref(), Some("Mia"));
    assert_eq!(customer.email.as_deref(), Some("mia@leopold.example"));
    assert_eq!(customer.phone.as_deref(), Some("+32 2 555 01 01"));
    assert_eq!(customer.address.country.as_deref(), Some("BE"));
    assert_eq!(customer.address.region.as_deref(), Some("Oost-Vlaanderen"));
    assert_eq!(customer.customer_number.as_deref(), Some("K-0007"));
    assert_eq!(
        customer.registration_number.as_deref(),
        Some("0400.000.001")
    );
    assert_eq!(customer.deleted, Some(false));
    let archived = with(&[("/client/archived_at", json!(7))]).unwrap();
    assert_eq!(archived.customer.unwrap().deleted, Some(true));
}

#[test]
fn an_attachment_has_its_name_and_media_type() {
    let attachments = read(INVOICE).unwrap().attachments.unwrap();
    assert_eq!(
        attachments[0].filename.as_deref(),
        Some("bestelbon été.pdf")
    );
    assert_eq!(
        attachments[0].content_type.as_deref(),
        Some("application/pdf")
    );
    assert_eq!(attachments[0].size_bytes, Some(20480));
}

#[test]
fn the_document_is_kept_in_its_own_words() {
    let invoice = read(INVOICE).unwrap();
    assert!(invoice.raw.json().contains("a_field_of_next_year"));
    let native = NativeInvoice::decode(ProviderId::InvoiceNinja, &invoice.raw).unwrap();
    assert_eq!((native.line_items().len(), native.payments().len()), (2, 1));
    assert_eq!(
        (native.attachments().len(), native.customer().is_some()),
        (1, true)
    );
    let NativePayment::InvoiceNinjaPayment(payment) = &native.payments()[0] else {
        panic!("a payment of invoice ninja is one of its own");
    };
    assert_eq!(payment.amount.unwrap().0, Decimal::from(100));
}

#[test]
fn notes_are_told_from_events_by_their_number_alone() {
    let told = activity(ACTIVITIES).unwrap();
    let notes: Vec<_> = told
        .notes
        .iter()
        .map(|note| (note.id.as_str(), note.text.as_deref()))
        .collect();
    assert_eq!(
        notes,
        [
            ("Act9abcdef", Some("beloofd te betalen")),
            ("Act7abcdef", Some("gebeld"))
        ]
    );
    assert_eq!(
        told.notes[0].author_id.as_ref().unwrap().as_str(),
        "Ua11Bc22De"
    );
    let events: Vec<_> = told.timeline.iter().map(|event| &*event.action).collect();
    assert_eq!(events, ["payment_created", "emailed", "999"]);
    let native = NativeActivity::decode(ProviderId::InvoiceNinja, &told.raw).unwrap();
    assert_eq!(native.events.len(), 3);
    let NativeNote::InvoiceNinjaActivity(second) = &native.notes[1] else {
        panic!("a note of invoice ninja is an activity");
    };
    assert_eq!(second.notes.as_deref(), Some("gebeld"));
    let error = activity(r#"{"message":"no"}"#).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::BadAnswer);
}

#[test]
fn an_old_servers_document_is_read_too() {
    let invoice = read(r#"{"id":"Rf5Gh6Jk7L","line_items":"[]","status_id":"2","amount":10,"client":{"settings":{"currency_id":"3"}}}"#).unwrap();
    assert_eq!(invoice.line_items, Some(Vec::new()));
    assert_eq!(written(invoice.total), "10.00 EUR");
    assert_eq!((invoice.payments, invoice.subtotal), (None, None));
    for (wrong, place) in [
        (r#"{"amount":1}"#, "id"),
        (r#"{"id":"a","payments":[{"amount":1}]}"#, "payments[0].id"),
        (r#"{"id":"a","amount":"twelve"}"#, "amount"),
    ] {
        let error = read(wrong).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::BadAnswer);
        assert!(error.message().ends_with(place), "{error}");
    }
}
