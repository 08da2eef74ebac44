//! The paths that a program names, imports unfolded: `a::{b, c::d}` is `a::b` and `a::c::d`.

/// A path with its line; the last segment of a macro's name ends with `!`.
pub(crate) type Found = (usize, Vec<String>);

/// Every path of a program whose strings and comments were blanked.
pub(crate) fn paths(code: &str) -> Vec<Found> {
    let mut reader = Reader {
        tokens: tokens(code),
        position: 0,
        found: vec![],
    };
    while let Some((_, token)) = reader.peek(0) {
        if is_word(token) {
            reader.path(&[]);
        } else {
            reader.position += 1;
        }
    }
    reader.found
}

struct Reader<'c> {
    tokens: Vec<(usize, &'c str)>,
    position: usize,
    found: Vec<Found>,
}

impl<'c> Reader<'c> {
    fn peek(&self, ahead: usize) -> Option<(usize, &'c str)> {
        self.tokens.get(self.position + ahead).copied()
    }

    fn is_next(&self, token: &str) -> bool {
        self.peek(0).is_some_and(|(_, next)| next == token)
    }

    /// Reads a path from its first word, below `prefix`.
    fn path(&mut self, prefix: &[String]) {
        let mut segments = prefix.to_vec();
        let mut line = 0;
        while let Some((at, word)) = self
            .peek(0)
            .filter(|(_, token)| is_word(token) || *token == "*")
        {
            line = at;
            segments.push(word.to_owned());
            self.position += 1;
            if !self.is_next("::") {
                break;
            }
            self.position += 1;
            if self.is_next("{") {
                return self.group(&segments);
            }
        }
        if self.is_next("!") {
            if let Some(last) = segments.last_mut() {
                last.push('!');
            }
            self.position += 1;
        }
        self.found.push((line, segments));
    }

    /// Reads `{a, b::c}` below `prefix`.
    fn group(&mut self, prefix: &[String]) {
        self.position += 1;
        while let Some((_, token)) = self.peek(0) {
            if token == "}" {
                self.position += 1;
                return;
            }
            if is_word(token) || token == "*" {
                self.path(prefix);
            } else {
                self.position += 1;
            }
        }
    }
}

fn is_word(token: &str) -> bool {
    token.starts_with(|character: char| character.is_alphabetic() || character == '_')
}

/// Words, `::` and single signs, each with its line.
fn tokens(code: &str) -> Vec<(usize, &str)> {
    let mut tokens = vec![];
    for (number, line) in code.lines().enumerate() {
        let mut rest = line;
        while let Some(first) = rest.chars().next() {
            let is_part = |character: char| character.is_alphanumeric() || character == '_';
            let length = if is_part(first) {
                rest.find(|character| !is_part(character))
                    .unwrap_or(rest.len())
            } else if rest.starts_with("::") || rest.starts_with("!=") {
                2
            } else {
                first.len_utf8()
            };
            let (token, after) = rest.split_at(length);
            if !first.is_whitespace() {
                tokens.push((number + 1, token));
            }
            rest = after;
        }
    }
    tokens
}
