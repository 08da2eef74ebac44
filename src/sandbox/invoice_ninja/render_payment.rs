//! Payments and what they were used for.

use rust_decimal::Decimal;

use crate::sandbox::invoice_ninja::currencies;
use crate::sandbox::invoice_ninja::fixed::{COMPANY_CURRENCY, COMPANY_GATEWAY, USER};
use crate::sandbox::invoice_ninja::includes::Includes;
use crate::sandbox::invoice_ninja::json::Json;
use crate::sandbox::invoice_ninja::ledger::Ledger;
use crate::sandbox::invoice_ninja::render::{id, none};
use crate::sandbox::invoice_ninja::render_invoice::{Wishes, invoice};
use crate::sandbox::invoice_ninja::rows::{Payment, Paymentable, Target};
use crate::sandbox::invoice_ninja::{
    render_activity, render_client, render_credit, render_document, statics,
};

/// Writes a payment with its parts.
pub(super) fn payment<'a>(ledger: &'a Ledger, row: &'a Payment, includes: &Includes) -> Json<'a> {
    let mut fields = Vec::with_capacity(40);
    fields.extend(head(row));
    fields.extend(tail(row));
    let parts = row.paymentables.iter().map(paymentable);
    fields.push(("paymentables", Json::List(parts.collect())));
    let documents = render_document::of(ledger, &row.documents);
    fields.push(("documents", documents));
    fields.extend(included(ledger, row, includes));
    Json::Object(fields)
}

fn head(row: &Payment) -> [(&'static str, Json<'_>); 14] {
    [
        ("id", id(row.id)),
        ("user_id", id(USER)),
        ("assigned_user_id", id(row.assigned_user)),
        ("amount", row.amount.into()),
        ("refunded", row.refunded.into()),
        ("applied", row.applied.into()),
        (
            "transaction_reference",
            row.transaction_reference.as_ref().into(),
        ),
        ("transaction_id", none()),
        ("date", Some(row.date).into()),
        ("is_manual", row.is_manual.into()),
        ("created_at", row.stamps.created_at.into()),
        ("updated_at", row.stamps.updated_at.into()),
        ("archived_at", row.stamps.archived_at.into()),
        ("is_deleted", row.stamps.is_deleted.into()),
    ]
}

fn tail(row: &Payment) -> [(&'static str, Json<'_>); 18] {
    let type_id = match row.type_id {
        0 => String::new(),
        known => known.to_string(),
    };
    let (gateway, gateway_type) = if row.is_manual {
        (0, "")
    } else {
        (COMPANY_GATEWAY, "1")
    };
    // The company's currency, where it is another one.
    let exchange = if row.currency_id == COMPANY_CURRENCY {
        ""
    } else {
        COMPANY_CURRENCY
    };
    let rate = if row.exchange_rate.is_zero() {
        Decimal::ONE
    } else {
        row.exchange_rate
    };
    [
        ("type_id", type_id.into()),
        ("invitation_id", none()),
        ("private_notes", row.private_notes.as_ref().into()),
        ("number", row.number.as_ref().into()),
        ("custom_value1", custom_value(row, 0)),
        ("custom_value2", custom_value(row, 1)),
        ("custom_value3", custom_value(row, 2)),
        ("custom_value4", custom_value(row, 3)),
        ("client_id", id(row.client)),
        ("client_contact_id", none()),
        ("company_gateway_id", id(gateway)),
        ("gateway_type_id", gateway_type.into()),
        ("status_id", row.status.to_string().into()),
        ("project_id", none()),
        ("vendor_id", none()),
        ("currency_id", row.currency_id.as_ref().into()),
        ("exchange_rate", rate.into()),
        ("exchange_currency_id", exchange.into()),
    ]
}

fn custom_value(row: &Payment, place: usize) -> Json<'_> {
    let values = row.custom_values.as_deref();
    values.map_or("", |values| values[place].as_ref()).into()
}

fn paymentable(row: &Paymentable) -> Json<'static> {
    let target = match row.target {
        Target::Invoice(invoice) => ("invoice_id", id(invoice)),
        Target::Credit(credit) => ("credit_id", id(credit)),
    };
    Json::object([
        ("id", id(row.id)),
        target,
        ("amount", row.amount.into()),
        ("refunded", row.refunded.into()),
        ("created_at", row.at.into()),
        ("updated_at", row.at.into()),
        ("archived_at", 0.into()),
    ])
}

fn included<'a>(
    ledger: &'a Ledger,
    row: &'a Payment,
    includes: &Includes,
) -> Vec<(&'static str, Json<'a>)> {
    let mut fields = Vec::new();
    if let (Some(below), Some(client)) = (includes.get("client"), ledger.clients.get(&row.client)) {
        fields.push(("client", render_client::client(ledger, client, below)));
    }
    if let Some(below) = includes.get("invoices") {
        let wishes = Wishes::including(below.clone());
        let ids = row
            .paymentables
            .iter()
            .filter_map(|part| match part.target {
                Target::Invoice(invoice) => ledger.invoices.get(&invoice),
                Target::Credit(_) => None,
            });
        let invoices = ids.map(|found| invoice(ledger, found, &wishes));
        fields.push(("invoices", Json::List(invoices.collect())));
    }
    if includes.get("type").is_some() && row.type_id != 0 {
        fields.push(("type", statics::payment_type(row.type_id)));
    }
    if includes.get("credits").is_some() {
        let credits = row
            .paymentables
            .iter()
            .filter_map(|part| match part.target {
                Target::Credit(credit) => ledger.credits.get(&credit),
                Target::Invoice(_) => None,
            });
        let wishes = Wishes::default();
        let credits = credits.map(|found| render_credit::credit(ledger, found, &wishes));
        fields.push(("credits", Json::List(credits.collect())));
    }
    if let Some(below) = includes.get("activities") {
        let own = ledger.activities.iter().filter(|one| one.payment == row.id);
        let activities = render_activity::latest(ledger, below, own);
        fields.push(("activities", activities));
    }
    fields
}

/// What a unit of this currency is worth in the company's own, to six digits.
pub(super) fn exchange_rate(currency_id: &str) -> Decimal {
    if currency_id == COMPANY_CURRENCY {
        return Decimal::ONE;
    }
    let rate = |id: &str| Decimal::from(currencies::with_id(id).rate_millionths);
    (rate(COMPANY_CURRENCY) / rate(currency_id))
        .round_dp(6)
        .normalize()
}
