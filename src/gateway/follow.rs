//! Goes on under another config when its file changes, or when somebody asks for it.

use std::{convert::Infallible, path::Path, sync::Arc, time::Duration};

use tokio::{task::spawn_blocking, time::sleep};

use crate::gateway::{changes::Changes, origin::Origin, prints::Prints, running::Gateway};

/// Nobody who writes a file pauses for longer than this.
const STILL: Duration = Duration::from_secs(2);

/// Follows the config for as long as it is polled. Files are looked at again and again, as no system tells of all changes:
/// not of those on another machine, nor of those behind a link.
pub(super) async fn follow(gateway: &Arc<Gateway>, origin: Origin) -> Infallible {
    let origin = Arc::new(origin);
    let (_, named) = gateway.to_watch();
    let mut watch = Watch::new(origin.prints.clone().and(&named));
    loop {
        let (every, _) = gateway.to_watch();
        let asked = tokio::select! {
            () = origin.asked.notified() => true,
            () = pause(watch.until_next(every)) => false,
        };
        let prints = watch.tried.clone();
        let Ok(prints) = spawn_blocking(move || prints.again()).await else {
            continue;
        };
        if !watch.is_due(prints.clone()) && !asked {
            continue;
        }
        let (gateway, origin) = (Arc::clone(gateway), Arc::clone(&origin));
        let tried = spawn_blocking(move || attempt(&gateway, &origin)).await;
        watch = Watch::new(tried.unwrap_or_else(|error| {
            tracing::error!(%error, "the config could not be read again: everything stays as it was");
            prints
        }));
    }
}

async fn pause(every: Duration) {
    match every.is_zero() {
        true => std::future::pending().await,
        false => sleep(every).await,
    }
}

/// Which change of the files is worth an attempt.
#[derive(Debug)]
struct Watch {
    /// What the files held when they were last read for good.
    tried: Prints,
    /// What they held when they were last looked at.
    seen: Prints,
}

impl Watch {
    fn new(tried: Prints) -> Self {
        Self {
            seen: tried.clone(),
            tried,
        }
    }

    /// How long until the next look, where it is `every` as a rule: what has just changed soon stands still.
    fn until_next(&self, every: Duration) -> Duration {
        match self.seen == self.tried {
            true => every,
            false => every.min(STILL),
        }
    }

    /// Whether they changed, and have stood still since they were last looked at: whoever writes them has ended.
    fn is_due(&mut self, now: Prints) -> bool {
        let is_still = now == self.seen;
        self.seen = now;
        is_still && self.seen != self.tried
    }
}

/// Tries to go on under what the file says now. Tells what it depended on, as that was before it was read: what changes
/// meanwhile is found the next time.
fn attempt(gateway: &Gateway, origin: &Origin) -> Prints {
    let file = Prints::of([origin.file.as_path()]);
    let (_, running) = gateway.to_watch();
    let running = running.again();
    let config = match (origin.load)() {
        Ok(config) => config,
        Err(problems) => {
            gateway.refuse();
            keep(gateway, &origin.file, &[problems]);
            return file.and(&running);
        }
    };
    let named = Prints::of(config.named_files().map(|(_, file)| file));
    match gateway.reload(config) {
        Ok(changes) => {
            tell(&changes, &origin.file);
            file.and(&named)
        }
        Err(problems) => {
            keep(gateway, &origin.file, &problems);
            file.and(&named).and(&running)
        }
    }
}

fn tell(changes: &Changes, file: &Path) {
    let file = file.display();
    tracing::info!("{file} is read again, and changed: {changes}");
    for key in changes.fixed() {
        tracing::warn!("{key} changes with the next start alone: until then it is as it was");
    }
    for warning in &changes.warnings {
        tracing::warn!("{warning}");
    }
}

/// Says why everything stays as it was. A certificate does not wait for the rest.
fn keep(gateway: &Gateway, file: &Path, problems: &[String]) {
    let file = file.display();
    tracing::error!("{file} cannot be used, and everything stays as it was");
    for problem in problems.iter().flat_map(|problem| problem.lines()) {
        tracing::error!("{problem}");
    }
    gateway.renew_certificate();
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn a_change_is_due_when_the_files_have_stood_still() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("gateway.toml");
        let look = || Prints::of([file.as_path()]);
        let write = |text: &str| fs::write(&file, text).unwrap();
        write("one");
        let mut watch = Watch::new(look());
        assert!(!watch.is_due(look()));
        write("half of t");
        assert!(!watch.is_due(look()));
        write("two");
        assert!(!watch.is_due(look()), "it was still being written");
        assert!(watch.is_due(look()));
        watch = Watch::new(look());
        assert!(!watch.is_due(look()), "it was tried");
    }

    #[test]
    fn what_is_gone_for_a_moment_or_changed_back_is_not_due() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("gateway.toml");
        let look = || Prints::of([file.as_path()]);
        fs::write(&file, "one").unwrap();
        let mut watch = Watch::new(look());
        fs::remove_file(&file).unwrap();
        assert!(!watch.is_due(look()));
        fs::write(&file, "one").unwrap();
        assert!(!watch.is_due(look()) && !watch.is_due(look()));
        fs::remove_file(&file).unwrap();
        assert!(!watch.is_due(look()));
        assert!(watch.is_due(look()), "it is told once that it is gone");
    }
}
