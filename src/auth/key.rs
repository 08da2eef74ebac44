//! Keys, and their hashes, which is all that is kept of them.

use std::fmt;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use secrecy::SecretString;
use sha2::{Digest, Sha256};
use subtle::{Choice, ConditionallySelectable, ConstantTimeEq};

/// Bytes of a new key: nobody guesses 256 bits, so a fast hash keeps it well enough.
const KEY_BYTES: usize = 32;
/// What a person types to get going, and what is left of a variable that was not set.
const GUESSABLE: [&str; 14] = [
    "",
    "\n",
    "KEY",
    "admin",
    "api-key",
    "changeme",
    "default",
    "key",
    "password",
    "sandbox",
    "secret",
    "test",
    "token",
    "undefined",
];

/// The SHA-256 of a key.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct KeyHash([u8; 32]);

impl KeyHash {
    /// Hashes a key.
    #[must_use]
    pub fn of(key: &str) -> Self {
        Self(Sha256::digest(key).into())
    }

    /// Reads 64 hexadecimal digits; `None` for anything else.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (pairs, []) = text.as_bytes().as_chunks::<2>() else {
            return None;
        };
        let digit = |byte: u8| char::from(byte).to_digit(16);
        let mut bytes = [0; 32];
        if pairs.len() != bytes.len() {
            return None;
        }
        for (byte, [high, low]) in bytes.iter_mut().zip(pairs) {
            *byte = u8::try_from(digit(*high)? << 4 | digit(*low)?).ok()?;
        }
        Some(Self(bytes))
    }

    /// Whether it is of a word that anybody would try, such as the client's own name.
    #[must_use]
    pub fn is_guessable(&self, name: &str) -> bool {
        let mut words = GUESSABLE.into_iter().chain([name]);
        // A shell's `echo` adds a line break to what it is told to hash.
        words.any(|word| *self == Self::of(word) || *self == Self::of(&format!("{word}\n")))
            || self.0 == [0; 32]
    }

    fn is(&self, other: &Self) -> Choice {
        self.0[..].ct_eq(&other.0[..])
    }
}

/// Only enough to tell two apart in a log.
impl fmt::Debug for KeyHash {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "KeyHash({:02x}{:02x}...)", self.0[0], self.0[1])
    }
}

/// The hash as hexadecimal digits.
impl fmt::Display for KeyHash {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0
            .iter()
            .try_for_each(|byte| write!(formatter, "{byte:02x}"))
    }
}

/// Finds the owner of a hash, the last where several have it. Every one is compared in full, whichever it is, and nothing
/// branches on what was found before the end.
pub(super) fn owner_of<'a>(
    owned: impl Iterator<Item = (u64, &'a KeyHash)>,
    presented: &KeyHash,
) -> Option<u64> {
    let (mut found, mut owner) = (Choice::from(0), 0);
    for (candidate, hash) in owned {
        let same = hash.is(presented);
        owner.conditional_assign(&candidate, same);
        found |= same;
    }
    bool::from(found).then_some(owner)
}

/// A key that was just made: the client gets the one half, the config the other.
#[derive(Debug)]
pub struct NewKey {
    /// What the client sends.
    pub key: SecretString,
    /// What the config says of it.
    pub hash: KeyHash,
}

impl NewKey {
    /// Makes a key of 256 random bits, in characters that are safe in a URL.
    ///
    /// # Errors
    /// When this machine has nothing random.
    pub fn random() -> Result<Self, String> {
        let mut bytes = [0; KEY_BYTES];
        getrandom::fill(&mut bytes)
            .map_err(|error| format!("no random key can be made: {error}"))?;
        let key = URL_SAFE_NO_PAD.encode(bytes);
        Ok(Self {
            hash: KeyHash::of(&key),
            key: key.into(),
        })
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use secrecy::ExposeSecret;

    use super::*;

    #[test]
    fn a_hash_is_64_hexadecimal_digits_and_nothing_else() {
        let text = "2bb80d537b1da3e38bd30361aa855686bde0eacd7162fef6a25fe97bf527a25b";
        let hash = KeyHash::of("secret");
        assert_eq!(KeyHash::parse(text), Some(hash.clone()));
        assert_eq!(KeyHash::parse(&text.to_uppercase()), Some(hash.clone()));
        assert_eq!(hash.to_string(), text);
        let longer = format!("{text}00");
        let spaced = format!(" {}", &text[1..]);
        let signed = format!("+{}", &text[1..]);
        let wide = format!("ü{}", &text[2..]);
        let other = text.replace('b', "g");
        for wrong in [
            "",
            "00",
            &text[1..],
            &text[2..],
            &longer,
            &spaced,
            &signed,
            &wide,
            &other,
        ] {
            assert_eq!(KeyHash::parse(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn every_hash_is_compared_whichever_one_it_is() {
        let hashes: Vec<KeyHash> = (0..7).map(|key| KeyHash::of(&key.to_string())).collect();
        let places = || (0..).zip(&hashes);
        for (place, hash) in places() {
            let compared = Cell::new(0);
            let counted = places().inspect(|_| compared.set(compared.get() + 1));
            assert_eq!(owner_of(counted, hash), Some(place));
            assert_eq!(compared.get(), hashes.len());
        }
        let compared = Cell::new(0);
        let counted = places().inspect(|_| compared.set(compared.get() + 1));
        assert_eq!(owner_of(counted, &KeyHash::of("7")), None);
        assert_eq!(compared.get(), hashes.len());
        assert_eq!(owner_of(std::iter::empty(), &KeyHash::of("7")), None);
    }

    #[test]
    fn a_hash_that_differs_in_one_bit_is_another() {
        let hash = KeyHash::of("a key");
        for bit in 0..256 {
            let mut other = hash.clone();
            other.0[bit / 8] ^= 1 << (bit % 8);
            assert_eq!(owner_of([(0, &other)].into_iter(), &hash), None);
        }
    }

    #[test]
    fn a_new_key_is_long_safe_in_a_url_and_never_the_same() {
        let (one, other) = (NewKey::random().unwrap(), NewKey::random().unwrap());
        let key = one.key.expose_secret();
        assert_eq!(key.len(), 43);
        assert!(
            key.bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte))
        );
        assert_eq!(one.hash, KeyHash::of(key));
        assert_ne!(one.hash, other.hash);
        assert!(!one.hash.is_guessable("dashboard"));
        assert!(!format!("{one:?}").contains(key));
    }

    #[test]
    fn what_anybody_would_try_is_guessable() {
        let zeros = KeyHash::parse(&"0".repeat(64)).unwrap();
        assert!(zeros.is_guessable("dashboard"));
        for word in ["", "\n", "secret", "secret\n", "dashboard", "dashboard\n"] {
            assert!(KeyHash::of(word).is_guessable("dashboard"), "{word:?}");
        }
        assert!(!KeyHash::of("dashboard").is_guessable("other"));
    }
}
