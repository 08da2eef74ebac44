//! Reads one document of a vendor, or says where it is not as described.

use serde::de::DeserializeOwned;

use crate::error::{Error, ErrorKind, Result};

/// Longest place in a document that a message names, in characters: its keys come from outside.
const MAX_PATH: usize = 120;

/// Reads one JSON object.
///
/// # Errors
/// `BadAnswer` naming the JSON path; the text around it is not repeated, because it is somebody's invoice.
pub fn decode<T: DeserializeOwned>(json: &str) -> Result<T> {
    // A list would be taken for an object's values in their order.
    if !json.trim_start().starts_with('{') {
        return Err(unexpected("."));
    }
    // Keeping the path costs time, so a second reading looks for it only when the first one failed.
    let error = match serde_json::from_str(json) {
        Ok(document) => return Ok(document),
        Err(error) => error,
    };
    let mut deserializer = serde_json::Deserializer::from_str(json);
    let path = match serde_path_to_error::deserialize::<_, T>(&mut deserializer) {
        Ok(_) => ".".to_owned(),
        Err(error) => error.path().to_string(),
    };
    let path: String = path.chars().take(MAX_PATH).collect();
    let reason = format!(
        "{:?} error at line {} column {}",
        error.classify(),
        error.line(),
        error.column()
    );
    Err(unexpected(&path).with_detail(reason))
}

/// Says that a document is not as its vendor describes it, at a JSON path.
#[must_use]
pub fn unexpected(path: &str) -> Error {
    let place = if path == "." { "its top" } else { path };
    Error::new(
        ErrorKind::BadAnswer,
        format!("the provider's document is not as expected at {place}"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::native::MoneybirdSalesInvoice;

    #[test]
    fn the_place_is_named_and_the_text_is_not() {
        let error = decode::<MoneybirdSalesInvoice>(
            r#"{"details":[{"price":"1.0"},{"price":"secret words"}]}"#,
        )
        .unwrap_err();
        assert_eq!(error.kind(), ErrorKind::BadAnswer);
        assert!(error.message().ends_with("details[1].price"), "{error}");
        assert!(!format!("{error:?}").contains("secret"));
    }

    #[test]
    fn a_torn_or_foreign_document_is_a_bad_answer() {
        for json in ["", "{\"id\":\"1\"", "<html></html>", "[]", "{} {}"] {
            let error = decode::<MoneybirdSalesInvoice>(json).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::BadAnswer, "{json}");
        }
    }
}
