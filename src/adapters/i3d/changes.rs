//! Asks what changed, in the fewest calls.
//!
//! ```text
//! leading pages, then all unpaid ones (2 calls when little changed); one that is not unpaid any more is read by id
//! all pages when a sweep is due, or when asked to be exact
//! ```

use std::collections::HashSet;

use crate::{
    adapters::{
        i3d::{
            adapter::{I3d, List},
            api::Kind,
        },
        sweep::Walk,
    },
    domain::NativeId,
    error::Result,
    provider::{Call, Checkpoint, Sink},
};

/// Tells `sink` what changed since `checkpoint`, or everything that it does not hold when there is none.
pub(super) async fn changes(
    i3d: &I3d,
    call: &Call,
    checkpoint: Option<&Checkpoint>,
    sink: &dyn Sink,
) -> Result<Checkpoint> {
    let mut next = checkpoint.cloned().unwrap_or_default();
    let mut walk = Walk::new(call, sink);
    let list = |kind| List { i3d, kind };
    let is_whole = if walk.is_due(&next) {
        walk.all(&list(Kind::All)).await?;
        true
    } else {
        walk.leading(&list(Kind::All)).await? || unpaid(i3d, &mut walk, &next, sink).await?
    };
    if is_whole {
        walk.finish_sweep(i3d, &mut next).await?;
        let held: HashSet<NativeId> = sink.held().into_iter().collect();
        i3d.rows.keep_only(&held);
    } else {
        walk.note_calls(&mut next);
    }
    Ok(next)
}

/// Reads the unpaid ones, and by id those that left them. Tells whether it came to reading all.
async fn unpaid(
    i3d: &I3d,
    walk: &mut Walk<'_>,
    next: &Checkpoint,
    sink: &dyn Sink,
) -> Result<bool> {
    let list = |kind| List { i3d, kind };
    walk.all(&list(Kind::Unpaid)).await?;
    let mut departed = i3d.rows.departed(&walk.seen);
    departed.retain(|id| sink.known(id).is_some());
    if departed.len() > Walk::sweep_calls(next) {
        walk.all(&list(Kind::All)).await?;
        return Ok(true);
    }
    walk.look_up(i3d, &departed).await;
    i3d.rows.checked(&departed);
    Ok(false)
}
