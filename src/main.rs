//! The `invoice-gateway` command.

fn main() {}
