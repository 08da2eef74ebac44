//! The seeded clients: with a currency of their own, of their group, or none.

use std::borrow::Cow;
use std::sync::Arc;

use crate::sandbox::invoice_ninja::ledger::{Ledger, next};
use crate::sandbox::invoice_ninja::rows::{Client, Contact, Group, Stamps, Text};
use crate::sandbox::invoice_ninja::seed_words::CLIENTS;

/// When the company began, in Unix seconds.
const BEGAN_AT: i64 = 1_577_872_800;

/// How many invoices there are for each client beyond the first ones.
const INVOICES_PER_CLIENT: usize = 60;

/// Currency ids in the order of the first clients: `Some("")` is a key without a value.
const CURRENCIES: [Option<&str>; 24] = [
    None,
    Some("3"),
    None,
    Some(""),
    Some("5"),
    None, // JPY by its group
    Some("104"),
    Some("69"),
    Some("2"),
    None, // USD by its group
    Some("17"),
    Some("49"),
    None,
    Some("77"),
    Some("1"),
    None,
    Some("12"),
    None,
    None,
    None,
    Some("7"),
    None,
    None, // in a group without a currency
    Some("45"),
];

/// Group of the client at a place, 0 for none.
fn group_at(index: usize) -> u32 {
    match index {
        5 => 1,
        9 | 10 => 2,
        22 => 3,
        _ => 0,
    }
}

/// Fills the tables of groups and clients for so many invoices.
pub(super) fn fill(ledger: &mut Ledger, invoices: usize, until: i64) {
    let stamps = Stamps {
        created_at: BEGAN_AT,
        updated_at: BEGAN_AT,
        ..Stamps::default()
    };
    for (id, name, currency_id) in [
        (1, "日本のお客様", "45"),
        (2, "Overseas (USD)", "1"),
        (3, "Zonder eigen valuta", ""),
    ] {
        let group = Group {
            id,
            name,
            currency_id,
            stamps: stamps.clone(),
        };
        ledger.groups.insert(id, Arc::new(group));
    }
    let count = CLIENTS.len().max(invoices / INVOICES_PER_CLIENT);
    for index in 0..count {
        let client = client(ledger, index, until);
        ledger.clients.insert(client.id, Arc::new(client));
    }
}

fn client(ledger: &mut Ledger, index: usize, until: i64) -> Client {
    let place = index % CLIENTS.len();
    let [name, street, postal_code, city, country, first, last] = CLIENTS[place];
    let id = next(&mut ledger.counters.client);
    let nth = index / CLIENTS.len();
    let name: Text = match nth {
        0 => Cow::Borrowed(name),
        _ if name.is_empty() => Cow::Borrowed(""),
        nth => Cow::Owned(format!("{name} {}", nth + 1)),
    };
    let created_at = BEGAN_AT + 3600 * id as i64;
    let mut client = Client {
        id,
        stamps: Stamps {
            created_at,
            updated_at: created_at,
            ..Stamps::default()
        },
        name,
        number: Cow::Owned(format!("{id:04}")),
        address1: Cow::Borrowed(street),
        city: Cow::Borrowed(city),
        postal_code: Cow::Borrowed(postal_code),
        country_id: Cow::Borrowed(country),
        currency_id: CURRENCIES[place].map(Cow::Borrowed),
        language_id: (place % 4 == 2).then_some(Cow::Borrowed("1")),
        group: group_at(place),
        ..Client::default()
    };
    if place.is_multiple_of(3) {
        client.vat_number = Cow::Owned(format!("NL{:09}B01", 123_000_000 + id));
        client.phone = Cow::Borrowed("+31 20 555 01 00");
        client.website = Cow::Borrowed("https://klant.example/?a=1&b=2");
        client.private_notes = Cow::Borrowed("Betaalt per kwartaal.");
    }
    client.contacts.push(contact(ledger, first, last, ""));
    if place.is_multiple_of(5) {
        client
            .contacts
            .push(contact(ledger, "", "Administratie", "administratie"));
    }
    match place {
        // Renamed long after its invoices were sent.
        17 => client.stamps.updated_at = until - 40 * 86_400,
        18 => {
            client.stamps.archived_at = until - 60 * 86_400;
            client.stamps.updated_at = client.stamps.archived_at;
        }
        19 => {
            client.stamps.archived_at = until - 50 * 86_400;
            client.stamps.updated_at = client.stamps.archived_at;
            client.stamps.is_deleted = true;
        }
        _ => {}
    }
    client
}

fn contact(
    ledger: &mut Ledger,
    first: &'static str,
    last: &'static str,
    box_name: &str,
) -> Contact {
    let id = next(&mut ledger.counters.contact);
    let box_name = if box_name.is_empty() {
        format!("contact{id}")
    } else {
        format!("{box_name}{id}")
    };
    Contact {
        id,
        first_name: Cow::Borrowed(first),
        last_name: Cow::Borrowed(last),
        email: Cow::Owned(format!("{box_name}@klant.example")),
        phone: Cow::Borrowed(""),
    }
}
