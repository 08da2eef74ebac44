//! `[cache]`: how fresh answers are.

use std::{path::PathBuf, time::Duration};

use super::{file::CacheSection, problem::ConfigError, section::Section, units::show_duration};

/// How fresh answers are; `refresh` <= `max_age` <= `stale_for`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cache {
    /// A snapshot this young is simply served. Default 30 s: a person who reloads a page sees what changed, and two calls
    /// a minute are far below every vendor's quota.
    pub refresh: Duration,
    /// Up to here a snapshot is served at once and refreshed behind; older, a read waits. Default 5 min: what a person
    /// takes for "now" when nobody looked for a while.
    pub max_age: Duration,
    /// The longest that a read waits for a refresh before it gets what there is. Default 1 s: longer feels broken.
    pub max_wait: Duration,
    /// How long a snapshot still answers while its provider is down. Default 24 h: a night's outage, not a week's.
    pub stale_for: Duration,
    /// Where what must survive a restart is kept. Default nowhere: a key of a write is then forgotten with the process.
    pub state_dir: Option<PathBuf>,
}

impl Default for Cache {
    fn default() -> Self {
        Self {
            refresh: Duration::from_secs(30),
            max_age: Duration::from_secs(5 * 60),
            max_wait: Duration::from_secs(1),
            stale_for: Duration::from_secs(24 * 60 * 60),
            state_dir: None,
        }
    }
}

impl Cache {
    pub(super) fn check(
        section: &Section<'_, CacheSection>,
        problems: &mut Vec<ConfigError>,
        warnings: &mut Vec<String>,
    ) -> Self {
        let (values, default) = (&section.values, Self::default());
        let state_dir = values.state_dir.as_deref().filter(|path| !path.is_empty());
        if values.state_dir.is_some() && state_dir.is_none() {
            section.refuse("state_dir", "name a directory, or remove the key", problems);
        }
        if values.redis.is_some() {
            let message = "redis is not used yet: each replica keeps its own snapshots and counts its own quota";
            warnings.push(section.remark("redis", message));
        }
        let cache = Self {
            refresh: values.refresh.map_or(default.refresh, |typed| typed.0),
            max_age: values.max_age.map_or(default.max_age, |typed| typed.0),
            max_wait: values.max_wait.map_or(default.max_wait, |typed| typed.0),
            stale_for: values.stale_for.map_or(default.stale_for, |typed| typed.0),
            state_dir: state_dir.map(PathBuf::from),
        };
        in_order(
            section,
            ("refresh", cache.refresh),
            ("max_age", cache.max_age),
            problems,
        );
        in_order(
            section,
            ("max_age", cache.max_age),
            ("stale_for", cache.stale_for),
            problems,
        );
        cache
    }
}

/// Refuses a shorter duration that is longer than the longer one.
fn in_order(
    section: &Section<'_, CacheSection>,
    shorter: (&str, Duration),
    longer: (&str, Duration),
    problems: &mut Vec<ConfigError>,
) {
    if shorter.1 <= longer.1 {
        return;
    }
    let show = |(key, duration): (&str, Duration)| {
        let origin = if section.has(key) {
            ""
        } else {
            ", the default"
        };
        format!("{key} ({}{origin})", show_duration(duration))
    };
    let key = if section.has(shorter.0) {
        shorter.0
    } else {
        longer.0
    };
    let message = format!("{} must not be longer than {}", show(shorter), show(longer));
    section.refuse(key, message, problems);
}
