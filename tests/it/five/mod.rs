//! One list over five vendors: order, walks, filters, sums, customers and payments, each held to the five books.
//!
//! What the books say is read by the tests themselves, from the vendors' documents alone: see `papers`.

mod books;
mod cases;
mod customers;
mod filters;
mod order;
mod papers;
mod payments;
mod ranges;
mod summary;
mod undecided;
mod walk;
mod walking;
mod wishes;
