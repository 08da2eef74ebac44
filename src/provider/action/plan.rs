//! What would be sent.

/// One request of an action, as it would go to the vendor, without address, credential or secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Planned {
    /// The verb.
    pub method: String,
    /// Path and query below the API's address.
    pub path: String,
    /// The body as JSON text; of an upload its parts, without the file's content.
    pub body: Option<String>,
}
