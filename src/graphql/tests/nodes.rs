//! Reads by id.

use std::{sync::Arc, time::Duration};

use serde_json::json;
use tokio::{sync::Barrier, time::timeout};

use super::double::{Double, Gateway, id, invoice};
use crate::{
    domain::{AccountId, ChildKind, GlobalId, Invoice, NativeId, Note, Payment},
    error::{Error, ErrorKind},
};

fn many(count: usize) -> Vec<Invoice> {
    (0..count)
        .map(|number| invoice(&number.to_string()))
        .collect()
}

fn ids(account: &str, range: std::ops::Range<usize>) -> String {
    let ids: Vec<String> = range
        .map(|number| id(account, &number.to_string()))
        .collect();
    serde_json::to_string(&ids).unwrap()
}

#[tokio::test]
async fn all_ids_of_a_query_are_one_batch_and_then_none() {
    let double = Arc::new(Double::with(many(400)));
    let gateway = Gateway::over([("acme", &double)]);
    let query = format!(
        "{{ a: nodes(ids: {}) {{ id }} b: nodes(ids: {}) {{ id }} c: invoice(id: \"{}\") {{ id }} }}",
        ids("acme", 0..250),
        ids("acme", 200..350),
        id("acme", "399"),
    );
    let first = gateway.data(query.as_str()).await;
    assert_eq!(first["a"].as_array().unwrap().len(), 250);
    assert_eq!(first["b"].as_array().unwrap().len(), 150);
    assert_eq!(double.batches(), [351]);
    assert_eq!(gateway.data(query.as_str()).await, first);
    assert_eq!(double.calls(), 1);
}

#[tokio::test]
async fn answers_are_by_id_and_each_failure_is_its_own() {
    let double = Arc::new(Double::with(many(3)));
    let gateway = Gateway::over([("acme", &double)]);
    let (known, unknown, foreign) = (id("acme", "2"), id("acme", "99"), id("other", "1"));
    let query = format!(
        "{{ nodes(ids: [\"{known}\", \"{unknown}\", \"nonsense\", \"{known}\", \"{foreign}\"])
            {{ ... on Invoice {{ nativeId }} }} }}"
    );
    let answer = gateway.ask(query).await;
    let found = json!({"nativeId": "2"});
    assert_eq!(
        answer["data"]["nodes"],
        json!([found, null, null, found, null])
    );
    let mut errors: Vec<_> = answer["errors"]
        .as_array()
        .unwrap()
        .iter()
        .map(|error| {
            (
                error["path"][1].as_u64().unwrap(),
                error["extensions"]["code"].as_str().unwrap(),
            )
        })
        .collect();
    errors.sort_unstable();
    assert_eq!(
        errors,
        [(1, "NOT_FOUND"), (2, "INVALID_ID"), (4, "INVALID_ID")]
    );
    assert_eq!(double.batches(), [2]);
}

#[tokio::test]
async fn too_many_ids_are_refused_before_anybody_is_asked() {
    let double = Arc::new(Double::with(many(1)));
    let gateway = Gateway::over([("acme", &double)]);
    let answer = gateway
        .ask(format!(
            "{{ nodes(ids: {}) {{ id }} accounts {{ id }} }}",
            ids("acme", 0..251)
        ))
        .await;
    assert_eq!(
        answer["data"],
        json!({"nodes": null, "accounts": [{"id": "acme"}]})
    );
    assert_eq!(answer["errors"][0]["extensions"]["code"], "LIMIT_EXCEEDED");
    assert_eq!(double.calls(), 0);
}

#[tokio::test]
async fn a_bad_id_reaches_no_provider() {
    let double = Arc::new(Double::with(many(1)));
    let gateway = Gateway::over([("acme", &double)]);
    let payment = GlobalId::child(
        &AccountId::new("acme"),
        &NativeId::new("0"),
        ChildKind::Payment,
        &NativeId::new("7"),
    );
    let mangled = format!("{}x", id("acme", "0"));
    for bad in [
        "",
        "0",
        "4711",
        "öäü",
        &mangled,
        &id("other", "0"),
        &payment.encode(),
    ] {
        let answer = gateway
            .ask(format!("{{ invoice(id: \"{bad}\") {{ id }} }}"))
            .await;
        assert_eq!(answer["data"]["invoice"], json!(null), "{bad}");
        assert_eq!(
            answer["errors"][0]["extensions"]["code"], "INVALID_ID",
            "{bad}"
        );
    }
    let answer = gateway
        .ask(format!(
            "{{ invoice(id: \"{}\") {{ id }} }}",
            payment.encode()
        ))
        .await;
    let message = answer["errors"][0]["message"].as_str().unwrap();
    assert!(message.contains("the id of a payment"), "{message}");
    assert_eq!(double.calls(), 0);
}

#[tokio::test]
async fn children_are_nodes_found_by_their_invoice() {
    let mut owner = invoice("1");
    owner.payments = Some(vec![payment("10"), payment("11")]);
    owner.notes = Some(vec![note("20")]);
    let double = Arc::new(Double::with(vec![owner]));
    let gateway = Gateway::over([("acme", &double)]);
    let data = gateway
        .data(format!(
            "{{ invoice(id: \"{}\") {{ payments {{ id }} notes {{ id }} }} }}",
            id("acme", "1")
        ))
        .await;
    let second = &data["invoice"]["payments"][1]["id"];
    let note = &data["invoice"]["notes"][0]["id"];
    let gone = GlobalId::child(
        &AccountId::new("acme"),
        &NativeId::new("1"),
        ChildKind::Note,
        &NativeId::new("99"),
    );
    let answer = gateway
        .ask(format!(
            "{{ nodes(ids: [{second}, {note}, \"{}\"]) {{
            __typename id
            ... on Payment {{ nativeId invoice {{ nativeId }} }}
            ... on Note {{ nativeId text }}
        }} }}",
            gone.encode()
        ))
        .await;
    assert_eq!(
        answer["data"]["nodes"],
        json!([
            {"__typename": "Payment", "id": second, "nativeId": "11", "invoice": {"nativeId": "1"}},
            {"__typename": "Note", "id": note, "nativeId": "20", "text": "call back"},
            null,
        ])
    );
    assert_eq!(answer["errors"][0]["extensions"]["code"], "NOT_FOUND");
    assert_eq!(double.batches(), [1]);
}

#[tokio::test]
async fn accounts_are_asked_side_by_side() {
    // Each answers only once the other was asked: in turn, neither would ever answer.
    let barrier = Arc::new(Barrier::new(2));
    let left = Arc::new(Double::with(many(1)).meeting(&barrier));
    let right = Arc::new(Double::with(many(1)).external().meeting(&barrier));
    let gateway = Gateway::over([("left", &left), ("right", &right)]);
    let query = format!(
        "{{ nodes(ids: [\"{}\", \"{}\"]) {{ ... on Invoice {{ providerId account {{ id }} }} }} }}",
        id("left", "0"),
        id("right", "0"),
    );
    let data = timeout(Duration::from_secs(5), gateway.data(query))
        .await
        .expect("one waits for the other");
    assert_eq!(data["nodes"][0]["account"]["id"], "left");
    assert_eq!(data["nodes"][1]["account"]["id"], "right");
}

#[tokio::test]
async fn the_credited_invoices_of_a_page_are_one_batch() {
    let mut credits = many(20);
    for (number, credit) in credits.iter_mut().enumerate() {
        credit.credit_of = Some(NativeId::new(&(number + 100).to_string()));
    }
    let asked = ids("acme", 0..20);
    credits.extend((100..119).map(|number| invoice(&number.to_string())));
    let double = Arc::new(Double::with(credits));
    let gateway = Gateway::over([("acme", &double)]);
    let answer = gateway.ask(format!(
        "{{ nodes(ids: {asked}) {{ ... on Invoice {{ nativeId creditOf {{ nativeId creditOf {{ id }} }} }} }} }}"
    )).await;
    let nodes = &answer["data"]["nodes"];
    assert_eq!(
        nodes[3],
        json!({"nativeId": "3", "creditOf": {"nativeId": "103", "creditOf": null}})
    );
    assert_eq!(nodes[19], json!({"nativeId": "19", "creditOf": null}));
    assert_eq!(answer["errors"].as_array().unwrap().len(), 1);
    assert_eq!(
        answer["errors"][0]["path"],
        json!(["nodes", 19, "creditOf"])
    );
    assert_eq!(double.batches(), [20, 20]);
}

#[tokio::test]
async fn a_failing_account_spoils_only_its_own_elements() {
    let well = Arc::new(Double::with(many(1)));
    let ill = Arc::new(Double::failing(Error::new(
        ErrorKind::Unavailable,
        "it is out of order",
    )));
    let gateway = Gateway::over([("ill", &ill), ("well", &well)]);
    let answer = gateway
        .ask(format!(
            "{{ nodes(ids: [\"{}\", \"{}\"]) {{ ... on Invoice {{ nativeId }} }} }}",
            id("ill", "0"),
            id("well", "0")
        ))
        .await;
    assert_eq!(answer["data"]["nodes"], json!([null, {"nativeId": "0"}]));
    assert_eq!(answer["errors"][0]["path"], json!(["nodes", 0]));
    assert_eq!(
        answer["errors"][0]["extensions"],
        json!({
            "code": "UNAVAILABLE", "account": "ill", "provider": "MONEYBIRD", "retryable": true
        })
    );
}

fn payment(id: &str) -> Payment {
    Payment {
        id: NativeId::new(id),
        amount: None,
        base_amount: None,
        date: None,
        reference: None,
        method: None,
        synthetic: false,
        allocations: None,
        created_at: None,
        updated_at: None,
    }
}

fn note(id: &str) -> Note {
    Note {
        id: NativeId::new(id),
        text: Some("call back".into()),
        todo: None,
        assignee_id: None,
        author_id: None,
        completed_at: None,
        created_at: None,
        updated_at: None,
    }
}
