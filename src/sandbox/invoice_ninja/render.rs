//! How single values are written, and what records share.

use jiff::Timestamp;
use jiff::civil::Date;

use crate::sandbox::invoice_ninja::hashid;
use crate::sandbox::invoice_ninja::json::Json;
use crate::sandbox::invoice_ninja::rows::Tax;
use crate::sandbox::random::scramble;

/// An id on the wire; no row is the empty text.
pub(super) fn id(number: u32) -> Json<'static> {
    hashid::encode(number).into()
}

/// An empty text, which stands for everything that is absent.
pub(super) fn none() -> Json<'static> {
    "".into()
}

/// The day of a moment.
pub(super) fn day(at: i64) -> Date {
    let moment = Timestamp::from_second(at).unwrap_or_default();
    moment.to_zoned(jiff::tz::TimeZone::UTC).date()
}

/// A moment of UTC without saying so; empty for never.
pub(super) fn moment(at: i64) -> Json<'static> {
    if at == 0 {
        return none();
    }
    let moment = Timestamp::from_second(at).unwrap_or_default();
    moment.strftime("%Y-%m-%d %H:%M:%S").to_string().into()
}

/// A text of letters and digits that looks random and depends on its row alone.
pub(super) fn token(number: u32, salt: u64, length: usize) -> String {
    const LETTERS: &[u8; 62] = b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
    let mut bits = 0;
    let letter = |index: usize| {
        if index.is_multiple_of(8) {
            let row = u64::from(number) ^ (salt << 40) ^ ((index as u64) << 52);
            bits = scramble(row.wrapping_mul(0x9E37_79B9_7F4A_7C15));
        }
        let letter = LETTERS[(bits % 62) as usize];
        bits /= 62;
        char::from(letter)
    };
    (0..length).map(letter).collect()
}

/// The six keys of up to three taxes.
pub(super) fn taxes(taxes: &[Tax; 3]) -> [(&'static str, Json<'_>); 6] {
    let [one, two, three] = taxes;
    [
        ("tax_name1", one.name.as_ref().into()),
        ("tax_rate1", one.rate.into()),
        ("tax_name2", two.name.as_ref().into()),
        ("tax_rate2", two.rate.into()),
        ("tax_name3", three.name.as_ref().into()),
        ("tax_rate3", three.rate.into()),
    ]
}
