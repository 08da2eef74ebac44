//! Who may call, and what each of them sees: everything that a viewer may not see does not exist for them.

mod doors;
mod inside;
mod links;
mod log;
mod matrix;
mod questions;
mod scopes;
mod subjects;
mod tokens;
mod worlds;

use std::{collections::BTreeMap, fmt::Write};

use invoice_gateway::auth::KeyHash;
use reqwest::{
    header::HeaderMap,
    multipart::{Form, Part},
};
use serde_json::{Value, json};

use crate::house::{FIVE, House, Plan, Resident};

/// A client of a house.
#[derive(Clone, Copy, Debug)]
pub(super) struct Guest {
    pub(super) name: &'static str,
    /// What its config says beside name and key.
    pub(super) rights: &'static str,
}

impl Guest {
    pub(super) fn key(self) -> String {
        format!("key-of-{}", self.name)
    }
}

pub(super) const fn guest(name: &'static str, rights: &'static str) -> Guest {
    Guest { name, rights }
}

/// Sees and does everything.
pub(super) const ALL: Guest = guest("all", "scopes = [\"read\", \"write\", \"metrics\"]\n");
/// Sees what `RIGHT` does not.
pub(super) const LEFT: Guest = guest(
    "left",
    "scopes = [\"read\", \"write\"]\naccounts = [\"moneybird\", \"dashdoc\", \"i3d\"]\n",
);
/// Sees what `LEFT` does not.
pub(super) const RIGHT: Guest = guest(
    "right",
    "scopes = [\"read\", \"write\"]\naccounts = [\"moneybird-external\", \"invoice-ninja\"]\n",
);
/// Sees what `LEFT` does, and may only read it.
pub(super) const READER: Guest = guest(
    "reader",
    "accounts = [\"moneybird\", \"dashdoc\", \"i3d\"]\n",
);
/// May change and not read, so neither.
pub(super) const BLIND: Guest = guest("blind", "scopes = [\"write\"]\n");
/// May only read what the gateway measures.
pub(super) const METER: Guest = guest("meter", "scopes = [\"metrics\"]\n");

pub(super) const GUESTS: [Guest; 6] = [ALL, LEFT, RIGHT, READER, BLIND, METER];

/// Where `LEFT` would be at home.
pub(super) static LEFT_WING: [Resident; 3] = [FIVE[0], FIVE[3], FIVE[4]];

/// Whether a guest sees an account.
pub(super) fn sees(guest: Guest, account: &str) -> bool {
    !guest.rights.contains("accounts") || guest.rights.contains(&format!("\"{account}\""))
}

/// A house of five accounts that serves these guests alone.
pub(super) fn plan(guests: &[Guest], extra: &str) -> Plan {
    // Nothing is refreshed behind a test that counts calls.
    let mut text = format!(
        "[cache]\nrefresh = \"1h\"\nmax_age = \"2h\"\n[limits]\nrate = 1000000\nattempts = 1000000\n{extra}"
    );
    for guest in guests {
        let hash = KeyHash::of(&guest.key());
        let Guest { name, rights } = guest;
        writeln!(
            text,
            "[[clients]]\nname = \"{name}\"\nkey_sha256 = [\"{hash}\"]\n{rights}"
        )
        .unwrap();
    }
    Plan {
        extra: text.leak(),
        invoices: Some(64),
        ..Plan::five()
    }
}

/// What somebody is told, byte for byte.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Told {
    pub(super) status: u16,
    pub(super) headers: BTreeMap<String, String>,
    pub(super) body: String,
}

impl Told {
    pub(super) fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("{error}: {}", self.body))
    }

    /// The same about another subject, whose names have the same lengths.
    pub(super) fn renamed(&self, names: &[(String, String)]) -> Self {
        let mut told = self.clone();
        for (from, to) in names {
            assert_eq!(from.len(), to.len());
            told.body = told.body.replace(from, to);
        }
        told
    }
}

/// What is sent.
#[derive(Clone, Debug)]
pub(super) struct Question {
    pub(super) query: String,
    pub(super) variables: Value,
    /// Whether a file comes as `variables.input.file`.
    pub(super) with_file: bool,
}

impl Question {
    pub(super) fn new(query: &str, variables: Value) -> Self {
        Self {
            query: query.to_owned(),
            variables,
            with_file: false,
        }
    }
}

/// Asks with what stands in `Authorization`, if anything.
pub(super) async fn ask_with(
    house: &House,
    authorization: Option<&str>,
    question: &Question,
) -> Told {
    let mut request = house
        .client
        .post(format!("http://{}/graphql", house.gateway));
    request = request.header("x-request-id", "the-same");
    if let Some(value) = authorization {
        request = request.header("authorization", value);
    }
    let operations = json!({"query": question.query, "variables": question.variables}).to_string();
    let request = if question.with_file {
        let part = Part::bytes(&b"%PDF-1.7\n%%EOF\n"[..]).file_name("scan.pdf");
        let form = Form::new()
            .text("operations", operations)
            .text("map", json!({"0": ["variables.input.file"]}).to_string())
            .part("0", part.mime_str("application/pdf").unwrap());
        request
            .header("graphql-require-preflight", "1")
            .multipart(form)
    } else {
        request
            .header("content-type", "application/json")
            .body(operations)
    };
    told(request.send().await.unwrap()).await
}

pub(super) async fn told(response: reqwest::Response) -> Told {
    let status = response.status().as_u16();
    let headers = named(response.headers());
    let body = response.text().await.unwrap();
    Told {
        status,
        headers,
        body,
    }
}

fn named(headers: &HeaderMap) -> BTreeMap<String, String> {
    let kept = headers.iter().filter(|(name, _)| *name != "date");
    kept.map(|(name, value)| (name.to_string(), value.to_str().unwrap().to_owned()))
        .collect()
}

/// Asks as a guest.
pub(super) async fn ask(house: &House, guest: Guest, question: &Question) -> Told {
    let authorization = format!("Bearer {}", guest.key());
    ask_with(house, Some(&authorization), question).await
}

/// Asks as a guest for what must succeed.
pub(super) async fn data(house: &House, guest: Guest, query: &str, variables: Value) -> Value {
    let told = ask(house, guest, &Question::new(query, variables))
        .await
        .json();
    assert!(told.get("errors").is_none(), "{told:#}");
    told["data"].clone()
}

/// A house that is loaded, with all its guests.
pub(super) async fn full_house() -> House {
    let house = House::of(plan(&GUESTS, "")).await;
    load(&house, ALL).await;
    house
}

/// Waits until all that a guest sees is loaded.
pub(super) async fn load(house: &House, guest: Guest) {
    let query = "{ invoices(first: 1, freshness: LIVE) { complete } }";
    let data = data(house, guest, query, json!({})).await;
    assert_eq!(data["invoices"]["complete"], json!(true));
}
