//! The promises to clients, each asserted by answers and by the number of upstream calls.

mod bad_input;
mod batching;
mod cli;
mod docs;
mod examples;
mod house;
mod keys;
mod money;
mod moving;
mod partial_failure;
mod reading;
mod town;
mod toy;
mod walking;
