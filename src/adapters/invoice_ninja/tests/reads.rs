//! By id, by lookup and activities: which requests go out, and what becomes of each answer.

use std::sync::Arc;

use jiff::Timestamp;
use secrecy::SecretString;
use serde_json::{Value, json};
use url::Url;

use crate::{
    adapters::invoice_ninja::{
        build,
        tests::script::{
            STATICS, Script, answer, call, company, document, hash, id, line, ninja, ok, page,
            settings,
        },
    },
    domain::NativeId,
    error::{ErrorKind, Retry},
    provider::{AccountSettings, Lookup},
    transport::{Request, Response, Transport},
};

const INCLUDE: &str = "include=client.group_settings%2Cpayments";

fn invoice(number: u64) -> Value {
    document(number, Timestamp::UNIX_EPOCH)
}

fn always(response: Response) -> Arc<Script> {
    Script::new(move |_| response.clone())
}

/// A vendor that has the invoices `1..=9`.
fn vendor() -> Arc<Script> {
    Script::new(|request| {
        let wanted = request.url.path_segments().unwrap().next_back().unwrap();
        match (1..=9).find(|number| hash(*number) == wanted) {
            Some(number) => ok(&json!({"data": invoice(number)})),
            None => answer(
                400,
                r#"{"message":"No query results for model [App\\Models\\Invoice]."}"#,
            ),
        }
    })
}

#[tokio::test]
async fn each_id_costs_a_call_and_gets_its_own_answer() {
    let vendor = vendor();
    let provider = ninja(&vendor);
    let wanted = [
        id(1),
        id(2),
        id(77),
        id(1),
        NativeId::new("123"),
        NativeId::new("a/b"),
        NativeId::new("create"),
    ];
    let batch = provider.invoices(&call(), &wanted).await;
    let mut lines = vendor.lines();
    lines.sort();
    let mut expected: Vec<_> = [1, 2, 77]
        .map(|number| format!("GET /api/v1/invoices/{}?{INCLUDE}", hash(number)))
        .into();
    expected.sort();
    assert_eq!(lines, expected, "neither twice nor what cannot be an id");
    assert_eq!(batch.get(&id(2)).unwrap().as_ref().unwrap().id, id(2));
    for missing in [
        id(77),
        NativeId::new("123"),
        NativeId::new("a/b"),
        NativeId::new("create"),
    ] {
        let error = batch.get(&missing).unwrap().as_ref().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::NotFound);
    }
}

#[tokio::test]
async fn tables_and_company_are_read_once_for_all() {
    let vendor = vendor();
    let provider = ninja(&vendor);
    for number in 1..=3 {
        provider.invoices(&call(), &[id(number)]).await;
    }
    let lines: Vec<_> = vendor.take().iter().map(line).collect();
    assert_eq!(
        lines
            .iter()
            .filter(|line| *line == "GET /api/v1/statics")
            .count(),
        1
    );
    assert_eq!(
        lines
            .iter()
            .filter(|line| *line == "POST /api/v1/companies/current")
            .count(),
        1
    );
    assert_eq!(lines.len(), 5);
}

#[tokio::test]
async fn every_request_carries_the_token_out_of_sight_and_asks_for_json() {
    let vendor = vendor();
    ninja(&vendor).invoices(&call(), &[id(1)]).await;
    for request in vendor.take() {
        let header = |name: &str| request.headers.get(name).unwrap();
        assert_eq!(header("x-api-token"), "s3cret");
        assert!(header("x-api-token").is_sensitive() && request.idempotent);
        assert_eq!(header("x-requested-with"), "XMLHttpRequest");
        assert_eq!(header("accept"), "application/json");
        assert_eq!(request.url.host_str(), Some("invoicing.co"));
        assert!(request.headers.get("x-react").is_none());
    }
}

#[tokio::test]
async fn every_failure_has_its_kind_and_its_place() {
    for (status, body, kind) in [
        (
            200,
            r#"{"message":"No Invoices Found"}"#,
            ErrorKind::BadAnswer,
        ),
        (200, "", ErrorKind::BadAnswer),
        (200, r#"{"data":{"id":"torn"#, ErrorKind::BadAnswer),
        (200, "<html>", ErrorKind::BadAnswer),
        (200, r#"{"data":{"id":"Other12345"}}"#, ErrorKind::BadAnswer),
        (
            200,
            r#"{"data":{"id":"Hx00007919","payments":"none"}}"#,
            ErrorKind::BadAnswer,
        ),
        (302, "", ErrorKind::BadAnswer),
        (
            401,
            r#"{"message":"This action is unauthorized."}"#,
            ErrorKind::ProviderAuth,
        ),
        (
            403,
            r#"{"message":"Invalid token"}"#,
            ErrorKind::ProviderAuth,
        ),
        (
            404,
            r#"{"message":"Route does not exist"}"#,
            ErrorKind::NotFound,
        ),
        (
            422,
            r#"{"message":"","errors":{"number":"s3cret"}}"#,
            ErrorKind::InvalidInput,
        ),
        (429, "<html>Too many</html>", ErrorKind::RateLimited),
        (500, r#"{"message":"Server Error"}"#, ErrorKind::Unavailable),
        (503, "<html>", ErrorKind::Unavailable),
    ] {
        let batch = ninja(&always(answer(status, body)))
            .invoices(&call(), &[id(1)])
            .await;
        let error = batch.get(&id(1)).unwrap().as_ref().unwrap_err();
        assert_eq!(error.kind(), kind, "{status} {body}");
        assert!(error.operation().is_some() && error.account().is_some());
        assert!(!error.message().contains("s3cret"));
        if status == 429 {
            let minute = std::time::Duration::from_secs(60);
            assert_eq!(error.retry(), Retry::After(minute));
        }
    }
}

#[tokio::test]
async fn who_may_not_see_the_company_still_reads_invoices_in_their_clients_currency() {
    let vendor = Script::bare(|request| match request.url.path() {
        "/api/v1/statics" => answer(200, STATICS),
        "/api/v1/companies/current" => answer(401, r#"{"message":"no"}"#),
        _ => ok(&json!({"data": invoice(1)})),
    });
    let batch = ninja(&vendor).invoices(&call(), &[id(1)]).await;
    let invoice = batch.get(&id(1)).unwrap().as_ref().unwrap();
    assert_eq!(invoice.currency.unwrap().code(), "EUR");
}

#[tokio::test]
async fn without_the_tables_nothing_is_guessed() {
    for (status, body, kind) in [
        (500, "", ErrorKind::Unavailable),
        (200, r#"{"message":"moment"}"#, ErrorKind::BadAnswer),
    ] {
        let vendor = Script::bare(move |request| match request.url.path() {
            "/api/v1/statics" => answer(status, body),
            "/api/v1/companies/current" => company("1"),
            _ => ok(&json!({"data": invoice(1)})),
        });
        let batch = ninja(&vendor).invoices(&call(), &[id(1)]).await;
        let error = batch.get(&id(1)).unwrap().as_ref().unwrap_err();
        assert_eq!(
            (error.kind(), error.operation()),
            (kind, Some("getStatics"))
        );
    }
}

#[tokio::test]
async fn a_lookup_carries_any_text_unharmed_and_takes_only_what_is_equal() {
    let rows = |request: &Request| {
        let mut other = invoice(2);
        other["number"] = json!("x1");
        other["po_number"] = json!("PO 7 bis");
        let mut one = invoice(1);
        one["po_number"] = json!("PO 7");
        page(request, &[other, one])
    };
    let vendor = Script::new(rows);
    let provider = ninja(&vendor);
    for (lookup, query, found) in [
        (Lookup::Number("1".into()), "number=1", Some(id(1))),
        (
            Lookup::Number("a/b&ü%|".into()),
            "number=a%2Fb%26%C3%BC%25%7C",
            None,
        ),
        (Lookup::Reference("PO 7".into()), "filter=PO+7", Some(id(1))),
        (Lookup::Reference(r"PO\7_%".into()), "filter=PO_7_%25", None),
        (Lookup::Number(r"a\b".into()), "number=a%5Cb", None),
    ] {
        let invoices = provider.find(&call(), &lookup).await.unwrap();
        assert_eq!(invoices.first().map(|invoice| invoice.id.clone()), found);
        let rest = format!("sort=id%7Casc&per_page=250&page=1&{INCLUDE}");
        assert_eq!(
            vendor.lines(),
            [format!("GET /api/v1/invoices?{query}&{rest}")]
        );
    }
    for nothing in [Lookup::Number(" ".into()), Lookup::Reference(String::new())] {
        assert_eq!(provider.find(&call(), &nothing).await.unwrap(), []);
    }
    assert!(
        vendor.take().is_empty(),
        "an empty filter would tell everything"
    );
}

#[tokio::test]
async fn a_lookup_reads_every_page() {
    let rows: Vec<Value> = (1..=600)
        .map(|number| {
            let mut row = invoice(number);
            row["po_number"] = json!("same");
            row
        })
        .collect();
    let vendor = Script::new(move |request| page(request, &rows));
    let lookup = Lookup::Reference("same".into());
    let found = ninja(&vendor).find(&call(), &lookup).await.unwrap();
    assert_eq!((found.len(), vendor.lines().len()), (600, 3));
}

#[tokio::test]
async fn activities_are_asked_for_one_invoice_by_a_post_that_may_be_repeated() {
    let body = include_str!("../../../../tests/fixtures/invoice_ninja/activities.json");
    let vendor = always(answer(200, body));
    let activity = ninja(&vendor).activity(&call(), &id(1)).await.unwrap();
    assert_eq!((activity.notes.len(), activity.timeline.len()), (2, 3));
    let request = vendor.take().remove(0);
    assert_eq!(line(&request), "POST /api/v1/activities/entity");
    let sent: Value = serde_json::from_slice(&request.body).unwrap();
    assert_eq!(
        sent,
        json!({"entity": "invoice", "entity_id": hash(1), "rows": 1000})
    );
    assert!(request.idempotent);
    assert_eq!(request.headers["content-type"], "application/json");
    let refused = always(answer(400, r#"{"message":"none"}"#));
    let error = ninja(&refused).activity(&call(), &id(1)).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NotFound);
}

#[tokio::test]
async fn a_base_url_may_hold_a_path_and_that_of_the_api() {
    for base in [
        "http://127.0.0.1:9/invoice-ninja",
        "http://127.0.0.1:9/invoice-ninja/",
        "http://127.0.0.1:9/invoice-ninja/api/v1/",
    ] {
        let vendor = Script::bare(|_| answer(500, ""));
        let mut settings = settings();
        settings.base_url = Some(Url::parse(base).unwrap());
        let transport: Arc<dyn Transport> = Arc::<Script>::clone(&vendor);
        build(&settings, transport)
            .unwrap()
            .invoices(&call(), &[id(4)])
            .await;
        let path = format!("GET /invoice-ninja/api/v1/invoices/{}?{INCLUDE}", hash(4));
        assert_eq!(line(&vendor.take()[0]), path);
    }
}

#[test]
fn wrong_settings_are_refused_by_the_name_of_the_key() {
    let made = |change: fn(&mut AccountSettings)| {
        let mut settings = settings();
        change(&mut settings);
        let vendor: Arc<dyn Transport> = Script::bare(|_| answer(500, ""));
        build(&settings, vendor).map(drop)
    };
    let refused = |change| made(change).unwrap_err();
    let administration = refused(|settings| settings.administration_id = Some("1".into()));
    assert!(administration.starts_with("administration_id: "));
    let token = refused(|settings| settings.token = SecretString::from("a\nb"));
    assert!(
        token.starts_with("token: ") && !token.contains("a\nb"),
        "{token}"
    );
    let password = refused(|settings| settings.password = Some(SecretString::from("")));
    assert!(password.starts_with("password: empty"), "{password}");
    let query = refused(|settings| settings.base_url = Url::parse("https://x.example/?a").ok());
    assert!(query.starts_with("base_url: "), "{query}");
    assert_eq!(
        made(|settings| settings.password = Some(SecretString::from("x"))),
        Ok(())
    );
}
