//! Bad input of every kind: a typed error, no panic, no upstream call.

use serde_json::{Value, json};

use crate::house::House;

async fn refused(house: &House, query: &str, variables: Value, codes: &[&str]) {
    let body = json!({"query": query, "variables": variables}).to_string();
    let (status, text) = house.post(&body).await;
    assert!(status < 500, "{query:.200}: {status} {text:.500}");
    let answer: Value = serde_json::from_str(&text)
        .unwrap_or_else(|error| panic!("{query:.200}: {error}: {text:.500}"));
    let errors = answer["errors"]
        .as_array()
        .unwrap_or_else(|| panic!("{query:.200}: no errors in {text:.500}"));
    for error in errors {
        let code = error["extensions"]["code"]
            .as_str()
            .unwrap_or_else(|| panic!("no code: {error}"));
        assert!(codes.contains(&code), "{query:.200} {variables}: {error}");
        assert!(
            error["message"]
                .as_str()
                .is_some_and(|message| !message.is_empty())
        );
    }
}

#[tokio::test]
async fn bad_values_are_refused_with_a_typed_error_and_ask_nobody() {
    let house = House::new().await;
    let input = &["INVALID_INPUT"][..];
    let id = &["INVALID_ID"][..];
    for bad in [
        "",
        "x",
        "1",
        "===",
        "AAAA",
        "../../etc/passwd",
        "💥",
        &"A".repeat(10_000),
        "eyJhbGciOiJub25lIn0",
    ] {
        refused(
            &house,
            "query($id: ID!) { invoice(id: $id) { id } }",
            json!({"id": bad}),
            id,
        )
        .await;
        refused(
            &house,
            "query($id: ID!) { node(id: $id) { id } }",
            json!({"id": bad}),
            id,
        )
        .await;
        refused(
            &house,
            "query($id: ID!) { nodes(ids: [$id]) { id } }",
            json!({"id": bad}),
            id,
        )
        .await;
    }
    for arguments in [
        "first: 0",
        "first: -1",
        "first: 251",
        "last: 0",
        "last: 100000",
        "first: 1, last: 1",
        "first: 2147483648",
        "first: \"1\"",
        "first: 1.5",
        "after: \"x\"",
        "before: \"\"",
        "after: \"AAAA\"",
        "orderBy: {field: TOTAL}",
        "orderBy: {field: COLOUR}",
        "orderBy: 1",
        "filter: {accounts: [\"nobody\"]}",
        "filter: {status: [OPENED]}",
        "filter: {issueDate: {from: \"2026-02-30\"}}",
        "filter: {issueDate: {from: \"yesterday\"}}",
        "filter: {issueDate: {from: \"2026-02-02\", to: \"2026-01-01\"}}",
        "filter: {createdSince: \"2026-01-01\"}",
        "filter: {total: {from: 1.5}}",
        "filter: {total: {from: \"1,5\"}}",
        "filter: {currency: [\"EURO\"]}",
        "filter: {colour: \"red\"}",
        "filter: []",
        "freshness: WARM",
    ] {
        refused(
            &house,
            &format!("{{ invoices({arguments}) {{ complete }} }}"),
            json!({}),
            input,
        )
        .await;
    }
    let many = vec!["x"; 251];
    refused(
        &house,
        "query($ids: [ID!]!) { nodes(ids: $ids) { id } }",
        json!({"ids": many}),
        &["INVALID_INPUT", "LIMIT_EXCEEDED"],
    )
    .await;
    refused(
        &house,
        "{ account(id: \"nobody\") { id } }",
        json!({}),
        &["NOT_FOUND"],
    )
    .await;
    refused(
        &house,
        "{ invoiceByNumber(account: \"nobody\", number: \"1\") { id } }",
        json!({}),
        &["NOT_FOUND", "INVALID_INPUT"],
    )
    .await;
    refused(
        &house,
        "query($id: ID!) { invoice(id: $id) { id } }",
        json!({}),
        input,
    )
    .await;
    refused(&house, "{ colour }", json!({}), input).await;
    refused(&house, "{ invoices", json!({}), input).await;
    refused(&house, "", json!({}), input).await;
    refused(&house, "mutation { deleteEverything }", json!({}), input).await;
    assert!(house.calls().await.is_empty(), "{:?}", house.calls().await);
}

#[tokio::test]
async fn the_id_of_another_kind_is_told_as_such() {
    let house = House::new().await;
    house.load().await;
    let query = "{ payments(first: 1) { nodes { id invoice { id } } } }";
    let payment = house.data(query, json!({})).await["payments"]["nodes"][0].clone();
    house.forget_calls().await;
    refused(
        &house,
        "query($id: ID!) { invoice(id: $id) { id } }",
        json!({"id": payment["id"]}),
        &["INVALID_ID"],
    )
    .await;
    let node = house
        .data(
            "query($id: ID!) { node(id: $id) { id __typename } }",
            json!({"id": payment["id"]}),
        )
        .await;
    assert_eq!(
        node["node"],
        json!({"id": payment["id"], "__typename": "Payment"})
    );
    assert!(house.calls().await.is_empty());
}

#[tokio::test]
async fn bombs_are_refused_before_they_cost_anything() {
    let house = House::new().await;
    let limits = &["LIMIT_EXCEEDED", "INVALID_INPUT"][..];
    let deep_fields = format!("{}{}", "{a".repeat(2000), "}".repeat(2000));
    let in_argument = format!(
        "{{ invoices(filter: {}) {{ complete }} }}",
        "[".repeat(4096)
    );
    let objects = format!(
        "{{ invoices(filter: {}) {{ complete }} }}",
        "{a:".repeat(2000)
    );
    let deep_selection = format!(
        "{{ invoices {{ nodes {{ {} id {} }} }} }}",
        "creditOf { ".repeat(40),
        "}".repeat(40)
    );
    let wide = format!(
        "{{ {} }}",
        (0..2000)
            .map(|n| format!("a{n}: accounts {{ id }}"))
            .collect::<Vec<_>>()
            .join(" ")
    );
    let mut fragments = String::from("{ accounts { ...f0 } }");
    for level in 0..30 {
        fragments.push_str(&format!(
            " fragment f{level} on Account {{ ...f{0} ...f{0} }}",
            level + 1
        ));
    }
    fragments.push_str(" fragment f30 on Account { id }");
    let cycle =
        "{ accounts { ...a } } fragment a on Account { ...b } fragment b on Account { ...a }"
            .to_owned();
    let directives = format!(
        "{{ accounts {{ id {} }} }}",
        "@include(if: true) ".repeat(1000)
    );
    for bomb in [
        "[".repeat(4096),
        deep_fields,
        in_argument,
        objects,
        deep_selection,
        wide,
        fragments,
        cycle,
        directives,
    ] {
        let before = std::time::Instant::now();
        refused(&house, &bomb, json!({}), limits).await;
        assert!(
            before.elapsed() < std::time::Duration::from_secs(2),
            "{bomb:.60}"
        );
    }
    let nested = format!(
        "{{\"query\":\"{{ __typename }}\",\"variables\":{}{}}}",
        "[".repeat(100_000),
        "]".repeat(100_000)
    );
    let (status, text) = house.post(&nested).await;
    assert_eq!(status, 400, "{text:.300}");
    assert!(house.calls().await.is_empty());
    // It is still well.
    assert_eq!(
        house.data("{ __typename }", json!({})).await,
        json!({"__typename": "Query"})
    );
}

#[tokio::test]
async fn a_bad_value_refuses_the_request_or_its_own_field_and_never_a_neighbour() {
    let house = House::new().await;
    for bad in [
        "filter: {issueDate: {from: \"2026-02-30\"}}",
        "filter: {total: {from: \"1e5\"}}",
        "filter: {currency: [\"EURO\"]}",
        "filter: {createdSince: \"yesterday\"}",
        "first: 2147483648",
        "first: -2147483649",
    ] {
        let query = format!("{{ good: accounts {{ id }} bad: invoices({bad}) {{ complete }} }}");
        let answer = house.ask(&query, json!({})).await;
        // Either the request is refused before anything is answered, or only its field is null.
        match answer.get("data") {
            None => {}
            Some(data) => assert!(
                data["good"].is_array() && data["bad"].is_null(),
                "{bad}: {answer}"
            ),
        }
        assert_eq!(
            answer["errors"][0]["extensions"]["code"],
            json!("INVALID_INPUT"),
            "{bad}: {answer}"
        );
    }
    let query = "query($day: Date, $rows: Int) { good: accounts { id }
        bad: invoices(first: $rows, filter: {issueDate: {from: $day}}) { complete } }";
    for variables in [
        json!({"day": "2026-02-30"}),
        json!({"day": 5}),
        json!({"rows": 2_147_483_648_u64}),
    ] {
        let answer = house.ask(query, variables.clone()).await;
        if let Some(data) = answer.get("data") {
            assert!(data["good"].is_array(), "{variables}: {answer}");
        }
        assert_eq!(
            answer["errors"][0]["extensions"]["code"],
            json!("INVALID_INPUT"),
            "{variables}: {answer}"
        );
    }
    assert!(house.calls().await.is_empty());
}
