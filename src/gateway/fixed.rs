//! What only a start can change.

use crate::config::Config;

/// Puts what a running gateway keeps into a config that is to follow its own; tells the keys that asked for something else.
pub(super) fn keep_fixed(config: &mut Config, running: &Config) -> Vec<&'static str> {
    let mut keys = vec![];
    let mut differs = |key: &'static str, is_same: bool| {
        if !is_same {
            keys.push(key);
        }
    };
    // The port is open, and what is known of its address is too.
    differs(
        "server.listen",
        config.server.listen == running.server.listen,
    );
    config.server.listen = running.server.listen;
    // Certificates are exchanged, but a port speaks TLS or does not.
    differs("tls", config.tls.is_some() == running.tls.is_some());
    if config.tls.is_some() != running.tls.is_some() {
        config.tls = running.tls.clone();
    }
    // What is under way is written down there, and nowhere else.
    differs(
        "cache.state_dir",
        config.cache.state_dir == running.cache.state_dir,
    );
    config.cache.state_dir = running.cache.state_dir.clone();
    // A write that is under way was promised this.
    differs(
        "limits.settle",
        config.limits.settle == running.limits.settle,
    );
    config.limits.settle = running.limits.settle;
    let connections = running.limits.connections;
    differs(
        "limits.connections",
        config.limits.connections == connections,
    );
    config.limits.connections = connections;
    differs("telemetry.log", config.log_filter == running.log_filter);
    config.log_filter = running.log_filter.clone();
    let collector = running.otlp_endpoint.as_ref();
    differs(
        "telemetry.otlp_endpoint",
        config.otlp_endpoint.as_ref() == collector,
    );
    config.otlp_endpoint = collector.cloned();
    config.simulated = running.simulated;
    keys
}

#[cfg(test)]
mod tests {
    use super::*;

    const ACCOUNT: &str = "[[accounts]]\nid = \"a\"\nprovider = \"dashdoc\"\ntoken = \"t\"\n";
    const TLS: &str = "[tls]\ncert = \"c.pem\"\nkey = \"k.pem\"\n";

    fn config(text: &str) -> Config {
        Config::parse(&format!("{text}{ACCOUNT}"), "test.toml", |_: &str| None).unwrap()
    }

    #[test]
    fn a_port_speaks_tls_or_does_not_until_the_next_start() {
        for (running, next) in [(TLS, ""), ("", TLS)] {
            let (running, mut next) = (config(running), config(next));
            assert_eq!(keep_fixed(&mut next, &running), ["tls"]);
            assert_eq!(next.tls, running.tls);
        }
        let mut other = config(&TLS.replace("c.pem", "other.pem"));
        assert!(keep_fixed(&mut other, &config(TLS)).is_empty());
        assert_ne!(other.tls, config(TLS).tls, "files may be others");
    }

    #[test]
    fn what_is_simulated_stays_so() {
        let (mut running, mut next) = (config(""), config(""));
        running.simulated = true;
        assert!(keep_fixed(&mut next, &running).is_empty() && next.simulated);
    }
}
