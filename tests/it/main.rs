//! The promises to clients, each asserted by answers and by the number of upstream calls.

mod bad_input;
mod batching;
mod calls;
mod cli;
mod docs;
mod examples;
mod fault_matrix;
mod files;
mod five;
mod house;
mod http;
mod keys;
mod limits;
mod money;
mod moving;
mod partial_failure;
mod persisted;
mod reading;
mod reload;
mod toy;
mod vendors;
mod viewers;
mod walking;
