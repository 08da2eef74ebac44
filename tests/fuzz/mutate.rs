//! Changes something good a little: bytes, pieces, and what stands where a value is expected.

/// What has broken programs before, in the languages that the targets read.
const WORDS: &[&str] = &[
    "",
    "null",
    "true",
    "0",
    "-1",
    "-0.0",
    "1e999",
    "1E-999",
    "0.1e2",
    "2147483648",
    "9223372036854775807",
    "-9223372036854775808",
    "18446744073709551616",
    "79228162514264337593543950335",
    "-79228162514264337593543950335",
    "0.00000000000000000000000000000000000001",
    "\"\"",
    "\"0\"",
    "\"-79228162514264337593543950335\"",
    "\"99999999999999999999999999999999999999\"",
    "\"0.0000000000000000000000000001\"",
    "\"1e5\"",
    "\" 1 \"",
    "\"NaN\"",
    "\"0000-00-00\"",
    "\"9999-12-31\"",
    "\"-009999-01-01\"",
    "\"2026-02-30\"",
    "\"2026-01-01T24:00:60Z\"",
    "\"9999-12-31T23:59:59.999999999Z\"",
    "\"\\u0000\"",
    "\"\\ud800\"",
    "\"../../x?y#z%00\"",
    "\"http://169.254.169.254/\"",
    "[]",
    "{}",
    "[null]",
    "[[]]",
    "{\"\":{}}",
    "\u{feff}",
    "\u{1e}",
    "\u{1f}",
    "${SECRET}",
    "${",
    "\r\n\r\n",
    "--x\r\n",
    "--x--",
    "\"\"\"",
    "...",
    "@skip(if:true)",
    "__typename",
    "$",
];
/// Nothing longer is tried: what is refused for its length alone is soon told.
const LONGEST: usize = 64 << 10;

/// Makes changes, always the same ones for the same number and seeds.
#[derive(Debug)]
pub(crate) struct Mutator<'a> {
    state: u64,
    seeds: &'a [Vec<u8>],
}

impl<'a> Mutator<'a> {
    pub(crate) fn new(state: u64, seeds: &'a [Vec<u8>]) -> Self {
        Self { state, seeds }
    }

    /// One of the seeds with one to eight changes.
    pub(crate) fn change(&mut self) -> Vec<u8> {
        let mut bytes = self.pick().to_vec();
        for _ in 0..=self.below(8) {
            self.step(&mut bytes);
        }
        bytes.truncate(LONGEST);
        bytes
    }

    fn step(&mut self, bytes: &mut Vec<u8>) {
        let at = self.below(bytes.len() + 1);
        let length = 1 + self.below(64);
        let end = (at + self.below(length + 1)).min(bytes.len());
        match self.below(9) {
            0 if at < bytes.len() => bytes[at] ^= 1 << self.below(8),
            1 if at < bytes.len() => bytes[at] = self.byte(),
            2 => {
                let byte = self.byte();
                bytes.insert(at, byte);
            }
            3 => drop(bytes.drain(at..end)),
            4 => {
                let piece = bytes[at..end].to_vec();
                let times = 1 + self.below(40);
                bytes.splice(at..at, piece.repeat(times));
            }
            5 => {
                let other = self.pick();
                let (from, to) = (self.below(other.len() + 1), self.below(other.len() + 1));
                let piece = other[from.min(to)..from.max(to)].to_vec();
                bytes.splice(at..end, piece);
            }
            6 => drop(bytes.splice(at..end, self.word().bytes())),
            _ => self.replace_value(bytes, at),
        }
    }

    /// Puts a word in the place of the first value after `at`: what stands between `:` or `=` and the next `,` or end.
    fn replace_value(&mut self, bytes: &mut Vec<u8>, at: usize) {
        let is_before = |byte: &u8| b":=".contains(byte);
        let Some(start) = bytes[at..].iter().position(is_before) else {
            return;
        };
        let start = at + start + 1;
        let is_after = |byte: &u8| b",}])\n".contains(byte);
        let length = bytes[start..].iter().position(is_after);
        let end = length.map_or(bytes.len(), |length| start + length);
        bytes.splice(start..end, self.word().bytes());
    }

    fn pick(&mut self) -> &'a [u8] {
        let seeds = self.seeds;
        &seeds[self.below(seeds.len())]
    }

    fn word(&mut self) -> &'static str {
        WORDS[self.below(WORDS.len())]
    }

    fn byte(&mut self) -> u8 {
        u8::try_from(self.below(256)).expect("it is below 256")
    }

    /// A number below `end`, by `SplitMix64`.
    fn below(&mut self, end: usize) -> usize {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.state;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        let end = u64::try_from(end.max(1)).unwrap_or(u64::MAX);
        usize::try_from((mixed ^ (mixed >> 31)) % end).unwrap_or(0)
    }
}
