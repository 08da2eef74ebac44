//! The text of the program, with what is no code blanked, so that a search finds only code.

use std::{fs, path::Path};

/// A file.
#[derive(Debug)]
pub(crate) struct Source {
    /// Its path from the house, with `/`.
    pub(crate) path: String,
    /// As it is.
    pub(crate) text: String,
    /// With strings and comments blanked; lines stay.
    pub(crate) code: String,
    /// The code without tests.
    pub(crate) program: String,
}

impl Source {
    pub(crate) fn new(path: &str, text: &str) -> Self {
        let code = blank_words(text);
        let mut parts = path.split('/');
        let is_test = parts.any(|part| part == "tests" || part == "tests.rs");
        let program = if is_test {
            String::new()
        } else {
            blank_tests(&code)
        };
        Self {
            path: path.to_owned(),
            text: text.to_owned(),
            code,
            program,
        }
    }
}

/// Every Rust file below these folders of the house, sorted.
pub(crate) fn sources(house: &Path, folders: &[&str]) -> Vec<Source> {
    let mut found = vec![];
    for folder in folders {
        collect(house, &house.join(folder), &mut found);
    }
    assert!(!found.is_empty(), "no sources below {}", house.display());
    found.sort_by(|one, other| one.path.cmp(&other.path));
    found
}

fn collect(house: &Path, folder: &Path, found: &mut Vec<Source>) {
    // A folder such as `benches` may not be there.
    let Ok(entries) = fs::read_dir(folder) else {
        return;
    };
    for entry in entries {
        let path = entry.expect("a folder can be read to its end").path();
        if path.is_dir() {
            collect(house, &path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let text = fs::read_to_string(&path).expect("a source is readable text");
            let below = path
                .strip_prefix(house)
                .expect("it was found below the house");
            found.push(Source::new(
                &below.to_string_lossy().replace('\\', "/"),
                &text,
            ));
        }
    }
}

/// The line of a byte, counted from 1.
pub(crate) fn line_at(text: &str, position: usize) -> usize {
    text[..position].matches('\n').count() + 1
}

/// Blanks strings, characters and comments.
fn blank_words(text: &str) -> String {
    let mut blanked = String::with_capacity(text.len());
    let mut rest = text;
    let mut before = ' ';
    while let Some(first) = rest.chars().next() {
        let length = word_length(rest, before);
        let (part, after) = rest.split_at(length.unwrap_or(first.len_utf8()));
        if length.is_some() {
            blank(part, &mut blanked);
        } else {
            blanked.push(first);
        }
        before = first;
        rest = after;
    }
    blanked
}

/// The length of the string, character or comment that `rest` starts with, if it does.
fn word_length(rest: &str, before: char) -> Option<usize> {
    if rest.starts_with("//") {
        return Some(rest.find('\n').unwrap_or(rest.len()));
    }
    if rest.starts_with("/*") {
        return Some(rest.find("*/").map_or(rest.len(), |end| end + 2));
    }
    if rest.starts_with('"') {
        return Some(quoted_length(rest, '"'));
    }
    if rest.starts_with('\'') {
        // A lifetime has no second quote right behind its first letter.
        let is_character = rest.starts_with("'\\") || rest.chars().nth(2) == Some('\'');
        return is_character.then(|| quoted_length(rest, '\''));
    }
    let is_in_word = before.is_alphanumeric() || before == '_';
    let raw = rest.strip_prefix('r').or_else(|| rest.strip_prefix("br"))?;
    let hashes = raw.len() - raw.trim_start_matches('#').len();
    if !is_in_word && raw[hashes..].starts_with('"') {
        let end = format!("\"{}", "#".repeat(hashes));
        let start = rest.len() - raw.len() + hashes + 1;
        return Some(
            rest[start..]
                .find(&end)
                .map_or(rest.len(), |found| start + found + end.len()),
        );
    }
    None
}

/// The length of a quoted text, its quotes included.
fn quoted_length(text: &str, quote: char) -> usize {
    let mut escaped = false;
    for (position, character) in text.char_indices().skip(1) {
        match character {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            _ if character == quote => return position + 1,
            _ => {}
        }
    }
    text.len()
}

fn blank(part: &str, blanked: &mut String) {
    for character in part.chars() {
        blanked.push(if character == '\n' { '\n' } else { ' ' });
    }
}

/// Blanks each item that is marked `#[cfg(test)]`.
fn blank_tests(code: &str) -> String {
    const MARK: &str = "#[cfg(test)]";
    let mut program = String::with_capacity(code.len());
    let mut rest = code;
    while let Some(start) = rest.find(MARK) {
        let (before, item) = rest.split_at(start);
        program.push_str(before);
        let (item, after) = item.split_at(item_length(item));
        blank(item, &mut program);
        rest = after;
    }
    program.push_str(rest);
    program
}

/// The length of an item: to its `;`, or to the end of its block.
fn item_length(item: &str) -> usize {
    let mut open = 0_usize;
    for (position, character) in item.char_indices() {
        match character {
            ';' if open == 0 => return position + 1,
            '{' => open += 1,
            '}' => {
                open = open.saturating_sub(1);
                if open == 0 {
                    return position + 1;
                }
            }
            _ => {}
        }
    }
    item.len()
}
