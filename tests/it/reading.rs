//! What a client reads: every field against the books, lookups, versions, sums.

use serde_json::{Value, json};

use crate::house::House;

#[tokio::test]
async fn money_is_to_the_cent_what_the_books_say() {
    let house = House::new().await;
    house.load().await;
    let query = "query($after: String) { invoices(first: 250, after: $after) { nodes {
        nativeId currency subtotal { amount currency } tax { amount } total { amount } paid { amount } balance { amount } } } }";
    let nodes = house.data(query, json!({})).await["invoices"]["nodes"]
        .as_array()
        .unwrap()
        .clone();
    let mut compared = 0;
    for system in ["moneybird", "moneybird-external"] {
        for invoice in house.books(system).await {
            let node = nodes
                .iter()
                .find(|node| node["nativeId"] == invoice["id"])
                .unwrap();
            assert_eq!(node["currency"], invoice["currency"]);
            let credit = invoice["total_price_incl_tax"]
                .as_str()
                .unwrap()
                .starts_with('-');
            for (ours, theirs) in [
                ("subtotal", "total_price_excl_tax"),
                ("total", "total_price_incl_tax"),
                ("balance", "total_unpaid"),
            ] {
                assert!(
                    same_number(&node[ours]["amount"], &invoice[theirs]),
                    "{credit} {ours}: {node} {invoice:#}"
                );
            }
            compared += 1;
        }
    }
    assert!(compared >= 120);
    let yen = nodes
        .iter()
        .find(|node| node["currency"] == json!("JPY"))
        .expect("there are yen");
    assert!(
        !yen["total"]["amount"].as_str().unwrap().contains('.'),
        "{yen}"
    );
}

/// Compares two decimals by their digits, without any float.
fn same_number(left: &Value, right: &Value) -> bool {
    let digits = |value: &Value| {
        let text = value.as_str().unwrap();
        let text = if text.contains('.') {
            text.trim_end_matches('0').trim_end_matches('.')
        } else {
            text
        };
        if text == "-0" {
            "0".to_owned()
        } else {
            text.to_owned()
        }
    };
    digits(left) == digits(right)
}

#[tokio::test]
async fn lookups_find_by_number_and_reference_warm_and_cold() {
    let house = House::new().await;
    let books = house.books("moneybird").await;
    let known = books
        .iter()
        .find(|invoice| invoice["invoice_id"].is_string())
        .unwrap();
    let number = known["invoice_id"].clone();
    let by_number = "query($number: String!) { invoiceByNumber(account: \"sales\", number: $number) { nativeId } }";
    let found = house.data(by_number, json!({"number": number})).await;
    assert_eq!(found["invoiceByNumber"]["nativeId"], known["id"]);
    let missing = house.data(by_number, json!({"number": "1900-0001"})).await;
    assert_eq!(missing["invoiceByNumber"], Value::Null);
    assert_eq!(
        house.calls().await.values().sum::<u64>(),
        2,
        "{:?}",
        house.calls().await
    );
    house.load().await;
    house.forget_calls().await;
    let found = house.data(by_number, json!({"number": number})).await;
    assert_eq!(found["invoiceByNumber"]["nativeId"], known["id"]);
    assert!(house.calls().await.is_empty());

    let unique = |books: &[Value], wanted: fn(&str) -> bool| {
        let fits = |invoice: &&Value| {
            let text = invoice["reference"].as_str();
            text.is_some_and(wanted)
                && books
                    .iter()
                    .filter(|other| other["reference"].as_str() == text)
                    .count()
                    == 1
        };
        books
            .iter()
            .find(fits)
            .expect("the books have such a reference")
            .clone()
    };
    let odd = unique(&books, |text| text.contains(['/', '?', '%', '&']));
    let by_reference = "query($account: ID!, $reference: String!) { invoiceByReference(account: $account, reference: $reference) { nativeId reference } }";
    let cold = House::new().await;
    for house in [&house, &cold] {
        let found = house
            .data(
                by_reference,
                json!({"account": "sales", "reference": odd["reference"]}),
            )
            .await;
        assert_eq!(found["invoiceByReference"]["reference"], odd["reference"]);
    }
    // External invoices cannot be looked for at the vendor: the account is loaded instead.
    let external = cold.books("moneybird-external").await;
    let known = unique(&external, |_| true);
    let reference = &known["reference"];
    let found = cold
        .data(
            by_reference,
            json!({"account": "external", "reference": reference}),
        )
        .await;
    assert_eq!(found["invoiceByReference"]["nativeId"], known["id"]);
}

#[tokio::test]
async fn a_lookup_never_says_no_when_nobody_can_tell() {
    let house = House::new().await;
    house
        .control(json!({"fault": {"add": {"answer": {"status": 500}}}}))
        .await;
    for account in ["sales", "external"] {
        let query = "query($account: ID!) { invoiceByNumber(account: $account, number: \"1900-0001\") { id } }";
        let answer = house.ask(query, json!({"account": account})).await;
        assert_eq!(answer["data"]["invoiceByNumber"], Value::Null);
        assert_eq!(
            answer["errors"][0]["extensions"]["code"],
            json!("UNAVAILABLE"),
            "{answer}"
        );
    }
}

#[tokio::test]
async fn versions_are_the_vendors_and_summaries_add_up() {
    let house = House::new().await;
    house.load().await;
    let versions = house
        .data(
            "{ invoiceVersions(account: \"sales\") { complete items { nativeId version } } }",
            json!({}),
        )
        .await;
    let items = versions["invoiceVersions"]["items"].as_array().unwrap();
    let books = house.books("moneybird").await;
    assert_eq!(items.len(), books.len());
    for invoice in &books {
        let item = items
            .iter()
            .find(|item| item["nativeId"] == invoice["id"])
            .unwrap();
        assert_eq!(item["version"], json!(invoice["version"].to_string()));
    }
    let summary = house.data("{ invoiceSummary(groupBy: [STATUS]) { complete groups { count keys { status currency kind direction } total { amount currency } } } }", json!({})).await;
    let groups = summary["invoiceSummary"]["groups"].as_array().unwrap();
    let count: u64 = groups
        .iter()
        .map(|group| group["count"].as_u64().unwrap())
        .sum();
    let all = books.len() + house.books("moneybird-external").await.len();
    assert_eq!(count, u64::try_from(all).unwrap());
    for status in [
        "DRAFT",
        "SCHEDULED",
        "OPEN",
        "PARTIALLY_PAID",
        "PENDING_PAYMENT",
        "PAID",
        "UNCOLLECTIBLE",
    ] {
        assert!(
            groups
                .iter()
                .any(|group| group["keys"]["status"] == json!(status)),
            "{status}: {groups:#?}"
        );
    }
    assert!(
        groups
            .iter()
            .any(|group| group["keys"]["kind"] == json!("CREDIT_NOTE"))
    );
}

#[tokio::test]
async fn what_changed_at_the_vendor_is_read_and_what_was_removed_is_gone() {
    let house = House::new().await;
    house.load().await;
    let added = house.control(json!({"add": {"resource": "moneybird", "invoice": {"reference": "brand new", "state": "open"}}})).await;
    let query = "{ invoices(filter: {reference: [\"brand new\"]}, freshness: LIVE) { nodes { nativeId status } } }";
    let list = house.data(query, json!({})).await;
    assert_eq!(
        list["invoices"]["nodes"],
        json!([{"nativeId": added["ids"][0], "status": "OPEN"}])
    );
    house.control(json!({"add": {"resource": "moneybird-external", "invoice": {"reference": "brand new", "state": "paid"}}})).await;
    let list = house.data(query, json!({})).await;
    assert_eq!(list["invoices"]["nodes"].as_array().unwrap().len(), 2);
    house.control(json!({"remove": {"resource": "moneybird-external", "ids": house.books("moneybird-external").await.iter().filter(|i| i["reference"] == json!("brand new")).map(|i| i["id"].clone()).collect::<Vec<_>>()}})).await;
    let list = house.data(query, json!({})).await;
    assert_eq!(list["invoices"]["nodes"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn a_shared_reference_is_a_conflict_cold_and_warm() {
    let house = House::new().await;
    for state in ["open", "paid"] {
        let invoice = json!({"reference": "shared & odd/é", "state": state});
        house
            .control(json!({"add": {"resource": "moneybird", "invoice": invoice}}))
            .await;
    }
    let query = "{ invoiceByReference(account: \"sales\", reference: \"shared & odd/é\") { id } }";
    for warm in [false, true] {
        if warm {
            house.load().await;
        }
        let answer = house.ask(query, json!({})).await;
        assert_eq!(answer["data"]["invoiceByReference"], Value::Null);
        let error = &answer["errors"][0];
        assert_eq!(error["extensions"]["code"], json!("CONFLICT"), "{error}");
        assert!(error["message"].as_str().unwrap().contains("there are 2"));
    }
}
