//! By id and by number: which requests go out, and what becomes of each answer.

use serde_json::json;

use crate::{
    adapters::{
        i3d::tests::vendor::{books, details, id, provider, row, vendor},
        tests::script::{Held, Script, call, ok},
    },
    domain::NativeId,
    error::ErrorKind,
    provider::Lookup,
};

#[tokio::test]
async fn what_the_list_told_is_joined_and_each_id_costs_a_call() {
    let script = vendor(&books(5, 1), |_, _| {});
    let provider = provider(&script);
    provider
        .changes(&call(), None, &Held::default())
        .await
        .unwrap();
    script.take();
    let batch = provider.invoices(&call(), &[id(2), id(4), id(2)]).await;
    let mut lines = script.lines();
    lines.sort();
    assert_eq!(lines, ["/v3/account/invoice/2", "/v3/account/invoice/4"]);
    let invoice = batch.get(&id(2)).unwrap().as_ref().unwrap();
    assert_eq!(invoice.description.as_deref(), Some("rack"));
    assert!(invoice.line_items.is_some() && invoice.supplier.is_some());
    assert!(invoice.raw.json().starts_with("{\"list\":{"));
}

#[tokio::test]
async fn before_the_list_was_read_its_first_pages_are_searched_for_the_rows() {
    let script = vendor(&books(150, 1), |_, _| {});
    let provider = provider(&script);
    for calls in [3, 1] {
        let batch = provider.invoices(&call(), &[id(10)]).await;
        let invoice = batch.get(&id(10)).unwrap().as_ref().unwrap();
        assert_eq!(invoice.description.as_deref(), Some("rack"));
        assert_eq!(script.take().len(), calls);
    }
}

#[tokio::test]
async fn without_a_row_the_details_tell_what_they_can() {
    let only = details(&row(7, true));
    let script = Script::new(move |request| match request.url.path() {
        "/v3/account/invoice" => ok(&json!([])),
        _ => ok(&only),
    });
    let batch = provider(&script).invoices(&call(), &[id(7)]).await;
    let invoice = batch.get(&id(7)).unwrap().as_ref().unwrap();
    assert_eq!(invoice.description, None);
    assert_eq!(invoice.paid.unwrap().amount.to_string(), "121.00");
    assert!(invoice.version.is_some() && !invoice.partial);
}

#[tokio::test]
async fn every_refusal_and_every_odd_answer_has_its_kind() {
    let coded = |code: i64| format!("{{\"errorCode\":{code},\"errorMessage\":\"s3cret\"}}");
    for (status, body, kind) in [
        (401, coded(10004), ErrorKind::ProviderAuth),
        (403, String::new(), ErrorKind::ProviderAuth),
        (403, coded(10003), ErrorKind::ProviderAuth),
        (404, coded(10001), ErrorKind::NotFound),
        (404, "<html>s3cret".to_owned(), ErrorKind::BadAnswer),
        (429, coded(10004), ErrorKind::RateLimited),
        (500, "<html>".to_owned(), ErrorKind::Unavailable),
        (301, String::new(), ErrorKind::BadAnswer),
        (200, "[]".to_owned(), ErrorKind::NotFound),
        (200, coded(10001), ErrorKind::BadAnswer),
        (200, "<html>".to_owned(), ErrorKind::BadAnswer),
        (200, "[{\"id\":1,".to_owned(), ErrorKind::BadAnswer),
        (200, "[{\"id\":2}]".to_owned(), ErrorKind::BadAnswer),
        (200, "null".to_owned(), ErrorKind::BadAnswer),
    ] {
        let script = Script::always(status, &body);
        let batch = provider(&script).invoices(&call(), &[id(1)]).await;
        let error = batch.get(&id(1)).unwrap().as_ref().unwrap_err();
        assert_eq!(error.kind(), kind, "{status} {body}");
        assert_eq!(error.operation(), Some("getAccountInvoice"));
        assert!(error.account().is_some() && !error.message().contains("s3cret"));
    }
}

#[tokio::test]
async fn what_is_no_id_of_the_vendor_is_not_asked_for() {
    let script = vendor(&books(5, 1), |_, _| {});
    let ids = ["1/pdf", "ü", "", "-1", "1 ", "unpaid"].map(NativeId::new);
    let batch = provider(&script).invoices(&call(), &ids).await;
    for id in &ids {
        let error = batch.get(id).unwrap().as_ref().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::NotFound);
    }
    assert!(script.take().is_empty());
}

#[tokio::test]
async fn a_number_is_looked_up_and_a_reference_cannot_be() {
    let script = vendor(&books(5, 1), |_, _| {});
    let provider = provider(&script);
    let number = |text: &str| Lookup::Number(text.to_owned());
    let found = provider.find(&call(), &number("F-3")).await.unwrap();
    assert_eq!((found.len(), &found[0].id), (1, &id(3)));
    assert_eq!(script.lines()[0], "/v3/account/invoice/number/F-3");
    let none = provider.find(&call(), &number("a/b?c ü")).await.unwrap();
    assert!(none.is_empty());
    assert_eq!(
        script.lines(),
        ["/v3/account/invoice/number/a%2Fb%3Fc%20%C3%BC"]
    );
    for odd in ["", ".", ".."] {
        assert!(
            provider
                .find(&call(), &number(odd))
                .await
                .unwrap()
                .is_empty()
        );
    }
    let reference = Lookup::Reference("x".to_owned());
    let error = provider.find(&call(), &reference).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unsupported);
    assert!(script.take().is_empty());
}
