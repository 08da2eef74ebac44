//! Names of things: providers, accounts, the vendors' own ids and the global ids that clients hold.

use std::{borrow::Borrow, fmt, sync::Arc};

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};

/// An invoicing API.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ProviderId {
    /// Moneybird sales invoices.
    Moneybird,
    /// Moneybird external sales invoices.
    MoneybirdExternal,
    /// Invoice Ninja, version 5.
    InvoiceNinja,
    /// Dashdoc.
    Dashdoc,
    /// i3D.net billing.
    I3d,
}

impl ProviderId {
    /// The word used in the config file.
    #[must_use]
    pub fn slug(self) -> &'static str {
        match self {
            Self::Moneybird => "moneybird",
            Self::MoneybirdExternal => "moneybird-external",
            Self::InvoiceNinja => "invoice-ninja",
            Self::Dashdoc => "dashdoc",
            Self::I3d => "i3d",
        }
    }
}

impl fmt::Display for ProviderId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.slug())
    }
}

/// One configured connection to a provider: the `id` of an `[[accounts]]` entry, `[a-z0-9-]+`.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct AccountId(Arc<str>);

/// The vendor's id of something, as text whatever its JSON type. Only its vendor knows what it looks like.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct NativeId(Box<str>);

macro_rules! text_id {
    ($name:ident) => {
        impl $name {
            /// Wraps the text.
            #[must_use]
            pub fn new(text: &str) -> Self {
                Self(text.into())
            }

            /// The text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl Borrow<str> for $name {
            fn borrow(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(formatter, "{:?}", &*self.0)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str(&self.0)
            }
        }
    };
}

text_id!(AccountId);
text_id!(NativeId);

/// What hangs below an invoice and has an id of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ChildKind {
    /// A payment.
    Payment,
    /// A note.
    Note,
    /// An attachment.
    Attachment,
}

/// The id that clients hold: which account, which invoice, and which child of it if any.
///
/// Its text form is opaque and URL-safe, and carries a check of its own, so that a mangled id is told from an unknown
/// one without asking anybody.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct GlobalId {
    /// The account.
    pub account: AccountId,
    /// The vendor's id of the invoice.
    pub invoice: NativeId,
    /// The child, where the id is a payment's, note's or attachment's.
    pub child: Option<(ChildKind, NativeId)>,
}

const SEPARATOR: char = '\u{1f}';
/// Longest text that is taken for an id of any kind, in bytes; the vendors' ids are far shorter.
pub(crate) const MAX_ID_BYTES: usize = 512;

impl GlobalId {
    /// Names an invoice.
    #[must_use]
    pub fn invoice(account: &AccountId, invoice: &NativeId) -> Self {
        Self {
            account: account.clone(),
            invoice: invoice.clone(),
            child: None,
        }
    }

    /// Names a child of an invoice.
    #[must_use]
    pub fn child(
        account: &AccountId,
        invoice: &NativeId,
        kind: ChildKind,
        child: &NativeId,
    ) -> Self {
        Self {
            account: account.clone(),
            invoice: invoice.clone(),
            child: Some((kind, child.clone())),
        }
    }

    /// Writes the text form.
    #[must_use]
    pub fn encode(&self) -> String {
        let kind = match self.child {
            None => 'I',
            Some((ChildKind::Payment, _)) => 'P',
            Some((ChildKind::Note, _)) => 'N',
            Some((ChildKind::Attachment, _)) => 'A',
        };
        let mut plain = format!("{kind}{}{SEPARATOR}{}", self.account, self.invoice);
        if let Some((_, child)) = &self.child {
            plain.push(SEPARATOR);
            plain.push_str(child.as_str());
        }
        let mut bytes = checksum(plain.as_bytes()).to_vec();
        bytes.extend_from_slice(plain.as_bytes());
        URL_SAFE_NO_PAD.encode(bytes)
    }

    /// Reads the text form; `None` for anything that `encode` did not write.
    #[must_use]
    pub fn decode(text: &str) -> Option<Self> {
        if text.len() > MAX_ID_BYTES {
            return None;
        }
        let bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
        let (check, plain) = bytes.split_at_checked(CHECK_BYTES)?;
        if check != checksum(plain) {
            return None;
        }
        let mut characters = std::str::from_utf8(plain).ok()?.chars();
        let kind = match characters.next()? {
            'I' => None,
            'P' => Some(ChildKind::Payment),
            'N' => Some(ChildKind::Note),
            'A' => Some(ChildKind::Attachment),
            _ => return None,
        };
        let mut parts = characters.as_str().split(SEPARATOR);
        let account = AccountId::new(parts.next()?);
        let invoice = NativeId::new(parts.next()?);
        let child = match kind {
            None => None,
            Some(kind) => Some((kind, NativeId::new(parts.next()?))),
        };
        parts.next().is_none().then_some(Self {
            account,
            invoice,
            child,
        })
    }
}

const CHECK_BYTES: usize = 4;

/// FNV-1a, 32 bits: tells accidents, not attackers; what an id may reach is decided elsewhere.
fn checksum(bytes: &[u8]) -> [u8; CHECK_BYTES] {
    let hash = bytes.iter().fold(0x811c_9dc5_u32, |hash, byte| {
        (hash ^ u32::from(*byte)).wrapping_mul(0x0100_0193)
    });
    hash.to_be_bytes()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn sample() -> GlobalId {
        GlobalId::child(
            &AccountId::new("acme"),
            &NativeId::new("4711"),
            ChildKind::Note,
            &NativeId::new("9/ü"),
        )
    }

    #[test]
    fn every_kind_reads_back() {
        assert_eq!(GlobalId::decode(&sample().encode()).unwrap(), sample());
        let invoice =
            GlobalId::invoice(&AccountId::new("a-1"), &NativeId::new("496000000000000001"));
        assert_eq!(GlobalId::decode(&invoice.encode()).unwrap(), invoice);
    }

    #[test]
    fn one_changed_letter_makes_it_no_id() {
        let text = sample().encode();
        for position in 0..text.len() {
            let mut mangled = text.clone().into_bytes();
            mangled[position] = if mangled[position] == b'A' {
                b'B'
            } else {
                b'A'
            };
            let mangled = String::from_utf8(mangled).unwrap();
            assert_eq!(GlobalId::decode(&mangled), None, "{mangled}");
        }
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(text in ".*") {
            let _ = GlobalId::decode(&text);
        }
    }
}
