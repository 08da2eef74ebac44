//! Why `async-graphql` is pinned to `=8.0.0-rc.5`: the behaviour that other versions do not have.
//!
//! Each test is a promise that this gateway makes to its clients and that the library keeps. 7.1.0 to 7.2.1 answer the
//! keys of an object as they finish, drop a failed non-null field and leave its parent standing, and read an omitted
//! variable as null. Whoever raises the version runs these first.

use std::time::Duration;

use async_graphql::{
    EmptyMutation, EmptySubscription, MaybeUndefined, Object, Request, Result, Schema, Variables,
};
use serde_json::{Value, json};

struct Query;

#[Object]
impl Query {
    async fn item(&self) -> Option<Item> {
        Some(Item { broken: true })
    }

    async fn required(&self) -> Item {
        Item { broken: true }
    }

    async fn items(&self) -> Vec<Option<Result<Item>>> {
        let item = |broken| Some(Ok(Item { broken }));
        vec![item(true), Some(Err("gone".into())), None, item(false)]
    }

    async fn slow(&self) -> i32 {
        tokio::time::sleep(Duration::from_millis(20)).await;
        1
    }

    async fn quick(&self) -> i32 {
        2
    }

    async fn given(&self, value: MaybeUndefined<i32>) -> &'static str {
        match value {
            MaybeUndefined::Undefined => "undefined",
            MaybeUndefined::Null => "null",
            MaybeUndefined::Value(_) => "value",
        }
    }

    async fn optional(&self, value: Option<i32>) -> Option<i32> {
        value
    }

    async fn with_default(&self, #[graphql(default = 7)] value: i32) -> i32 {
        value
    }
}

struct Item {
    broken: bool,
}

#[Object]
impl Item {
    async fn fine(&self) -> i32 {
        1
    }

    async fn strict(&self) -> Result<i32> {
        self.partial().expect("always some")
    }

    async fn lenient(&self) -> Option<Result<i32>> {
        self.partial()
    }
}

impl Item {
    fn partial(&self) -> Option<Result<i32>> {
        if self.broken {
            return Some(Err("provider failed".into()));
        }
        Some(Ok(2))
    }
}

async fn ask(request: impl Into<Request>) -> (String, Vec<Value>) {
    let schema = Schema::new(Query, EmptyMutation, EmptySubscription);
    let response = schema.execute(request).await;
    let errors = response.errors.iter();
    let paths = errors.map(|error| serde_json::to_value(&error.path).unwrap());
    let paths = paths.collect();
    (serde_json::to_string(&response.data).unwrap(), paths)
}

async fn given(query: &str, variables: Value) -> String {
    let request = Request::new(query).variables(Variables::from_json(variables));
    ask(request).await.0
}

#[tokio::test]
async fn a_failed_required_field_makes_its_nearest_nullable_parent_null() {
    let (data, paths) = ask("{ quick item { fine strict } }").await;
    assert_eq!(data, r#"{"quick":2,"item":null}"#);
    assert_eq!(paths, [json!(["item", "strict"])]);
    let (data, paths) = ask("{ quick required { fine strict } }").await;
    assert_eq!(data, "null");
    assert_eq!(paths, [json!(["required", "strict"])]);
}

#[tokio::test]
async fn a_failed_option_of_result_is_null_alone() {
    let (data, paths) = ask("{ item { fine lenient after: fine } }").await;
    assert_eq!(data, r#"{"item":{"fine":1,"lenient":null,"after":1}}"#);
    assert_eq!(paths, [json!(["item", "lenient"])]);
}

#[tokio::test]
async fn a_failed_element_of_a_list_is_null_alone() {
    let (data, mut paths) = ask("{ items { fine lenient } }").await;
    let expected = r#"{"items":[{"fine":1,"lenient":null},null,null,{"fine":1,"lenient":2}]}"#;
    assert_eq!(data, expected);
    paths.sort_by_key(ToString::to_string);
    assert_eq!(paths, [json!(["items", 0, "lenient"]), json!(["items", 1])]);
}

#[tokio::test]
async fn keys_come_in_the_order_they_were_asked_for() {
    let (data, _) =
        ask("{ slow quick ...F } fragment F on Query { again: slow last: quick }").await;
    assert_eq!(data, r#"{"slow":1,"quick":2,"again":1,"last":2}"#);
}

#[tokio::test]
async fn an_omitted_variable_stays_undefined() {
    let query = "query($a: Int) { given(value: $a) }";
    assert_eq!(given(query, json!({})).await, r#"{"given":"undefined"}"#);
    assert_eq!(
        given(query, json!({ "a": null })).await,
        r#"{"given":"null"}"#
    );
    assert_eq!(
        given(query, json!({ "a": 1 })).await,
        r#"{"given":"value"}"#
    );
    assert_eq!(
        given("{ given }", json!({})).await,
        r#"{"given":"undefined"}"#
    );
}

/// Not a virtue: the server checks required variables itself because of this.
#[tokio::test]
async fn a_missing_required_variable_is_taken_for_null() {
    let data = given("query($a: Int!) { optional(value: $a) }", json!({})).await;
    assert_eq!(data, r#"{"optional":null}"#);
}

/// Not a virtue either: the schema has no required arguments with defaults because of this.
#[tokio::test]
async fn an_omitted_variable_for_a_required_argument_with_a_default_fails() {
    let data = given("query($a: Int) { withDefault(value: $a) }", json!({})).await;
    assert_eq!(data, "null");
    assert_eq!(
        given("{ withDefault }", json!({})).await,
        r#"{"withDefault":7}"#
    );
}
