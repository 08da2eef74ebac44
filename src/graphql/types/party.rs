//! Customers and suppliers.

use std::sync::Arc;

use async_graphql::{ID, Object, SimpleObject};

use crate::{
    domain,
    graphql::types::{Account, Document, NativeField},
    native::NativeParty,
};

/// A customer or supplier, by the invoice that names it.
#[derive(Clone, Debug)]
pub(crate) struct Party {
    document: Arc<Document>,
    party: Arc<domain::Party>,
    is_customer: bool,
}

impl Party {
    /// Wraps the customer of this invoice.
    pub(crate) fn customer(document: Arc<Document>, party: Arc<domain::Party>) -> Self {
        Self {
            document,
            party,
            is_customer: true,
        }
    }

    pub(crate) fn customer_of(document: &Arc<Document>) -> Option<Self> {
        let party = Arc::clone(document.invoice().customer.as_ref()?);
        Some(Self::customer(Arc::clone(document), party))
    }

    pub(crate) fn supplier_of(document: &Arc<Document>) -> Option<Self> {
        let party = Arc::clone(document.invoice().supplier.as_ref()?);
        Some(Self {
            document: Arc::clone(document),
            party,
            is_customer: false,
        })
    }
}

/// A postal address.
#[derive(Debug, SimpleObject)]
pub(crate) struct Address {
    /// Street and number.
    line1: Option<String>,
    /// Anything more, such as a floor.
    line2: Option<String>,
    /// The postal code.
    postal_code: Option<String>,
    /// The town.
    city: Option<String>,
    /// The state, province or region.
    region: Option<String>,
    /// The country: an ISO 3166-1 alpha-2 code such as NL, or the provider's own word.
    country: Option<String>,
}

impl From<&domain::Address> for Address {
    fn from(address: &domain::Address) -> Self {
        let text = |text: &Option<domain::Text>| text.as_deref().map(str::to_owned);
        Self {
            line1: text(&address.line1),
            line2: text(&address.line2),
            postal_code: text(&address.postal_code),
            city: text(&address.city),
            region: text(&address.region),
            country: text(&address.country),
        }
    }
}

/// A customer or supplier, as an invoice names it.
#[Object]
impl Party {
    /// The provider's own id; null where the invoice names none.
    async fn native_id(&self) -> Option<ID> {
        self.party.id.as_ref().map(|id| id.as_str().into())
    }

    /// The account whose invoice names it.
    async fn account(&self) -> Account {
        Account(Arc::clone(&self.document.entry.account))
    }

    /// What to call it: the company, else the person.
    async fn name(&self) -> Option<&str> {
        self.party.name.as_deref()
    }

    /// The company's name; null for a person.
    async fn company(&self) -> Option<&str> {
        self.party.company.as_deref()
    }

    /// The person's first name.
    async fn first_name(&self) -> Option<&str> {
        self.party.first_name.as_deref()
    }

    /// The person's last name.
    async fn last_name(&self) -> Option<&str> {
        self.party.last_name.as_deref()
    }

    /// Where invoices are mailed.
    async fn email(&self) -> Option<&str> {
        self.party.email.as_deref()
    }

    /// The telephone number.
    async fn phone(&self) -> Option<&str> {
        self.party.phone.as_deref()
    }

    /// The postal address; null where the invoice names no part of one.
    async fn address(&self) -> Option<Address> {
        let is_told = self.party.address != domain::Address::default();
        is_told.then(|| (&self.party.address).into())
    }

    /// The number by which the company knows the customer.
    async fn customer_number(&self) -> Option<&str> {
        self.party.customer_number.as_deref()
    }

    /// The VAT or tax number.
    async fn tax_number(&self) -> Option<&str> {
        self.party.tax_number.as_deref()
    }

    /// The registration number, such as a chamber of commerce's.
    async fn registration_number(&self) -> Option<&str> {
        self.party.registration_number.as_deref()
    }

    /// The bank account; an IBAN where the provider keeps one.
    async fn bank_account(&self) -> Option<&str> {
        self.party.bank_account.as_deref()
    }

    /// Whether it was archived or deleted at the provider; null where the invoice does not say.
    async fn deleted(&self) -> Option<bool> {
        self.party.deleted
    }

    /// The provider's own form of it, with every field that it has; null where the document carries none.
    async fn native(&self) -> NativeField<'_, NativeParty> {
        if self.is_customer {
            self.document.native_customer()
        } else {
            self.document.native_supplier()
        }
    }
}
