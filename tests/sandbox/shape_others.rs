//! Dashdoc's and i3D's answers against their vendors' samples: whatever a sample has, ours has too.
//!
//! The samples are not part of the project. Where they are absent, this says so and proves nothing.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::dashdoc_writes::send;
use crate::world::World;
use crate::{dashdoc, i3d};

/// Per path: the JSON types seen there. Rows of one answer may differ.
type Types = BTreeMap<String, BTreeSet<&'static str>>;

fn walk(value: &Value, path: &str, types: &mut Types) {
    let kind = match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Array(_) => "list",
        Value::Object(_) => "object",
    };
    types.entry(path.to_owned()).or_default().insert(kind);
    match value {
        Value::Array(items) => {
            for item in items {
                walk(item, &format!("{path}[]"), types);
            }
        }
        Value::Object(fields) => {
            for (key, child) in fields {
                walk(child, &format!("{path}.{key}"), types);
            }
        }
        _ => {}
    }
}

fn types_of(value: &Value) -> Types {
    let mut types = Types::new();
    walk(value, "", &mut types);
    types
}

/// A vendor's folder of samples, if it is there.
fn samples(vendor: &str) -> Option<PathBuf> {
    let default = concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/samples");
    let root = std::env::var_os("INVOICE_GATEWAY_SAMPLES").map_or(default.into(), PathBuf::from);
    let folder = root.join(vendor);
    if !folder.is_dir() {
        eprintln!(
            "not run: there are no vendor samples at {}",
            folder.display()
        );
        return None;
    }
    Some(folder)
}

fn sample(folder: &Path, name: &str) -> Value {
    let text = std::fs::read(folder.join(format!("{name}.json"))).expect("a sample");
    serde_json::from_slice(&text).expect("JSON")
}

/// Fails where the sample has a path or a type that ours has not, but for `except`.
fn must_cover(ours: &Value, sample: &Value, name: &str, except: &[&str]) {
    let ours = types_of(ours);
    for (path, types) in types_of(sample) {
        if except.iter().any(|ending| path.ends_with(ending)) {
            continue;
        }
        let found = ours.get(&path);
        let found = found.unwrap_or_else(|| panic!("ours has no {path:?} of {name}"));
        assert!(
            types.is_subset(found),
            "{path:?} of {name}: {types:?}, ours {found:?}"
        );
    }
}

/// Fails where one of both has a path that the other has not, or another type there.
fn must_equal(ours: &Value, sample: &Value, name: &str) {
    let (ours, sample) = (types_of(ours), types_of(sample));
    assert_eq!(ours, sample, "{name}");
}

#[tokio::test]
async fn dashdoc_invoices_have_all_that_the_samples_have() {
    let Some(folder) = samples("dashdoc") else {
        return;
    };
    let world = World::start().await;
    let mut pages = Vec::new();
    for page in 1..=4 {
        let path = format!("/invoices/?page={page}");
        pages.push(dashdoc::get(&world, &path).await.json());
    }
    // One source has the key of a customer's address as a string, the other as a number, as we do.
    let except = [".debtor.primary_address.pk"];
    let ours = json!(pages);
    for name in [
        "dashdoc_invoice_list.derived",
        "dashdoc_invoices_list.docs_example.truncated",
        "dashdoc_pagination.docs_example",
    ] {
        let samples = [sample(&folder, name)];
        must_cover(&ours, &json!(samples), name, &except);
    }
    let name = "dashdoc_invoice_mark_paid.docs_example.truncated";
    let alone = types_of(&sample(&folder, name));
    assert!(!alone.is_empty());
    let rows: Vec<&Value> = pages
        .iter()
        .flat_map(|page| page["results"].as_array().expect("results"))
        .collect();
    must_cover(&json!(rows), &json!([sample(&folder, name)]), name, &except);
}

#[tokio::test]
async fn dashdoc_items_have_all_that_the_sample_has() {
    let Some(folder) = samples("dashdoc") else {
        return;
    };
    let world = World::start().await;
    let items = dashdoc::get(&world, "/invoices/items/").await.json();
    let name = "dashdoc_invoice_items_list.docs_example";
    // All our items fit on one page, so that there is no link.
    must_cover(
        &items,
        &sample(&folder, name),
        name,
        &[".next", ".previous"],
    );
}

#[tokio::test]
async fn dashdoc_refusals_equal_the_samples() {
    let Some(folder) = samples("dashdoc") else {
        return;
    };
    let world = World::start().await;
    let list = format!("{}/invoices/", dashdoc::DASHDOC);
    let bearer = world
        .ask(&list, &[("authorization", "Bearer sandbox")])
        .await;
    let expected = sample(&folder, "dashdoc_error_401_wrong_scheme.observed");
    assert_eq!(
        (bearer.status, bearer.json()),
        (StatusCode::UNAUTHORIZED, expected)
    );
    let english = [dashdoc::TOKEN, ("accept-language", "en")];
    for (path, name) in [
        (format!("{list}abc/"), "dashdoc_error_404.derived"),
        (format!("{list}?page=99"), "dashdoc_error_404_page.derived"),
    ] {
        let answer = world.ask(&path, &english).await;
        let expected = sample(&folder, name);
        assert_eq!(
            (answer.status, answer.json()),
            (StatusCode::NOT_FOUND, expected),
            "{name}"
        );
    }
    for (status, names) in [
        (429, &["dashdoc_error_429.derived"][..]),
        (400, &["dashdoc_error_400_non_field.derived"][..]),
    ] {
        let fault = json!({"resource": "dashdoc", "answer": {"status": status}});
        world
            .control(json!([{"fault": "clear"}, {"fault": {"add": fault}}]))
            .await;
        let ours = world.ask(&list, &english).await.json();
        for name in names {
            must_cover(&ours, &sample(&folder, name), name, &[]);
        }
    }
    // The form of one field's error, whatever the field.
    world.control(json!({"fault": "clear"})).await;
    let fault = json!({"resource": "dashdoc", "answer": {"status": 400}});
    world.control(json!({"fault": {"add": fault}})).await;
    let ours = world.ask(&list, &english).await.json();
    let form = types_of(&ours["debtor_reference"]);
    for name in [
        "dashdoc_error_400_field_scalar.frontend_test",
        "dashdoc_error_400_two_fields.frontend_test",
    ] {
        let fields = sample(&folder, name);
        for field in fields.as_object().expect("an object").values() {
            assert_eq!(types_of(field), form, "{name}");
        }
    }
}

#[tokio::test]
async fn dashdoc_writes_are_answered_as_in_the_samples() {
    let Some(folder) = samples("dashdoc") else {
        return;
    };
    let world = World::start().await;
    let name = "dashdoc_invoice_item_create_request.docs_example";
    let input = sample(&folder, name);
    let items = "/invoices/items/";
    let created = send(&world, Method::POST, items, input.clone()).await;
    let name = "dashdoc_invoice_item_create_response.docs_example";
    must_equal(&created.json(), &sample(&folder, name), name);
    let taken = send(&world, Method::POST, items, input).await.json();
    let name = "dashdoc_error_400_field_scalar.frontend_test";
    must_equal(&taken, &sample(&folder, name), name);

    let empty = send(&world, Method::POST, "/invoices/", json!({})).await;
    let expected = sample(&folder, "dashdoc_error_400_non_field.derived");
    assert_eq!(
        (empty.status, empty.json()),
        (StatusCode::BAD_REQUEST, expected)
    );
    let uid = world.add("dashdoc", json!({})).await;
    let seamless = [dashdoc::TOKEN, ("content-type", "multipart/form-data")];
    let path = format!("{}/invoices/{uid}/", dashdoc::DASHDOC);
    let answer = world.submit(Method::PATCH, &path, &seamless, b"x").await;
    let expected = sample(&folder, "dashdoc_error_400_multipart_boundary.docs_example");
    assert_eq!(
        (answer.status, answer.json()),
        (StatusCode::BAD_REQUEST, expected)
    );
}

#[tokio::test]
async fn i3d_lists_and_details_have_the_shape_of_the_samples() {
    let Some(folder) = samples("i3d") else { return };
    let world = World::start().await;
    let list = i3d::get(&world, "/account/invoice", Some("results=100"))
        .await
        .json();
    must_equal(&list, &sample(&folder, "i3d_invoice_list.derived"), "list");
    let unpaid = i3d::get(&world, "/account/invoice/unpaid", None)
        .await
        .json();
    must_equal(
        &unpaid,
        &sample(&folder, "i3d_invoice_list.derived"),
        "unpaid",
    );
    for row in list.as_array().expect("an array") {
        for path in [
            format!("/account/invoice/{}", row["id"].as_str().expect("a string")),
            format!(
                "/account/invoice/number/{}",
                row["invoiceNumber"].as_str().expect("a string")
            ),
        ] {
            let details = i3d::get(&world, &path, None).await.json();
            must_equal(
                &details,
                &sample(&folder, "i3d_invoice_detail.derived"),
                &path,
            );
        }
    }
}

#[tokio::test]
async fn i3d_refusals_have_the_shape_of_the_samples() {
    let Some(folder) = samples("i3d") else { return };
    let world = World::start().await;
    let anonymous = world
        .ask(&format!("{}/account/invoice", i3d::I3D), &[])
        .await
        .json();
    assert_eq!(anonymous, sample(&folder, "i3d_error_10004_auth.derived"));
    let missing = i3d::get(&world, "/account/invoice/1", None).await.json();
    let expected = sample(&folder, "i3d_error.docs_example");
    must_equal(&missing, &expected, "10001");
    assert_eq!(missing["errorCode"], expected["errorCode"]);
    assert_eq!(missing["errorMessage"], expected["errorMessage"]);
    let fault = json!({"resource": "i3d", "answer": {"status": 422}});
    world.control(json!({"fault": {"add": fault}})).await;
    let form = i3d::get(&world, "/account/invoice", None).await.json();
    assert_eq!(form, sample(&folder, "i3d_error_11001_form.derived"));
}
