//! Asks what changed, in the fewest calls.
//!
//! ```text
//! leading pages, then what became final since the last time (2 calls when little changed)
//! all pages when a sweep is due, or when asked to be exact
//! ```
//!
//! That an invoice was paid moves nothing that can be asked for, so between sweeps it is noticed on the leading pages.

use jiff::SignedDuration;

use crate::{
    adapters::{
        dashdoc::{
            adapter::{Dashdoc, List},
            api::Narrowed,
        },
        sweep::Walk,
    },
    error::Result,
    provider::{Call, Checkpoint, Sink},
};

/// How far the vendor's clock may be from ours, and how late a change may become visible.
const SLACK: SignedDuration = SignedDuration::from_mins(5);

/// Tells `sink` what changed since `checkpoint`, or everything that it does not hold when there is none.
pub(super) async fn changes(
    dashdoc: &Dashdoc,
    call: &Call,
    checkpoint: Option<&Checkpoint>,
    sink: &dyn Sink,
) -> Result<Checkpoint> {
    let mut next = checkpoint.cloned().unwrap_or_default();
    let mut walk = Walk::new(call, sink);
    let everything = List {
        dashdoc,
        narrowed: Narrowed::default(),
    };
    let is_whole = if walk.is_due(&next) {
        walk.all(&everything).await?;
        true
    } else {
        walk.leading(&everything).await?
    };
    if is_whole {
        walk.finish_sweep(dashdoc, &mut next).await?;
    } else {
        let since = next.changed_at.and_then(|at| at.checked_sub(SLACK).ok());
        // What became final on the leading pages says nothing of the other pages.
        walk.latest_final = None;
        let lately = List {
            dashdoc,
            narrowed: Narrowed {
                finalized_since: since,
            },
        };
        if since.is_some() {
            walk.all(&lately).await?;
        }
        walk.note_calls(&mut next);
    }
    // Whatever became final while the pages were read is asked for again.
    let latest = walk.latest_final.map(|latest| latest.min(walk.as_of));
    next.changed_at = next.changed_at.max(latest);
    Ok(next)
}
