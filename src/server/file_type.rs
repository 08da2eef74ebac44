//! Which types are passed on, which of them are shown, and how a file is named.

use std::fmt::Write;

use axum::http::HeaderValue;

/// What a browser does with a file of some type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// A viewer of its own shows it; a browser's viewer of PDFs refuses to work in a sandbox.
    Viewer,
    /// The browser itself shows it.
    Picture,
    /// It is saved.
    Data,
}

impl Kind {
    /// Whether it may be shown.
    pub(super) fn is_harmless(self) -> bool {
        self != Self::Data
    }

    /// Whether it works as a page that may do nothing.
    pub(super) fn can_be_sandboxed(self) -> bool {
        self != Self::Viewer
    }
}

/// A file's type as it is passed on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Shown {
    /// The media type.
    pub(super) content_type: &'static str,
    /// What a browser does with it.
    pub(super) kind: Kind,
}

/// The types that are passed on. HTML and SVG are not among them: they can run scripts.
const TYPES: &[(&str, Kind)] = &[
    ("application/pdf", Kind::Viewer),
    ("image/png", Kind::Picture),
    ("image/jpeg", Kind::Picture),
    ("image/gif", Kind::Picture),
    ("image/webp", Kind::Picture),
    ("application/xml", Kind::Picture),
    ("text/xml", Kind::Picture),
    ("text/plain", Kind::Data),
    ("text/csv", Kind::Data),
    ("image/tiff", Kind::Data),
    ("image/heic", Kind::Data),
    ("application/json", Kind::Data),
    ("application/zip", Kind::Data),
    ("application/rtf", Kind::Data),
    ("application/msword", Kind::Data),
    ("application/vnd.ms-excel", Kind::Data),
    ("application/vnd.ms-powerpoint", Kind::Data),
    (
        "application/vnd.oasis.opendocument.presentation",
        Kind::Data,
    ),
    ("application/vnd.oasis.opendocument.spreadsheet", Kind::Data),
    ("application/vnd.oasis.opendocument.text", Kind::Data),
    (
        "application/vnd.openxmlformats-officedocument.presentationml.presentation",
        Kind::Data,
    ),
    (
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        Kind::Data,
    ),
    (
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        Kind::Data,
    ),
    ("message/rfc822", Kind::Data),
];

/// What is not on the list.
const UNKNOWN: Shown = Shown {
    content_type: "application/octet-stream",
    kind: Kind::Data,
};

/// How a file of this type is passed on.
pub(super) fn shown(told: Option<&str>) -> Shown {
    let told = told.unwrap_or_default();
    let (essence, _) = told.split_once(';').unwrap_or((told, ""));
    let essence = match essence.trim().to_ascii_lowercase() {
        jpeg if jpeg == "image/jpg" || jpeg == "image/pjpeg" => "image/jpeg".to_owned(),
        other => other,
    };
    let known = TYPES.iter().find(|(known, _)| *known == essence);
    known.map_or(UNKNOWN, |(content_type, kind)| Shown {
        content_type,
        kind: *kind,
    })
}

/// `Content-Disposition` with the name in both of its forms (RFC 6266): plain for the old, in UTF-8 for all others.
pub(super) fn disposition(filename: &str, inline: bool) -> HeaderValue {
    let last = filename.rsplit(['/', '\\']).next().unwrap_or_default();
    let name: String = last
        .chars()
        .filter(|letter| !is_mischief(*letter))
        .collect();
    let name = match name.trim_matches(['.', ' ']) {
        "" => "file",
        name => name,
    };
    let word = if inline { "inline" } else { "attachment" };
    // A percent sign would be decoded by some.
    let plain = |letter: char| match letter {
        '"' | '\\' | '%' => '_',
        ' '..='~' => letter,
        _ => '_',
    };
    let plain: String = name.chars().map(plain).collect();
    let mut text = format!("{word}; filename=\"{plain}\"");
    if plain != name {
        text.push_str("; filename*=UTF-8''");
        for byte in name.bytes() {
            if byte.is_ascii_alphanumeric() || b"!#$&+-.^_`|~".contains(&byte) {
                text.push(char::from(byte));
            } else {
                write!(text, "%{byte:02X}").expect("writing to a string cannot fail");
            }
        }
    }
    HeaderValue::try_from(text).expect("it is made of visible ASCII")
}

/// Letters that make a name look like another one: controls, and those that turn the direction of writing.
fn is_mischief(letter: char) -> bool {
    letter.is_control()
        || matches!(letter, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(told: &str) -> (&'static str, bool) {
        let shown = shown(Some(told));
        (shown.content_type, shown.kind.is_harmless())
    }

    #[test]
    fn what_can_do_no_harm_is_shown() {
        for (told, shown) in [
            ("application/pdf", "application/pdf"),
            ("Application/PDF; charset=binary", "application/pdf"),
            ("image/jpg", "image/jpeg"),
            ("text/xml; charset=utf-8", "text/xml"),
        ] {
            assert_eq!(of(told), (shown, true), "{told}");
        }
        assert_eq!(of("text/csv"), ("text/csv", false));
    }

    #[test]
    fn what_could_run_is_only_bytes() {
        for told in [
            "text/html",
            "TEXT/HTML",
            "application/xhtml+xml",
            "image/svg+xml",
            "text/javascript",
            "application/x-shockwave-flash",
            "multipart/mixed",
            "application/pdfx",
            "application/pdf,text/html",
            "",
            "nonsense",
        ] {
            assert_eq!(of(told), ("application/octet-stream", false), "{told}");
        }
        assert_eq!(shown(None), UNKNOWN);
    }

    #[test]
    fn a_name_is_told_in_a_way_that_every_browser_reads() {
        for (name, header) in [
            ("2026-0001.pdf", r#"inline; filename="2026-0001.pdf""#),
            ("order 7.pdf", r#"inline; filename="order 7.pdf""#),
            (
                "Müller & Söhne.pdf",
                r#"inline; filename="M_ller & S_hne.pdf"; filename*=UTF-8''M%C3%BCller%20&%20S%C3%B6hne.pdf"#,
            ),
            (
                "a\"b\\%41.pdf",
                r#"inline; filename="_41.pdf"; filename*=UTF-8''%2541.pdf"#,
            ),
            ("../../etc/passwd", r#"inline; filename="passwd""#),
            (
                "a\r\nSet-Cookie: x.pdf",
                r#"inline; filename="aSet-Cookie: x.pdf""#,
            ),
            ("inv\u{202e}fdp.exe", r#"inline; filename="invfdp.exe""#),
            ("..", r#"inline; filename="file""#),
            ("", r#"inline; filename="file""#),
        ] {
            assert_eq!(disposition(name, true), header, "{name:?}");
        }
        let saved = disposition("a.pdf", false);
        assert_eq!(saved, r#"attachment; filename="a.pdf""#);
    }
}
