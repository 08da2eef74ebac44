//! `[cors]`: which pages of other origins may call.

use url::Url;

use super::{file::CorsSection, problem::ConfigError, section::Section};

/// Which pages of other origins may call.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cors {
    /// Their origins, as browsers send them. Default none.
    pub origins: Vec<String>,
}

impl Cors {
    pub(super) fn check(
        section: &Section<'_, CorsSection>,
        problems: &mut Vec<ConfigError>,
    ) -> Self {
        let mut origins = vec![];
        for typed in &section.values.origins {
            match origin(typed) {
                Ok(origin) => origins.push(origin),
                Err(why) => {
                    section.refuse("origins", format!("origins: {typed:?} {why}"), problems)
                }
            }
        }
        Self { origins }
    }
}

/// Writes an origin as browsers do: in lowercase, without the scheme's own port.
fn origin(typed: &str) -> Result<String, &'static str> {
    const FORM: &str =
        "is not an origin, such as \"https://app.example.com\" or \"http://localhost:5173\"";
    if typed.contains('*') {
        return Err("would let pages of strangers call: name each origin");
    }
    if typed == "null" {
        return Err("is what every sandboxed page calls itself: name the page's real origin");
    }
    let url = Url::parse(typed).map_err(|_| FORM)?;
    if !matches!(url.scheme(), "http" | "https")
        || !url.username().is_empty()
        || url.password().is_some()
    {
        return Err(FORM);
    }
    // The reader of addresses adds a slash where there is none, so the text itself is asked.
    let after_scheme = typed.split_once("://").map_or(typed, |(_, rest)| rest);
    if after_scheme.contains(['/', '\\', '?', '#']) {
        return Err(
            "must end with its host or port: an origin has no path and no slash at its end",
        );
    }
    Ok(url.origin().ascii_serialization())
}

#[cfg(test)]
mod tests {
    use super::origin;

    #[test]
    fn an_origin_is_written_as_browsers_send_it() {
        for (typed, sent) in [
            ("https://app.example.com", "https://app.example.com"),
            ("HTTPS://App.Example.com:443", "https://app.example.com"),
            ("http://localhost:5173", "http://localhost:5173"),
            ("https://[::1]:8443", "https://[::1]:8443"),
            ("https://bücher.example", "https://xn--bcher-kva.example"),
        ] {
            assert_eq!(origin(typed), Ok(sent.to_owned()));
        }
    }

    #[test]
    fn what_is_no_single_origin_is_refused() {
        for typed in [
            "*",
            "https://*.example.com",
            "null",
            "",
            "app.example.com",
            "app.example.com:443",
            "https://app.example.com/",
            "https://app.example.com/app",
            "https://app.example.com?x",
            "https://user@app.example.com",
            "file:///tmp/page.html",
            "chrome-extension://abcdef",
            "https://",
        ] {
            assert!(origin(typed).is_err(), "{typed}");
        }
    }
}
