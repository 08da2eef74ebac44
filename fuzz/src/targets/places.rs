//! The opaque texts that clients bring back: ids, cursors and links.

use std::{sync::LazyLock, time::Duration};

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use hmac::{Hmac, KeyInit, Mac};
use invoice_gateway::{
    domain::{Currency, GlobalId, ProviderId},
    error::{ErrorKind, Result},
    files::{BadLink, LinkSettings, Links},
    snapshot::{
        Accounts, Filter, Freshness, Listing, Order, OrderField, PageArguments, PaymentFilter,
    },
};
use jiff::Timestamp;
use sha2::Sha256;

use super::{
    vendor::{Manner, Vendor},
    world::{accounts, check_message, wait},
};

const INVOICE: &[u8] = include_bytes!("../../../tests/fixtures/moneybird/sales_invoice.json");
/// What signs the links here.
const KEY: &str = "0123456789abcdef0123456789abcdef";
/// What the program writes before what it signs.
const PURPOSE: &[u8] = b"invoice-gateway link to a file\0";

/// An id reads back as what wrote it, and nothing else is an id.
///
/// The first byte says whether the others are the text itself or what is inside a good one.
pub(super) fn global_id(bytes: &[u8]) {
    let Some((choice, rest)) = bytes.split_first() else {
        return;
    };
    let text = if choice & 1 == 0 {
        String::from_utf8_lossy(rest).into_owned()
    } else {
        // The check that an id carries tells accidents alone: whoever wants to can make it.
        let hash = rest.iter().fold(0x811c_9dc5_u32, |hash, byte| {
            (hash ^ u32::from(*byte)).wrapping_mul(0x0100_0193)
        });
        URL_SAFE_NO_PAD.encode([&hash.to_be_bytes(), rest].concat())
    };
    if let Some(id) = GlobalId::decode(&text) {
        assert_eq!(id.encode(), text, "two texts for one id");
    }
}

/// A link that was not signed opens nothing, and one that was reads back as what wrote it.
pub(super) fn file_link(bytes: &[u8]) {
    let settings = LinkSettings {
        key: Some(&KEY.to_owned().into()),
        life: Duration::from_secs(60),
        public_url: None,
    };
    let links = Links::new(&settings).expect("a key was given");
    let Some((choice, rest)) = bytes.split_first() else {
        return;
    };
    if choice & 1 == 0 {
        let text = String::from_utf8_lossy(rest);
        if let Ok(link) = links.read(&text, Timestamp::UNIX_EPOCH) {
            assert_eq!(links.token(&link), text, "two tokens for one link");
        }
        return;
    }
    let signer = Hmac::<Sha256>::new_from_slice(KEY.as_bytes()).expect("a key of any length");
    let signature = signer.chain_update(PURPOSE).chain_update(rest).finalize();
    let token = URL_SAFE_NO_PAD.encode([&signature.into_bytes(), rest].concat());
    let read = links.read(&token, Timestamp::UNIX_EPOCH);
    if let Ok(link) = &read {
        assert_eq!(links.token(link), token, "two tokens for one link");
    }
    let unsigned = URL_SAFE_NO_PAD.encode([&[0; 32], rest].concat());
    let read = links.read(&unsigned, Timestamp::UNIX_EPOCH);
    assert_eq!(read, Err(BadLink::Foreign));
}

/// An account whose one invoice is held.
static HELD: LazyLock<Accounts> = LazyLock::new(|| {
    let vendor = Vendor::new(ProviderId::Moneybird, Manner::Enveloped, INVOICE);
    let accounts = accounts(ProviderId::Moneybird, &vendor);
    let listed = wait(accounts.invoices(&listing(Order::NEWEST, None, Freshness::ByAge)));
    assert_eq!(listed.map(|page| page.rows.len()).ok(), Some(1));
    accounts
});

/// A cursor leads to a place of its own list, and nothing else is a cursor.
///
/// The first byte chooses the list, the second whether the others are the text itself or what follows the list's key.
pub(super) fn cursor(bytes: &[u8]) {
    let [list, choice, rest @ ..] = bytes else {
        return;
    };
    LazyLock::force(&HELD);
    let rest = String::from_utf8_lossy(rest);
    let list = List::ALL[usize::from(*list) % List::ALL.len()];
    let text = if choice & 1 == 0 {
        rest.into_owned()
    } else {
        let first = wait(list.rows(None)).expect("the list can be read");
        let cursor = first.first().expect("every list has a row");
        let plain = URL_SAFE_NO_PAD.decode(cursor).expect("a cursor is base64");
        let key = plain
            .get(..16)
            .expect("a cursor begins with its list's key");
        URL_SAFE_NO_PAD.encode([key, rest.as_bytes()].concat())
    };
    match wait(list.rows(Some(text))) {
        Ok(rows) => assert!(rows.len() <= 2),
        Err(error) => {
            assert_eq!(error.kind(), ErrorKind::InvalidInput);
            check_message(error.message());
        }
    }
}

/// The lists that have cursors.
#[derive(Clone, Copy, Debug)]
enum List {
    Invoices(OrderField),
    Payments,
    Customers,
}

impl List {
    const ALL: [Self; 7] = [
        Self::Invoices(OrderField::IssueDate),
        Self::Invoices(OrderField::DueDate),
        Self::Invoices(OrderField::CreatedAt),
        Self::Invoices(OrderField::Total),
        Self::Invoices(OrderField::Number),
        Self::Payments,
        Self::Customers,
    ];

    /// The cursors of the rows after a cursor.
    async fn rows(self, after: Option<String>) -> Result<Vec<String>> {
        let page = PageArguments {
            after,
            ..PageArguments::default()
        };
        let freshness = Freshness::CacheOnly;
        match self {
            Self::Invoices(field) => {
                let order = Order {
                    field,
                    descending: true,
                };
                let listing = listing(order, page.after, freshness);
                let page = HELD.invoices(&listing).await?;
                Ok(page.rows.into_iter().map(|(_, cursor)| cursor).collect())
            }
            Self::Payments => {
                let filter = PaymentFilter::default();
                let page = HELD.payments(&filter, &page, freshness).await?;
                Ok(page.rows.into_iter().map(|(_, cursor)| cursor).collect())
            }
            Self::Customers => {
                let page = HELD.customers(None, &[], &page, freshness).await?;
                Ok(page.rows.into_iter().map(|(_, cursor)| cursor).collect())
            }
        }
    }
}

fn listing(order: Order, after: Option<String>, freshness: Freshness) -> Listing {
    let mut filter = Filter::default();
    if order.field == OrderField::Total {
        filter.currency = Currency::new("EUR").map(|euro| vec![euro]);
    }
    Listing {
        filter,
        order,
        page: PageArguments {
            after,
            ..PageArguments::default()
        },
        freshness,
        count: true,
    }
}
