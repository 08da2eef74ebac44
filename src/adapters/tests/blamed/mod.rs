//! Every part of the input that an adapter can blame is one that the schema has.
//!
//! Each action is asked for in all ways that can be refused: by the adapter, because the vendor has no word for a part of
//! it, and by the vendor, which complains about every word that stands anywhere in the adapter's actions.

mod asks;
#[path = "../../../../tests/actions/input_paths.rs"]
mod input_paths;

use std::{collections::BTreeSet, path::Path, sync::Arc};

use serde_json::{Map, Value, json};

use crate::{
    adapters::{
        Adapter,
        tests::script::{Script, answer, call, ok, settings},
    },
    domain::{Invoice, NativeId, ProviderId},
    provider::{
        Provider,
        action::{Action, NativeInput, Outcome, Refusal},
    },
    transport::{Request, Response, Transport},
};
use asks::asks;

/// Where a vendor's word may stand: alone, in a wrapper, in a line or in a share of a payment.
const PLACES: [&str; 12] = [
    "",
    "sales_invoice.",
    "payment.",
    "details.",
    "details_attributes.0.",
    "details_attributes[1].",
    "details_attributes.9.",
    "line_items.",
    "line_items.0.",
    "line_items.1.",
    "invoices.0.",
    "invoices.1.",
];

/// A vendor, and an invoice of it that has something of everything.
struct Desk {
    provider: ProviderId,
    folder: &'static str,
    name: &'static str,
    invoice: Value,
    id: &'static str,
}

fn desks() -> [Desk; 4] {
    const SALES: &str = include_str!("../../../../tests/fixtures/moneybird/sales_invoice.json");
    const EXTERNAL: &str =
        include_str!("../../../../tests/fixtures/moneybird/external_sales_invoice.json");
    const NINJA: &str = include_str!("../../../../tests/fixtures/invoice_ninja/invoice.json");
    const DASHDOC: &str = include_str!("../../../../tests/fixtures/dashdoc/invoice.json");
    let read = |text: &str| -> Value { serde_json::from_str(text).unwrap() };
    let (sales, mut external) = (read(SALES), read(EXTERNAL));
    for list in ["details", "payments", "notes", "attachments"] {
        external[list] = sales[list].clone();
    }
    let desk = |provider, folder, name, invoice, id| Desk {
        provider,
        folder,
        name,
        invoice,
        id,
    };
    let ninja = json!({"data": read(NINJA)});
    let (sales_id, external_id) = ("512340000000000017", "512350000000000001");
    use ProviderId::{Dashdoc, InvoiceNinja, Moneybird, MoneybirdExternal};
    [
        desk(Moneybird, "moneybird", "moneybird", sales, sales_id),
        desk(
            MoneybirdExternal,
            "moneybird",
            "moneybirdExternal",
            external,
            external_id,
        ),
        desk(
            InvoiceNinja,
            "invoice_ninja",
            "invoiceNinja",
            ninja,
            "Rf5Gh6Jk7L",
        ),
        desk(
            Dashdoc,
            "dashdoc",
            "dashdoc",
            read(DASHDOC),
            "0b9e6f5c-31aa-4f0e-9d52-8a7c5d1e0042",
        ),
    ]
}

impl Desk {
    /// The adapter, at a vendor that complains about everything it is asked.
    fn adapter(&self, complaint: Response) -> Arc<dyn Provider> {
        const STATICS: &str = include_str!("../../../../tests/fixtures/invoice_ninja/statics.json");
        const COMPANY: &str = include_str!("../../../../tests/fixtures/invoice_ninja/company.json");
        let (id, invoice) = (self.id, self.invoice.clone());
        let script = Script::new(move |request: &Request| {
            let path = request.url.path().trim_end_matches('/');
            match path.trim_end_matches(".json").rsplit('/').next() {
                Some("statics") => answer(200, STATICS),
                Some("current") => answer(200, &format!("{{\"data\":{COMPANY}}}")),
                Some(last) if last == id && request.method == "GET" => ok(&invoice),
                _ => complaint.clone(),
            }
        });
        let transport: Arc<dyn Transport> = script;
        let mut settings = settings(self.provider);
        settings.administration_id = (self.folder == "moneybird").then(|| "123".to_owned());
        (Adapter::of(self.provider).unwrap().build)(&settings, transport).unwrap()
    }

    async fn target(&self) -> Arc<Invoice> {
        let id = NativeId::new(self.id);
        let adapter = self.adapter(answer(500, ""));
        let read = adapter.invoices(&call(), std::slice::from_ref(&id)).await;
        Arc::clone(read.get(&id).unwrap().as_ref().unwrap())
    }

    /// Every word that stands in quotes in the adapter's actions, as a vendor may write it.
    fn words(&self) -> BTreeSet<String> {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/adapters");
        let mut words = BTreeSet::new();
        for file in std::fs::read_dir(folder.join(self.folder).join("actions")).unwrap() {
            let text = std::fs::read_to_string(file.unwrap().path()).unwrap();
            let is_word = |word: &&str| {
                let is_letter = |letter: char| {
                    letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '_'
                };
                !word.is_empty() && word.len() < 60 && word.chars().all(is_letter)
            };
            // Both what lies in quotes and what lies between them: the latter finds nothing.
            words.extend(text.split('"').filter(is_word).map(str::to_owned));
        }
        words
    }

    /// The vendor's complaint about all words in some places.
    fn complaint(&self, places: &[&str]) -> Response {
        let mut about = Map::new();
        let words = self.words();
        for (place, word) in places
            .iter()
            .flat_map(|place| words.iter().map(move |word| (place, word)))
        {
            about.insert(format!("{place}{word}"), json!(["Is wrong."]));
        }
        let body = match self.provider {
            ProviderId::InvoiceNinja => json!({"message": "Invalid.", "errors": about}),
            ProviderId::Dashdoc => {
                about.remove("detail");
                about.remove("code");
                about.insert("non_field_errors".to_owned(), json!({ "code": words }));
                Value::Object(about)
            }
            _ => json!({ "error": about }),
        };
        let status = match self.provider {
            ProviderId::Dashdoc => 400,
            _ => 422,
        };
        answer(status, &body.to_string())
    }

    /// An action with each of the native fields that its mutation has in the schema.
    fn with_natives(&self, action: &Action) -> Vec<Action> {
        let path = ["input", "native", self.name];
        let fields = input_paths::below(action.kind().name(), &path);
        let with = |field: &String| {
            let fields = Map::from_iter([(snake(field), json!("x"))]);
            let provider = self.provider;
            let mut action = action.clone();
            match &mut action.native {
                Some(native) => native.fields.extend(fields),
                none => *none = Some(NativeInput { provider, fields }),
            }
            action
        };
        fields.iter().map(with).collect()
    }
}

/// A name of the schema as the vendors write theirs.
fn snake(name: &str) -> String {
    match name {
        "customFields" => return "custom_fields_attributes".to_owned(),
        "paymentReference" => return "reference".to_owned(),
        _ => {}
    }
    let letters = name.chars().flat_map(|letter| {
        let dash = letter.is_ascii_uppercase().then_some('_');
        dash.into_iter().chain([letter.to_ascii_lowercase()])
    });
    letters.collect()
}

fn refusals(outcomes: Vec<Outcome>) -> Vec<Refusal> {
    let refused = outcomes.into_iter().filter_map(|outcome| match outcome {
        Outcome::Refused(refusals) => Some(refusals),
        _ => None,
    });
    refused.flatten().collect()
}

#[tokio::test]
async fn every_part_of_the_input_that_is_blamed_is_in_the_schema() {
    let mut astray = BTreeSet::new();
    for desk in desks() {
        let target = desk.target().await;
        let adapter = desk.adapter(desk.complaint(&PLACES));
        // What a native field changes is about words that stand alone.
        let plain = desk.adapter(desk.complaint(&PLACES[..1]));
        let (mut blamed, mut sent) = (BTreeSet::new(), BTreeSet::new());
        for action in asks(adapter.info(), &target) {
            let natives = match action.keyed {
                true => Vec::new(),
                false => desk.with_natives(&action),
            };
            let natives = natives.into_iter().map(|action| (action, &plain));
            for (action, adapter) in natives.chain([(action, &adapter)]) {
                let refusals = match adapter.plan(&action) {
                    Err(refusals) => refusals,
                    // With a key the same is sent.
                    Ok(_) if action.keyed => Vec::new(),
                    Ok(_) => {
                        sent.insert(action.kind());
                        refusals(adapter.perform(&call(), &action).await.outcomes)
                    }
                };
                let fields = refusals.into_iter().map(|refusal| refusal.field);
                blamed.extend(fields.map(|field| (action.kind().name(), field)));
            }
        }
        if desk.folder == "moneybird" {
            for end in ["line.unitPrice", "line.quantity", "nativeId"] {
                let path = format!("changes.lineItems.update.0.{end}");
                let path = path.split('.').map(str::to_owned).collect();
                assert!(blamed.contains(&("updateInvoice", path)), "{end}");
            }
        }
        for (mutation, field) in &blamed {
            let path = ["input"]
                .into_iter()
                .chain(field.iter().map(String::as_str));
            if let Some(why) = input_paths::astray(mutation, path) {
                let field = field.join(".");
                astray.insert(format!("{}: {mutation} {field}: {why}", desk.name));
            }
        }
        let offered: BTreeSet<_> = adapter.info().actions.iter().copied().collect();
        assert_eq!(sent, offered, "{}: each was sent in some way", desk.name);
        assert!(blamed.len() > 20, "{}: {blamed:?}", desk.name);
    }
    let astray: Vec<_> = astray.into_iter().collect();
    assert!(astray.is_empty(), "{}", astray.join("\n"));
}

#[test]
fn a_path_that_leads_nowhere_is_noticed() {
    let astray = |mutation, path: &str| input_paths::astray(mutation, path.split('.'));
    for path in [
        "input",
        "input.changes.lineItems.update.3.line.unitPrice",
        "input.changes.lineItems.update.3.nativeId",
        "input.changes.lineItems.remove.0",
        "input.native.moneybird.customFields.1",
    ] {
        assert_eq!(astray("updateInvoice", path), None, "{path}");
    }
    for path in [
        "changes",
        "input.changes.lineItems.update.3.unitPrice",
        "input.changes.lineItems.update.line",
        "input.changes.lineItems.update.3.line.unitPrice.amount",
        "input.lineItems",
    ] {
        assert!(astray("updateInvoice", path).is_some(), "{path}");
    }
}
