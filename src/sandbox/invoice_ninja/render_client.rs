//! Clients and their groups.

use rust_decimal::Decimal;

use crate::sandbox::invoice_ninja::fixed::{APP_URL, USER};
use crate::sandbox::invoice_ninja::includes::Includes;
use crate::sandbox::invoice_ninja::json::Json;
use crate::sandbox::invoice_ninja::ledger::Ledger;
use crate::sandbox::invoice_ninja::render::{id, none, token};
use crate::sandbox::invoice_ninja::rows::{Client, Contact, Group};
use crate::sandbox::invoice_ninja::{render_activity, render_document};

/// Writes a client with its contacts.
pub(super) fn client<'a>(ledger: &'a Ledger, row: &'a Client, includes: &Includes) -> Json<'a> {
    let mut fields = Vec::with_capacity(60);
    fields.extend(head(ledger, row));
    fields.extend(address(row));
    fields.extend([
        ("settings", settings(row)),
        ("is_deleted", row.stamps.is_deleted.into()),
        ("vat_number", row.vat_number.as_ref().into()),
        ("id_number", row.id_number.as_ref().into()),
        ("updated_at", row.stamps.updated_at.into()),
        ("archived_at", row.stamps.archived_at.into()),
        ("created_at", row.stamps.created_at.into()),
        ("display_name", display_name(row)),
        ("number", row.number.as_ref().into()),
        ("has_valid_vat_number", false.into()),
        ("is_tax_exempt", false.into()),
        ("routing_id", none()),
        ("tax_info", Json::empty()),
        ("classification", none()),
        ("e_invoice", Json::empty()),
        (
            "contacts",
            Json::List(row.contacts.iter().map(|one| contact(row, one)).collect()),
        ),
        ("documents", render_document::of(ledger, &row.documents)),
        ("gateway_tokens", Json::List(Vec::new())),
        ("locations", Json::List(Vec::new())),
    ]);
    fields.extend(included(ledger, row, includes));
    Json::Object(fields)
}

fn head<'a>(ledger: &Ledger, row: &'a Client) -> [(&'static str, Json<'a>); 14] {
    let (balance, paid) = sums(ledger, row.id);
    [
        ("id", id(row.id)),
        ("user_id", id(USER)),
        ("assigned_user_id", none()),
        ("name", row.name.as_ref().into()),
        ("website", row.website.as_ref().into()),
        ("private_notes", row.private_notes.as_ref().into()),
        ("balance", balance.into()),
        ("group_settings_id", id(row.group)),
        ("paid_to_date", paid.into()),
        ("credit_balance", credit_balance(ledger, row.id).into()),
        ("last_login", Json::Int(0)),
        ("size_id", none()),
        ("public_notes", row.public_notes.as_ref().into()),
        ("client_hash", token(row.id, 2, 40).into()),
    ]
}

fn address(row: &Client) -> [(&'static str, Json<'_>); 18] {
    [
        ("address1", row.address1.as_ref().into()),
        ("address2", row.address2.as_ref().into()),
        ("phone", row.phone.as_ref().into()),
        ("city", row.city.as_ref().into()),
        ("state", row.state.as_ref().into()),
        ("postal_code", row.postal_code.as_ref().into()),
        ("country_id", row.country_id.as_ref().into()),
        ("industry_id", none()),
        ("custom_value1", none()),
        ("custom_value2", none()),
        ("custom_value3", none()),
        ("custom_value4", none()),
        ("shipping_address1", none()),
        ("shipping_address2", none()),
        ("shipping_city", none()),
        ("shipping_state", none()),
        ("shipping_postal_code", none()),
        ("shipping_country_id", none()),
    ]
}

/// Keys that are missing are inherited.
fn settings(row: &Client) -> Json<'_> {
    let mut settings = Json::object([
        ("entity", "App\\Models\\Client".into()),
        ("industry_id", none()),
        ("size_id", none()),
    ]);
    if let Some(currency_id) = &row.currency_id {
        settings.push("currency_id", currency_id.as_ref().into());
    }
    if let Some(language_id) = &row.language_id {
        settings.push("language_id", language_id.as_ref().into());
    }
    if let Some(lock_invoices) = &row.lock_invoices {
        settings.push("lock_invoices", lock_invoices.as_ref().into());
    }
    settings
}

/// A client without a name goes by its first contact.
fn display_name(row: &Client) -> Json<'_> {
    match row.contacts.first() {
        Some(person) if row.name.is_empty() => {
            let name = format!("{} {}", person.first_name, person.last_name);
            name.trim().to_owned().into()
        }
        _ => row.name.as_ref().into(),
    }
}

fn contact<'a>(client: &Client, row: &'a Contact) -> Json<'a> {
    let is_primary = client.contacts.first().is_some_and(|one| one.id == row.id);
    let key = token(row.id, 3, 32);
    let link = format!("{APP_URL}/client/key_login/{key}");
    Json::object([
        ("id", id(row.id)),
        ("first_name", row.first_name.as_ref().into()),
        ("last_name", row.last_name.as_ref().into()),
        ("email", row.email.as_ref().into()),
        ("created_at", client.stamps.created_at.into()),
        ("updated_at", client.stamps.updated_at.into()),
        ("archived_at", 0.into()),
        ("is_primary", is_primary.into()),
        ("is_locked", false.into()),
        ("phone", row.phone.as_ref().into()),
        ("custom_value1", none()),
        ("custom_value2", none()),
        ("custom_value3", none()),
        ("custom_value4", none()),
        ("contact_key", key.into()),
        ("send_email", true.into()),
        ("last_login", Json::Int(0)),
        ("password", none()),
        ("link", link.into()),
    ])
}

/// What the client still owes and has paid, over its invoices that are not deleted.
fn sums(ledger: &Ledger, client: u32) -> (Decimal, Decimal) {
    let of = ledger.sums.get(&client);
    of.copied().unwrap_or_default()
}

/// What is left of the client's credit notes that were sent.
fn credit_balance(ledger: &Ledger, client: u32) -> Decimal {
    let credits = ledger.credits.values().map(|credit| &credit.row);
    let own = credits.filter(|row| row.client == client && !row.stamps.is_deleted);
    own.map(|row| row.money.balance).sum()
}

fn included<'a>(
    ledger: &'a Ledger,
    row: &'a Client,
    includes: &Includes,
) -> Vec<(&'static str, Json<'a>)> {
    let mut fields = Vec::new();
    // A client without a group has no such key.
    if let (Some(_), Some(group)) = (includes.get("group_settings"), ledger.group_of(row)) {
        fields.push(("group_settings", self::group(group)));
    }
    if let Some(below) = includes.get("activities") {
        let own = ledger.activities.iter().filter(|one| one.client == row.id);
        let activities = render_activity::latest(ledger, below, own);
        fields.push(("activities", activities));
    }
    for name in ["ledger", "system_logs"] {
        if includes.get(name).is_some() {
            fields.push((name, Json::List(Vec::new())));
        }
    }
    fields
}

/// Writes a group of clients.
fn group(row: &Group) -> Json<'_> {
    let settings = Json::object([
        ("entity", "App\\Models\\Client".into()),
        ("currency_id", row.currency_id.into()),
    ]);
    Json::object([
        ("id", id(row.id)),
        ("name", row.name.into()),
        ("settings", settings),
        ("created_at", row.stamps.created_at.into()),
        ("updated_at", row.stamps.updated_at.into()),
        ("archived_at", row.stamps.archived_at.into()),
        ("is_deleted", row.stamps.is_deleted.into()),
        ("documents", Json::List(Vec::new())),
    ])
}
