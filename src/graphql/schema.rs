//! Builds the schema, runs requests on it and prints it.

use std::{fmt, sync::Arc};

use async_graphql::{
    EmptySubscription, ID, Request, Response, SDLExportOptions, Value,
    extensions::{Extension, ExtensionContext, ExtensionFactory, NextExecute},
};
use async_trait::async_trait;
use futures_util::FutureExt;

use crate::{
    act::Door,
    auth::Viewer,
    files::Links,
    graphql::{Mutation, Query, error, types::Providers},
    list::Rows,
    loaders::Loaders,
    provider::ProviderInfo,
    snapshot::{Accounts, Allowance, operation},
};

/// The executable schema.
pub type Schema = async_graphql::Schema<Query, Mutation, EmptySubscription>;

// The gate in front of the parser is stricter; these only keep a slip there from being a hole.

/// How deep selections may nest, with fragments expanded.
const MAX_DEPTH: usize = 64;
/// How many directives one field may carry.
const MAX_DIRECTIVES: usize = 32;

/// The schema while limits and switches can still be set.
pub type Builder = async_graphql::SchemaBuilder<Query, Mutation, EmptySubscription>;

fn builder() -> Builder {
    // No extension of any kind: a single one makes every field take the slow path.
    Schema::build(Query, Mutation::default(), EmptySubscription)
        .limit_depth(MAX_DEPTH)
        .limit_recursive_depth(MAX_DEPTH)
        .limit_directives(MAX_DIRECTIVES)
        .override_output_type_description::<ID>(
            "A name of one thing, written as a string; not meant to be read by people.",
        )
}

/// Begins the schema; writes go through `door`, files are opened by `links`, and `providers` are those that an account can
/// be of. It has no accounts: each request comes with those that its viewer sees.
#[must_use]
pub fn schema(door: Arc<Door>, links: Arc<Links>, providers: &[&'static ProviderInfo]) -> Builder {
    builder()
        .data(door)
        .data(links)
        .data(Providers(providers.to_vec()))
}

/// Makes a request one of this viewer: what they do not see does not exist in it. Its loaders, which are its own, make the
/// upstream calls of this allowance and its lists the entries of these rows, which requests can share.
#[must_use]
pub fn of_viewer(
    request: Request,
    viewer: Arc<Viewer>,
    accounts: &Accounts,
    allowance: Arc<Allowance>,
    rows: Arc<Rows>,
) -> Request {
    let seen = accounts.seen(|account| viewer.sees(account));
    request
        .data(seen)
        .data(viewer)
        .data(rows)
        .data(Arc::clone(&allowance))
        .data(Loaders::new(allowance))
}

/// Runs a request that [`of_viewer`] made one of somebody, and gives each error its code.
pub async fn execute(schema: &Schema, request: Request) -> Response {
    let work = schema.execute(request);
    let mut response = operation(work).await;
    error::explain(&mut response.errors);
    response
}

/// Checks documents against the schema, and runs none of them.
pub struct Checker(Schema);

impl fmt::Debug for Checker {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Checker")
    }
}

impl Checker {
    /// Builds the schema once for many documents.
    #[must_use]
    pub fn new() -> Self {
        Self(builder().extension(Unexecuted).finish())
    }

    /// Checks a document with all its operations.
    ///
    /// # Errors
    /// What the schema says against it.
    pub fn check(&self, text: &str, operation: Option<&str>) -> Result<(), String> {
        let request = Request::new(text);
        let request = match operation {
            Some(name) => request.operation_name(name),
            None => request,
        };
        let checking = self.0.execute(request).now_or_never();
        let response = checking.ok_or("it cannot be checked")?;
        match response.errors.into_iter().next() {
            Some(error) => Err(error.message),
            None => Ok(()),
        }
    }
}

impl Default for Checker {
    fn default() -> Self {
        Self::new()
    }
}

/// Stops a request where it would be executed.
struct Unexecuted;

impl ExtensionFactory for Unexecuted {
    fn create(&self) -> Arc<dyn Extension> {
        Arc::new(Self)
    }
}

#[async_trait]
impl Extension for Unexecuted {
    async fn execute(
        &self,
        _: &ExtensionContext<'_>,
        _: Option<&str>,
        _: NextExecute<'_>,
    ) -> Response {
        Response::new(Value::Null)
    }
}

/// Prints the schema in its own language: the same text whatever is configured.
#[must_use]
pub fn sdl() -> String {
    let options = SDLExportOptions::new()
        .sorted_fields()
        .sorted_arguments()
        .sorted_enum_items()
        .use_space_ident();
    builder().finish().sdl_with_options(options)
}
