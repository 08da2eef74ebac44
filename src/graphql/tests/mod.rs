//! What clients see, over a provider that lives in memory.

mod apart;
mod audit;
mod double;
mod errors;
mod inputs;
mod invoice;
mod lists;
mod nodes;
mod partial;
mod rows;
mod schema;
