//! Takes credentials out of refusals: a vendor, or a proxy in front of it, may repeat what it was told, and its words go to
//! the log and some of them to the client.

use bytes::Bytes;
use reqwest::header::HeaderValue;

/// What stands in the place of a credential.
const HIDDEN: &[u8] = b"***";
/// Shortest credential that is looked for, in bytes: a shorter one is a word, which a refusal may need.
const SHORTEST: usize = 8;

/// A refusal without the credentials among the headers that it answers.
pub(crate) fn without_credentials<'h>(
    body: Bytes,
    headers: impl IntoIterator<Item = &'h HeaderValue>,
) -> Bytes {
    let sensitive = headers.into_iter().filter(|value| value.is_sensitive());
    sensitive.fold(body, |body, value| {
        // A scheme such as "Bearer" is no secret, and what is repeated need not have it.
        let secret = value.as_bytes().rsplit(|byte| *byte == b' ').next();
        match secret.filter(|secret| secret.len() >= SHORTEST) {
            Some(secret) => without(body, secret),
            None => body,
        }
    })
}

fn without(body: Bytes, secret: &[u8]) -> Bytes {
    let next = |from: &[u8]| from.windows(secret.len()).position(|here| here == secret);
    let (mut kept, mut rest) = (Vec::new(), &body[..]);
    while let Some(at) = next(rest) {
        kept.extend_from_slice(&rest[..at]);
        kept.extend_from_slice(HIDDEN);
        rest = &rest[at + secret.len()..];
    }
    if kept.is_empty() {
        return body;
    }
    kept.extend_from_slice(rest);
    kept.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(body: &'static str, header: &'static str, is_sensitive: bool) -> Bytes {
        let mut header = HeaderValue::from_static(header);
        header.set_sensitive(is_sensitive);
        without_credentials(Bytes::from_static(body.as_bytes()), [&header])
    }

    #[test]
    fn a_credential_is_hidden_wherever_it_stands_with_or_without_its_scheme() {
        let body = "s3cret-token, Bearer s3cret-token, s3cret-tokens3cret-token.";
        assert_eq!(
            told(body, "Bearer s3cret-token", true),
            "***, Bearer ***, ******."
        );
        assert_eq!(told("s3cret-token", "s3cret-token", true), "***");
    }

    #[test]
    fn other_headers_and_words_stay() {
        assert_eq!(
            told("application/json", "application/json", false),
            "application/json"
        );
        assert_eq!(told("a sandbox", "Bearer sandbox", true), "a sandbox");
        assert_eq!(told("s3cret-toke", "s3cret-token", true), "s3cret-toke");
        assert_eq!(told("", "s3cret-token", true), "");
    }
}
