//! A look at a text before any parser: how deep its brackets go, how many tokens it has, and whether an object has a name
//! twice.
//!
//! The parser recurses once per bracket and overflows the stack of a worker at some 2,000, which ends the process. Of two
//! equal names in one object it keeps the last without a word, where another reader of the same text takes the first.
//! The scan reads bytes once, keeps a stack of at most `nesting` brackets and follows the grammar of strings, block
//! strings and comments exactly: a text whose strings the parser could read differently is refused.

use std::borrow::Cow;

use async_graphql::Pos;

/// What the names begin with by which the JSON parser speaks to itself: it takes the text under one of them for JSON, whose
/// brackets nobody counted.
const RESERVED: &[u8] = b"$serde_json::";
const BYTE_ORDER_MARK: &[u8] = "\u{feff}".as_bytes();

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
    /// A name that its object already has.
    Twice(usize),
    /// A name that no object may have.
    Reserved(usize),
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
            | Self::Opening(at)
            | Self::Twice(at)
            | Self::Reserved(at) => at,
        }
    }
}

/// Scans the text of a query and tells its number of tokens.
pub(super) fn scan_query(text: &str, limits: ScanLimits) -> Result<usize, Fault> {
    let bytes = text.as_bytes();
    let mut open = Brackets::new(limits.nesting, Language::Query);
    let (mut at, mut tokens) = (0, 0);
    // Where the token before this one was.
    let mut last = 0..0;
    while let Some(&byte) = bytes.get(at) {
        let end = match byte {
            b' ' | b'\t' | b'\n' | b'\r' | b',' => {
                at += 1;
                continue;
            }
            _ if bytes[at..].starts_with(BYTE_ORDER_MARK) => {
                at += BYTE_ORDER_MARK.len();
                continue;
            }
            b'#' => {
                at = end_of_comment(bytes, at);
                continue;
            }
            b'"' => end_of_query_string(bytes, at).ok_or(Fault::String(at))?,
            b'.' if bytes[at..].starts_with(b"...") => at + 3,
            _ if is_name(byte) => end_of_name(bytes, at),
            b':' => {
                open.name(Cow::Borrowed(&bytes[last.clone()]), last.start);
                at + 1
            }
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
        last = at..end;
        at = end;
    }
    open.finish()?;
    Ok(tokens)
}

/// Scans JSON and tells its number of values and keys, or slightly more.
///
/// What is not JSON at all is left to the JSON parser, except brackets that do not match.
pub(super) fn scan_json(bytes: &[u8], nesting: usize, values: usize) -> Result<usize, Fault> {
    let mut open = Brackets::new(nesting, Language::Json);
    let (mut at, mut count) = (0, 1);
    let mut last = 0..0;
    while let Some(&byte) = bytes.get(at) {
        if byte == b'"' {
            let end = end_of_json_string(bytes, at).ok_or(Fault::String(at))?;
            last = at..end;
            at = end;
            continue;
        }
        if byte == b':' {
            let name = unescaped(&bytes[last.clone()]);
            if name.starts_with(RESERVED) {
                return Err(Fault::Reserved(last.start));
            }
            open.name(name, last.start);
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

/// The brackets that are open, at most `nesting` of them, and the names in those that are objects.
struct Brackets<'t> {
    open: Vec<Bracket>,
    nesting: usize,
    language: Language,
    /// Parentheses among them.
    parentheses: usize,
    /// The names of all open objects, one object after the other, each with its place.
    names: Vec<(Cow<'t, [u8]>, usize)>,
}

/// In which language brackets are read: in a query, braces are an object in parentheses alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Language {
    Query,
    Json,
}

struct Bracket {
    at: usize,
    closing: u8,
    /// Where its names begin, if it is an object.
    names: Option<usize>,
}

impl<'t> Brackets<'t> {
    fn new(nesting: usize, language: Language) -> Self {
        Self {
            open: Vec::new(),
            nesting,
            language,
            parentheses: 0,
            names: Vec::new(),
        }
    }

    /// Notes a name that a colon follows. Whether it is one at all is the parser's to say.
    fn name(&mut self, name: Cow<'t, [u8]>, at: usize) {
        if self.open.last().is_some_and(|last| last.names.is_some()) {
            self.names.push((name, at));
        }
    }

    fn see(&mut self, byte: u8, at: usize) -> Result<(), Fault> {
        let closing = match byte {
            b'(' => b')',
            b'[' => b']',
            b'{' => b'}',
            b')' | b']' | b'}' => return self.close(byte, at),
            _ => return Ok(()),
        };
        if self.open.len() == self.nesting {
            return Err(Fault::Nesting(at));
        }
        self.parentheses += usize::from(byte == b'(');
        let is_object = byte == b'{' && (self.language == Language::Json || self.parentheses > 0);
        let names = is_object.then_some(self.names.len());
        self.open.push(Bracket { at, closing, names });
        Ok(())
    }

    fn close(&mut self, byte: u8, at: usize) -> Result<(), Fault> {
        let bracket = self.open.pop().filter(|open| open.closing == byte);
        let bracket = bracket.ok_or(Fault::Closing(at))?;
        self.parentheses -= usize::from(byte == b')');
        let Some(start) = bracket.names else {
            return Ok(());
        };
        let names = &mut self.names[start..];
        names.sort_unstable();
        let twice = names.windows(2).find(|pair| pair[0].0 == pair[1].0);
        if let Some(pair) = twice {
            return Err(Fault::Twice(pair[1].1));
        }
        self.names.truncate(start);
        Ok(())
    }

    fn finish(&self) -> Result<(), Fault> {
        match self.open.last() {
            Some(bracket) => Err(Fault::Opening(bracket.at)),
            None => Ok(()),
        }
    }
}

/// What a JSON string says, which can be written in more than one way. One that is none is left as it is.
fn unescaped(string: &[u8]) -> Cow<'_, [u8]> {
    let inner = string.get(1..string.len().saturating_sub(1));
    let inner = inner.unwrap_or_default();
    if inner.contains(&b'\\')
        && let Ok(text) = serde_json::from_slice::<String>(string)
    {
        return Cow::Owned(text.into_bytes());
    }
    Cow::Borrowed(inner)
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
