//! Opens the file that a token stands for.

use std::{sync::Arc, time::Duration};

use crate::{
    auth::Clients,
    clock,
    domain::Invoice,
    error::{Error, ErrorKind, Result},
    files::{
        link::FileLink,
        links::{BadLink, Links},
        name::name_of,
    },
    provider::{Call, FileContent},
    snapshot::{Account, Accounts, Allowance, Want},
};

/// How long it may take until a file begins to come, all attempts together: a person who clicked has left by then.
const PATIENCE: Duration = Duration::from_secs(60);

/// How many calls finding the invoice may take, where it is not held: one as a rule, and some more where a vendor tells a
/// part of it in its list alone.
const MOST_CALLS: usize = 20;

/// Why there is no file.
#[derive(Clone, Debug)]
pub enum NoFile {
    /// This gateway did not make the link, or whom it made it for may not read the account any more.
    Foreign,
    /// The link's time is over.
    Expired,
    /// The provider does not give the file.
    Failed(Error),
}

/// Where links are handed in.
#[derive(Debug)]
pub struct Desk {
    accounts: Accounts,
    clients: Arc<Clients>,
    links: Arc<Links>,
}

impl Desk {
    /// Opens it over these accounts, for these clients.
    #[must_use]
    pub fn new(accounts: Accounts, clients: Arc<Clients>, links: Arc<Links>) -> Self {
        Self {
            accounts,
            clients,
            links,
        }
    }

    /// The client that a link was made for, without any call.
    ///
    /// # Errors
    /// Why the token is not good.
    pub fn client_of(&self, token: &str) -> Result<Arc<str>, NoFile> {
        self.link(token).map(|link| link.client)
    }

    /// Opens the file that a token stands for. It always has a name.
    ///
    /// # Errors
    /// Without any call where the token is not good, else what stopped the provider.
    pub async fn open(&self, token: &str) -> Result<FileContent, NoFile> {
        let link = self.link(token)?;
        let account = self.accounts.get(link.account.as_str());
        let account = account.map_err(|_| NoFile::Foreign)?;
        file(account, &link).await.map_err(NoFile::Failed)
    }

    fn link(&self, token: &str) -> Result<FileLink, NoFile> {
        let link = self.links.read(token, clock::now());
        let link = link.map_err(|bad| match bad {
            BadLink::Foreign => NoFile::Foreign,
            BadLink::Expired => NoFile::Expired,
        })?;
        match self.clients.may_still_read(&link.client, &link.account) {
            true => Ok(link),
            false => Err(NoFile::Foreign),
        }
    }
}

async fn file(account: &Arc<Account>, link: &FileLink) -> Result<FileContent> {
    let invoice = invoice(account, link).await?;
    let call = Call::within(PATIENCE);
    let opened = account.provider().file(&call, &invoice, &link.file).await;
    let mut content = opened?;
    let name = content.filename.take().filter(|name| !name.is_empty());
    let name = name.unwrap_or_else(|| {
        let content_type = content.content_type.as_deref();
        name_of(&invoice, &link.file, content_type)
    });
    content.filename = Some(name);
    Ok(content)
}

/// The invoice as it is held where that is young enough, else asked for: it says where its files are.
async fn invoice(account: &Arc<Account>, link: &FileLink) -> Result<Arc<Invoice>> {
    if let Some(entry) = account.held(&link.invoice) {
        return Ok(entry.invoice);
    }
    let ids = std::slice::from_ref(&link.invoice);
    let fetched = account
        .fetch(ids, Want::Told, &Allowance::new(MOST_CALLS))
        .await;
    let entry = fetched.into_iter().next().map(|(_, entry)| entry);
    let entry = entry.unwrap_or_else(|| {
        let message = "the provider left out the invoice: see the gateway's log";
        Err(Error::new(ErrorKind::Internal, message))
    });
    entry.map(|entry| entry.invoice)
}
