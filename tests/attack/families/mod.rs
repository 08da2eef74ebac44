//! The families of bad requests.

mod bodies;
mod documents;
mod files;
mod framing;
mod http;
mod ids;
mod keys;
pub(crate) mod persisted;
mod tokens;
pub(crate) mod uploads;
mod variables;

use serde_json::{Value, json};

pub(crate) use self::tokens::issuer;

use crate::{attack::Attack, planted, world::World};

/// Every attack, in order.
pub(crate) async fn all(world: &World) -> Vec<Attack> {
    let known = Known::of(world).await;
    let mut attacks = vec![];
    attacks.extend(bodies::attacks());
    attacks.extend(documents::attacks());
    attacks.extend(http::attacks());
    attacks.extend(framing::attacks());
    attacks.extend(keys::attacks(&known));
    attacks.extend(tokens::attacks(&known, world.relay.address));
    attacks.extend(persisted::attacks());
    attacks.extend(uploads::attacks(&known));
    attacks.extend(files::attacks(&known));
    attacks.extend(ids::attacks(&known));
    attacks.extend(variables::attacks(&known));
    attacks
}

/// The code with which a family is refused, where an attack does not say another.
pub(crate) fn usual(family: &str) -> &'static str {
    match family {
        "deep JSON" | "deep documents" | "bombs" | "introspection" | "header floods" => {
            "LIMIT_EXCEEDED"
        }
        "ids" => "INVALID_ID",
        "file paths" | "file tokens" | "forged links" => "NOT_FOUND",
        "keys" | "tokens" => "UNAUTHENTICATED",
        _ => "INVALID_INPUT",
    }
}

/// What an attacker who is a client knows, and what another client knows.
pub(crate) struct Known {
    /// An invoice of `moneybird`.
    pub(crate) invoice: String,
    /// A note, payment or attachment of it or another; whatever there is.
    pub(crate) child: String,
    /// A cursor of the list of everything, and one of another order.
    pub(crate) cursors: [String; 2],
    /// A link to a document.
    pub(crate) link: String,
    /// An invoice that the attacker does not see.
    pub(crate) foreign: String,
    /// A link to a document that the attacker does not see.
    pub(crate) foreign_link: String,
    /// The schema, as introspection tells it.
    pub(crate) schema: Value,
}

impl Known {
    pub(crate) async fn of(world: &World) -> Self {
        let query = "{ invoices(first: 2, filter: {accounts: [\"moneybird\"], status: [OPEN]}) {
            edges { cursor } nodes { id documents { kind url } } }
          byTotal: invoices(first: 1, orderBy: {field: NUMBER, direction: ASC}) { edges { cursor } }
          payments(first: 1, filter: {accounts: [\"moneybird\"]}) { nodes { id } } }";
        let own = world.data(planted::WRITER, query, json!({})).await;
        let query =
            "{ invoices(first: 1, filter: {status: [OPEN]}) { nodes { id documents { url } } } }";
        let foreign = world.data(planted::OTHER, query, json!({})).await;
        let schema = world.data(planted::WRITER, SCHEMA, json!({})).await;
        let text = |value: &Value| {
            value
                .as_str()
                .unwrap_or_else(|| panic!("{own:#}"))
                .to_owned()
        };
        let first = &own["invoices"]["nodes"][0];
        let hidden = &foreign["invoices"]["nodes"][0];
        Self {
            invoice: text(&first["id"]),
            child: text(&own["payments"]["nodes"][0]["id"]),
            cursors: [
                text(&own["invoices"]["edges"][0]["cursor"]),
                text(&own["byTotal"]["edges"][0]["cursor"]),
            ],
            link: text(&first["documents"][0]["url"]),
            foreign: text(&hidden["id"]),
            foreign_link: text(&hidden["documents"][0]["url"]),
            schema: schema["__schema"].clone(),
        }
    }
}

const SCHEMA: &str = "{ __schema { types { kind name
  fields { name args { name type { ...T } defaultValue } type { ...T } }
  inputFields { name type { ...T } defaultValue } enumValues { name } } } }
fragment T on __Type { kind name ofType { kind name ofType { kind name ofType { kind name ofType { kind name } } } } }";
