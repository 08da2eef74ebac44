//! Builds the schema, runs requests on it and prints it.

use async_graphql::{EmptySubscription, ID, Request, Response, SDLExportOptions};

use std::sync::Arc;

use crate::{
    act::Door,
    files::Links,
    graphql::{Mutation, Query, error, types::Providers},
    loaders::Loaders,
    provider::ProviderInfo,
    snapshot::{Accounts, operation},
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

/// Begins the schema over these accounts; writes go through `door`, files are
/// opened by `links`, and `providers` are those that an account can be of.
#[must_use]
pub fn schema(
    accounts: Accounts,
    door: Arc<Door>,
    links: Arc<Links>,
    providers: &[&'static ProviderInfo],
) -> Builder {
    builder()
        .data(accounts)
        .data(door)
        .data(links)
        .data(Providers(providers.to_vec()))
}

/// Runs one request with loaders of its own, which may make at most so many upstream calls, and gives each error its
/// code.
pub async fn execute(schema: &Schema, request: Request, most_calls: usize) -> Response {
    let work = schema.execute(request.data(Loaders::new(most_calls)));
    let mut response = operation(work).await;
    error::explain(&mut response.errors);
    response
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
