//! Where a client sits: a gateway over the simulators, and a second gateway that has seen nothing yet.

use std::sync::Arc;

use invoice_gateway::domain::{AccountId, ChildKind, GlobalId, NativeId};
use reqwest::{
    Method,
    multipart::{Form, Part},
};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::{
    house::{House, Plan},
    input_paths,
};

/// A client of one account.
pub(crate) struct Desk {
    /// The account.
    pub(crate) account: &'static str,
    /// The gateway that it writes through.
    pub(crate) house: House,
}

/// A file of a client.
pub(crate) struct Paper {
    pub(crate) name: &'static str,
    pub(crate) content_type: &'static str,
    pub(crate) content: &'static [u8],
}

/// A scanned page.
pub(crate) const SCAN: Paper = Paper {
    name: "scan 1.pdf",
    content_type: "application/pdf",
    content: b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n",
};

/// A request that a vendor got.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Sent {
    /// The verb.
    pub(crate) method: String,
    /// Path and query.
    pub(crate) path: String,
    /// The JSON body; null for none.
    pub(crate) body: Value,
    /// The parts of a form; null for none.
    pub(crate) parts: Value,
}

impl Desk {
    pub(crate) async fn open(account: &'static str) -> Self {
        let plan = Plan {
            // The simulators carry out nothing later than they are asked.
            extra: "[limits]\nsettle = \"1s\"\n",
            ..Plan::five()
        };
        let house = House::of(plan).await;
        Self { account, house }
    }

    /// The same client at another gateway, which knows nothing of what was done here.
    pub(crate) async fn elsewhere(&self) -> Self {
        let vendors = Arc::clone(&self.house.vendors);
        Self {
            account: self.account,
            house: House::over(vendors, &Plan::five()).await,
        }
    }

    /// Adds an invoice to the vendor's books; gives its global id.
    pub(crate) async fn add(&self, invoice: Value) -> String {
        let command = json!({"add": {"resource": self.account, "invoice": invoice}});
        let added = self.house.control(command).await;
        self.id(added["ids"][0].as_str().expect("an id"))
    }

    /// The global id of an invoice.
    pub(crate) fn id(&self, native: &str) -> String {
        global_id(self.account, native)
    }

    /// The global id of what hangs below an invoice.
    pub(crate) fn child(&self, invoice: &str, kind: ChildKind, native: &str) -> String {
        let (account, invoice) = (
            AccountId::new(self.account),
            NativeId::new(native_id(invoice).as_str()),
        );
        GlobalId::child(&account, &invoice, kind, &NativeId::new(native)).encode()
    }

    /// Does something, and gives what became of it: `outcome`, `userErrors` and what is selected.
    pub(crate) async fn act(&self, mutation: &str, input: Value, selection: &str) -> Value {
        self.house.forget_calls().await;
        let kind = input_type(mutation);
        let query = format!(
            "mutation ($input: {kind}!) {{ {mutation}(input: $input) {{ outcome \
             userErrors {{ code message field }} {selection} }} }}"
        );
        let data = self.house.data(&query, json!({"input": input})).await;
        blames_what_there_is(mutation, &data[mutation]);
        data[mutation].clone()
    }

    /// The same for a mutation with a file, which comes as a part of a multipart request.
    pub(crate) async fn upload(
        &self,
        mutation: &str,
        mut input: Value,
        file: &Paper,
        selection: &str,
    ) -> Value {
        self.house.forget_calls().await;
        let kind = input_type(mutation);
        let query = format!(
            "mutation ($input: {kind}!) {{ {mutation}(input: $input) {{ outcome \
             userErrors {{ code message field }} {selection} }} }}"
        );
        input["file"] = Value::Null;
        let operations = json!({"query": query, "variables": {"input": input}});
        let part = Part::bytes(file.content.to_vec()).file_name(file.name);
        let part = part.mime_str(file.content_type).expect("a type");
        let form = Form::new()
            .text("operations", operations.to_string())
            .text("map", json!({"0": ["variables.input.file"]}).to_string())
            .part("0", part);
        let request = self
            .house
            .client
            .post(format!("http://{}/graphql", self.house.gateway));
        let request = request.header("graphql-require-preflight", "1");
        let response = request.multipart(form).send().await.expect("an answer");
        let text = response.text().await.expect("a body");
        let answer: Value =
            serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error}: {text}"));
        assert!(answer.get("errors").is_none(), "{answer:#}");
        blames_what_there_is(mutation, &answer["data"][mutation]);
        answer["data"][mutation].clone()
    }

    /// The same for what must be done.
    pub(crate) async fn uploaded(
        &self,
        mutation: &str,
        input: Value,
        file: &Paper,
        selection: &str,
    ) -> Value {
        let told = self.upload(mutation, input, file, selection).await;
        assert_eq!(told["outcome"], json!("APPLIED"), "{told:#}");
        assert_eq!(told["userErrors"], json!([]), "{told:#}");
        told
    }

    /// The same for what must be done without a file.
    pub(crate) async fn done(&self, mutation: &str, input: Value, selection: &str) -> Value {
        let told = self.act(mutation, input, selection).await;
        assert_eq!(told["outcome"], json!("APPLIED"), "{told:#}");
        assert_eq!(told["userErrors"], json!([]), "{told:#}");
        told
    }

    /// Every request that the vendors got since the last action began.
    pub(crate) async fn heard(&self) -> Vec<Sent> {
        let vendors = &self.house.vendors;
        let log = vendors
            .ask(Method::GET, "/_requests/log", ("accept", "*/*"))
            .await;
        log.as_array()
            .expect("a list")
            .iter()
            .map(Sent::read)
            .collect()
    }

    /// Those of them that change something.
    pub(crate) async fn writes(&self) -> Vec<Sent> {
        let mut heard = self.heard().await;
        heard.retain(|sent| !sent.is_read());
        heard
    }

    /// The one request that changes something.
    pub(crate) async fn write(&self) -> Sent {
        let writes = self.writes().await;
        assert_eq!(writes.len(), 1, "{writes:#?}");
        writes[0].clone()
    }

    /// An invoice as a client reads it now, which makes the gateway hold it.
    pub(crate) async fn read(&self, id: &str, selection: &str) -> Value {
        let query = format!("query ($id: ID!) {{ invoice(id: $id) {{ {selection} }} }}");
        let data = self.house.data(&query, json!({"id": id})).await;
        data["invoice"].clone()
    }

    /// An invoice as it is read later: by the gateway that wrote, which asks nobody, and by one that knows nothing yet.
    pub(crate) async fn later(&self, id: &str, selection: &str) -> Value {
        let query = format!("query ($id: ID!) {{ invoice(id: $id) {{ {selection} }} }}");
        self.house.forget_calls().await;
        let own = self.house.data(&query, json!({"id": id})).await;
        assert_eq!(self.heard().await, [], "the writer reads its own write");
        let stranger = House::over(Arc::clone(&self.house.vendors), &Plan::five()).await;
        let fresh = stranger.data(&query, json!({"id": id})).await;
        assert_eq!(own, fresh, "what the writer sees is what the vendor has");
        own["invoice"].clone()
    }

    /// Sees that an invoice is gone, here and for one who knows nothing yet.
    pub(crate) async fn gone(&self, id: &str) {
        let query = "query ($id: ID!) { invoice(id: $id) { id } }";
        let stranger = House::over(Arc::clone(&self.house.vendors), &Plan::five()).await;
        for house in [&self.house, &stranger] {
            let answer = house.ask(query, json!({"id": id})).await;
            assert_eq!(
                answer["errors"][0]["extensions"]["code"],
                json!("NOT_FOUND"),
                "{answer:#}"
            );
        }
    }

    /// The vendor's own document of an invoice, as the books have it.
    pub(crate) async fn book(&self, id: &str) -> Value {
        let native = native_id(id);
        let books = self.house.books(self.account).await;
        let of = |document: &&Value| {
            ["id", "uid"].iter().any(|key| match &document[*key] {
                Value::String(text) => *text == native,
                Value::Number(number) => number.to_string() == native,
                _ => false,
            })
        };
        books.iter().find(of).cloned().unwrap_or(Value::Null)
    }
}

/// The global id of an invoice of any account.
pub(crate) fn global_id(account: &str, native: &str) -> String {
    GlobalId::invoice(&AccountId::new(account), &NativeId::new(native)).encode()
}

/// The vendor's id in a global one.
pub(crate) fn native_id(id: &str) -> String {
    GlobalId::decode(id)
        .expect("a global id")
        .invoice
        .to_string()
}

/// Sees that every error names a part of the input that the schema has.
fn blames_what_there_is(mutation: &str, told: &Value) {
    for error in told["userErrors"].as_array().expect("a list") {
        let path = error["field"].as_array().expect("a path").iter();
        let path = path.map(|name| name.as_str().expect("a name"));
        let astray = input_paths::astray(mutation, path);
        assert_eq!(astray, None, "{error:#}");
    }
}

/// The type of a mutation's input, as the schema has it.
fn input_type(mutation: &str) -> String {
    let schema = include_str!("../../schema.graphql");
    let types = &schema[schema
        .find("type Mutation")
        .expect("the schema has mutations")..];
    let field = types
        .split(&format!(" {mutation}("))
        .nth(1)
        .expect("the schema has it");
    let input = field.split("input: ").nth(1).expect("each takes an input");
    input.split('!').next().expect("text").to_owned()
}

impl Sent {
    fn read(record: &Value) -> Self {
        let text = |key: &str| record[key].as_str().unwrap_or_default().to_owned();
        let query = text("query");
        let path = match query.as_str() {
            "" => text("path"),
            query => format!("{}?{query}", text("path")),
        };
        let body = text("body");
        Self {
            method: text("method"),
            path,
            body: serde_json::from_str(&body).unwrap_or(Value::Null),
            parts: record["parts"].clone(),
        }
    }

    /// Tells whether it only reads, as the vendors' pages say.
    fn is_read(&self) -> bool {
        let path = self.path.split('?').next().unwrap_or_default();
        self.method == "GET"
            || path.ends_with("/synchronization.json")
            || path.ends_with("/activities/entity")
            || path.ends_with("/companies/current")
    }

    /// Sees that it is a form with this file alone, under the name that the vendor's page gives to the part.
    pub(crate) fn must_carry(&self, method: &str, path: &str, name: &str, file: &Paper) {
        self.must_carry_with(method, path, &[], (name, file));
    }

    /// The same for a form with plain fields before the file.
    pub(crate) fn must_carry_with(
        &self,
        method: &str,
        path: &str,
        fields: &[(&str, &str)],
        (name, file): (&str, &Paper),
    ) {
        assert_eq!(self.method, method, "{self:#?}");
        assert!(self.path.ends_with(path), "{path} in {self:#?}");
        let parts = self.parts.as_array().expect("a form");
        assert_eq!(parts.len(), fields.len() + 1, "{self:#?}");
        for (part, (name, text)) in parts.iter().zip(fields) {
            assert_eq!(part["name"], json!(name), "{self:#?}");
            assert_eq!(part["text"], json!(text), "{self:#?}");
        }
        let part = &parts[fields.len()];
        assert_eq!(part["name"], json!(name));
        assert_eq!(part["filename"], json!(file.name));
        assert_eq!(part["content_type"], json!(file.content_type));
        assert_eq!(part["size"], json!(file.content.len()));
        let digest = Sha256::digest(file.content);
        let digest: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(part["sha256"], json!(digest));
    }

    /// Sees that it is what the vendor's page says; the path below the API's address.
    pub(crate) fn must_be(&self, method: &str, path: &str, body: Value) {
        assert_eq!(self.method, method, "{self:#?}");
        assert!(self.path.ends_with(path), "{path} in {self:#?}");
        assert_eq!(self.body, body, "{self:#?}");
    }
}
