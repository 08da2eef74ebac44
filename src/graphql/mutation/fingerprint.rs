//! Tells one input from another, so that a key is not used for two.

use async_graphql::{Context, Value};
use serde_json::json;
use sha2::{Digest, Sha256};

use crate::provider::action::Upload;

/// The same for the same mutation and input, and for no other: of all that is given but the key, and of a file what a
/// provider gets of it. Where the file stands among the parts of a request does not count.
pub(super) fn of(ctx: &Context<'_>, upload: Option<&Upload>) -> String {
    let field = ctx.field();
    let mut arguments = serde_json::Map::new();
    for (name, value) in field.arguments().unwrap_or_default() {
        arguments.insert(name.to_string(), told(value, upload));
    }
    // Objects keep their keys sorted, so that the order in which a client writes them does not count.
    let text = serde_json::Value::Object(arguments).to_string();
    hex(&Sha256::digest(format!("{}{text}", field.name())))
}

fn told(value: Value, upload: Option<&Upload>) -> serde_json::Value {
    let mut value = value.into_json().unwrap_or_default();
    if let Some(input) = value.as_object_mut() {
        input.remove("idempotencyKey");
        input.remove("dryRun");
        if let Some(upload) = upload {
            let file = json!({
                "filename": upload.filename,
                "contentType": upload.content_type,
                "sha256": upload.sha256,
            });
            input.insert("file".to_owned(), file);
        }
    }
    value
}

/// Writes bytes as text.
pub(super) fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes.iter().fold(String::new(), |mut text, byte| {
        write!(text, "{byte:02x}").expect("writing to a string cannot fail");
        text
    })
}
