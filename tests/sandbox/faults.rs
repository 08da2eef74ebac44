//! Failures on demand, from a file and by control.

use std::time::{Duration, Instant};

use invoice_gateway::sandbox::{Applied, Ending, Fault, FaultAnswer, Options};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::world::{API, EXTERNAL, SALES, TODAY, World};

async fn with_fault(fault: Value) -> World {
    let world = World::start().await;
    world.control(json!({"fault": {"add": fault}})).await;
    world
}

async fn failing(world: &World) -> reqwest::Error {
    let path = format!("{API}/123/{SALES}");
    let answer = world.send(Method::GET, &path, Some("sandbox"), None).await;
    answer.expect_err("the connection ends")
}

#[tokio::test]
async fn a_fault_hits_its_resource_method_and_path_as_often_as_told() {
    let world = with_fault(json!({
        "resource": "moneybird", "method": "post", "path": "/synchronization",
        "times": 2, "answer": {"status": 503},
    }))
    .await;
    let ids = json!({"ids": []});
    let path = format!("{EXTERNAL}/synchronization");
    assert_eq!(world.post(&path, ids.clone()).await.status, StatusCode::OK);
    assert_eq!(
        world.get(&format!("{SALES}/synchronization")).await.status,
        StatusCode::OK
    );
    let path = format!("{SALES}/synchronization");
    for expected in [503, 503, 200] {
        assert_eq!(world.post(&path, ids.clone()).await.status, expected);
    }
}

#[tokio::test]
async fn a_status_comes_with_the_vendors_body() {
    for (status, body) in [
        (
            401,
            json!({"error": "token is invalid", "symbolic": {"request": "invalid_grant"}}),
        ),
        (
            404,
            json!({"error": "record not found", "symbolic": {"id": "not_found"}}),
        ),
        (429, json!("Retry later")),
    ] {
        let world = with_fault(json!({"answer": {"status": status}})).await;
        let answer = world.get(SALES).await;
        assert_eq!((answer.status.as_u16(), answer.json()), (status, body));
    }
}

#[tokio::test]
async fn a_rate_limit_comes_with_a_moment_a_delay_or_nothing() {
    let world =
        with_fault(json!({"answer": {"rate_limited": {"retry_after": {"seconds": 3}}}})).await;
    assert_eq!(world.get(SALES).await.number("retry-after"), 3);
    let world =
        with_fault(json!({"answer": {"rate_limited": {"retry_after": {"epoch_in": 60}}}})).await;
    assert!(world.get(SALES).await.number("retry-after") > 1_700_000_000);
    let world = with_fault(json!({"answer": {"rate_limited": {}}})).await;
    let answer = world.get(SALES).await;
    assert_eq!(answer.status, StatusCode::TOO_MANY_REQUESTS);
    assert!(!answer.headers.contains_key("retry-after"));
}

#[tokio::test]
async fn html_empty_and_inner_errors_look_like_success_or_a_proxy() {
    for status in [200, 502] {
        let world = with_fault(json!({"answer": {"html": status}})).await;
        let answer = world.get(SALES).await;
        assert_eq!(answer.status.as_u16(), status);
        assert!(answer.header("content-type").starts_with("text/html"));
        assert!(answer.text().starts_with("<html>"));
    }
    let world = with_fault(json!({"answer": {"empty": 200}})).await;
    let answer = world.get(SALES).await;
    assert_eq!((answer.status, answer.body.len()), (StatusCode::OK, 0));
    let world = with_fault(json!({"answer": "error_inside"})).await;
    let answer = world.get(SALES).await;
    assert_eq!(answer.status, StatusCode::OK);
    assert!(answer.json()["error"].is_string());
}

#[tokio::test]
async fn a_torn_body_promises_more_than_it_sends() {
    let world = with_fault(json!({"answer": "torn"})).await;
    let error = failing(&world).await;
    assert!(error.is_body() || error.is_decode(), "{error:?}");
}

#[tokio::test]
async fn a_closed_connection_gives_no_answer_and_others_go_on() {
    let world = with_fault(json!({"times": 1, "answer": "close"})).await;
    let error = failing(&world).await;
    assert!(error.is_request() && error.status().is_none(), "{error:?}");
    assert_eq!(world.get(SALES).await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_hanging_call_never_answers_while_others_do() {
    let world = with_fault(json!({"path": "/payments", "answer": "hang"})).await;
    let hanging = world.get("payments/1");
    let waited = tokio::time::timeout(Duration::from_millis(300), hanging).await;
    assert!(waited.is_err());
    assert_eq!(world.get(SALES).await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_dripping_answer_begins_at_once_and_is_whole_in_the_end() {
    let world = World::start().await;
    let path = "payments/1";
    let whole = world.get(path).await;
    let fault = json!({"answer": {"drip_ms": 10}});
    world.control(json!({"fault": {"add": fault}})).await;
    let started = Instant::now();
    let dripped = world.get(path).await;
    assert_eq!((dripped.status, &dripped.body), (whole.status, &whole.body));
    let least = Duration::from_millis(10) * u32::try_from(whole.body.len()).unwrap();
    assert!(started.elapsed() >= least, "{:?}", started.elapsed());
}

#[tokio::test]
async fn a_late_answer_tells_nothing_of_what_was_done_meanwhile() {
    let world = World::start().await;
    let id = world.ids(SALES).await[0].clone();
    let fault = json!({"method": "GET", "times": 1, "answer": {"late_ms": 400}});
    world.control(json!({"fault": {"add": fault}})).await;
    let path = format!("{SALES}/{id}");
    let remove = async {
        tokio::time::sleep(Duration::from_millis(200)).await;
        let remove = json!({"remove": {"resource": "moneybird", "id": id}});
        world.control(remove).await;
    };
    let (late, ()) = tokio::join!(world.get(&path), remove);
    assert_eq!(late.status, StatusCode::OK);
    assert_eq!(world.get(&path).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_wrong_type_hits_one_field_of_one_invoice_or_of_all() {
    let world = World::start().await;
    let ids = world.ids(SALES).await;
    let fault = json!({"wrong_type": {"field": "total_paid", "id": ids[1]}});
    world
        .control(json!({"fault": {"add": {"answer": fault}}}))
        .await;
    let list = world.get(SALES).await.json();
    assert!(list[0]["total_paid"].is_string());
    assert!(list[1]["total_paid"].is_object());
    world.control(json!({"fault": "clear"})).await;
    let fault = json!({"wrong_type": {"field": "price"}});
    world
        .control(json!({"fault": {"add": {"answer": fault}}}))
        .await;
    let list = world.get(SALES).await.json();
    let rows = list.as_array().expect("a list");
    assert!(
        rows.iter()
            .all(|one| one["details"][0]["price"].is_object())
    );
}

#[tokio::test]
async fn delays_and_latency_hold_the_normal_answer_back() {
    let mut options = Options::new(TODAY);
    options.latency = Duration::from_millis(60);
    options.faults = vec![Fault::always(FaultAnswer::DelayMs(60))];
    let world = World::with(options).await;
    let started = Instant::now();
    assert_eq!(world.get(SALES).await.status, StatusCode::OK);
    assert!(started.elapsed() >= Duration::from_millis(120));
    world
        .control(json!([{"latency_ms": 0}, {"fault": "clear"}]))
        .await;
    let started = Instant::now();
    world.get("payments/1").await;
    assert!(started.elapsed() < Duration::from_millis(60));
}

#[test]
fn a_faults_file_is_read_and_its_mistakes_are_named() {
    let folder = std::env::temp_dir().join(format!("sandbox-faults-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("a folder");
    let path = folder.join("faults.toml");
    let lost =
        "[[faults]]\nanswer = { lose_answer = { applied = { random = 7 }, ending = \"hang\" } }\n";
    let good = "[[faults]]\nresource = \"moneybird\"\ntimes = 2\nanswer = { status = 500 }\n\n\
                [[faults]]\nanswer = \"hang\"\n\n\
                [[faults]]\nanswer = { rate_limited = { retry_after = { epoch_in = 5 } } }\n";
    std::fs::write(&path, good).expect("a file");
    let faults = Options::load_faults(&path).expect("faults");
    assert_eq!(faults.len(), 3);
    std::fs::write(&path, lost).expect("a file");
    let lost = FaultAnswer::LoseAnswer {
        applied: Applied::Random(7),
        ending: Ending::Hang,
        late_ms: 0,
    };
    let read = Options::load_faults(&path).expect("faults");
    assert_eq!(read, [Fault::always(lost)]);
    assert_eq!(faults[0].times, Some(2));
    assert_eq!(faults[1], Fault::always(FaultAnswer::Hang));

    for (text, word) in [
        ("[[faults]]\nanswer = \"burn\"\n", "burn"),
        ("[[faults]]\nwhen = 1\nanswer = \"hang\"\n", "when"),
        ("[[faults]]\nanswer = { status = 99 }\n", "99"),
    ] {
        std::fs::write(&path, text).expect("a file");
        let error = Options::load_faults(&path).expect_err("a mistake");
        assert!(
            error.contains(word) && error.contains("faults.toml"),
            "{error}"
        );
    }
    std::fs::remove_dir_all(&folder).expect("removed");
    assert!(
        Options::load_faults(&path)
            .expect_err("no file")
            .contains("cannot read")
    );
}
