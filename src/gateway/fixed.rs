//! What only a start can change.

use crate::config::Config;

/// Puts what a running gateway keeps into a config that is to follow its own; tells the keys that asked for something else.
pub(super) fn keep_fixed(config: &mut Config, running: &Config) -> Vec<&'static str> {
    // Whoever adds a section decides here whether it can change.
    let Config {
        server,
        tls,
        cache,
        limits,
        log_filter,
        otlp_endpoint,
        simulated,
        accounts: _,
        clients: _,
        tokens: _,
        files: _,
        cors: _,
        warnings: _,
    } = config;
    let mut keys = vec![];
    let mut differs = |key: &'static str, is_same: bool| {
        if !is_same {
            keys.push(key);
        }
    };
    // The port is open, and what is known of its address is too.
    differs("server.listen", server.listen == running.server.listen);
    server.listen = running.server.listen;
    // Certificates are exchanged, but a port speaks TLS or does not.
    differs("tls", tls.is_some() == running.tls.is_some());
    if tls.is_some() != running.tls.is_some() {
        tls.clone_from(&running.tls);
    }
    // What is under way is written down there, and nowhere else.
    differs(
        "cache.state_dir",
        cache.state_dir == running.cache.state_dir,
    );
    cache.state_dir.clone_from(&running.cache.state_dir);
    // A write that is under way was promised this.
    differs("limits.settle", limits.settle == running.limits.settle);
    limits.settle = running.limits.settle;
    // How long a stop waits was found from it.
    differs(
        "limits.deadline",
        limits.deadline == running.limits.deadline,
    );
    limits.deadline = running.limits.deadline;
    let connections = running.limits.connections;
    differs("limits.connections", limits.connections == connections);
    limits.connections = connections;
    // The log and the collector are found before anything else is.
    differs("telemetry.log", *log_filter == running.log_filter);
    log_filter.clone_from(&running.log_filter);
    differs(
        "telemetry.otlp_endpoint",
        *otlp_endpoint == running.otlp_endpoint,
    );
    otlp_endpoint.clone_from(&running.otlp_endpoint);
    *simulated = running.simulated;
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
    fn traces_go_where_they_went_until_the_next_start() {
        let (running, mut next) = (config(""), config(""));
        next.otlp_endpoint = url::Url::parse("http://127.0.0.1:4318").ok();
        assert_eq!(keep_fixed(&mut next, &running), ["telemetry.otlp_endpoint"]);
        assert_eq!(next.otlp_endpoint, None);
    }

    #[test]
    fn what_is_simulated_stays_so() {
        let (mut running, mut next) = (config(""), config(""));
        running.simulated = true;
        assert!(keep_fixed(&mut next, &running).is_empty() && next.simulated);
    }
}
