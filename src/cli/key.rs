//! `key`: a new key for a client.

use std::io::Write;

use secrecy::ExposeSecret;

use super::{exit::Failure, rooms::Rooms};

/// Prints a key and what the config says of it. The key is shown here and nowhere else.
pub(super) fn key(rooms: &impl Rooms, out: &mut dyn Write) -> Result<(), Failure> {
    let made = rooms.new_key().map_err(Failure::Failed)?;
    writeln!(
        out,
        "For the client, who sends it as `Authorization: Bearer KEY`; it is not shown again:\n\n  {}\n\n\
         For the config, below the client's [[clients]]:\n\n  key_sha256 = [\"{}\"]",
        made.key.expose_secret(),
        made.hash
    )?;
    Ok(())
}
