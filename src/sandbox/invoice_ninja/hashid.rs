//! Ids on the wire: Hashids of row numbers, with an empty salt and ten characters at least.
//!
//! The text does not tell the kind of row: invoice 1 and payment 1 have the same one.

/// The characters of an id, less those that the scheme keeps for guards and separators.
const ALPHABET: &[u8; 44] = b"gjklmnopqrvwxyzABDEGJKLMNOPQRVWXYZ1234567890";
const GUARDS: &[u8; 4] = b"abde";
const LEAST: usize = 10;

/// Writes a row number as the vendor does; 0 stands for no row and is the empty text.
pub(super) fn encode(number: u32) -> String {
    if number == 0 {
        return String::new();
    }
    let hash = number as usize % 100;
    let mut alphabet = *ALPHABET;
    let lottery = alphabet[hash % alphabet.len()];
    shuffle_for(&mut alphabet, lottery);
    let mut text = vec![lottery];
    text.extend(digits(number, &alphabet));

    if text.len() < LEAST {
        let guard = (hash + usize::from(text[0])) % GUARDS.len();
        text.insert(0, GUARDS[guard]);
    }
    if text.len() < LEAST {
        let guard = (hash + usize::from(text[2])) % GUARDS.len();
        text.push(GUARDS[guard]);
    }
    while text.len() < LEAST {
        let salt = alphabet;
        shuffle(&mut alphabet, &salt);
        let half = alphabet.len() / 2;
        text = [&alphabet[half..], &text, &alphabet[..half]].concat();
        let excess = text.len().saturating_sub(LEAST);
        if excess > 0 {
            text = text[excess / 2..excess / 2 + LEAST].to_vec();
        }
    }
    text.into_iter().map(char::from).collect()
}

/// Reads a row number; none for a text that the vendor would not have written.
pub(super) fn decode(text: &str) -> Option<u32> {
    let bytes = text.as_bytes();
    let parts: Vec<&[u8]> = bytes.split(|byte| GUARDS.contains(byte)).collect();
    let middle = if matches!(parts.len(), 2 | 3) {
        parts[1]
    } else {
        parts[0]
    };
    let (lottery, rest) = middle.split_first()?;
    let mut alphabet = *ALPHABET;
    shuffle_for(&mut alphabet, *lottery);
    let mut number = 0_u32;
    for byte in rest {
        let digit = alphabet.iter().position(|known| known == byte)?;
        number = number.checked_mul(44)?.checked_add(digit as u32)?;
    }
    (number > 0 && encode(number) == text).then_some(number)
}

fn digits(mut number: u32, alphabet: &[u8; 44]) -> Vec<u8> {
    let mut digits = Vec::with_capacity(6);
    loop {
        digits.push(alphabet[(number % 44) as usize]);
        number /= 44;
        if number == 0 {
            break;
        }
    }
    digits.reverse();
    digits
}

/// Shuffles as for the number that begins with this character.
fn shuffle_for(alphabet: &mut [u8; 44], lottery: u8) {
    let mut salt = *alphabet;
    salt.copy_within(..43, 1);
    salt[0] = lottery;
    shuffle(alphabet, &salt);
}

/// The scheme's own repeatable shuffle.
fn shuffle(alphabet: &mut [u8; 44], salt: &[u8; 44]) {
    let mut sum = 0;
    for (step, last) in (1..alphabet.len()).rev().enumerate() {
        let position = step % salt.len();
        let code = usize::from(salt[position]);
        sum += code;
        alphabet.swap(last, (code + position + sum) % last);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ids_that_the_page_names_come_out() {
        for (number, text) in [
            (1, "VolejRejNm"),
            (2, "Wpmbk5ezJn"),
            (3, "Opnel5aKBz"),
            (4, "wMvbmOeYAl"),
            (19, "xYRdG7dDzO"),
            (20, "1YQdJ2dOGp"),
            (32, "W4QbYKezqM"),
        ] {
            assert_eq!(encode(number), text);
        }
    }

    #[test]
    fn every_id_is_read_back_and_nothing_else() {
        for number in (1..3000).chain([99_999, 1_234_567, u32::MAX]) {
            assert_eq!(decode(&encode(number)), Some(number));
        }
        for text in ["", "1", "volejRejNm", "VolejRejNn", "VolejRejN", "é€"] {
            assert_eq!(decode(text), None, "{text}");
        }
    }
}
