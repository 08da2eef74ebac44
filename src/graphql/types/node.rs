//! Whatever can be asked for by its id alone.

use std::sync::Arc;

use async_graphql::{ID, Interface};

use crate::{
    domain::{AccountId, ChildKind, GlobalId},
    error::{Error, ErrorKind, Result},
    graphql::types::{Attachment, Invoice, Note, Payment},
    loaders::Loaders,
    snapshot::{Account, Accounts},
};

/// Anything with an id across all accounts, to be asked for by `node` or `nodes`.
#[derive(Debug, Interface)]
#[graphql(field(
    name = "id",
    ty = "ID",
    desc = "The id across all accounts; opaque, safe in a URL, the same forever."
))]
pub(crate) enum Node {
    /// An invoice.
    Invoice(Invoice),
    /// A payment of an invoice.
    Payment(Payment),
    /// A note on an invoice.
    Note(Note),
    /// A file that was added to an invoice.
    Attachment(Attachment),
}

impl Node {
    /// Loads whatever an id names. Nobody is asked for what cannot be an id.
    pub(crate) async fn load(accounts: &Accounts, loaders: &Loaders, id: &ID) -> Result<Self> {
        let id = decode(id)?;
        let invoice = Invoice::new(
            loaders
                .invoice(account(accounts, &id.account)?, &id.invoice)
                .await?,
        );
        let Some((kind, child)) = &id.child else {
            return Ok(Self::Invoice(invoice));
        };
        let found = match kind {
            ChildKind::Payment => Payment::find(invoice.0, child).map(Self::Payment),
            ChildKind::Note => Note::find(invoice.0, loaders, child).await?.map(Self::Note),
            ChildKind::Attachment => Attachment::find(invoice.0, child).map(Self::Attachment),
        };
        found.ok_or_else(|| gone(*kind))
    }
}

impl Invoice {
    /// Loads the invoice that an id names. Nobody is asked for what cannot be an invoice's id.
    pub(crate) async fn load(accounts: &Accounts, loaders: &Loaders, id: &ID) -> Result<Self> {
        let id = decode(id)?;
        if let Some((kind, _)) = &id.child {
            let message = format!(
                "this is the id of {}, not of an invoice: ask `node` for it",
                name(*kind)
            );
            return Err(Error::new(ErrorKind::InvalidId, message));
        }
        let entry = loaders
            .invoice(account(accounts, &id.account)?, &id.invoice)
            .await?;
        Ok(Self::new(entry))
    }
}

fn decode(id: &ID) -> Result<GlobalId> {
    GlobalId::decode(id).ok_or_else(|| {
        Error::new(
            ErrorKind::InvalidId,
            "this is not an id of this gateway: use one that it gave you as `id`",
        )
    })
}

fn account<'a>(accounts: &'a Accounts, id: &AccountId) -> Result<&'a Arc<Account>> {
    accounts.get(id.as_str()).map_err(|_| {
        Error::new(
            ErrorKind::InvalidId,
            "this id is of an account that this gateway does not have",
        )
    })
}

fn gone(kind: ChildKind) -> Error {
    let message = format!(
        "the invoice does not have {} with this id: it may have been deleted",
        name(kind)
    );
    Error::new(ErrorKind::NotFound, message)
}

fn name(kind: ChildKind) -> &'static str {
    match kind {
        ChildKind::Payment => "a payment",
        ChildKind::Note => "a note",
        ChildKind::Attachment => "an attachment",
    }
}
