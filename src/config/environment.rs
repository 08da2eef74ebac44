//! `${NAME}` in a value: taken from the environment, after the file was parsed, so that no secret can break its syntax.

/// Why a value could not be filled in.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Unfilled {
    /// The environment has no such variable.
    Missing(String),
    /// `${` without a name and `}`.
    Malformed,
}

/// Replaces each `${NAME}` by what `env` says; `$${` stands for `${` itself. What comes from the environment is taken as
/// it is and never looked at again.
pub(super) fn fill(text: &str, env: &dyn Fn(&str) -> Option<String>) -> Result<String, Unfilled> {
    let mut filled = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find("${") {
        let (before, found) = rest.split_at(start);
        rest = &found[2..];
        if let Some(before) = before.strip_suffix('$') {
            filled.push_str(before);
            filled.push_str("${");
            continue;
        }
        filled.push_str(before);
        let (name, after) = rest.split_once('}').ok_or(Unfilled::Malformed)?;
        if !is_name(name) {
            return Err(Unfilled::Malformed);
        }
        filled.push_str(&env(name).ok_or_else(|| Unfilled::Missing(name.to_owned()))?);
        rest = after;
    }
    filled.push_str(rest);
    Ok(filled)
}

/// What shells accept as a variable's name. A strict rule also keeps a mistyped value out of messages that show the name.
fn is_name(text: &str) -> bool {
    !text.is_empty()
        && !text.starts_with(|character: char| character.is_ascii_digit())
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filled(text: &str) -> Result<String, Unfilled> {
        fill(text, &|name| match name {
            "KEY" => Some("s3\"cret\n${KEY}".to_owned()),
            "EMPTY" => Some(String::new()),
            _ => None,
        })
    }

    #[test]
    fn a_variable_is_taken_as_it_is() {
        assert_eq!(filled("a${KEY}b${EMPTY}").unwrap(), "as3\"cret\n${KEY}b");
        assert_eq!(
            filled("no $ign, no {brace}").unwrap(),
            "no $ign, no {brace}"
        );
    }

    #[test]
    fn two_dollars_stand_for_the_text_itself() {
        assert_eq!(filled("$${KEY}").unwrap(), "${KEY}");
        assert_eq!(filled("$${KEY} $${").unwrap(), "${KEY} ${");
    }

    #[test]
    fn what_is_missing_or_malformed_is_told() {
        assert_eq!(filled("${NONE}"), Err(Unfilled::Missing("NONE".to_owned())));
        for text in ["${", "${}", "${KEY", "${A B}", "${1A}"] {
            assert_eq!(filled(text), Err(Unfilled::Malformed), "{text}");
        }
    }
}
