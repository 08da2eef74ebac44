//! Where files may come from, and who gets the credential.

use std::sync::Arc;

use futures_util::StreamExt;
use reqwest::header::{AUTHORIZATION, HeaderName, HeaderValue, LOCATION};
use url::Url;

use crate::{
    adapters::{
        download::{Downloads, Storage},
        moneybird::{SALES, refusal},
        tests::script::{Script, answer, call, settings},
    },
    domain::ProviderId,
    error::{Error, ErrorKind, Result},
    provider::FileContent,
    transport::{Client, ClientSettings, Opened, Request, Response, Transport},
};

const OPERATION: &str = "downloadThing";
const API: &str = "https://api.vendor.example/v2";
static STORAGE: Storage = Storage {
    hosts: &["storage.example.net", ".vendor.example"],
    is_signed: false,
};

fn downloads(script: &Arc<Script>, api: &str) -> Downloads {
    let transport: Arc<dyn Transport> = Arc::<Script>::clone(script);
    let mut settings = settings(ProviderId::Moneybird);
    let hosts = [
        "files.acme.example",
        "bücher.example",
        "10.0.0.9",
        "[fd00::9]",
        "localhost",
    ];
    settings.file_hosts = hosts.map(str::to_owned).into();
    let credential = vec![(AUTHORIZATION, HeaderValue::from_static("Bearer s3cret"))];
    let api = Url::parse(api).unwrap();
    Downloads::new(
        &settings,
        transport,
        &SALES,
        (&api, credential),
        &STORAGE,
        refusal,
    )
}

fn with(mut response: Response, name: HeaderName, value: &str) -> Response {
    let value = HeaderValue::from_str(value).unwrap();
    response.headers.insert(name, value);
    response
}

fn redirect(to: &str) -> Response {
    with(answer(302, "look elsewhere"), LOCATION, to)
}

/// Opens a file of an API that answers the first request by a redirect, and all others by a file.
async fn open(api: &str, location: &str) -> (Result<Opened>, Vec<Request>) {
    let location = location.to_owned();
    let start = Url::parse(&format!("{api}/file")).unwrap();
    let first = start.clone();
    let script = Script::new(move |request| match request.url == first {
        true => redirect(&location),
        false => answer(200, "the file"),
    });
    let downloads = downloads(&script, api);
    let opened = downloads.open(&call(), OPERATION, start).await;
    (opened, script.take())
}

/// Says that an error tells an attentive attacker nothing.
fn is_discreet(error: &Error) {
    let text = format!("{error:?} {error}");
    for secret in ["s3cret", "://", "sig=", "/file"] {
        assert!(!text.contains(secret), "{text}");
    }
}

#[tokio::test]
async fn only_the_api_itself_gets_the_credential() {
    for (location, has_credential, public_only, counted) in [
        // A redirect within the API, also one that leaves out the host.
        ("https://api.vendor.example/other", true, false, true),
        ("https://api.vendor.example:443/other", true, false, true),
        ("/other?sig=1", true, false, true),
        ("other", true, false, true),
        // A host of the vendor's, where nothing but a public address will do.
        ("https://storage.example.net/f?sig=1", false, true, false),
        ("https://cdn.vendor.example/f", false, true, false),
        ("//cdn.vendor.example/f", false, true, false),
        // A name of the config's, which others could lead into this network.
        ("https://files.acme.example/f", false, true, false),
        ("https://files.acme.example:9000/f", false, true, false),
        ("https://BÜCHER.example/f", false, true, false),
        // An address of the config's, wherever that is.
        ("https://10.0.0.9/f", false, false, false),
        ("https://10.0.0.9:9000/f", false, false, false),
        ("https://[fd00::9]/f", false, false, false),
        ("https://localhost:9000/f", false, false, false),
    ] {
        // As a header has it.
        let location = location.replace('Ü', "%C3%9C");
        let (opened, requests) = open(API, &location).await;
        let mut opened = opened.unwrap_or_else(|error| panic!("{location}: {error:?}"));
        assert_eq!(opened.take(100).await.unwrap(), "the file");
        let [_, second] = requests.as_slice() else {
            panic!("{location}: {requests:?}");
        };
        let credential = second.headers.contains_key(AUTHORIZATION);
        assert_eq!(
            (credential, second.public_only, second.counted),
            (has_credential, public_only, counted),
            "{location}"
        );
    }
}

#[tokio::test]
async fn what_points_anywhere_else_is_not_followed() {
    for location in [
        "https://evil.example/s3cret",
        "https://127.0.0.1/s3cret",
        "https://[::1]/s3cret",
        "https://169.254.169.254/latest/meta-data?s3cret",
        "https://10.0.0.8/s3cret",
        "https://[::ffff:10.0.0.9]/s3cret",
        "https://localhost./s3cret",
        "https://files.localhost/s3cret",
        // Nearly a host that is trusted.
        "https://storage.example.net.evil.example/s3cret",
        "https://evilstorage.example.net/s3cret",
        "https://evil-vendor.example/s3cret",
        "https://vendor.example.evil.example/s3cret",
        "https://storage.example.net./s3cret",
        // A trusted host in the wrong place or by the wrong door.
        "https://storage.example.net@evil.example/s3cret",
        "https://user:s3cret@storage.example.net/f",
        "https://user@api.vendor.example/s3cret",
        "https://storage.example.net:8443/s3cret",
        "http://storage.example.net/s3cret",
        "http://files.acme.example/s3cret",
        "http://10.0.0.9/s3cret",
        "http://localhost/s3cret",
        "http://api.vendor.example/s3cret",
        "ftp://storage.example.net/s3cret",
        "file:///etc/passwd?s3cret",
        "data:text/plain,s3cret",
        "https://",
    ] {
        let (opened, requests) = open(API, location).await;
        let error = opened.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::BadAnswer, "{location}");
        assert_eq!(requests.len(), 1, "{location}");
        assert_eq!(error.operation(), Some(OPERATION));
        is_discreet(&error);
    }
}

#[tokio::test]
async fn another_port_or_scheme_of_the_apis_host_is_another_place() {
    let api = "https://10.0.0.1:8443/v2";
    for location in ["https://10.0.0.1/other", "http://10.0.0.1:8443/other"] {
        let (opened, requests) = open(api, location).await;
        assert_eq!(opened.unwrap_err().kind(), ErrorKind::BadAnswer);
        assert_eq!(requests.len(), 1, "{location}");
    }
    let (opened, requests) = open(api, "https://10.0.0.1:8443/other").await;
    assert!(opened.is_ok() && requests[1].headers.contains_key(AUTHORIZATION));
    assert!(!requests[1].public_only);
}

#[tokio::test]
async fn an_account_without_tls_may_be_sent_on_without_tls_where_the_config_says() {
    let api = "http://127.0.0.1:4010/v2";
    for (location, public_only) in [
        ("http://files.acme.example:9/f", true),
        ("http://10.0.0.9:9/f", false),
        ("http://localhost:9/f", false),
        ("https://storage.example.net/f", true),
    ] {
        let (opened, requests) = open(api, location).await;
        assert!(opened.is_ok(), "{location}");
        assert!(!requests[1].headers.contains_key(AUTHORIZATION));
        assert_eq!(requests[1].public_only, public_only, "{location}");
    }
    // The vendor's own hosts have TLS, and no address of this network is theirs because the API's is.
    for location in [
        "http://storage.example.net/s3cret",
        "http://cdn.vendor.example/s3cret",
        "http://127.0.0.1/s3cret",
        "http://127.0.0.1:4011/s3cret",
        "http://10.0.0.8/s3cret",
        "http://evil.example/s3cret",
    ] {
        let (opened, requests) = open(api, location).await;
        let error = opened.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::BadAnswer, "{location}");
        assert_eq!(requests.len(), 1, "{location}");
        is_discreet(&error);
    }
}

#[tokio::test]
async fn a_host_of_the_vendors_that_resolves_to_an_address_of_this_network_is_not_asked() {
    static INSIDE: Storage = Storage {
        hosts: &["localhost"],
        is_signed: false,
    };
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let client = Arc::new(Client::new(&ClientSettings::default()).unwrap());
    let open = async |file_hosts: &[&str], link: String| {
        let mut settings = settings(ProviderId::Moneybird);
        settings.file_hosts = file_hosts.iter().map(|host| (*host).to_owned()).collect();
        let api = Url::parse("http://127.0.0.1:1/v2").unwrap();
        let transport: Arc<dyn Transport> = Arc::<Client>::clone(&client);
        let access = (&api, Vec::new());
        let downloads = Downloads::new(&settings, transport, &SALES, access, &INSIDE, refusal);
        let url = Url::parse(&link).unwrap();
        downloads.open(&call(), OPERATION, url).await.unwrap_err()
    };
    let error = open(&[], "https://localhost/s3cret".to_owned()).await;
    let message = "the provider points to an address that is not public";
    assert_eq!(
        (error.kind(), error.message()),
        (ErrorKind::BadAnswer, message)
    );
    // Where the config names the address itself, it is asked, which here hangs up on who wants TLS.
    let hosts = ["localhost"];
    let asked = open(&hosts, format!("https://localhost:{port}/f"));
    let hung_up = async { drop(listener.accept().await.unwrap()) };
    let (error, ()) = tokio::join!(asked, hung_up);
    assert_eq!(error.kind(), ErrorKind::Unavailable);
}

#[tokio::test]
async fn the_host_that_is_not_trusted_is_named_in_the_log_alone() {
    let (opened, _) = open(API, "https://new-storage.example/bucket?sig=s3cret").await;
    let error = opened.unwrap_err();
    assert_eq!(error.detail(), Some("host new-storage.example, by https"));
    let message = "Moneybird keeps the file at a host that this account does not trust: if you do, add it to the account's file_hosts";
    assert_eq!(error.message(), message);
}

#[tokio::test]
async fn redirects_end() {
    let script = Script::new(|_| redirect("https://api.vendor.example/again"));
    let downloads = downloads(&script, API);
    let start = Url::parse("https://api.vendor.example/file").unwrap();
    let error = downloads.open(&call(), OPERATION, start).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::BadAnswer);
    assert_eq!(script.take().len(), 6);
}

#[tokio::test]
async fn a_trusted_host_cannot_send_us_where_the_api_could_not() {
    let script = Script::new(|request| match request.url.host_str() {
        Some("api.vendor.example") => redirect("https://storage.example.net/f"),
        _ => redirect("http://127.0.0.1/s3cret"),
    });
    let downloads = downloads(&script, API);
    let start = Url::parse("https://api.vendor.example/file").unwrap();
    let error = downloads.open(&call(), OPERATION, start).await.unwrap_err();
    is_discreet(&error);
    assert_eq!(script.take().len(), 2);
}

#[tokio::test]
async fn what_goes_wrong_at_a_storage_is_not_taken_for_the_apis_word() {
    for (status, kind) in [
        (400, ErrorKind::BadAnswer),
        (401, ErrorKind::Unavailable),
        (403, ErrorKind::Unavailable),
        (404, ErrorKind::NotFound),
        (410, ErrorKind::Unavailable),
        (429, ErrorKind::RateLimited),
        (503, ErrorKind::Unavailable),
        (304, ErrorKind::BadAnswer),
    ] {
        let script = Script::new(move |request| match request.url.host_str() {
            Some("api.vendor.example") => redirect("https://storage.example.net/f"),
            _ => answer(status, "<Error>s3cret</Error>"),
        });
        let downloads = downloads(&script, API);
        let start = Url::parse("https://api.vendor.example/file").unwrap();
        let error = downloads.open(&call(), OPERATION, start).await.unwrap_err();
        assert_eq!(error.kind(), kind, "{status}");
        is_discreet(&error);
    }
}

#[tokio::test]
async fn what_the_api_refuses_is_told_in_its_words() {
    for (status, kind) in [
        (401, ErrorKind::ProviderAuth),
        (404, ErrorKind::NotFound),
        // A redirect to nowhere.
        (302, ErrorKind::BadAnswer),
    ] {
        let script = Script::always(status, r#"{"error":"record not found"}"#);
        let downloads = downloads(&script, API);
        let start = Url::parse("https://api.vendor.example/file").unwrap();
        let error = downloads.open(&call(), OPERATION, start).await.unwrap_err();
        assert_eq!(error.kind(), kind, "{status}");
        assert_eq!(error.account().unwrap().as_str(), "acme");
    }
}

async fn content(headers: &[(&'static str, &str)], usual: Option<&str>) -> Result<FileContent> {
    let mut response = answer(200, "the file");
    for (name, value) in headers {
        response = with(response, HeaderName::from_static(name), value);
    }
    let script = Script::always(200, "");
    downloads(&script, API).content(OPERATION, Opened::from(response), Some("a.pdf"), usual)
}

#[tokio::test]
async fn a_type_that_says_nothing_gives_way_to_the_one_that_is_known() {
    let pdf = Some("application/pdf");
    for (told, usual, shown) in [
        ("image/PNG; charset=x", pdf, Some("image/png")),
        ("application/octet-stream", pdf, pdf),
        ("binary/octet-stream", pdf, pdf),
        (
            "application/octet-stream",
            None,
            Some("application/octet-stream"),
        ),
    ] {
        let content = content(&[("content-type", told)], usual).await.unwrap();
        assert_eq!(content.content_type.as_deref(), shown, "{told}");
    }
    let untold = content(&[], pdf).await.unwrap();
    assert_eq!(untold.content_type.as_deref(), pdf);
}

#[tokio::test]
async fn a_page_in_place_of_a_file_is_no_file() {
    let html = ("content-type", "text/html; charset=UTF-8");
    let error = content(&[html], None).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::BadAnswer);
    let attached = ("content-disposition", "attachment; filename=x.pdf");
    let file = content(&[html, attached], Some("application/pdf")).await;
    assert_eq!(
        file.unwrap().content_type.as_deref(),
        Some("application/pdf")
    );
}

#[tokio::test]
async fn name_size_and_content_come_along() {
    let mut file = content(&[("content-length", "8")], None).await.unwrap();
    assert_eq!(file.filename.as_deref(), Some("a.pdf"));
    assert_eq!(file.size_bytes, Some(8));
    assert_eq!(file.body.next().await.unwrap().unwrap(), "the file");
    assert!(file.body.next().await.is_none());
}
