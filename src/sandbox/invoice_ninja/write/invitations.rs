//! Who is invited to see an invoice, as requests say it.

use serde_json::Value;

use crate::sandbox::invoice_ninja::ledger::{Ledger, next};
use crate::sandbox::invoice_ninja::render_invoice::key;
use crate::sandbox::invoice_ninja::rows::Invitation;
use crate::sandbox::invoice_ninja::write::check::{Check, row_id};
use crate::sandbox::invoice_ninja::write::input::Input;

/// Reads the contacts that a new invoice is for; none stands for all of them.
pub(super) fn wanted(check: &mut Check<'_>) -> Vec<u32> {
    let mut contacts = Vec::new();
    for (index, item) in check
        .list("invitations")
        .unwrap_or_default()
        .iter()
        .enumerate()
    {
        let input = Input::nested(item);
        let mut inner = Check::below(&input, "invitations", index);
        inner.require("client_contact_id");
        let contact = inner.row("client_contact_id").unwrap_or(0);
        if contact != 0 && contacts.contains(&contact) {
            inner.complain("client_contact_id", "The", "field has a duplicate value.");
        }
        contacts.push(contact);
        check.absorb(inner);
    }
    contacts
}

/// Invites these contacts; those of other clients are skipped in silence.
pub(super) fn of(ledger: &mut Ledger, client: u32, contacts: &[u32], now: i64) -> Vec<Invitation> {
    let own = contacts.iter().copied();
    let own: Vec<u32> = own
        .filter(|contact| ledger.contact(client, *contact).is_some())
        .collect();
    let counter = &mut ledger.counters.invitation;
    let invite = |contact: u32| Invitation::new(next(counter), contact, now);
    own.into_iter().map(invite).collect()
}

/// Makes the invitations of an invoice the ones that are wanted, which are known by their keys.
pub(super) fn synchronize(ledger: &mut Ledger, id: u32, wanted: &[Value], now: i64) {
    let Some(row) = ledger.invoices.get(&id) else {
        return;
    };
    let client = row.client;
    let mut all = row.invitations.clone();
    let text = |item: &Value, name: &str| item.get(name).and_then(Value::as_str).map(str::to_owned);
    let keys: Vec<String> = wanted.iter().filter_map(|item| text(item, "key")).collect();
    for one in &mut all {
        if one.archived_at == 0 && !keys.contains(&key(one)) {
            one.archived_at = now;
        }
    }
    for item in wanted {
        let is_known = text(item, "key").is_some_and(|wanted| {
            let mut live = all.iter().filter(|one| one.archived_at == 0);
            live.any(|one| key(one) == wanted)
        });
        let contact = item.get("client_contact_id").map_or(0, row_id);
        if is_known || ledger.contact(client, contact).is_none() {
            continue;
        }
        match all.iter_mut().find(|one| one.contact == contact) {
            Some(old) => old.archived_at = 0,
            None => {
                let id = next(&mut ledger.counters.invitation);
                all.push(Invitation::new(id, contact, now));
            }
        }
    }
    if all.iter().all(|one| one.archived_at != 0) {
        all.extend(ledger.invite(client, now));
    }
    ledger.with_invoice(id, |row| row.invitations = all);
}
