//! Seeds the customers, who all have several invoices.

use std::sync::Arc;

use crate::sandbox::moneybird::fixed::CUSTOM_FIELD_ID;
use crate::sandbox::moneybird::invoice::{Contact, CustomField, Person, Text};
use crate::sandbox::moneybird::ledger::Ledger;
use crate::sandbox::moneybird::seed_words::{CONTACTS, PEOPLE};

/// The most customers, however many invoices there are.
const MOST_CONTACTS: usize = 2_000;

/// Adds the customers for `invoices` invoices; the last was created at `until`.
pub(super) fn fill(ledger: &mut Ledger, invoices: usize, until: i64) -> Vec<Arc<Contact>> {
    if invoices == 0 {
        return Vec::new();
    }
    let count = (invoices / 8).clamp(CONTACTS.len(), MOST_CONTACTS);
    let mut contacts = Vec::with_capacity(count);
    for index in 0..count {
        let created_at = until - 1000 * (count - index) as i64;
        let contact = Arc::new(contact(ledger, index, created_at));
        ledger.put_contact(Arc::clone(&contact));
        contacts.push(contact);
    }
    contacts
}

fn contact(ledger: &mut Ledger, index: usize, created_at: i64) -> Contact {
    let [company, firstname, lastname, street, zipcode, city, country] =
        CONTACTS[index % CONTACTS.len()];
    let round = index / CONTACTS.len();
    let company_name = match round {
        _ if company.is_empty() => Text::Borrowed(""),
        0 => Text::Borrowed(company),
        _ => Text::Owned(format!("{company} {}", round + 1)),
    };
    let set = |when: bool, text: String| {
        if when {
            Text::Owned(text)
        } else {
            Text::default()
        }
    };
    let dutch = country == "NL";
    Contact {
        id: ledger.counters.id(created_at),
        company_name,
        firstname: Text::Borrowed(firstname),
        lastname: Text::Borrowed(lastname),
        address1: Text::Borrowed(street),
        address2: set(index % 7 == 3, format!("Verdieping {}", index % 9)),
        zipcode: Text::Borrowed(zipcode),
        city: Text::Borrowed(city),
        country: Text::Borrowed(country),
        phone: set(
            index.is_multiple_of(3),
            format!("+31 20 555 {:04}", index % 10_000),
        ),
        email: Text::Owned(format!("facturen+{index}@klant.example")),
        customer_id: Text::Owned(format!("K{:05}", index + 1)),
        tax_number: set(dutch && index % 2 == 1, format!("NL{index:09}B01")),
        chamber_of_commerce: set(dutch, format!("{:08}", 60_000_000 + index)),
        bank_account: set(index % 4 == 1, format!("NL00BANK{index:010}")),
        attention: set(index % 5 == 2, "T.a.v. crediteuren".to_owned()),
        sepa_iban: set(index % 6 == 4, format!("NL00BANK{index:010}")),
        si_identifier: set(
            dutch && index % 4 == 1,
            format!("{:08}", 60_000_000 + index),
        ),
        people: people(ledger, index, created_at),
        custom_fields: custom_fields(index),
        writes_empty: index % 2 == 1,
        archived: index % 17 == 16,
        created_at,
        updated_at: created_at,
    }
}

fn people(ledger: &mut Ledger, index: usize, created_at: i64) -> Vec<Person> {
    let count = [1, 0, 2][index % 3];
    let mut people = Vec::with_capacity(count);
    for nth in 0..count {
        let [firstname, lastname, department] = PEOPLE[(index + nth) % PEOPLE.len()];
        people.push(Person {
            id: ledger.counters.id(created_at),
            firstname: Text::Borrowed(firstname),
            lastname: Text::Borrowed(lastname),
            phone: Text::Borrowed("+31 6 55501234"),
            email: Text::Owned(format!("persoon{nth}+{index}@klant.example")),
            department: Text::Borrowed(department),
        });
    }
    people
}

fn custom_fields(index: usize) -> Vec<CustomField> {
    if index % 5 != 1 {
        return Vec::new();
    }
    vec![CustomField {
        id: CUSTOM_FIELD_ID,
        name: Text::Borrowed("Debiteurgroep"),
        value: Text::Borrowed("B"),
    }]
}
