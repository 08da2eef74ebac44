//! What clients write: each act on an invoice of its own, so that the books tell what became of it.

use invoice_gateway::domain::{AccountId, GlobalId, NativeId};
use serde_json::{Value, json};

use crate::vendors::{Books, Vendors};

/// How many acts there are of each kind in a round.
const OF_EACH: usize = 12;

/// What is written where.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A payment under a key, at a vendor that keeps payments with their reference.
    Payment(&'static str),
    /// A note without a key.
    Note(&'static str),
    /// Moneybird, without a key: a draft becomes a sent invoice.
    Sent,
    /// Dashdoc, under a key: an invoice is paid.
    Paid,
    /// Dashdoc, without a key: a draft gets a description.
    Described,
}

const KINDS: [Kind; 9] = [
    Kind::Payment("moneybird"),
    Kind::Payment("moneybird-external"),
    Kind::Payment("invoice-ninja"),
    Kind::Note("moneybird"),
    Kind::Note("moneybird-external"),
    Kind::Note("invoice-ninja"),
    Kind::Sent,
    Kind::Paid,
    Kind::Described,
];

impl Kind {
    fn system(self) -> &'static str {
        match self {
            Self::Payment(system) | Self::Note(system) => system,
            Self::Sent => "moneybird",
            Self::Paid | Self::Described => "dashdoc",
        }
    }

    /// Whether it has a key, with which it can be asked for again.
    pub(crate) fn keyed(self) -> bool {
        matches!(self, Self::Payment(_) | Self::Paid)
    }

    /// An invoice of 100 for it.
    fn invoice(self) -> Value {
        let draft = matches!(self, Self::Sent | Self::Described);
        match self.system() {
            "invoice-ninja" => {
                let line = json!({"notes": "Desk", "cost": "100", "quantity": "1"});
                json!({"status_id": "2", "line_items": [line]})
            }
            "dashdoc" => {
                let line =
                    json!({"description": "Transport", "unit_price": "100", "tax_rate": "0"});
                json!({"status": if draft { "draft" } else { "final" }, "lines": [line]})
            }
            _ => {
                let details = json!([{"description": "Desk", "price": "100", "amount": "1", "tax_rate": "0"}]);
                json!({"state": if draft { "draft" } else { "open" }, "currency": "EUR", "details": details})
            }
        }
    }

    fn mutation(self) -> (&'static str, &'static str) {
        match self {
            Self::Payment(_) => ("createPayment", "CreatePaymentInput"),
            Self::Note(_) => ("addNote", "AddNoteInput"),
            Self::Sent => ("markSent", "InvoiceActionInput"),
            Self::Paid => ("markPaid", "MarkPaidInput"),
            Self::Described => ("updateInvoice", "UpdateInvoiceInput"),
        }
    }
}

/// One write.
#[derive(Clone, Debug)]
pub(crate) struct Act {
    pub(crate) kind: Kind,
    /// The vendor's id of its invoice, of which there is no other act.
    native_id: String,
    /// A text that no other act has.
    mark: String,
}

impl Act {
    /// All acts of a round, with their invoices in the vendors' books; the kinds take turns.
    pub(crate) async fn prepare(vendors: &Vendors, round: u64) -> Vec<Self> {
        let mut acts = Vec::new();
        for kind in KINDS {
            let ids = vendors.add(kind.system(), &kind.invoice(), OF_EACH).await;
            let of_kind = ids.into_iter().enumerate().map(move |(nth, native_id)| {
                let mark = format!("MARK-{round}-{nth}-{native_id}-");
                Self {
                    kind,
                    native_id,
                    mark,
                }
            });
            acts.push(of_kind);
        }
        let turn = |_| {
            let of_turn = acts.iter_mut().filter_map(Iterator::next);
            of_turn.collect::<Vec<_>>()
        };
        (0..OF_EACH).flat_map(turn).collect()
    }

    /// The request for it, always the same.
    pub(crate) fn body(&self) -> Value {
        let account = AccountId::new(self.kind.system());
        let invoice = GlobalId::invoice(&account, &NativeId::new(&self.native_id)).encode();
        let mut input = match self.kind {
            Kind::Payment(_) => {
                json!({"amount": "10.00", "date": "2026-05-01", "reference": self.mark})
            }
            Kind::Note(_) => json!({"text": self.mark}),
            Kind::Sent | Kind::Paid => json!({}),
            Kind::Described => json!({"changes": {"description": self.mark}}),
        };
        input["invoiceId"] = json!(invoice);
        if self.kind.keyed() {
            input["idempotencyKey"] = json!(self.mark);
        }
        let (mutation, kind) = self.kind.mutation();
        let query = format!(
            "mutation ($input: {kind}!) {{ told: {mutation}(input: $input) {{ outcome userErrors {{ code message retryAfter }} }} }}"
        );
        json!({"query": query, "variables": {"input": input}})
    }

    /// Whether a vendor was asked for it.
    pub(crate) fn was_heard_in(&self, books: &Books) -> bool {
        books.writes_with(&[&self.mark, &self.native_id]) > 0
    }

    /// How often it is done in the books.
    pub(crate) fn times_in(&self, books: &Books) -> usize {
        let system = self.kind.system();
        let key = if system == "dashdoc" { "uid" } else { "id" };
        let named = |invoice: &&Value| match &invoice[key] {
            Value::String(id) => *id == self.native_id,
            id => id.to_string() == self.native_id,
        };
        let invoice = books.of(system).iter().find(named);
        let invoice = invoice.expect("nobody deletes it");
        let having = |list: &str, field: &str| {
            let items = invoice[list].as_array().expect("a list").iter();
            items.filter(|item| item[field] == json!(self.mark)).count()
        };
        match self.kind {
            Kind::Payment("invoice-ninja") => having("payments", "transaction_reference"),
            Kind::Payment(_) => having("payments", "transaction_identifier"),
            Kind::Note("invoice-ninja") => having("activities", "notes"),
            Kind::Note(_) => having("notes", "note"),
            Kind::Sent if invoice["state"] == "draft" => 0,
            Kind::Paid if invoice["status"] != "paid" => 0,
            Kind::Described if invoice["debtor_reference"] != json!(self.mark) => 0,
            // A state is reached once: what counts is how often it was asked for.
            Kind::Sent | Kind::Paid | Kind::Described => {
                books.writes_with(&[&self.mark, &self.native_id])
            }
        }
    }
}
