//! A PDF in all the forms in which i3D.net may send one: as it is, as base64, and as base64 inside JSON.
//!
//! The page documents raw bytes; other downloads of the same API come as a JSON string or as base64, so what comes is
//! looked at. It is unpacked while it passes, whatever its size.

use base64::{
    Engine,
    alphabet::STANDARD,
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig},
};
use bytes::Bytes;
use futures_util::{
    StreamExt,
    stream::{self, BoxStream},
};
use reqwest::header::{CONTENT_LENGTH, CONTENT_TYPE, HeaderValue};

use crate::{
    adapters::i3d::error::{not_understood, refusal},
    error::Result,
    transport::Opened,
};

/// Where a PDF begins at the latest, in bytes: what stands before it is a key or two.
const START: usize = 4 << 10;
/// How every PDF begins.
const PDF: &[u8] = b"%PDF-";
/// The same in base64, as far as it does not depend on what follows.
const PDF_IN_BASE64: &[u8] = b"JVBERi";

const BASE64: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// Makes the plain PDF of an answer.
///
/// # Errors
/// What the answer says where it is an error in spite of its status, `BadAnswer` where it is neither.
pub(super) async fn unwrap(mut opened: Opened) -> Result<Opened> {
    let start = opened.take(START).await?;
    let is_text = |end: usize| {
        start[..end]
            .iter()
            .all(|byte| !byte.is_ascii_control() || byte.is_ascii_whitespace())
    };
    let is_json = start.trim_ascii_start().starts_with(b"{")
        || start.trim_ascii_start().starts_with(b"[")
        || start.trim_ascii_start().starts_with(b"\"");
    let encoded = find(&start, PDF_IN_BASE64).filter(|at| is_text(*at));
    let plain = find(&start, PDF).filter(|at| !is_json && encoded.is_none_or(|other| *at < other));
    let rest = opened.body;
    opened.body = match (plain, encoded) {
        (Some(_), _) => stream::iter([Ok(start)]).chain(rest).boxed(),
        (None, Some(at)) => {
            opened.headers.remove(CONTENT_LENGTH);
            let first = start.slice(at..);
            decoded(stream::iter([Ok(first)]).chain(rest).boxed(), is_json)
        }
        (None, None) => return Err(refusal(opened.status, &opened.headers, &start)),
    };
    let pdf = HeaderValue::from_static("application/pdf");
    opened.headers.insert(CONTENT_TYPE, pdf);
    Ok(opened)
}

fn find(text: &[u8], word: &[u8]) -> Option<usize> {
    let text = &text[..text.len().min(START + word.len())];
    text.windows(word.len()).position(|window| window == word)
}

/// Decodes base64 piece by piece. In JSON it must end with a quote: without one, the end is missing.
fn decoded(
    encoded: BoxStream<'static, Result<Bytes>>,
    in_json: bool,
) -> BoxStream<'static, Result<Bytes>> {
    let start = Some((encoded, Decoder::new(in_json)));
    let pieces = stream::unfold(start, |state| async {
        let (mut encoded, mut decoder) = state?;
        loop {
            let decoded = match encoded.next().await {
                Some(Ok(piece)) => decoder.push(&piece),
                Some(Err(error)) => return Some((Err(error), None)),
                None => return decoder.finish().transpose().map(|last| (last, None)),
            };
            match decoded {
                Ok(plain) if plain.is_empty() => {}
                Ok(plain) => return Some((Ok(plain), Some((encoded, decoder)))),
                Err(error) => return Some((Err(error), None)),
            }
        }
    });
    pieces.fuse().boxed()
}

/// What is left between two pieces.
#[derive(Debug)]
struct Decoder {
    letters: Vec<u8>,
    escape: Option<Vec<u8>>,
    in_json: bool,
    ended: bool,
    closed: bool,
}

impl Decoder {
    fn new(in_json: bool) -> Self {
        Self {
            letters: Vec::new(),
            escape: None,
            in_json,
            ended: false,
            closed: false,
        }
    }

    fn push(&mut self, piece: &[u8]) -> Result<Bytes> {
        for byte in piece {
            if !self.closed {
                self.take(*byte)?;
            }
        }
        let whole = self.letters.len() / 4 * 4;
        let rest = self.letters.split_off(whole);
        let letters = std::mem::replace(&mut self.letters, rest);
        decode(&letters)
    }

    fn finish(mut self) -> Result<Option<Bytes>> {
        if self.in_json && !self.closed {
            return Err(not_understood().with_detail("the PDF in JSON has no end"));
        }
        let letters = std::mem::take(&mut self.letters);
        let last = decode(&letters)?;
        Ok((!last.is_empty()).then_some(last))
    }

    fn take(&mut self, byte: u8) -> Result<()> {
        if let Some(mut escape) = self.escape.take() {
            escape.push(byte);
            return self.unescape(escape);
        }
        match byte {
            b'\\' if self.in_json => self.escape = Some(Vec::new()),
            b'"' if self.in_json => self.closed = true,
            _ => self.letter(byte)?,
        }
        Ok(())
    }

    /// JSON may write any letter in other ways; a slash often is, and so is a new line.
    fn unescape(&mut self, escape: Vec<u8>) -> Result<()> {
        match escape.as_slice() {
            [b'n' | b'r' | b't'] => Ok(()),
            [b'u', digits @ ..] if digits.len() < 4 => {
                self.escape = Some(escape);
                Ok(())
            }
            [b'u', digits @ ..] => {
                let code = str::from_utf8(digits).ok();
                let code = code.and_then(|digits| u8::from_str_radix(digits, 16).ok());
                self.letter(code.ok_or_else(unreadable)?)
            }
            [byte, ..] => self.letter(*byte),
            [] => Ok(()),
        }
    }

    fn letter(&mut self, byte: u8) -> Result<()> {
        let letter = match byte {
            b'=' => {
                self.ended = true;
                return Ok(());
            }
            _ if byte.is_ascii_whitespace() => return Ok(()),
            b'-' => b'+',
            b'_' => b'/',
            b'+' | b'/' => byte,
            _ if byte.is_ascii_alphanumeric() => byte,
            _ => return Err(unreadable()),
        };
        if self.ended {
            return Err(unreadable());
        }
        self.letters.push(letter);
        Ok(())
    }
}

fn decode(letters: &[u8]) -> Result<Bytes> {
    let plain = BASE64.decode(letters).map_err(|_| unreadable())?;
    Ok(Bytes::from(plain))
}

fn unreadable() -> crate::error::Error {
    not_understood().with_detail("the base64 of the PDF cannot be read")
}

#[cfg(test)]
mod tests {
    use base64::engine::general_purpose::{STANDARD as PADDED, STANDARD_NO_PAD, URL_SAFE};
    use reqwest::{StatusCode, header::HeaderMap};

    use super::*;
    use crate::error::{Error, ErrorKind};

    fn document(size: usize) -> Vec<u8> {
        let noise = (0..size).map(|place| (place * place % 251) as u8);
        b"%PDF-1.7\n".iter().copied().chain(noise).collect()
    }

    /// Unpacks an answer that comes in pieces of so many bytes.
    async fn unpacked(body: &[u8], piece: usize) -> Result<Vec<u8>, Error> {
        let pieces: Vec<_> = body.chunks(piece).map(Bytes::copy_from_slice).collect();
        let opened = Opened {
            status: StatusCode::OK,
            headers: HeaderMap::new(),
            body: stream::iter(pieces.into_iter().map(Ok)).boxed(),
        };
        let mut plain = unwrap(opened).await?;
        assert_eq!(plain.headers[CONTENT_TYPE], "application/pdf");
        plain.take(usize::MAX).await.map(Into::into)
    }

    #[tokio::test]
    async fn every_form_in_pieces_of_any_size_is_the_same_pdf() {
        for size in [0, 1, 2, 3, 5000, 20_001] {
            let document = document(size);
            let padded = PADDED.encode(&document);
            let lines: Vec<_> = padded.as_bytes().chunks(76).collect();
            let forms: Vec<Vec<u8>> = vec![
                document.clone(),
                [b"\r\n", &*document].concat(),
                padded.clone().into(),
                STANDARD_NO_PAD.encode(&document).into(),
                URL_SAFE.encode(&document).into(),
                lines.join(&b"\r\n"[..]),
                format!("\"{padded}\"").into(),
                format!(" [\"{padded}\"]\n").into(),
                format!("\"{}\"", padded.replace('/', "\\/")).into(),
                format!("\"{}\"", padded.replace('+', "\\u002B")).into(),
                [b"\"", &*lines.join(&b"\\n"[..]), b"\""].concat(),
                format!("{{\"name\":\"a.pdf\",\"content\":\"{padded}\",\"size\":1}}").into(),
                format!("[{{\"pdf\":\"data:application/pdf;base64,{padded}\"}}]").into(),
            ];
            for (number, form) in forms.iter().enumerate() {
                for piece in [1, 7, 4096, usize::MAX] {
                    let plain = unpacked(form, piece).await;
                    let plain = plain.unwrap_or_else(|error| panic!("{number}: {error:?}"));
                    assert!(plain.ends_with(&document), "{number} {size} {piece}");
                    assert!(plain.len() <= document.len() + 2, "{number}");
                }
            }
        }
    }

    #[tokio::test]
    async fn what_is_no_pdf_is_an_error_that_says_why() {
        for (body, kind) in [
            (
                r#"{"errorCode":10001,"errorMessage":"no"}"#,
                ErrorKind::NotFound,
            ),
            (r#"{"errorCode":10004}"#, ErrorKind::ProviderAuth),
            ("{}", ErrorKind::BadAnswer),
            ("", ErrorKind::BadAnswer),
            ("<html>%PD", ErrorKind::BadAnswer),
            ("\"%PDF-1.4 as text\"", ErrorKind::BadAnswer),
            ("[]", ErrorKind::BadAnswer),
        ] {
            let error = unpacked(body.as_bytes(), 10).await.unwrap_err();
            assert_eq!(error.kind(), kind, "{body}");
        }
    }

    #[tokio::test]
    async fn half_of_it_is_no_pdf() {
        for body in [
            "\"JVBERi0xLjQK",
            "[\"JVBERi0xLjQK",
            "JVBERi0xLjQ#",
            "JVBERi0xLjQ=K",
            "JVBERi0xLjQKA",
            "\"JVBERi0xLj\\u00\"",
        ] {
            let error = unpacked(body.as_bytes(), 5).await.unwrap_err();
            assert_eq!(error.kind(), ErrorKind::BadAnswer, "{body}");
        }
    }
}
