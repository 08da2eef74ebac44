//! Words in the notes of lines that stand for the day's month, quarter or year.

use jiff::ToSpan;
use jiff::civil::Date;

/// The words, in the order in which they are looked for.
const WORDS: [&str; 3] = [":MONTH", ":QUARTER", ":YEAR"];

/// In the language of the company.
const MONTHS: [&str; 12] = [
    "januari",
    "februari",
    "maart",
    "april",
    "mei",
    "juni",
    "juli",
    "augustus",
    "september",
    "oktober",
    "november",
    "december",
];

/// Puts what they stand for in the place of the words; `:MONTH+1` is the next one.
pub(super) fn expand(text: &str, today: Date) -> String {
    let mut text = text.to_owned();
    for word in WORDS {
        while let Some(start) = text.find(word) {
            let (offset, length) = offset(&text[start + word.len()..]);
            let end = start + word.len() + length;
            text.replace_range(start..end, &meaning(word, today, offset));
        }
    }
    text
}

/// Reads `+1` or `-2` at the beginning, and how long it is.
fn offset(rest: &str) -> (i32, usize) {
    if !rest.starts_with(['+', '-']) {
        return (0, 0);
    }
    let digits = rest[1..].chars().take_while(char::is_ascii_digit).count();
    match rest[..=digits].parse() {
        Ok(offset) => (offset, digits + 1),
        Err(_) => (0, 0),
    }
}

fn meaning(word: &str, today: Date, offset: i32) -> String {
    let months = |count: i32| today.first_of_month().saturating_add(count.months());
    match word {
        ":MONTH" => MONTHS[months(offset).month() as usize - 1].to_owned(),
        ":QUARTER" => {
            let month = months(offset.saturating_mul(3)).month();
            format!("Q{}", (month - 1) / 3 + 1)
        }
        _ => i32::from(today.year()).saturating_add(offset).to_string(),
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn words_are_counted_from_today() {
        let text = ":MONTH, :MONTH+1, :QUARTER-1, :YEAR/:YEAR+2 +3";
        let expected = "december, januari, Q3, 2026/2028 +3";
        assert_eq!(expand(text, date(2026, 12, 31)), expected);
    }
}
