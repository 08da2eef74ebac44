//! What a vendor and an adapter see of the layers.

mod cancel;
mod client;
mod open;
mod quota;
mod retry;
mod script;
mod secrets;
mod server;
mod timeout;

use std::time::Duration;

use tokio::time::Instant;
use url::Url;

use crate::transport::Request;

/// A read of `address` that nobody gives up for a minute.
fn read_of(address: &str) -> Request {
    let deadline = Instant::now() + Duration::from_secs(60);
    Request::get("list things", Url::parse(address).unwrap(), deadline)
}

/// A read of an address that no test opens.
fn read() -> Request {
    read_of("http://vendor.invalid/things")
}
