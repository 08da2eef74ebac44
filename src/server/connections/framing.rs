//! Requests that say their length in two ways.
//!
//! Where a proxy before us believes one way and we the other, the rest of one client's request becomes the beginning of
//! another's (RFC 9112, 11.2). The parser takes the safer way, closes the connection afterwards and does not tell, so the
//! bytes are read along: only names of headers, between two requests, and before the parser sees them.

/// Marks a request that says its length in two ways.
#[derive(Clone, Copy, Debug)]
pub(in crate::server) struct Ambiguous;

/// The names that say a length, in lowercase.
const LENGTH: &[u8] = b"content-length";
const CODING: &[u8] = b"transfer-encoding";

/// Longest name that is told apart.
const LONGEST: usize = CODING.len();

/// Reads a head along, in whatever pieces it comes.
#[derive(Debug, Default)]
pub(super) struct Framing {
    name: [u8; LONGEST],
    /// Bytes of the line so far; its name is kept as far as there is room.
    line: usize,
    /// Whether the name of the line is over.
    named: bool,
    /// Whether the request line came; empty lines before it are skipped.
    begun: bool,
    found: usize,
    /// Whether the head is over: what follows is a body, or another request behind this one.
    over: bool,
}

impl Framing {
    /// Reads the next piece. Tells whether the head was found to say its length twice.
    pub(super) fn read(&mut self, bytes: &[u8]) -> bool {
        for byte in bytes {
            if self.over {
                break;
            }
            self.step(*byte);
        }
        self.found > 1
    }

    fn step(&mut self, byte: u8) {
        match byte {
            b'\n' => {
                self.over = self.begun && self.line == 0;
                self.begun |= self.line > 0;
                (self.line, self.named) = (0, false);
            }
            b'\r' => {}
            b':' if !self.named => {
                let name = self.name.get(..self.line).unwrap_or_default();
                self.found += usize::from(name == LENGTH || name == CODING);
                (self.line, self.named) = (self.line + 1, true);
            }
            _ => {
                if let Some(place) = self.name.get_mut(self.line) {
                    *place = byte.to_ascii_lowercase();
                }
                self.line += 1;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_length_that_is_said_twice_is_found_in_any_pieces() {
        for (head, twice) in [
            ("Content-Length: 5\r\n", false),
            ("Transfer-Encoding: chunked\r\n", false),
            ("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n", true),
            ("transfer-encoding: chunked\r\nCONTENT-LENGTH: 5\r\n", true),
            ("Content-Length: 5\r\nContent-Length: 5\r\n", true),
            ("Content-Length: 5\nContent-Length: 5\n", true),
            (
                "X: Content-Length: 5\r\nX-Content-Length: 5\r\nContent-Length: 5\r\n",
                false,
            ),
            ("Content-Lengths: 5\r\nContent-Length: 5\r\n", false),
        ] {
            let text = format!(
                "\r\nPOST / HTTP/1.1\r\n{head}\r\nContent-Length: 5\r\nContent-Length: 5\r\n"
            );
            assert_eq!(Framing::default().read(text.as_bytes()), twice, "{head}");
            let mut framing = Framing::default();
            let found = text.bytes().any(|byte| framing.read(&[byte]));
            assert_eq!(found, twice, "{head}");
        }
    }
}
