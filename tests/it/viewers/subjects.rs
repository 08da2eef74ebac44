//! What questions are about: an account, and something of every kind in it.

use invoice_gateway::domain::{AccountId, ChildKind, GlobalId, NativeId};
use serde_json::{Value, json};

use super::{ALL, data};
use crate::house::House;

/// An account, and something of every kind in it.
#[derive(Clone, Debug)]
pub(super) struct Subject {
    pub(super) account: String,
    pub(super) invoice: String,
    pub(super) payment: String,
    pub(super) note: String,
    pub(super) attachment: String,
    pub(super) number: String,
    pub(super) reference: String,
}

const ROWS: &str =
    "query ($account: ID!) { invoices(first: 250, filter: {accounts: [$account]}) { nodes {
    id number reference payments { id } notes { id } attachments { id } } } }";

/// The kinds of things that have an id.
pub(super) const KINDS: [&str; 4] = ["invoice", "payment", "note", "attachment"];

impl Subject {
    /// Finds one of each in an account. Of what it has none, the id is of nothing.
    pub(super) async fn of(house: &House, account: &str) -> Self {
        let rows = data(house, ALL, ROWS, json!({ "account": account })).await;
        let rows = rows["invoices"]["nodes"].as_array().unwrap().clone();
        let first = |find: &dyn Fn(&Value) -> Option<&str>| {
            let found = rows.iter().find_map(find);
            found.map(str::to_owned)
        };
        let invoice = first(&|row| row["number"].as_str().and(row["id"].as_str())).unwrap();
        let child = |field: &'static str, kind| {
            let found = first(&|row| row[field][0]["id"].as_str());
            found.unwrap_or_else(|| {
                let parent = GlobalId::decode(&invoice).unwrap();
                GlobalId::child(&parent.account, &parent.invoice, kind, &NativeId::new("0"))
                    .encode()
            })
        };
        Self {
            account: account.to_owned(),
            payment: child("payments", ChildKind::Payment),
            note: child("notes", ChildKind::Note),
            attachment: child("attachments", ChildKind::Attachment),
            number: first(&|row| row["number"].as_str()).unwrap(),
            reference: first(&|row| row["reference"].as_str()).unwrap_or_default(),
            invoice,
        }
    }

    /// The same of an account that nobody configured, whose names have the same lengths.
    pub(super) fn nowhere(&self) -> Self {
        let account = format!("{}z", &self.account[..self.account.len() - 1]);
        let elsewhere = |id: &str| {
            let id = GlobalId::decode(id).unwrap();
            let moved = GlobalId {
                account: AccountId::new(&account),
                ..id
            };
            moved.encode()
        };
        Self {
            invoice: elsewhere(&self.invoice),
            payment: elsewhere(&self.payment),
            note: elsewhere(&self.note),
            attachment: elsewhere(&self.attachment),
            account,
            ..self.clone()
        }
    }

    /// The id of a kind.
    pub(super) fn id(&self, kind: &str) -> &str {
        match kind {
            "invoice" => &self.invoice,
            "payment" => &self.payment,
            "note" => &self.note,
            "attachment" => &self.attachment,
            _ => panic!("{kind} has no id"),
        }
    }

    /// What the caller says of this one, and what of the other.
    pub(super) fn names(&self, other: &Self) -> Vec<(String, String)> {
        let ids = KINDS.map(|kind| (self.id(kind).to_owned(), other.id(kind).to_owned()));
        let quoted = |subject: &Self| format!("\\\"{}\\\"", subject.account);
        ids.into_iter()
            .chain([(quoted(self), quoted(other))])
            .collect()
    }
}
