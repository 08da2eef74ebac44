//! A gateway that answers the documents of its list and no others.

use serde_json::{Value, json};

use crate::{
    attack::{
        Attack,
        Expect::{Free, Refused},
        Says, bearer, get, length, post, request,
    },
    families::persisted::{by_hash, sha256},
    none_is_wrong,
    planted::{READER, WRITER},
    run, told_by_the_log,
    wire::Wire,
    world::{Plan, World},
};

const LISTED: &str = "query Accounts { accounts { id } }";
const TWO: &str =
    "query One { __typename } mutation Two { pauseInvoice(input: {invoiceId: \"a\"}) { outcome } }";

fn attack(name: impl Into<String>, body: &Value) -> Attack {
    let sent = post(WRITER, body.to_string());
    Attack::new("listed", name, Refused, sent).says(Says::Code("FORBIDDEN"))
}

fn attacks() -> Vec<Attack> {
    let free = "{ accounts { id name } }";
    let near = [
        LISTED.replace(' ', "  "),
        format!("{LISTED} "),
        format!("{LISTED}#"),
        format!("\u{feff}{LISTED}"),
        LISTED.replace("id", "id name"),
        LISTED.replace("Accounts", "accounts"),
        format!("{LISTED} query Other {{ accounts {{ name }} }}"),
    ];
    let mut attacks: Vec<Attack> = near
        .iter()
        .map(String::as_str)
        .chain([
            free,
            "{ __typename }",
            "{ __schema { types { name } } }",
            "mutation { pauseInvoice(input: {invoiceId: \"a\"}) { outcome } }",
            "{",
            "",
        ])
        .flat_map(|query| {
            let hash = sha256(query);
            let ids = [
                json!({ "documentId": hash }),
                json!({"documentId": format!("sha256:{hash}")}),
            ];
            [
                attack(format!("{query:?}"), &json!({ "query": query })),
                attack(
                    format!("{query:?} with its hash"),
                    &by_hash(&hash, Some(query)),
                ),
                attack(format!("{query:?} by its hash"), &by_hash(&hash, None)),
            ]
            .into_iter()
            .chain(ids.map(|body| attack(format!("{query:?} by an id"), &body)))
        })
        .collect();
    for id in [
        "",
        "ACCOUNTS",
        "accounts ",
        "sha256:",
        "../documents.json",
        "x\0",
        "sha256:sha256:accounts",
    ] {
        attacks.push(attack(format!("id {id:?}"), &json!({ "documentId": id })));
    }
    for name in ["", "Accounts", "One"] {
        let body = json!({"query": free, "operationName": name});
        attacks.push(attack(format!("{name:?} of a text"), &body));
    }
    // With the name of a document, another text is another request that nobody listed.
    let both = json!({"documentId": "accounts", "query": free});
    attacks.push(attack("an id and a text", &both).says(Says::Usual));
    let other = by_hash(&sha256(LISTED), Some(free));
    attacks.push(attack("a listed hash and a text", &other).says(Says::Usual));
    let nobody = json!({"documentId": "accounts", "operationName": "Nobody"});
    attacks.push(attack("an operation that is not there", &nobody).says(Says::Usual));
    let which = json!({"documentId": "two"});
    attacks.push(attack("one of two operations", &which).says(Says::Usual));
    let batch = json!([{"query": free}]);
    attacks.push(attack("a list", &batch).says(Says::Code("LIMIT_EXCEEDED")));
    let asked = |name: &str, path: &str| Attack::new("listed", name, Refused, get(WRITER, path));
    attacks.push(
        asked("GET", "/graphql?query=%7Baccounts%7Bname%7D%7D").says(Says::Code("FORBIDDEN")),
    );
    attacks.push(asked(
        "a listed mutation by GET",
        "/graphql?documentId=two&operationName=Two",
    ));
    attacks.push(asked("the schema", "/schema.graphql").says(Says::Page));
    attacks.push(upload());
    attacks.push(Attack::new("listed", "the page", Free, get(WRITER, "/")));
    attacks
}

/// A form is another way in.
fn upload() -> Attack {
    let body = "--b\r\nContent-Disposition: form-data; name=\"operations\"\r\n\r\n\
        {\"query\":\"mutation ($f: Upload!) { addAttachment(input: {invoiceId: \\\"a\\\", file: $f}) { outcome } }\",\"variables\":{\"f\":null}}\r\n\
        --b\r\nContent-Disposition: form-data; name=\"map\"\r\n\r\n{\"0\":[\"variables.f\"]}\r\n\
        --b\r\nContent-Disposition: form-data; name=\"0\"; filename=\"a\"\r\n\r\nx\r\n--b--\r\n";
    let (key, length) = (bearer(WRITER), length(body.len()));
    let lines = [
        "POST /graphql HTTP/1.1",
        "Host: localhost",
        "Connection: close",
        "GraphQL-Require-Preflight: 1",
        "Content-Type: multipart/form-data; boundary=b",
        &key,
        &length,
    ];
    let attack = Attack::new("listed", "a form", Refused, request(&lines, body));
    attack.says(Says::Code("FORBIDDEN"))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_gateway_of_listed_documents_answers_no_other() {
    let world = World::open(Plan {
        server: "persisted_only = true\npersisted_documents = \"{place}/documents.json\"",
        documents: Some(json!({"accounts": LISTED, sha256(LISTED): LISTED, "two": TWO})),
        ..Plan::new("listed")
    })
    .await;
    let listed = [
        json!({ "documentId": "accounts" }),
        json!({"documentId": format!("sha256:{}", sha256(LISTED))}),
        by_hash(&sha256(LISTED), None),
        by_hash(&sha256(LISTED), Some(LISTED)),
        json!({ "query": LISTED }),
    ];
    let served = async || {
        for body in &listed {
            let answer = world.send(&Wire::of(post(READER, body.to_string()))).await;
            let told = answer.json().unwrap_or_default();
            let accounts = told["data"]["accounts"].as_array().map(Vec::len);
            assert_eq!(accounts, Some(5), "{body}: {told:#}");
        }
    };
    served().await;
    let attacks = attacks();
    let (mut wrong, _) = run(&world, &attacks).await;
    wrong.extend(told_by_the_log(&world));
    none_is_wrong(&wrong);
    served().await;
    println!("{} attacks", attacks.len());
}
