//! By id: which requests go out, and what becomes of each answer.

use secrecy::SecretString;
use url::Url;

use crate::{
    adapters::{
        dashdoc::{
            build,
            tests::vendor::{books, provider, uid, vendor},
        },
        tests::script::{Script, call, settings},
    },
    domain::{NativeId, ProviderId},
    error::ErrorKind,
    provider::{AccountSettings, Lookup},
    transport::Transport,
};

#[tokio::test]
async fn each_id_costs_a_call_and_none_is_asked_twice() {
    for count in [0, 1, 5] {
        let script = vendor(&books(5), |_, _| {});
        let mut ids: Vec<_> = (1..=count)
            .map(|number| NativeId::new(&uid(number)))
            .collect();
        ids.extend(ids.clone());
        let batch = provider(&script).invoices(&call(), &ids).await;
        let mut lines = script.lines();
        lines.sort();
        let path = |number| format!("/api/v4/invoices/{}/", uid(number));
        assert_eq!(lines, (1..=count).map(path).collect::<Vec<_>>());
        for id in &ids {
            assert_eq!(batch.get(id).unwrap().as_ref().unwrap().id, *id);
        }
    }
}

#[tokio::test]
async fn what_is_no_id_of_the_vendor_is_not_asked_for() {
    let script = vendor(&books(5), |_, _| {});
    let long = format!("{}0", uid(1));
    let ids = [
        "../x",
        "ü",
        "",
        "a b",
        "..",
        "a/b",
        "items",
        "1",
        &long,
        &long[1..],
    ];
    let ids = ids.map(NativeId::new);
    let batch = provider(&script).invoices(&call(), &ids).await;
    for id in &ids {
        let error = batch.get(id).unwrap().as_ref().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::NotFound);
    }
    assert!(script.take().is_empty());
}

#[tokio::test]
async fn a_list_and_a_read_by_id_give_the_same_version() {
    let script = vendor(&books(1), |_, _| {});
    let (held, provider) = (
        crate::adapters::tests::script::Held::default(),
        provider(&script),
    );
    provider.changes(&call(), None, &held).await.unwrap();
    let id = NativeId::new(&uid(1));
    let batch = provider.invoices(&call(), std::slice::from_ref(&id)).await;
    let read = batch.get(&id).unwrap().as_ref().unwrap();
    let listed = held.get(&uid(1)).unwrap();
    assert_eq!(read.version, listed.version);
}

#[tokio::test]
async fn every_refusal_and_every_odd_answer_has_its_kind() {
    for (status, body, kind) in [
        (401, r#"{"detail":"s3cret"}"#, ErrorKind::ProviderAuth),
        (403, r#"{"detail":"s3cret"}"#, ErrorKind::ProviderAuth),
        (404, r#"{"detail":"s3cret"}"#, ErrorKind::NotFound),
        (404, "<html>s3cret", ErrorKind::BadAnswer),
        (429, r#"{"detail":"s3cret"}"#, ErrorKind::RateLimited),
        (500, "<html>", ErrorKind::Unavailable),
        (301, "", ErrorKind::BadAnswer),
        (200, "<html>", ErrorKind::BadAnswer),
        (200, "", ErrorKind::BadAnswer),
        (200, "null", ErrorKind::BadAnswer),
        (200, r#"{"uid":"00"#, ErrorKind::BadAnswer),
        (200, r#"{"detail":"s3cret"}"#, ErrorKind::BadAnswer),
        (200, r#"{"uid":"another"}"#, ErrorKind::BadAnswer),
    ] {
        let script = Script::always(status, body);
        let id = NativeId::new(&uid(1));
        let batch = provider(&script)
            .invoices(&call(), std::slice::from_ref(&id))
            .await;
        let error = batch.get(&id).unwrap().as_ref().unwrap_err();
        assert_eq!(error.kind(), kind, "{status} {body}");
        assert_eq!(error.operation(), Some("getInvoice"));
        assert!(error.account().is_some() && !error.message().contains("s3cret"));
    }
}

#[tokio::test]
async fn there_are_no_lookups_and_no_call_is_made() {
    let script = vendor(&books(1), |_, _| {});
    for lookup in [Lookup::Number("D-1".into()), Lookup::Reference("x".into())] {
        let error = provider(&script).find(&call(), &lookup).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Unsupported);
    }
    assert!(script.take().is_empty());
}

#[test]
fn wrong_settings_are_refused_by_the_name_of_the_key() {
    let refused = |change: fn(&mut AccountSettings)| {
        let mut settings = settings(ProviderId::Dashdoc);
        change(&mut settings);
        let transport: std::sync::Arc<dyn Transport> = Script::always(200, "");
        build(&settings, transport).unwrap_err()
    };
    let extra = refused(|settings| settings.administration_id = Some("1".into()));
    assert!(extra.starts_with("administration_id: "), "{extra}");
    let password = refused(|settings| settings.password = Some(SecretString::from("x")));
    assert!(password.starts_with("password: "), "{password}");
    let token = refused(|settings| settings.token = SecretString::from("a\nb"));
    assert!(token.starts_with("token: ") && !token.contains("a\nb"));
    let query = refused(|settings| settings.base_url = Url::parse("https://x.example/?a").ok());
    assert!(query.starts_with("base_url: "), "{query}");
}
