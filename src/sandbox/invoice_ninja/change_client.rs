//! Commands that add and edit clients, which never touch their invoices.

use std::borrow::Cow;
use std::sync::Arc;

use serde::Deserialize;
use serde_json::Value;

use crate::sandbox::clock;
use crate::sandbox::invoice_ninja::change_input::{RowId, read};
use crate::sandbox::invoice_ninja::ledger::{Ledger, next};
use crate::sandbox::invoice_ninja::rows::{Client, Contact, Stamps, Text};

/// A client as a command writes it; what is left out stays or is empty.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Input {
    name: Option<String>,
    number: Option<String>,
    address1: Option<String>,
    address2: Option<String>,
    city: Option<String>,
    state: Option<String>,
    postal_code: Option<String>,
    country_id: Option<String>,
    phone: Option<String>,
    website: Option<String>,
    vat_number: Option<String>,
    id_number: Option<String>,
    private_notes: Option<String>,
    public_notes: Option<String>,
    group_settings_id: Option<RowId>,
    settings: Option<SettingsInput>,
    contacts: Option<Vec<ContactInput>>,
    is_deleted: Option<bool>,
    archived_at: Option<i64>,
    updated_at: Option<i64>,
}

/// The settings of a client, as a whole: a key that is left out is inherited.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct SettingsInput {
    currency_id: Option<String>,
    language_id: Option<String>,
    lock_invoices: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct ContactInput {
    first_name: String,
    last_name: String,
    email: String,
    phone: String,
}

/// Adds a client.
pub(super) fn add(ledger: &mut Ledger, row: &Value) -> Result<u32, String> {
    let input: Input = read(row)?;
    let id = next(&mut ledger.counters.client);
    let now = clock::now_seconds();
    let mut client = Client {
        id,
        stamps: Stamps {
            created_at: now,
            updated_at: now,
            ..Stamps::default()
        },
        name: Cow::Owned(format!("Klant {id}")),
        number: Cow::Owned(format!("{id:04}")),
        ..Client::default()
    };
    input.write(ledger, &mut client, now)?;
    ledger.clients.insert(id, Arc::new(client));
    Ok(id)
}

/// Edits a client and moves its own `updated_at`, not that of its invoices.
pub(super) fn edit(ledger: &mut Ledger, id: u32, set: &Value) -> Result<(), String> {
    let input: Input = read(set)?;
    let Some(row) = ledger.clients.get(&id) else {
        return Ok(());
    };
    let mut client = Client::clone(row);
    input.write(ledger, &mut client, clock::now_seconds())?;
    ledger.clients.insert(id, Arc::new(client));
    Ok(())
}

impl Input {
    fn write(&self, ledger: &mut Ledger, row: &mut Client, now: i64) -> Result<(), String> {
        for (place, given) in [
            (&mut row.name, &self.name),
            (&mut row.number, &self.number),
            (&mut row.address1, &self.address1),
            (&mut row.address2, &self.address2),
            (&mut row.city, &self.city),
            (&mut row.state, &self.state),
            (&mut row.postal_code, &self.postal_code),
            (&mut row.country_id, &self.country_id),
            (&mut row.phone, &self.phone),
            (&mut row.website, &self.website),
            (&mut row.vat_number, &self.vat_number),
            (&mut row.id_number, &self.id_number),
            (&mut row.private_notes, &self.private_notes),
            (&mut row.public_notes, &self.public_notes),
        ] {
            if let Some(text) = given {
                *place = Text::Owned(text.clone());
            }
        }
        if let Some(group) = self.group_settings_id {
            if group.0 != 0 && !ledger.groups.contains_key(&group.0) {
                return Err("group_settings_id is no group of these books".to_owned());
            }
            row.group = group.0;
        }
        if let Some(settings) = &self.settings {
            row.currency_id = settings.currency_id.clone().map(Cow::Owned);
            row.language_id = settings.language_id.clone().map(Cow::Owned);
            row.lock_invoices = settings.lock_invoices.clone().map(Cow::Owned);
        }
        if let Some(contacts) = &self.contacts {
            let contact = |given: &ContactInput| Contact {
                id: next(&mut ledger.counters.contact),
                first_name: Cow::Owned(given.first_name.clone()),
                last_name: Cow::Owned(given.last_name.clone()),
                email: Cow::Owned(given.email.clone()),
                phone: Cow::Owned(given.phone.clone()),
            };
            row.contacts = contacts.iter().map(contact).collect();
        }
        if let Some(is_deleted) = self.is_deleted {
            row.stamps.is_deleted = is_deleted;
            row.stamps.archived_at = if is_deleted { now } else { 0 };
        }
        row.stamps.archived_at = self.archived_at.unwrap_or(row.stamps.archived_at);
        row.stamps.updated_at = self.updated_at.unwrap_or(now);
        Ok(())
    }
}
