//! Writes contacts and their people.

use jiff::civil::Date;
use serde::Serialize;
use serde_json::Value;

use crate::sandbox::moneybird::encode::{Id, Time, token};
use crate::sandbox::moneybird::fixed::ADMINISTRATION_ID;
use crate::sandbox::moneybird::invoice::{Contact, Person};
use crate::sandbox::moneybird::render_children::CustomFieldView;

#[derive(Debug, Serialize)]
pub(super) struct ContactView<'a> {
    id: Id,
    administration_id: Id,
    company_name: Option<&'a str>,
    firstname: Option<&'a str>,
    lastname: Option<&'a str>,
    address1: Option<&'a str>,
    address2: Option<&'a str>,
    zipcode: Option<&'a str>,
    city: Option<&'a str>,
    country: &'a str,
    phone: Option<&'a str>,
    delivery_method: &'static str,
    customer_id: &'a str,
    tax_number: Option<&'a str>,
    chamber_of_commerce: Option<&'a str>,
    bank_account: Option<&'a str>,
    is_trusted: bool,
    max_transfer_amount: Option<&'a str>,
    attention: Option<&'a str>,
    email: Option<&'a str>,
    email_ubl: bool,
    send_invoices_to_attention: Option<&'a str>,
    send_invoices_to_email: Option<&'a str>,
    send_estimates_to_attention: Option<&'a str>,
    send_estimates_to_email: Option<&'a str>,
    direct_debit: bool,
    sepa_active: bool,
    sepa_iban: Option<&'a str>,
    sepa_iban_account_name: Option<&'a str>,
    sepa_bic: Option<&'a str>,
    sepa_mandate_id: Option<&'a str>,
    sepa_mandate_date: Option<Date>,
    sepa_sequence_type: &'static str,
    credit_card_number: Option<&'a str>,
    credit_card_reference: Option<&'a str>,
    credit_card_type: Option<&'static str>,
    tax_number_validated_at: Option<Time>,
    tax_number_valid: Option<bool>,
    invoice_workflow_id: Option<Id>,
    estimate_workflow_id: Option<Id>,
    si_identifier: Option<&'a str>,
    si_identifier_type: Option<&'static str>,
    moneybird_payments_mandate: bool,
    created_at: Time,
    updated_at: Time,
    version: i64,
    sales_invoices_url: String,
    notes: [Value; 0],
    custom_fields: Vec<CustomFieldView<'a>>,
    contact_people: Vec<PersonView<'a>>,
    archived: bool,
}

impl<'a> ContactView<'a> {
    pub(super) fn of(contact: &'a Contact) -> Self {
        let unset = if contact.writes_empty { Some("") } else { None };
        let text = |text: &'a str| if text.is_empty() { unset } else { Some(text) };
        let email = text(&contact.email);
        let attention = text(&contact.attention);
        let mandate = !contact.sepa_iban.is_empty();
        let has_tax_number = !contact.tax_number.is_empty();
        Self {
            id: Id(contact.id),
            administration_id: Id(ADMINISTRATION_ID),
            company_name: text(&contact.company_name),
            firstname: text(&contact.firstname),
            lastname: text(&contact.lastname),
            address1: text(&contact.address1),
            address2: text(&contact.address2),
            zipcode: text(&contact.zipcode),
            city: text(&contact.city),
            country: &contact.country,
            phone: text(&contact.phone),
            delivery_method: if contact.si_identifier.is_empty() {
                "Email"
            } else {
                "Peppol"
            },
            customer_id: &contact.customer_id,
            tax_number: text(&contact.tax_number),
            chamber_of_commerce: text(&contact.chamber_of_commerce),
            bank_account: text(&contact.bank_account),
            is_trusted: false,
            max_transfer_amount: None,
            attention,
            email,
            email_ubl: contact.id.is_multiple_of(2),
            send_invoices_to_attention: attention,
            send_invoices_to_email: email,
            send_estimates_to_attention: unset,
            send_estimates_to_email: email,
            direct_debit: mandate,
            sepa_active: mandate,
            sepa_iban: text(&contact.sepa_iban),
            sepa_iban_account_name: if mandate {
                text(&contact.company_name)
            } else {
                unset
            },
            sepa_bic: if mandate { Some("BANKNL2A") } else { unset },
            sepa_mandate_id: if mandate {
                Some(&contact.customer_id)
            } else {
                unset
            },
            sepa_mandate_date: mandate.then(|| Date::constant(2021, 4, 1)),
            sepa_sequence_type: "RCUR",
            credit_card_number: unset,
            credit_card_reference: unset,
            credit_card_type: None,
            tax_number_validated_at: has_tax_number.then_some(Time(contact.created_at)),
            tax_number_valid: has_tax_number.then_some(true),
            invoice_workflow_id: None,
            estimate_workflow_id: None,
            si_identifier: text(&contact.si_identifier),
            si_identifier_type: (!contact.si_identifier.is_empty()).then_some("NL:KVK"),
            moneybird_payments_mandate: false,
            created_at: Time(contact.created_at),
            updated_at: Time(contact.updated_at),
            version: contact.updated_at.div_euclid(1000),
            sales_invoices_url: format!(
                "https://moneybird.example/{ADMINISTRATION_ID}/sales_invoices/{}/all",
                token(contact.id, 0)
            ),
            notes: [],
            custom_fields: CustomFieldView::all(&contact.custom_fields),
            contact_people: PersonView::all(contact),
            archived: contact.archived,
        }
    }
}

/// A person in the contact's own list.
#[derive(Debug, Serialize)]
struct PersonView<'a> {
    id: Id,
    #[serde(flatten)]
    rest: PersonRest<'a>,
}

impl<'a> PersonView<'a> {
    fn all(contact: &'a Contact) -> Vec<Self> {
        let view = |person: &'a Person| Self {
            id: Id(person.id),
            rest: PersonRest::of(person, contact),
        };
        contact.people.iter().map(view).collect()
    }
}

/// The person of an invoice: a copy, whose id the vendor leaves empty.
#[derive(Debug, Serialize)]
pub(super) struct InvoicePersonView<'a> {
    id: Option<Id>,
    #[serde(flatten)]
    rest: PersonRest<'a>,
}

impl<'a> InvoicePersonView<'a> {
    pub(super) fn of(person: &'a Person, contact: &'a Contact) -> Self {
        Self {
            id: None,
            rest: PersonRest::of(person, contact),
        }
    }
}

#[derive(Debug, Serialize)]
struct PersonRest<'a> {
    contact_id: Id,
    administration_id: Id,
    firstname: &'a str,
    lastname: &'a str,
    phone: &'a str,
    email: &'a str,
    department: &'a str,
    created_at: Time,
    updated_at: Time,
    version: i64,
}

impl<'a> PersonRest<'a> {
    fn of(person: &'a Person, contact: &'a Contact) -> Self {
        Self {
            contact_id: Id(contact.id),
            administration_id: Id(ADMINISTRATION_ID),
            firstname: &person.firstname,
            lastname: &person.lastname,
            phone: &person.phone,
            email: &person.email,
            department: &person.department,
            created_at: Time(contact.created_at),
            updated_at: Time(contact.created_at),
            version: contact.created_at.div_euclid(1000),
        }
    }
}
