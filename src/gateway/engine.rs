//! Our schema and our files, as the server asks for them.

use std::sync::Arc;

use async_graphql::{Request, Response};
use async_trait::async_trait;

use crate::{
    act::Door,
    auth::Viewer,
    files::{self, Desk},
    gateway::reloads::Reloads,
    graphql,
    list::Rows,
    meter::Sheet,
    server::{Engine, Files, NoFile, Purse, ServedFile, Standing},
    snapshot::{Account, Accounts, Allowance, ResultState},
};

/// Our schema behind the server.
pub(super) struct SchemaEngine {
    pub(super) schema: graphql::Schema,
    /// All accounts, of which each request gets those that its viewer sees.
    pub(super) accounts: Accounts,
    pub(super) writes: Arc<Door>,
    pub(super) reloads: Arc<Reloads>,
    /// Upstream calls that the operations of one HTTP request may make.
    pub(super) most_calls: usize,
    /// Entries of lists that they may read, where no text tells how many there are.
    pub(super) most_rows: u64,
}

/// What is in a purse.
struct Means {
    calls: Arc<Allowance>,
    rows: Arc<Rows>,
}

#[async_trait]
impl Engine for SchemaEngine {
    fn purse(&self) -> Purse {
        Arc::new(Means {
            calls: Arc::new(Allowance::new(self.most_calls)),
            rows: Arc::new(Rows::new(self.most_rows)),
        })
    }

    async fn execute(&self, request: Request, viewer: Arc<Viewer>, purse: Purse) -> Response {
        let means: Arc<Means> = purse
            .downcast()
            .expect("every purse comes from here and holds means");
        let (calls, rows) = (Arc::clone(&means.calls), Arc::clone(&means.rows));
        let request = graphql::of_viewer(request, viewer, &self.accounts, calls, rows);
        graphql::execute(&self.schema, request).await
    }

    fn accounts(&self, viewer: &Viewer) -> Vec<Standing> {
        let seen = self.accounts.seen(|id| viewer.sees(id));
        seen.iter().map(standing).collect()
    }

    fn measure(&self, viewer: &Viewer, sheet: &mut Sheet) {
        self.accounts.seen(|id| viewer.sees(id)).measure(sheet);
        self.writes.measure(sheet);
        self.reloads.measure(sheet);
    }

    fn sdl(&self) -> String {
        graphql::sdl()
    }
}

/// How an account stands, in the server's words.
fn standing(account: &Arc<Account>) -> Standing {
    let result = account.standing();
    let result = result.as_ref();
    Standing {
        id: account.id.to_string(),
        provider: account.info().id.slug(),
        state: result
            .map_or(ResultState::Skipped, |result| result.state)
            .word(),
        fetched_at: result.and_then(|result| Some(result.fetched_at?.to_string())),
        code: result.and_then(|result| Some(result.error.as_ref()?.kind().code())),
    }
}

/// Our files behind the server.
pub(super) struct FileDesk(pub(super) Desk);

#[async_trait]
impl Files for FileDesk {
    fn client_of(&self, token: &str) -> Result<Arc<str>, NoFile> {
        self.0.client_of(token).map_err(no_file)
    }

    async fn open(&self, token: &str) -> Result<ServedFile, NoFile> {
        let file = self.0.open(token).await.map_err(no_file)?;
        Ok(ServedFile {
            filename: file.filename.unwrap_or_default(),
            content_type: file.content_type,
            size_bytes: file.size_bytes,
            body: file.body,
        })
    }
}

fn no_file(none: files::NoFile) -> NoFile {
    match none {
        files::NoFile::Foreign => NoFile::Foreign,
        files::NoFile::Expired => NoFile::Expired,
        files::NoFile::Failed(error) => NoFile::Failed(error),
    }
}
