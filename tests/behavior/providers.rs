//! The table of providers: what the suite must know to try one. A new provider is a new row.

use invoice_gateway::{
    domain::{InvoiceStatus, ProviderId},
    error::ErrorKind,
    provider::AccountSettings,
};
use serde_json::Value;

use crate::{dashdoc, i3d, invoice_ninja, moneybird, truth::Truth};

/// What the suite must know of a provider.
#[derive(Debug)]
pub(crate) struct Row {
    /// Which provider.
    pub(crate) id: ProviderId,
    /// Where its API lies below the simulators' address.
    pub(crate) base: &'static str,
    /// Its name in `/_control`, `/_books` and faults.
    pub(crate) resource: &'static str,
    /// Fills in what an account of this provider needs beside a token and an address.
    pub(crate) settings: fn(&mut AccountSettings),
    /// Reads a document of the books, or what its list tells of it.
    pub(crate) truth: fn(&Value) -> Truth,
    /// What of a document of the books a partial invoice holds.
    pub(crate) listed: fn(&Value) -> Value,
    /// What of a document of the books a whole invoice holds; the rest is asked for separately.
    pub(crate) whole: fn(&Value) -> Value,
    /// Leaves out of a document what the vendor changes there without telling the invoice as changed.
    pub(crate) steady: fn(Value) -> Value,
    /// Brings a document as the vendor sent it into the form of the books.
    pub(crate) as_in_books: fn(Value) -> Value,
    /// Writes an invoice as `/_control` takes it.
    pub(crate) invoice: fn(&Wish) -> Value,
    /// What kind of error a refusal with these statuses is, as this vendor means them: 401, 403, 404, 409 and 422.
    pub(crate) refusals: &'static [(u16, ErrorKind)],
    /// What kind of error a 404 is where no single invoice was asked for. It is not `NotFound`: that word is for an
    /// invoice, and would make all that were asked for forgotten.
    pub(crate) account_not_found: ErrorKind,
    /// The key that says of an invoice that it is deleted, where the vendor goes on telling it; others forget it.
    pub(crate) deletion: Option<&'static str>,
    /// Whether the vendor can look for a number.
    pub(crate) finds_number: bool,
    /// Whether the vendor can look for a reference.
    pub(crate) finds_reference: bool,
    /// Whether looking is filtering a list, so that a 404 does not say that there is none.
    pub(crate) finds_in_list: bool,
    /// Numbers that no address can hold as the vendor wants them: none is found.
    pub(crate) unaskable: &'static [&'static str],
    /// What things cost.
    pub(crate) calls: Calls,
    /// Whether the total is known before the first invoice.
    pub(crate) total_first: bool,
    /// Whether a load reads lists again whose rows moved meanwhile, and tells again what changed by then.
    pub(crate) tells_again: bool,
    /// Whether tax lines have words of their own, and are not made of the invoice's.
    pub(crate) has_tax_lines: bool,
    /// Whether a refresh that is not exact must notice that this document of the books changed, however old it is.
    pub(crate) notices: fn(&Value) -> bool,
    /// Commands that change what this document of the books shows, and not the invoice itself; `None` where it shows no
    /// such thing.
    pub(crate) elsewhere: &'static [fn(&Value) -> Option<Value>],
    /// Whether a total can be below zero.
    pub(crate) negative_totals: bool,
    /// An id as the vendor gives them, of no invoice.
    pub(crate) unknown_id: &'static str,
    /// The key of the state in a document, and a word that the vendor's page does not know.
    pub(crate) unknown_state: (&'static str, &'static str),
    /// What an invoice with that word is.
    pub(crate) unknown_status: fn(&Truth) -> InvoiceStatus,
    /// A key of every document that cannot hold a value of another type.
    pub(crate) firm_key: &'static str,
}

/// How many calls things take at most.
#[derive(Debug)]
pub(crate) struct Calls {
    /// Before the first page of the first list.
    pub(crate) first: u64,
    /// To go through the lists of so many invoices, where all are held already.
    pub(crate) list: fn(u64) -> u64,
    /// To get so many documents that the lists named, beyond the lists.
    pub(crate) documents: fn(u64) -> u64,
    /// A refresh that is not exact, when the first number of invoices changed, of the second.
    pub(crate) refresh: fn(u64, u64) -> u64,
    /// The same of an exact one.
    pub(crate) exact: fn(u64, u64) -> u64,
    /// To make sure that so many are gone, beyond a refresh.
    pub(crate) gone: fn(u64) -> u64,
    /// To get what happened to an invoice, where that is told separately.
    pub(crate) activity: u64,
    /// Beyond a read by id or number, when the invoice is among so many newest and no list was read before.
    pub(crate) search: fn(u64) -> u64,
}

/// An invoice that a case needs; what is `None` is left out, so that the simulator chooses.
#[derive(Clone, Debug, Default)]
pub(crate) struct Wish {
    /// The printed number.
    pub(crate) number: Option<String>,
    /// The reference.
    pub(crate) reference: Option<String>,
    /// What the only line says.
    pub(crate) text: Option<String>,
    /// What the only line costs, without tax.
    pub(crate) price: Option<&'static str>,
    /// The currency.
    pub(crate) currency: Option<&'static str>,
    /// The texts of the notes.
    pub(crate) notes: Vec<String>,
    /// The names of the attachments.
    pub(crate) attachments: Vec<String>,
    /// Parts that are paid.
    pub(crate) payments: Vec<&'static str>,
}

/// Every provider.
pub(crate) static ROWS: &[Row] = &[
    Row {
        id: ProviderId::Moneybird,
        base: "/moneybird/api/v2",
        resource: "moneybird",
        settings: |account| account.administration_id = Some("123".to_owned()),
        truth: moneybird::sales,
        listed: Value::clone,
        whole: Value::clone,
        steady: |document| document,
        as_in_books: |document| document,
        invoice: moneybird::sales_wish,
        refusals: moneybird::REFUSALS,
        account_not_found: ErrorKind::ProviderAuth,
        deletion: None,
        finds_number: true,
        finds_reference: true,
        finds_in_list: false,
        unaskable: &[],
        calls: moneybird::SALES_CALLS,
        total_first: true,
        tells_again: false,
        has_tax_lines: true,
        notices: |_| true,
        elsewhere: &[],
        negative_totals: true,
        unknown_id: "499999999999999999",
        unknown_state: ("state", "sent_to_mars"),
        unknown_status: |_| InvoiceStatus::Unknown,
        firm_key: "details",
    },
    Row {
        id: ProviderId::MoneybirdExternal,
        base: "/moneybird/api/v2",
        resource: "moneybird-external",
        settings: |account| account.administration_id = Some("123".to_owned()),
        truth: moneybird::external,
        listed: Value::clone,
        whole: Value::clone,
        steady: |document| document,
        as_in_books: |document| document,
        invoice: moneybird::external_wish,
        refusals: moneybird::REFUSALS,
        account_not_found: ErrorKind::ProviderAuth,
        deletion: None,
        finds_number: false,
        finds_reference: false,
        finds_in_list: false,
        unaskable: &[],
        calls: moneybird::EXTERNAL_CALLS,
        total_first: true,
        tells_again: false,
        has_tax_lines: true,
        notices: |_| true,
        elsewhere: &[],
        negative_totals: true,
        unknown_id: "499999999999999999",
        unknown_state: ("state", "sent_to_mars"),
        unknown_status: |_| InvoiceStatus::Unknown,
        firm_key: "details",
    },
    Row {
        id: ProviderId::InvoiceNinja,
        base: "/invoice-ninja",
        resource: "invoice-ninja",
        settings: |_| {},
        truth: invoice_ninja::truth,
        listed: Value::clone,
        whole: invoice_ninja::whole,
        steady: invoice_ninja::steady,
        as_in_books: |document| document,
        invoice: invoice_ninja::wish,
        refusals: invoice_ninja::REFUSALS,
        account_not_found: ErrorKind::BadAnswer,
        deletion: Some("is_deleted"),
        finds_number: true,
        finds_reference: true,
        finds_in_list: true,
        // Values lose their ends in the vendor's queries.
        unaskable: &[" leads and trails "],
        calls: invoice_ninja::CALLS,
        total_first: true,
        tells_again: true,
        has_tax_lines: false,
        notices: |_| true,
        elsewhere: invoice_ninja::ELSEWHERE,
        negative_totals: true,
        unknown_id: "negJ5BpZdw",
        unknown_state: ("status_id", "9"),
        unknown_status: |_| InvoiceStatus::Unknown,
        firm_key: "due_date",
    },
    Row {
        id: ProviderId::Dashdoc,
        base: "/dashdoc/api/v4",
        resource: "dashdoc",
        settings: |_| {},
        truth: dashdoc::truth,
        listed: Value::clone,
        whole: Value::clone,
        steady: |document| document,
        as_in_books: dashdoc::as_in_books,
        invoice: dashdoc::wish,
        refusals: dashdoc::REFUSALS,
        account_not_found: ErrorKind::BadAnswer,
        deletion: None,
        finds_number: false,
        finds_reference: false,
        finds_in_list: false,
        unaskable: &[],
        calls: dashdoc::CALLS,
        total_first: true,
        tells_again: true,
        has_tax_lines: false,
        // Beyond its newest ones it tells only which became final lately.
        notices: |_| false,
        elsewhere: &[],
        negative_totals: false,
        unknown_id: "00000000-0000-4000-8000-000000000000",
        unknown_state: ("status", "sent_to_mars"),
        unknown_status: |_| InvoiceStatus::Unknown,
        firm_key: "document_number",
    },
    Row {
        id: ProviderId::I3d,
        base: "/i3d",
        resource: "i3d",
        settings: |_| {},
        truth: i3d::truth,
        listed: i3d::listed,
        whole: Value::clone,
        steady: |document| document,
        as_in_books: |document| document,
        invoice: i3d::wish,
        refusals: i3d::REFUSALS,
        account_not_found: ErrorKind::BadAnswer,
        deletion: None,
        finds_number: true,
        finds_reference: false,
        finds_in_list: false,
        unaskable: &[".", ".."],
        calls: i3d::CALLS,
        total_first: false,
        tells_again: true,
        has_tax_lines: false,
        notices: i3d::is_in_the_unpaid_list,
        elsewhere: &[],
        negative_totals: true,
        unknown_id: "999999999",
        unknown_state: ("paymentStatus", "7"),
        unknown_status: i3d::status_by_amounts,
        firm_key: "invoiceNumber",
    },
];
