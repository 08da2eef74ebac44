//! One GraphQL endpoint over a company's invoicing systems.

pub mod sandbox;
