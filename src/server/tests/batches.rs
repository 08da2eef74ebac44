//! Several operations in one request, each with its own answer.

use serde_json::json;

use super::{Server, post};
use crate::server::ServerSettings;

fn server(max_batch: usize) -> Server {
    Server::with(ServerSettings {
        max_batch,
        ..ServerSettings::default()
    })
}

#[tokio::test]
async fn without_a_word_in_the_config_no_list_is_taken() {
    let server = Server::new();
    for body in ["[]", r#"[{"query":"{ hello }"}]"#, " [1]"] {
        let answer = server.post(body).await;
        answer.refuses(400, "LIMIT_EXCEEDED");
        assert!(answer.message().ends_with(", or raise limits.batch"));
    }
    assert_eq!(server.executions(), 0);
}

#[tokio::test]
async fn each_operation_has_its_own_answer_and_one_bad_one_breaks_no_other() {
    let server = server(9);
    let body = json!([
        {"query": "{ hello }"},
        {"query": "{ hello "},
        {"query": "query ($n: Int!) { number(value: $n) }", "variables": {"n": 4}},
        {"query": "{ nothing }"},
        7,
        {"query": "{ panics }"},
        {"query": "mutation { change }"},
        {},
        {"query": "{ coded }"},
    ]);
    let answer = server.post(body.to_string()).await;
    assert_eq!(answer.status, 200);
    let answers = answer.json();
    let codes: Vec<_> = answers
        .as_array()
        .unwrap()
        .iter()
        .map(|one| {
            one["errors"][0]["extensions"]["code"]
                .as_str()
                .unwrap_or("-")
        })
        .collect();
    let invalid = "INVALID_INPUT";
    let expected = [
        "-",
        invalid,
        "-",
        invalid,
        invalid,
        "INTERNAL",
        "-",
        invalid,
        "NOT_FOUND",
    ];
    assert_eq!(codes, expected);
    assert_eq!(answers[0], json!({"data": {"hello": 1}}));
    assert_eq!(answers[2], json!({"data": {"number": 4}}));
    assert_eq!(answers[6], json!({"data": {"change": 1}}));
    assert!(answers[1].get("data").is_none() && answers[8].get("data").is_some());
}

#[tokio::test]
async fn the_operations_of_a_list_run_side_by_side() {
    let server = server(2);
    let one = json!({"query": "{ hangs }"});
    let asking = server.post(json!([one, one]).to_string());
    let releasing = async {
        server.signals.started.notified().await;
        assert_eq!(server.executions(), 2);
        server.signals.release.notify_waiters();
    };
    let (answer, ()) = tokio::join!(asking, releasing);
    let answered = json!({"data": {"hangs": 7}});
    assert_eq!(answer.json(), json!([answered, answered]));
}

#[tokio::test]
async fn a_list_is_bounded_and_not_empty() {
    let server = server(2);
    let one = json!({"query": "{ hello }"});
    let answer = server.post(json!([one, one]).to_string()).await;
    assert_eq!(answer.json().as_array().map(Vec::len), Some(2));
    let answer = server.post(json!([one, one, one]).to_string()).await;
    answer.refuses(400, "LIMIT_EXCEEDED");
    assert!(answer.message().ends_with(", or raise limits.batch"));
    server.post("[]").await.refuses(400, "INVALID_INPUT");
    assert_eq!(server.executions(), 2);
}

#[tokio::test]
async fn a_list_may_nest_its_variables_as_deep_as_one_operation() {
    let (deep, deeper) = ("[".repeat(64), "[".repeat(65));
    let server = server(2);
    for (open, passes) in [(deep, true), (deeper, false)] {
        let close = "]".repeat(open.len());
        let body = format!(r#"[{{"query":"{{ hello }}","variables":{{"a":{open}{close}}}}}]"#);
        assert_eq!(server.post(body).await.json().is_array(), passes);
    }
}

#[tokio::test]
async fn a_list_is_answered_in_the_type_that_was_asked_for() {
    let body = r#"[{"query":"{ hello }"}]"#;
    let request = post().header("accept", "application/json");
    let answer = server(2).send(request.body(body.into()).unwrap()).await;
    assert!(
        answer
            .header("content-type")
            .starts_with("application/json")
    );
    assert_eq!(answer.json(), json!([{"data": {"hello": 1}}]));
}
