//! The families of bad requests.

mod bodies;
mod documents;

use crate::{attack::Attack, world::World};

/// Every attack, in order.
pub(crate) async fn all(world: &World) -> Vec<Attack> {
    let _ = world;
    let mut attacks = vec![];
    attacks.extend(bodies::attacks());
    attacks.extend(documents::attacks());
    attacks
}
