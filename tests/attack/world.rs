//! The gateway under attack, over the simulators, with secrets planted wherever the config takes one.

use std::{fmt::Write, net::SocketAddr};

use invoice_gateway::{auth::KeyHash, sandbox};
use serde_json::{Value, json};
use tokio::{net::TcpListener, task::JoinHandle};

use crate::{
    attack::post,
    families::issuer::{AUDIENCE, ISSUED_BY, ISSUER},
    planted,
    process::Process,
    relay::Relay,
    wire::{self, Answer, Wire},
};

/// The accounts: id, provider, path at the simulators, what else the config says.
const ACCOUNTS: [(&str, &str, &str, &str); 6] = [
    (
        "moneybird",
        "moneybird",
        "/moneybird/api/v2",
        "administration_id = \"123\"\n",
    ),
    (
        "external",
        "moneybird-external",
        "/moneybird/api/v2",
        "administration_id = \"123\"\n",
    ),
    ("ninja", "invoice-ninja", "/invoice-ninja", ""),
    ("dashdoc", "dashdoc", "/dashdoc/api/v4", ""),
    ("i3d", "i3d", "/i3d", ""),
    (
        "hidden",
        "moneybird",
        "/moneybird/api/v2",
        "administration_id = \"123\"\n",
    ),
];

/// A running gateway with all that is around it.
#[derive(Debug)]
pub(crate) struct World {
    pub(crate) process: Process,
    pub(crate) relay: Relay,
    pub(crate) place: String,
    simulators: JoinHandle<()>,
}

impl Drop for World {
    fn drop(&mut self) {
        self.simulators.abort();
    }
}

/// What is different from the usual world.
#[derive(Clone, Debug)]
pub(crate) struct Plan {
    /// A name of its own among the worlds that stand at the same time.
    pub(crate) name: &'static str,
    /// The log filter.
    pub(crate) log: &'static str,
    /// How long what was read is good, as the config says it.
    pub(crate) refresh: &'static str,
    /// More lines of `[server]`; `{place}` stands for the folder of this world.
    pub(crate) server: &'static str,
    /// More sections.
    pub(crate) sections: &'static str,
    /// More lines of each account.
    pub(crate) account: String,
    /// Operations a minute for the client that only reads.
    pub(crate) readers_rate: u32,
    /// The documents that clients can name, as JSON.
    pub(crate) documents: Option<Value>,
}

impl Plan {
    /// The usual world under a name.
    pub(crate) fn new(name: &'static str) -> Self {
        Self {
            name,
            log: "info",
            refresh: "1h",
            server: "",
            // Hundreds of wrong keys and tokens come from one address here.
            sections: "[limits]\nattempts = 1000000",
            account: String::new(),
            readers_rate: 1_000_000,
            documents: None,
        }
    }
}

impl World {
    pub(crate) async fn open(plan: Plan) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let vendors = listener.local_addr().unwrap();
        let today = jiff::Timestamp::now()
            .to_zoned(jiff::tz::TimeZone::UTC)
            .date();
        let mut options = sandbox::Options::new(today);
        options.rate_limit = false;
        options.invoices = 64;
        let simulators = tokio::spawn(async move {
            let forever = std::future::pending();
            sandbox::serve(listener, options, forever).await.unwrap();
        });
        let relay = Relay::to(vendors).await;
        let place = format!("{}/attack-{}", env!("CARGO_TARGET_TMPDIR"), plan.name);
        std::fs::create_dir_all(&place).unwrap();
        let file = format!("{place}/gateway.toml");
        let keys = ISSUED_BY.jwks().to_string();
        std::fs::write(format!("{place}/keys.json"), keys).unwrap();
        if let Some(documents) = &plan.documents {
            let path = format!("{place}/documents.json");
            std::fs::write(path, documents.to_string()).unwrap();
        }
        let text = config(relay.address, &plan).replace("{place}", &place);
        std::fs::write(&file, text).unwrap();
        let log = plan.log;
        let starting = tokio::task::spawn_blocking(move || Process::start(&file, log));
        Self {
            process: starting.await.unwrap(),
            relay,
            place,
            simulators,
        }
    }

    pub(crate) async fn send(&self, wire: &Wire) -> Answer {
        wire::send(self.process.address, wire).await
    }

    /// Asks as a client would; gives the data of what must succeed.
    pub(crate) async fn data(&self, key: &str, query: &str, variables: Value) -> Value {
        let body = json!({"query": query, "variables": variables});
        let answer = self.send(&Wire::of(post(key, body.to_string()))).await;
        let told = answer.json().unwrap_or_else(|| panic!("{}", answer.text()));
        assert!(told.get("errors").is_none(), "{told:#}");
        told["data"].clone()
    }

    /// Waits until every account is loaded.
    pub(crate) async fn load(&self) {
        let query = "{ invoices(first: 1, freshness: LIVE) { complete accounts { account { id } error { message } } } }";
        for key in [planted::WRITER, planted::OTHER] {
            let data = self.data(key, query, json!({})).await;
            assert_eq!(data["invoices"]["complete"], json!(true), "{data:#}");
        }
        self.relay.calls();
    }
}

fn config(relay: SocketAddr, plan: &Plan) -> String {
    let (server, sections, refresh) = (plan.server, plan.sections, plan.refresh);
    let mut text = format!(
        "[server]\nlisten = \"127.0.0.1:0\"\n{server}\n\
         [files]\nsigning_key = \"{}\"\n\
         [cache]\nrefresh = \"{refresh}\"\nmax_age = \"{refresh}\"\n\
         [jwt]\njwks_file = \"{{place}}/keys.json\"\nissuer = \"{ISSUER}\"\naudience = \"{AUDIENCE}\"\n\
         {sections}\n",
        planted::SIGNING_KEY,
    );
    for ((id, provider, path, more), token) in ACCOUNTS.iter().zip(planted::TOKENS) {
        let password = match *provider {
            "invoice-ninja" => format!("password = \"{}\"\n", planted::PASSWORD),
            _ => String::new(),
        };
        write!(
            text,
            "[[accounts]]\nid = \"{id}\"\nprovider = \"{provider}\"\ntoken = \"{token}\"\n\
             base_url = \"http://{relay}{path}\"\nquota_calls = 1000000\n\
             webhook_secrets = [\"{}\"]\n{more}{password}{}\n",
            planted::WEBHOOK,
            plan.account
        )
        .unwrap();
    }
    let seen = "[\"moneybird\", \"external\", \"ninja\", \"dashdoc\", \"i3d\"]";
    let plenty = 1_000_000;
    for (name, key, rate, rights) in [
        (
            "writer",
            planted::WRITER,
            plenty,
            format!("scopes = [\"read\", \"write\", \"metrics\"]\naccounts = {seen}"),
        ),
        (
            "reader",
            planted::READER,
            plan.readers_rate,
            format!("accounts = {seen}"),
        ),
        (
            "other",
            planted::OTHER,
            plenty,
            "accounts = [\"hidden\"]".to_owned(),
        ),
    ] {
        let hash = KeyHash::of(key);
        write!(
            text,
            "[[clients]]\nname = \"{name}\"\nkey_sha256 = [\"{hash}\"]\nrate = {rate}\n{rights}\n"
        )
        .unwrap();
    }
    text
}
