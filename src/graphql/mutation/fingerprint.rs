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

/// The key as a vendor that takes one gets it: two callers with the same word must not meet there, and no vendor needs to
/// read the word. 64 letters, which is the most that one of them keeps.
pub(super) fn vendor_key(caller: &str, word: &str) -> String {
    // The caller's name cannot run into the word.
    hex(&Sha256::digest(format!("{}/{caller}/{word}", caller.len())))
}

/// Writes bytes as text.
pub(super) fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes.iter().fold(String::new(), |mut text, byte| {
        write!(text, "{byte:02x}").expect("writing to a string cannot fail");
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_callers_give_a_vendor_the_same_key() {
        let key = vendor_key("dashboard", "order-1");
        assert_eq!(key, vendor_key("dashboard", "order-1"));
        assert_eq!(key.len(), 64);
        for (caller, word) in [
            ("studio", "order-1"),
            ("dashboard", "order-2"),
            ("dashboard/order", "1"),
            ("dashboar", "d/order-1"),
        ] {
            assert_ne!(vendor_key(caller, word), key, "{caller} {word}");
        }
        assert_ne!(vendor_key("a", "1/b/c"), vendor_key("a/1/b", "c"));
    }
}
