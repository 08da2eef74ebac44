//! The token that comes with a request. Only a header carries it: addresses end up in logs and histories.

use axum::http::{HeaderMap, header};

use crate::auth::Unknown;

/// Longest token that is looked at, in bytes: those with many claims come near it.
pub(super) const MAX_TOKEN: usize = 8192;
/// The only scheme, in any case.
const SCHEME: &str = "bearer";

/// Takes the token out of `Authorization: Bearer TOKEN`.
pub(super) fn token(headers: &HeaderMap) -> Result<&str, Unknown> {
    let mut given = headers.get_all(header::AUTHORIZATION).iter();
    let value = given.next().ok_or(Unknown::NoKey)?;
    if given.next().is_some() {
        return Err(Unknown::Malformed);
    }
    let text = value.to_str().map_err(|_| Unknown::Malformed)?;
    let (scheme, token) = text.split_once(' ').ok_or(Unknown::Malformed)?;
    let token = token.trim_start_matches(' ');
    let is_plain = token.bytes().all(|byte| byte.is_ascii_graphic());
    if !scheme.eq_ignore_ascii_case(SCHEME) || !is_plain || !(1..=MAX_TOKEN).contains(&token.len())
    {
        return Err(Unknown::Malformed);
    }
    Ok(token)
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;
    use proptest::prelude::*;

    use super::*;

    fn headers(values: &[&[u8]]) -> HeaderMap {
        let values = values.iter().map(|value| {
            let value = HeaderValue::from_bytes(value).unwrap();
            (header::AUTHORIZATION, value)
        });
        values.collect()
    }

    #[test]
    fn a_token_is_what_follows_the_scheme() {
        for given in ["Bearer a-key", "bearer a-key", "BEARER   a-key"] {
            assert_eq!(token(&headers(&[given.as_bytes()])), Ok("a-key"));
        }
        let longest = "k".repeat(MAX_TOKEN);
        let given = format!("Bearer {longest}");
        assert_eq!(token(&headers(&[given.as_bytes()])), Ok(longest.as_str()));
    }

    #[test]
    fn what_is_not_one_header_with_one_token_is_malformed() {
        assert_eq!(token(&HeaderMap::new()), Err(Unknown::NoKey));
        let overlong = format!("Bearer {}", "k".repeat(MAX_TOKEN + 1));
        for given in [
            "",
            "Bearer",
            "Bearer ",
            "a-key",
            " Bearer a-key",
            "Bearer\ta-key",
            "Basic a-key",
            "Bearer a key",
            "Bearer a-key, Bearer a-key",
            "Bearer a-key\u{e9}",
            &overlong,
        ] {
            let told = token(&headers(&[given.as_bytes()])).map(str::to_owned);
            assert_eq!(told, Err(Unknown::Malformed), "{given}");
        }
        let twice: [&[u8]; 2] = [b"Bearer a-key"; 2];
        assert_eq!(token(&headers(&twice)), Err(Unknown::Malformed));
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..40)) {
            if let Ok(value) = HeaderValue::from_bytes(&bytes) {
                let _ = token(&HeaderMap::from_iter([(header::AUTHORIZATION, value)]));
            }
        }
    }
}
