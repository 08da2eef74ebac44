//! One GraphQL endpoint over a company's invoicing systems.

mod graphiql;
