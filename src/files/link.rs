//! What a link says.

use std::sync::Arc;

use jiff::Timestamp;

use crate::{
    domain::{AccountId, NativeId},
    provider::{DocumentKind, FileWanted},
};

/// How a link is written: a later version of the program may write more.
const VERSION: u8 = 2;
const SEPARATOR: u8 = 0x1f;
const ATTACHMENT: u8 = 0;
const ON_STATIONERY: u8 = 0x80;
const KINDS: [(DocumentKind, u8); 5] = [
    (DocumentKind::Pdf, 1),
    (DocumentKind::Ubl, 2),
    (DocumentKind::EInvoice, 3),
    (DocumentKind::PackingSlip, 4),
    (DocumentKind::DeliveryNote, 5),
];

/// Which file a link opens, for whom, and until when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileLink {
    /// The client that it was given to.
    pub client: Arc<str>,
    /// The account.
    pub account: AccountId,
    /// The provider's id of the invoice.
    pub invoice: NativeId,
    /// Which of its files.
    pub file: FileWanted,
    /// When it ends, to the millisecond.
    pub ends_at: Timestamp,
}

impl FileLink {
    /// Writes what is signed.
    pub(super) fn to_bytes(&self) -> Vec<u8> {
        let (what, child) = match &self.file {
            FileWanted::Attachment(id) => (ATTACHMENT, id.as_str()),
            FileWanted::Document { kind, stationery } => {
                let code = KINDS.iter().find(|(known, _)| known == kind);
                let (_, code) = code.expect("every kind has a number, as a test tells");
                (code | if *stationery { ON_STATIONERY } else { 0 }, "")
            }
        };
        let mut bytes = vec![VERSION, what];
        bytes.extend(self.ends_at.as_millisecond().to_be_bytes());
        bytes.extend(self.client.bytes());
        bytes.push(SEPARATOR);
        bytes.extend(self.account.as_str().bytes());
        bytes.push(SEPARATOR);
        bytes.extend(self.invoice.as_str().bytes());
        bytes.push(SEPARATOR);
        bytes.extend(child.bytes());
        bytes
    }

    /// Reads it; `None` for anything that `to_bytes` did not write.
    pub(super) fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let ([VERSION, what], rest) = bytes.split_first_chunk()? else {
            return None;
        };
        let (ends_at, names) = rest.split_first_chunk()?;
        let mut names = str::from_utf8(names).ok()?.split(char::from(SEPARATOR));
        let (client, account) = (names.next()?, names.next()?);
        let (invoice, child) = (names.next()?, names.next()?);
        let file = match *what {
            ATTACHMENT => FileWanted::Attachment(NativeId::new(child)),
            // A document is named by its kind alone.
            _ if !child.is_empty() => return None,
            what => {
                let code = what & !ON_STATIONERY;
                let (kind, _) = KINDS.iter().find(|(_, known)| *known == code)?;
                FileWanted::Document {
                    kind: *kind,
                    stationery: what & ON_STATIONERY != 0,
                }
            }
        };
        names.next().is_none().then_some(())?;
        Some(Self {
            client: client.into(),
            account: AccountId::new(account),
            invoice: NativeId::new(invoice),
            file,
            ends_at: Timestamp::from_millisecond(i64::from_be_bytes(*ends_at)).ok()?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_reads_back() {
        let documents = KINDS.iter().flat_map(|(kind, _)| {
            [true, false].map(|stationery| FileWanted::Document {
                kind: *kind,
                stationery,
            })
        });
        let attachment = FileWanted::Attachment(NativeId::new("a/ü-1"));
        for file in documents.chain([attachment]) {
            let link = FileLink {
                client: "dashboard".into(),
                account: AccountId::new("acme"),
                invoice: NativeId::new("496000000000000001"),
                file,
                ends_at: Timestamp::from_millisecond(1_785_000_000_123).unwrap(),
            };
            assert_eq!(FileLink::from_bytes(&link.to_bytes()), Some(link));
        }
    }

    #[test]
    fn every_kind_has_a_number_of_its_own() {
        // A kind that is added must be added here and to the table.
        let all = [
            DocumentKind::Pdf,
            DocumentKind::Ubl,
            DocumentKind::EInvoice,
            DocumentKind::PackingSlip,
            DocumentKind::DeliveryNote,
        ];
        for kind in all {
            match kind {
                DocumentKind::Pdf
                | DocumentKind::Ubl
                | DocumentKind::EInvoice
                | DocumentKind::PackingSlip
                | DocumentKind::DeliveryNote => {}
            }
            let codes = KINDS.iter().filter(|(known, _)| *known == kind).count();
            assert_eq!(codes, 1);
        }
    }
}
