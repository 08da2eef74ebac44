//! What a person sees of the command line, with a double for the other rooms.

mod checking;
mod clients;
mod stopping;

use std::{
    fs,
    net::SocketAddr,
    path::PathBuf,
    sync::{Arc, Mutex},
    time::Duration,
};

use clap::CommandFactory;
use tokio::{net::TcpListener, sync::oneshot};

use super::{
    args::Arguments,
    exit::Failure,
    rooms::{Probing, Rooms, SandboxOrder, Serving},
    run::{parse, run},
    settings::{config_file, log_filter},
    shutdown::{Shutdown, pair},
};
use crate::{
    auth::{KeyHash, NewKey},
    config::Config,
    domain::ProviderId,
    gateway::{Obstacle, Origin, Tried},
    provider::{Feature, ProviderInfo, Reads},
};

const fn info(id: ProviderId, name: &'static str) -> ProviderInfo {
    ProviderInfo {
        id,
        name,
        documentation: "https://example.com/docs",
        base_url: "https://api.example.com/v1",
        reads: Reads {
            payments: Feature::Included,
            notes: Feature::Included,
            attachments: Feature::Included,
            timeline: Feature::Included,
            credits: Feature::Included,
        },
        actions: &[],
        batch: Some(100),
        refresh_calls: 1,
        quota: None,
        quirks: &[],
    }
}

static MONEYBIRD: ProviderInfo = info(ProviderId::Moneybird, "Moneybird");
static EXTERNAL: ProviderInfo = info(ProviderId::MoneybirdExternal, "Moneybird external");

/// What the double was asked.
#[derive(Debug, Default)]
struct Seen {
    served: Vec<(Config, SocketAddr)>,
    simulated: Vec<(SandboxOrder, SocketAddr)>,
}

/// Rooms that note what they are asked.
#[derive(Clone, Default)]
struct Double {
    seen: Arc<Mutex<Seen>>,
    /// What `check` finds.
    problems: Vec<String>,
    /// Accounts that cannot be used.
    refused: Vec<&'static str>,
    /// Whether `serve` goes on after it was told to stop.
    stubborn: bool,
}

impl Rooms for Double {
    type SandboxOptions = SandboxOrder;

    fn providers(&self) -> Vec<&'static ProviderInfo> {
        vec![&MONEYBIRD, &EXTERNAL]
    }

    fn sdl(&self) -> String {
        "type Query { one: Int }\n".to_owned()
    }

    fn new_key(&self) -> Result<NewKey, String> {
        Ok(NewKey {
            key: "a-key".into(),
            hash: KeyHash::of("a-key"),
        })
    }

    fn check(&self, _config: &Config) -> Result<(), Vec<String>> {
        if self.problems.is_empty() {
            return Ok(());
        }
        Err(self.problems.clone())
    }

    fn probe(&self, config: Config) -> Probing {
        let tried = config.accounts.iter().map(|account| {
            let account = account.settings.id.to_string();
            let refused = self.refused.contains(&account.as_str());
            let outcome = match refused {
                false => Ok(Duration::from_millis(12)),
                true => Err(Obstacle {
                    code: "BAD_ANSWER",
                    message: "that is no answer".to_owned(),
                }),
            };
            Tried { account, outcome }
        });
        Box::pin(std::future::ready(Ok(tried.collect())))
    }

    fn serve(
        &self,
        config: Config,
        _origin: Option<Origin>,
        listener: TcpListener,
        shutdown: Shutdown,
        opened: oneshot::Sender<()>,
    ) -> Serving {
        let address = listener.local_addr().unwrap();
        self.seen.lock().unwrap().served.push((config, address));
        let stubborn = self.stubborn;
        opened.send(()).expect("somebody wants to know");
        Box::pin(async move {
            shutdown.await;
            if stubborn {
                std::future::pending::<()>().await;
            }
            Ok(())
        })
    }

    fn sandbox_options(&self, order: &SandboxOrder) -> Result<SandboxOrder, String> {
        match &order.faults {
            Some(file) => Err(format!("{} has faults of its own", file.display())),
            None => Ok(order.clone()),
        }
    }

    fn serve_sandbox(
        &self,
        listener: TcpListener,
        order: SandboxOrder,
        shutdown: Shutdown,
    ) -> Serving {
        let address = listener.local_addr().unwrap();
        self.seen.lock().unwrap().simulated.push((order, address));
        Box::pin(async move {
            shutdown.await;
            Ok(())
        })
    }
}

fn arguments(line: &str) -> Arguments {
    let words = format!("invoice-gateway {line}");
    let words = words.split_whitespace().map(Into::into);
    parse(words, &mut vec![])
        .expect("the arguments are valid")
        .expect("not a request for help")
}

fn environment(name: &str) -> Option<String> {
    (name == "TOKEN").then(|| "tok3n".to_owned())
}

/// Runs a command that is told to stop from the start, so that a server serves nobody and ends.
async fn outcome(line: &str, rooms: &Double) -> (Result<(), Failure>, String) {
    let (stopper, stop) = pair();
    stopper.stop();
    let mut out = vec![];
    let ended = run(arguments(line), rooms, &environment, stop, &mut out).await;
    (ended, String::from_utf8(out).unwrap())
}

fn told_by(failure: &Failure) -> &str {
    failure.message().expect("there is somebody to tell")
}

/// A config file that lives as long as the test.
struct File(PathBuf);

impl File {
    fn new(name: &str, text: &str) -> Self {
        let path = std::env::temp_dir().join(format!(
            "invoice-gateway-{}-{name}.toml",
            std::process::id()
        ));
        fs::write(&path, text).unwrap();
        Self(path)
    }

    fn path(&self) -> String {
        self.0.display().to_string()
    }
}

impl Drop for File {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.0);
    }
}

const VALID: &str = "
[server]
listen = \"127.0.0.1:0\"
[cache]
redis = \"redis://localhost\"
[[accounts]]
id = \"acme\"
name = \"Acme BV\"
provider = \"moneybird\"
token = \"${TOKEN}\"
[[accounts]]
id = \"studio-amsterdam\"
provider = \"moneybird-external\"
base_url = \"https://example.com/api/\"
token = \"${TOKEN}\"
";

#[test]
fn the_arguments_are_declared_soundly() {
    Arguments::command().debug_assert();
}

#[test]
fn help_and_version_are_answers_and_mistakes_are_not() {
    for flag in ["--version", "--help"] {
        let mut out = vec![];
        let asked = parse(["invoice-gateway", flag].map(Into::into), &mut out).unwrap();
        assert!(asked.is_none());
        assert!(String::from_utf8(out).unwrap().contains("invoice-gateway"));
    }
    for line in [
        "--bogus",
        "--listen localhost:4000",
        "--log-format xml",
        "sandbox --invoices 0",
        "sandbox --invoices 100001",
        "sandbox --today 2026-02-30",
        "sandbox --latency-ms -1",
        "webhooks",
    ] {
        let words = format!("invoice-gateway {line}");
        let failure = parse(words.split(' ').map(Into::into), &mut vec![]).unwrap_err();
        assert_eq!(failure.code(), 64, "{line}");
    }
}

#[test]
fn a_flag_wins_over_the_environment_and_an_empty_variable_is_none() {
    let by_variable = |value: &'static str| {
        move |name: &str| (name == "INVOICE_GATEWAY_CONFIG").then(|| value.to_owned())
    };
    let global = arguments("").global;
    assert_eq!(
        config_file(&global, &by_variable("env.toml")),
        Some("env.toml".into())
    );
    assert_eq!(config_file(&global, &by_variable("")), None);
    let global = arguments("--config flag.toml").global;
    assert_eq!(
        config_file(&global, &by_variable("env.toml")),
        Some("flag.toml".into())
    );
    let global = arguments("serve --config flag.toml").global;
    assert_eq!(
        config_file(&global, &by_variable("env.toml")),
        Some("flag.toml".into())
    );
}

#[test]
fn the_environment_wins_over_the_file_over_the_default() {
    let text = format!("{VALID}[telemetry]\nlog = \"warn\"\n");
    let config = Config::parse(&text, "gateway.toml", environment).unwrap();
    let by_variable = |name: &str| (name == "RUST_LOG").then(|| "debug".to_owned());
    assert_eq!(log_filter(Some(&config), &by_variable), "debug");
    assert_eq!(log_filter(Some(&config), &|_| None), "warn");
    assert_eq!(log_filter(None, &|_| None), "info");
}

#[tokio::test]
async fn without_a_config_it_serves_simulators_of_its_own() {
    let rooms = Double::default();
    let (ended, told) = outcome("--listen 127.0.0.1:0", &rooms).await;
    assert_eq!(ended, Ok(()));
    let seen = rooms.seen.lock().unwrap();
    let [(config, address)] = &seen.served[..] else {
        panic!("served once")
    };
    let [(order, sandbox)] = &seen.simulated[..] else {
        panic!("simulated once")
    };
    assert!(config.simulated);
    assert!(sandbox.ip().is_loopback() && sandbox.port() != 0 && sandbox != address);
    assert_eq!((order.invoices, order.latency), (None, Duration::ZERO));

    let accounts: Vec<_> = config
        .accounts
        .iter()
        .map(|account| &account.settings)
        .collect();
    assert_eq!(accounts[0].id.as_str(), "moneybird");
    assert_eq!(accounts[1].id.as_str(), "moneybird-external");
    for account in accounts {
        let url = account.base_url.as_ref().unwrap().as_str();
        assert_eq!(url, format!("http://{sandbox}/moneybird/api/v2"));
        assert_eq!(account.administration_id.as_deref(), Some("123"));
    }

    assert_ne!(address.port(), 0);
    assert!(
        told.starts_with(&format!("Listening at http://{address}/\n")),
        "{told}"
    );
    assert!(
        told.contains(&format!("GraphiQL  http://{address}/\n")),
        "{told}"
    );
    assert!(
        told.contains("simulated: moneybird, moneybird-external"),
        "{told}"
    );
    assert!(
        told.contains(&format!("curl -s http://{address}/graphql")),
        "{told}"
    );
}

#[tokio::test]
async fn a_config_file_is_served_and_a_flag_wins_over_it() {
    let file = File::new("serve", &VALID.replace("127.0.0.1:0", "127.0.0.1:1"));
    let rooms = Double::default();
    let (ended, told) = outcome(
        &format!("--config {} --listen 127.0.0.1:0", file.path()),
        &rooms,
    )
    .await;
    assert_eq!(ended, Ok(()));
    let seen = rooms.seen.lock().unwrap();
    assert_ne!(seen.served[0].1.port(), 1);
    assert!(seen.simulated.is_empty());
    assert!(
        told.contains(&format!("data      2 accounts of {}", file.path())),
        "{told}"
    );
}

#[tokio::test]
async fn a_taken_port_says_what_to_do() {
    let taken = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = taken.local_addr().unwrap();
    let rooms = Double::default();
    for line in [
        format!("--listen {address}"),
        format!("sandbox --listen {address}"),
    ] {
        let (ended, told) = outcome(&line, &rooms).await;
        let failure = ended.unwrap_err();
        assert_eq!(failure.code(), 1);
        assert!(told_by(&failure).starts_with(&format!("{address} is taken by another program")));
        assert!(told_by(&failure).ends_with("--listen 127.0.0.1:0"));
        assert_eq!(told, "");
    }
}

#[tokio::test]
async fn everything_is_checked_before_a_port_is_bound() {
    let taken = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = taken.local_addr().unwrap();
    let mut rooms = Double::default();
    rooms
        .problems
        .push("gateway.toml:4: moneybird needs an administration_id".to_owned());
    let valid = File::new("checked", VALID);
    let (ended, _) = outcome(
        &format!("--config {} --listen {address}", valid.path()),
        &rooms,
    )
    .await;
    assert_eq!(ended, Err(Failure::Usage(rooms.problems[0].clone())));

    let invalid = File::new("invalid", &format!("{VALID}tokn = \"tok3n\"\n"));
    let (ended, _) = outcome(
        &format!("--config {} --listen {address}", invalid.path()),
        &rooms,
    )
    .await;
    let failure = ended.unwrap_err();
    assert_eq!(failure.code(), 64);
    assert!(
        told_by(&failure).contains("unknown key \"tokn\"") && !told_by(&failure).contains("tok3n")
    );

    let seen = rooms.seen.lock().unwrap();
    assert!(seen.served.is_empty() && seen.simulated.is_empty());
}

#[tokio::test]
async fn schema_prints_the_schema_and_nothing_else() {
    let (ended, told) = outcome("schema", &Double::default()).await;
    assert_eq!(
        (ended, told.as_str()),
        (Ok(()), "type Query { one: Int }\n")
    );
}

#[tokio::test]
async fn the_sandbox_passes_on_what_was_asked_and_tells_where_it_is() {
    let rooms = Double::default();
    let line = "sandbox --listen 127.0.0.1:0 --invoices 100000 --today 2026-03-01 --latency-ms 20 --no-rate-limit";
    let (ended, told) = outcome(line, &rooms).await;
    assert_eq!(ended, Ok(()));
    let seen = rooms.seen.lock().unwrap();
    let (order, address) = &seen.simulated[0];
    assert_eq!(order.invoices, Some(100_000));
    assert_eq!(order.today.to_string(), "2026-03-01");
    assert_eq!(
        (order.latency, order.rate_limit),
        (Duration::from_millis(20), false)
    );
    assert!(
        told.starts_with(&format!("Listening at http://{address}/\n")),
        "{told}"
    );
    assert!(
        told.contains(&format!(
            "moneybird-external  http://{address}/moneybird/api/v2\n"
        )),
        "{told}"
    );
}

#[tokio::test]
async fn a_wrong_file_of_failures_is_told_before_a_port_is_bound() {
    let rooms = Double::default();
    let (ended, _) = outcome("sandbox --faults faults.toml", &rooms).await;
    assert_eq!(
        ended,
        Err(Failure::Usage(
            "faults.toml has faults of its own".to_owned()
        ))
    );
    assert!(rooms.seen.lock().unwrap().simulated.is_empty());
}
