//! One account behind the gateway's schema, and what every answer of it must be like.

use std::{
    future::Future,
    sync::{Arc, LazyLock},
    time::Duration,
};

use async_graphql::{
    PathSegment, Request, Response,
    parser::{parse_query, types::ExecutableDocument},
};
use invoice_gateway::{
    act::Door,
    adapters::Adapter,
    auth::Viewer,
    domain::{AccountId, ProviderId},
    error::ErrorKind,
    files::{LinkSettings, Links},
    gateway,
    graphql::{self, Schema},
    list::Rows,
    provider::{AccountSettings, Provider},
    server,
    snapshot::{Account, Accounts, Allowance, Policy, Shelf},
    store::Store,
    transport::Transport,
};
use jiff::tz::TimeZone;

use super::{selection, vendor::Vendor};

/// What no answer may show.
const TOKEN: &str = "swordfish-in-the-token";

/// Upstream calls that one operation may make.
const MOST_CALLS: usize = 50;
/// Entries of lists that it may read.
const MOST_ROWS: u64 = 50_000;
/// Longer than anybody waits.
const LONG: Duration = Duration::from_secs(24 * 3600);
/// Longest message that helps anybody, in bytes: what a vendor or a client wrote must not fill it.
const LONGEST_MESSAGE: usize = 2000;

/// The schema; a request brings its accounts.
pub(super) static SCHEMA: LazyLock<Schema> = LazyLock::new(|| {
    let links = LinkSettings {
        key: Some(&"0123456789abcdef0123456789abcdef".to_owned().into()),
        life: Duration::from_secs(60),
        public_url: None,
    };
    let links = Links::new(&links).expect("a key was given");
    let door = Door::new(Store::in_memory(), Duration::from_secs(60));
    let builder = graphql::schema(door, Arc::new(links), gateway::providers());
    server::apply_limits(builder, &server::ServerSettings::default()).finish()
});

/// A question for everything that an account can tell; it is long, so it is read once.
static EVERYTHING: LazyLock<ExecutableDocument> = LazyLock::new(|| {
    let query = selection::everything(&graphql::sdl());
    parse_query(query).expect("the question is well-formed")
});

fn settings(provider: ProviderId) -> AccountSettings {
    use ProviderId::{Moneybird, MoneybirdExternal};
    let is_divided = matches!(provider, Moneybird | MoneybirdExternal);
    AccountSettings {
        id: AccountId::new("acme"),
        name: "Acme".to_owned(),
        provider,
        administration_id: is_divided.then(|| "4200".to_owned()),
        token: TOKEN.to_owned().into(),
        password: None,
        base_url: None,
        time_zone: TimeZone::UTC,
        quota_calls: None,
        webhook_secrets: Vec::new(),
        file_hosts: Vec::new(),
    }
}

/// The adapter of a vendor.
pub(super) fn provider(provider: ProviderId, vendor: &Arc<Vendor>) -> Arc<dyn Provider> {
    let adapter = Adapter::of(provider).expect("every provider has an adapter");
    let transport: Arc<dyn Transport> = Arc::<Vendor>::clone(vendor);
    (adapter.build)(&settings(provider), transport).expect("these settings are good")
}

/// The account of a vendor, with nothing held yet.
pub(super) fn accounts(provider: ProviderId, vendor: &Arc<Vendor>) -> Accounts {
    let policy = Policy {
        refresh: Duration::from_secs(60),
        max_age: Duration::from_secs(60),
        max_wait: Duration::from_secs(10),
        stale_for: LONG,
        deadline: Duration::from_secs(10),
    };
    let adapter = self::provider(provider, vendor);
    let shelf = Shelf::new(LONG);
    let account = Account::new(&settings(provider), adapter, policy, shelf);
    Accounts::new([Arc::new(account)])
}

/// Asks for everything.
pub(super) async fn ask_everything(accounts: Accounts) -> Response {
    let mut request = Request::new("");
    request.set_parsed_query(EVERYTHING.clone());
    execute(request, &accounts).await
}

/// Executes as the gateway does for somebody who may do everything.
pub(super) async fn execute(request: Request, accounts: &Accounts) -> Response {
    let viewer = Arc::new(Viewer::anonymous());
    let allowance = Arc::new(Allowance::new(MOST_CALLS));
    let rows = Arc::new(Rows::new(MOST_ROWS));
    let request = graphql::of_viewer(request, viewer, accounts, allowance, rows);
    graphql::execute(&SCHEMA, request).await
}

/// Waits for some work, in a time that passes as fast as nothing happens.
pub(super) fn wait<F: Future>(work: F) -> F::Output {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .start_paused(true)
        .build();
    let runtime = runtime.expect("this machine has a thread to spare");
    runtime.block_on(work)
}

/// Checks that every error of an answer says what kind it is, that none is a fault of ours, and that none tells a secret.
pub(super) fn check(response: &Response) {
    for error in &response.errors {
        let code = error.extensions.as_ref().and_then(|all| all.get("code"));
        let code = code.map(ToString::to_string).unwrap_or_default();
        let kind = ErrorKind::from_code(code.trim_matches('"'));
        let path: Vec<&PathSegment> = error.path.iter().collect();
        let said = &error.message;
        assert!(kind.is_some(), "no code at {path:?}: {said}");
        assert!(kind != Some(ErrorKind::Internal), "at {path:?}: {said}");
        check_message(said);
    }
}

/// Tells whether an input has the token itself, which libFuzzer learns by watching who compares what: an answer that repeats
/// it gives away nothing.
pub(super) fn has_token(input: &[u8]) -> bool {
    let mut windows = input.windows(TOKEN.len());
    windows.any(|window| window == TOKEN.as_bytes())
}

/// Checks what a client reads.
pub(super) fn check_message(message: &str) {
    assert!(!message.contains(TOKEN), "a secret: {message}");
    assert!(message.len() < LONGEST_MESSAGE, "too long: {message}");
}
