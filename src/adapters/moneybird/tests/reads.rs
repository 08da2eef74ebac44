//! By id and by lookup: which requests go out, and what becomes of each answer.

use std::{collections::HashMap, sync::Arc};

use jiff::Timestamp;
use secrecy::SecretString;
use serde_json::{Value, json};
use url::Url;

use crate::{
    adapters::moneybird::{
        build_sales,
        tests::script::{
            Script, answer, asked, call, document, external, id, ids, ok, sales, settings,
            with_header,
        },
    },
    domain::{NativeId, ProviderId},
    error::{ErrorKind, Retry},
    provider::{AccountSettings, Lookup},
    transport::{Request, Response, Transport},
};

/// A vendor that has every invoice that is asked for.
fn generous() -> Arc<Script> {
    Script::new(|request| match request.method.as_str() {
        "POST" => ok(&asked(request).iter().map(|id| invoice(*id)).collect()),
        _ => ok(&invoice(last_id(request))),
    })
}

fn invoice(number: u64) -> Value {
    document(number, Timestamp::UNIX_EPOCH)
}

fn last_id(request: &Request) -> u64 {
    let last = request.url.path_segments().unwrap().next_back().unwrap();
    last.trim_end_matches(".json").parse().unwrap()
}

fn always(response: Response) -> Arc<Script> {
    Script::new(move |_| response.clone())
}

#[tokio::test]
async fn ids_are_asked_a_hundred_a_call() {
    for (count, calls) in [(0, 0), (2, 1), (100, 1), (101, 2), (250, 3)] {
        let vendor = generous();
        let wanted = ids(1..=count);
        let batch = sales(&vendor).invoices(&call(), &wanted).await;
        let requests = vendor.take();
        assert_eq!(requests.len(), calls, "{count}");
        for request in &requests {
            assert_eq!(request.method, "POST");
            let path = "/api/v2/123/sales_invoices/synchronization.json";
            assert_eq!(request.url.path(), path);
            assert!(request.idempotent && asked(request).len() <= 100);
        }
        for id in &wanted {
            assert_eq!(batch.get(id).unwrap().as_ref().unwrap().id, *id);
        }
    }
}

#[tokio::test]
async fn one_id_is_asked_by_its_own_address_with_the_credential_hidden() {
    let vendor = generous();
    let batch = external(&vendor).invoices(&call(), &[id(496)]).await;
    assert!(batch.get(&id(496)).unwrap().is_ok());
    let request = &vendor.take()[0];
    assert_eq!(
        request.url.as_str(),
        "https://moneybird.com/api/v2/123/external_sales_invoices/496.json"
    );
    let credential = &request.headers["authorization"];
    assert_eq!(credential.to_str().unwrap(), "Bearer s3cret");
    assert!(credential.is_sensitive() && !format!("{request:?}").contains("s3cret"));
}

#[tokio::test]
async fn ids_go_out_as_text_once_each_and_never_when_they_are_none() {
    let vendor = generous();
    let odd = ["12/../9", "ü", "", "1 ", "-1", "1.5"].map(NativeId::new);
    let wanted: Vec<NativeId> = odd.iter().cloned().chain(ids([7, 8, 7])).collect();
    let batch = sales(&vendor).invoices(&call(), &wanted).await;
    let requests = vendor.take();
    assert_eq!(&requests[0].body[..], br#"{"ids":["7","8"]}"#);
    assert_eq!(requests.len(), 1);
    for id in &odd {
        let error = batch.get(id).unwrap().as_ref().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::NotFound, "{id}");
    }
}

#[tokio::test]
async fn what_the_vendor_leaves_out_is_not_found_and_order_does_not_matter() {
    let vendor = always(ok(&json!([invoice(3), invoice(1)])));
    let batch = sales(&vendor).invoices(&call(), &ids([1, 2, 3])).await;
    assert_eq!(batch.get(&id(1)).unwrap().as_ref().unwrap().id, id(1));
    let error = batch.get(&id(2)).unwrap().as_ref().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NotFound);
    assert_eq!(error.account().unwrap().as_str(), "acme");
}

#[tokio::test]
async fn one_unreadable_invoice_spoils_only_itself() {
    let mut broken = invoice(2);
    broken["total_paid"] = json!({"oops": 1});
    let vendor = always(ok(&json!([invoice(1), broken, invoice(3)])));
    let batch = sales(&vendor).invoices(&call(), &ids([1, 2, 3])).await;
    let error = batch.get(&id(2)).unwrap().as_ref().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::BadAnswer);
    assert!(error.message().ends_with("total_paid"), "{error}");
    assert!(batch.get(&id(1)).unwrap().is_ok() && batch.get(&id(3)).unwrap().is_ok());
}

#[tokio::test]
async fn a_document_of_unknown_owner_counts_nobody_as_gone() {
    let vendor = always(ok(&json!([invoice(1), {"id": {}}])));
    let batch = sales(&vendor).invoices(&call(), &ids([1, 2])).await;
    let error = batch.get(&id(2)).unwrap().as_ref().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::BadAnswer);
}

#[tokio::test]
async fn a_failing_call_fails_only_its_own_ids() {
    let vendor = Script::new(|request| match asked(request) {
        ids if ids.contains(&150) => answer(503, "<html>"),
        ids => ok(&ids.into_iter().map(invoice).collect()),
    });
    let batch = sales(&vendor).invoices(&call(), &ids(1..=250)).await;
    let results: HashMap<_, _> = batch.into_iter().collect();
    for number in 1..=250 {
        let failed = (101..=200).contains(&number);
        assert_eq!(results[&id(number)].is_err(), failed, "{number}");
    }
}

#[tokio::test]
async fn invoices_that_name_the_same_customer_share_it() {
    let batch = sales(&generous()).invoices(&call(), &ids([1, 2])).await;
    let customer = |number| {
        batch
            .get(&id(number))
            .unwrap()
            .as_ref()
            .unwrap()
            .customer
            .clone()
    };
    assert!(Arc::ptr_eq(&customer(1).unwrap(), &customer(2).unwrap()));
}

#[tokio::test]
async fn every_refusal_and_every_odd_answer_has_its_kind() {
    let html = "<!doctype html><title>502</title>";
    for (status, body, kind) in [
        (
            401,
            r#"{"error":"token is invalid"}"#,
            ErrorKind::ProviderAuth,
        ),
        (402, r#"{"error":"limited"}"#, ErrorKind::Conflict),
        (403, html, ErrorKind::Unavailable),
        (404, r#"{"error":"record not found"}"#, ErrorKind::NotFound),
        (404, html, ErrorKind::BadAnswer),
        (422, r#"{"error":{"a":["b"]}}"#, ErrorKind::InvalidInput),
        (429, "\"Retry later\"", ErrorKind::RateLimited),
        (500, html, ErrorKind::Unavailable),
        (302, "", ErrorKind::BadAnswer),
        (200, html, ErrorKind::BadAnswer),
        (200, "", ErrorKind::BadAnswer),
        (200, "[{\"id\":\"1\"},{\"id\":", ErrorKind::BadAnswer),
        (200, r#"{"id":"1","state"#, ErrorKind::BadAnswer),
        (200, r#"{"error":"something s3cret"}"#, ErrorKind::BadAnswer),
        (200, "null", ErrorKind::BadAnswer),
        (200, r#"{"id":"77"}"#, ErrorKind::BadAnswer),
    ] {
        let vendor = always(answer(status, body));
        for wanted in [ids([1]), ids([1, 2])] {
            let batch = sales(&vendor).invoices(&call(), &wanted).await;
            let error = batch.get(&id(1)).unwrap().as_ref().unwrap_err();
            let kind = match kind {
                // A call for several that is not found says nothing of any of them.
                ErrorKind::NotFound if wanted.len() > 1 => ErrorKind::ProviderAuth,
                kind => kind,
            };
            assert_eq!(error.kind(), kind, "{status} {body}");
            assert!(error.operation().is_some() && error.account().is_some());
            assert!(!error.message().contains("s3cret"));
        }
    }
}

#[tokio::test]
async fn a_full_quota_says_when_to_come_back() {
    let limited = answer(429, "<html>");
    let moment = (crate::clock::now().as_second() + 40).to_string();
    let vendor = always(with_header(limited.clone(), "retry-after", &moment));
    let batch = sales(&vendor).invoices(&call(), &[id(1)]).await;
    let retry = batch.get(&id(1)).unwrap().as_ref().unwrap_err().retry();
    assert!(
        matches!(retry, Retry::After(wait) if (38..=40).contains(&wait.as_secs())),
        "{retry:?}"
    );
    let batch = sales(&always(limited)).invoices(&call(), &[id(1)]).await;
    let retry = batch.get(&id(1)).unwrap().as_ref().unwrap_err().retry();
    assert!(matches!(retry, Retry::After(_)));
}

#[tokio::test]
async fn a_lookup_carries_any_text_unharmed() {
    let vendor = always(ok(&invoice(5)));
    let provider = sales(&vendor);
    for (lookup, path) in [
        (
            Lookup::Number("2026-0001".into()),
            "find_by_invoice_id/2026-0001.json",
        ),
        (
            Lookup::Number("a/b?c#d%e &ü\"".into()),
            "find_by_invoice_id/a%2Fb%3Fc%23d%25e%20%26%C3%BC%22.json",
        ),
        (Lookup::Number("..".into()), "find_by_invoice_id/...json"),
        (
            Lookup::Reference("%2e\t,|".into()),
            "find_by_reference/%252e%09%2C%7C.json",
        ),
    ] {
        let found = provider.find(&call(), &lookup).await.unwrap();
        assert_eq!(found[0].id, id(5));
        assert_eq!(
            vendor.lines(),
            [format!("GET /api/v2/123/sales_invoices/{path}")]
        );
    }
}

#[tokio::test]
async fn all_that_share_a_reference_are_found_and_no_other() {
    let with = |number: u64, reference: &str| {
        let mut document = invoice(number);
        document["reference"] = reference.into();
        document
    };
    let list = serde_json::json!([
        with(7, "a/b?c &ü"),
        with(6, "a/b?c &üx"),
        with(5, "a/b?c &ü")
    ]);
    let vendor = always(ok(&list));
    let lookup = Lookup::Reference("a/b?c &ü".into());
    let found = sales(&vendor).find(&call(), &lookup).await.unwrap();
    let ids: Vec<_> = found.iter().map(|invoice| invoice.id.clone()).collect();
    assert_eq!(ids, [id(7), id(5)]);
    assert_eq!(
        vendor.lines(),
        [
            "GET /api/v2/123/sales_invoices.json?filter=state%3Aall%2Creference%3Aa%2Fb%3Fc+%26%C3%BC&per_page=100&page=1"
        ]
    );
}

#[tokio::test]
async fn a_lookup_without_a_match_is_empty_and_other_failures_stay_failures() {
    let lookup = Lookup::Number("x".into());
    let none = always(answer(404, r#"{"error":"was not found"}"#));
    assert_eq!(sales(&none).find(&call(), &lookup).await.unwrap(), []);
    let page = always(answer(404, "<html>"));
    let error = sales(&page).find(&call(), &lookup).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::BadAnswer);
    let nothing = Lookup::Number(String::new());
    assert_eq!(sales(&page).find(&call(), &nothing).await.unwrap(), []);
    let empty = always(ok(&serde_json::json!([])));
    let lookup = Lookup::Reference("x".into());
    assert_eq!(sales(&empty).find(&call(), &lookup).await.unwrap(), []);
}

#[tokio::test]
async fn external_invoices_cannot_be_looked_up_and_no_call_is_made() {
    let vendor = generous();
    let lookup = Lookup::Number("1".into());
    let error = external(&vendor).find(&call(), &lookup).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unsupported);
    assert!(vendor.take().is_empty());
}

#[tokio::test]
async fn a_base_url_may_end_with_a_slash() {
    for base in [
        "http://127.0.0.1:9/moneybird/api/v2",
        "http://127.0.0.1:9/moneybird/api/v2/",
    ] {
        let vendor = generous();
        let mut settings = settings(ProviderId::Moneybird);
        settings.base_url = Some(Url::parse(base).unwrap());
        let transport: Arc<dyn Transport> = Arc::<Script>::clone(&vendor);
        let provider = build_sales(&settings, transport).unwrap();
        provider.invoices(&call(), &[id(4)]).await;
        assert_eq!(
            vendor.lines(),
            ["GET /moneybird/api/v2/123/sales_invoices/4.json"]
        );
    }
}

#[test]
fn wrong_settings_are_refused_by_the_name_of_the_key() {
    let refused = |change: fn(&mut AccountSettings)| {
        let mut settings = settings(ProviderId::Moneybird);
        change(&mut settings);
        build_sales(&settings, generous()).unwrap_err()
    };
    let missing = refused(|settings| settings.administration_id = None);
    assert!(
        missing.starts_with("administration_id: missing"),
        "{missing}"
    );
    let letters = refused(|settings| settings.administration_id = Some("12a".into()));
    assert!(
        letters.starts_with("administration_id: only digits"),
        "{letters}"
    );
    let password = refused(|settings| settings.password = Some(SecretString::from("x")));
    assert!(password.starts_with("password: "), "{password}");
    let token = refused(|settings| settings.token = SecretString::from("a\nb"));
    assert!(
        token.starts_with("token: ") && !token.contains("a\nb"),
        "{token}"
    );
    let query = refused(|settings| settings.base_url = Url::parse("https://x.example/?a").ok());
    assert!(query.starts_with("base_url: "), "{query}");
}
