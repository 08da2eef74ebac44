//! `include`: which rows come along with a row.

use axum::http::StatusCode;

use crate::sandbox::invoice_ninja::errors::Refusal;

/// A kind of record, by what it can include.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Entity {
    Invoice,
    Payment,
    Client,
    Activity,
    /// Something without anything to include.
    Leaf,
}

impl Entity {
    /// The kind of record behind an include; none when there is no such include.
    fn related(self, name: &str) -> Option<Self> {
        match (self, name) {
            (Self::Invoice | Self::Payment | Self::Activity, "client") => Some(Self::Client),
            (Self::Invoice, "payments") => Some(Self::Payment),
            (Self::Payment, "invoices") => Some(Self::Invoice),
            (Self::Invoice | Self::Payment | Self::Client, "activities") => Some(Self::Activity),
            (Self::Invoice, "invitations" | "documents" | "location")
            | (Self::Payment, "paymentables" | "documents" | "type" | "credits")
            | (
                Self::Client,
                "contacts" | "documents" | "gateway_tokens" | "locations" | "group_settings"
                | "ledger" | "system_logs",
            )
            | (Self::Activity, "history" | "user" | "contact") => Some(Self::Leaf),
            _ => None,
        }
    }
}

/// What to include, with what to include in that.
#[derive(Debug, Clone, Default)]
pub(super) struct Includes(Vec<(String, Self)>);

impl Includes {
    /// Reads a comma list of dotted names. An unknown one is refused by lists and ignored by single
    /// records; what happens deeper than the first name the page does not say: here the same.
    pub(super) fn parse(
        text: Option<&str>,
        entity: Entity,
        is_list: bool,
    ) -> Result<Self, Box<Refusal>> {
        let mut includes = Self::default();
        for path in text.unwrap_or_default().split(',') {
            let (mut place, mut entity) = (&mut includes, entity);
            for name in path
                .split('.')
                .map(str::trim)
                .filter(|name| !name.is_empty())
            {
                let Some(related) = entity.related(name) else {
                    if is_list {
                        let message = format!("Relation `{name}` is not a valid include.");
                        return Err(Refusal::message(StatusCode::BAD_REQUEST, message));
                    }
                    break;
                };
                place = place.at(name);
                entity = related;
            }
        }
        Ok(includes)
    }

    fn at(&mut self, name: &str) -> &mut Self {
        let known = self.0.iter().position(|(known, _)| known == name);
        let index = known.unwrap_or_else(|| {
            self.0.push((name.to_owned(), Self::default()));
            self.0.len() - 1
        });
        &mut self.0[index].1
    }

    /// What is asked for below this name; none when it is not asked for.
    pub(super) fn get(&self, name: &str) -> Option<&Self> {
        let mut all = self.0.iter();
        all.find(|(known, _)| known == name).map(|(_, below)| below)
    }
}
