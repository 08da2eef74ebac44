//! A look at a text before any parser: how deep its brackets go and how many tokens it has.
//!
//! The parser recurses once per bracket and overflows the stack of a worker at some 2,000, which ends the process.
//! The scan reads bytes once, keeps a stack of at most `nesting` brackets and follows the grammar of strings, block
//! strings and comments exactly: a text whose strings the parser could read differently is refused.

use async_graphql::Pos;

/// What a scan allows.
#[derive(Clone, Copy, Debug)]
pub(super) struct ScanLimits {
    /// Brackets open at once.
    pub(super) nesting: usize,
    /// Tokens.
    pub(super) tokens: usize,
    /// Bytes of a name or number.
    pub(super) name_bytes: usize,
}

/// Why a scan stopped, and at which byte.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fault {
    /// More brackets open than allowed.
    Nesting(usize),
    /// More tokens than allowed.
    Tokens(usize),
    /// A name or number longer than allowed.
    Name(usize),
    /// A string without an end.
    String(usize),
    /// A bracket that closes nothing, or another kind than the one that is open.
    Closing(usize),
    /// A bracket that nothing closes.
    Opening(usize),
}

impl Fault {
    /// The byte at which the scan stopped.
    pub(super) fn offset(self) -> usize {
        match self {
            Self::Nesting(at)
            | Self::Tokens(at)
            | Self::Name(at)
            | Self::String(at)
            | Self::Closing(at)
            | Self::Opening(at) => at,
        }
    }
}

/// Scans the text of a query and tells its number of tokens.
pub(super) fn scan_query(text: &str, limits: ScanLimits) -> Result<usize, Fault> {
    let bytes = text.as_bytes();
    let mut open = Brackets::new(limits.nesting);
    let (mut at, mut tokens) = (0, 0);
    while let Some(&byte) = bytes.get(at) {
        let end = match byte {
            b' ' | b'\t' | b'\n' | b'\r' | b',' => {
                at += 1;
                continue;
            }
            b'#' => {
                at = end_of_comment(bytes, at);
                continue;
            }
            b'"' => end_of_query_string(bytes, at).ok_or(Fault::String(at))?,
            b'.' if bytes[at..].starts_with(b"...") => at + 3,
            _ if is_name(byte) => end_of_name(bytes, at),
            _ => {
                open.see(byte, at)?;
                at + 1
            }
        };
        tokens += 1;
        if tokens > limits.tokens {
            return Err(Fault::Tokens(at));
        }
        if is_name(byte) && end - at > limits.name_bytes {
            return Err(Fault::Name(at));
        }
        at = end;
    }
    open.finish()?;
    Ok(tokens)
}

/// Scans JSON and tells its number of values and keys, or slightly more.
///
/// What is not JSON at all is left to the JSON parser, except brackets that do not match.
pub(super) fn scan_json(bytes: &[u8], nesting: usize, values: usize) -> Result<usize, Fault> {
    let mut open = Brackets::new(nesting);
    let (mut at, mut count) = (0, 1);
    while let Some(&byte) = bytes.get(at) {
        if byte == b'"' {
            at = end_of_json_string(bytes, at).ok_or(Fault::String(at))?;
            continue;
        }
        open.see(byte, at)?;
        count += usize::from(b",:[{".contains(&byte));
        if count > values {
            return Err(Fault::Tokens(at));
        }
        at += 1;
    }
    open.finish()?;
    Ok(count)
}

/// Tells line and column of a byte, both counted from one; the column counts characters, as the parser does.
pub(super) fn position(text: &str, offset: usize) -> Pos {
    let before = text.get(..offset).unwrap_or(text);
    let line = before.matches('\n').count() + 1;
    let start = before.rfind('\n').map_or(0, |newline| newline + 1);
    let column = before[start..].chars().count() + 1;
    Pos { line, column }
}

/// The brackets that are open, at most `nesting` of them.
struct Brackets {
    closing: Vec<(u8, usize)>,
    nesting: usize,
}

impl Brackets {
    fn new(nesting: usize) -> Self {
        Self {
            closing: Vec::new(),
            nesting,
        }
    }

    fn see(&mut self, byte: u8, at: usize) -> Result<(), Fault> {
        let closing = match byte {
            b'(' => b')',
            b'[' => b']',
            b'{' => b'}',
            b')' | b']' | b'}' => {
                return match self.closing.pop() {
                    Some((expected, _)) if expected == byte => Ok(()),
                    _ => Err(Fault::Closing(at)),
                };
            }
            _ => return Ok(()),
        };
        if self.closing.len() == self.nesting {
            return Err(Fault::Nesting(at));
        }
        self.closing.push((closing, at));
        Ok(())
    }

    fn finish(&self) -> Result<(), Fault> {
        match self.closing.last() {
            Some((_, at)) => Err(Fault::Opening(*at)),
            None => Ok(()),
        }
    }
}

fn is_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

fn end_of_name(bytes: &[u8], start: usize) -> usize {
    let length = bytes[start..].iter().take_while(|byte| is_name(**byte));
    start + length.count()
}

fn end_of_comment(bytes: &[u8], start: usize) -> usize {
    let rest = bytes[start..].iter();
    start + rest.take_while(|byte| !b"\r\n".contains(byte)).count()
}

fn end_of_query_string(bytes: &[u8], start: usize) -> Option<usize> {
    if bytes[start..].starts_with(b"\"\"\"") {
        return end_of_block_string(bytes, start + 3);
    }
    let mut at = start + 1;
    loop {
        match *bytes.get(at)? {
            b'"' => return Some(at + 1),
            b'\n' | b'\r' => return None,
            b'\\' if matches!(bytes.get(at + 1)?, b'\n' | b'\r') => return None,
            b'\\' => at += 2,
            _ => at += 1,
        }
    }
}

fn end_of_block_string(bytes: &[u8], start: usize) -> Option<usize> {
    let mut at = start;
    loop {
        let rest = bytes.get(at..).filter(|rest| !rest.is_empty())?;
        if rest.starts_with(b"\"\"\"") {
            return Some(at + 3);
        }
        at += if rest.starts_with(b"\\\"\"\"") { 4 } else { 1 };
    }
}

fn end_of_json_string(bytes: &[u8], start: usize) -> Option<usize> {
    let mut at = start + 1;
    loop {
        match *bytes.get(at)? {
            b'"' => return Some(at + 1),
            b'\\' => at += 2,
            _ => at += 1,
        }
    }
}
