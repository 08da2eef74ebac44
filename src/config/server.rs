//! `[server]`: where and what we serve.

use std::{
    net::{Ipv4Addr, SocketAddr},
    path::PathBuf,
    time::Duration,
};

use url::Url;

use super::{Config, file::ServerSection, problem::ConfigError, section::Section};

/// Only this machine can ask; the port that GraphQL servers commonly have.
const LISTEN: SocketAddr = SocketAddr::new(std::net::IpAddr::V4(Ipv4Addr::LOCALHOST), 4000);
/// On: who may read the data may read it comfortably.
const GRAPHIQL: bool = true;
/// On: GraphiQL and client generators need it.
const INTROSPECTION: bool = true;
/// Soon enough for whoever waits for it.
const RELOAD: Duration = Duration::from_secs(2);
/// More often, it would only keep the machine busy.
const SHORTEST_RELOAD: Duration = Duration::from_millis(100);

/// Where and what we serve.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Server {
    /// The address; port 0 stands for any free one. Default 127.0.0.1:4000. Beyond loopback only if the config says who may call.
    pub listen: SocketAddr,
    /// The address under which clients reach us, without a slash at its end, if it differs.
    pub public_url: Option<Url>,
    /// Whether GraphiQL is at `/`. Default true, and false with `persisted_only`: it could send next to nothing.
    pub graphiql: bool,
    /// Whether the schema can be asked. Default true, and false with `persisted_only`.
    pub introspection: bool,
    /// A file of documents that clients can name instead of sending them, as GraphQL Code Generator and Relay write it:
    /// a JSON object of hashes and texts. What is in it is judged by who serves it.
    pub persisted_documents: Option<PathBuf>,
    /// Whether nothing but those documents is answered. Default false.
    pub persisted_only: bool,
    /// How often it is looked whether this file, or one that it names, has changed; zero for never, so that a signal alone
    /// has it read again. Default 2 s: whoever edits it waits for it, and reading a few small files costs nothing.
    pub reload: Duration,
}

impl Default for Server {
    fn default() -> Self {
        Self {
            listen: LISTEN,
            public_url: None,
            graphiql: GRAPHIQL,
            introspection: INTROSPECTION,
            persisted_documents: None,
            persisted_only: false,
            reload: RELOAD,
        }
    }
}

impl Server {
    pub(super) fn check(
        section: &Section<'_, ServerSection>,
        tells_who: bool,
        problems: &mut Vec<ConfigError>,
        warnings: &mut Vec<String>,
    ) -> Self {
        let values = &section.values;
        let documents = values.persisted_documents.as_ref();
        let documents = documents.filter(|path| !path.is_empty());
        let only = values.persisted_only.unwrap_or(false);
        if only && documents.is_none() {
            let message =
                "persisted_only = true answers nothing without persisted_documents: name the file";
            section.refuse("persisted_only", message, problems);
        }
        if only && values.graphiql == Some(true) {
            let message =
                "graphiql can send only the documents of the list, as persisted_only is true";
            warnings.push(section.remark("graphiql", message));
        }
        Self {
            listen: listen(section, tells_who, problems),
            public_url: http_url(
                section,
                "public_url",
                values.public_url.as_deref(),
                problems,
            ),
            graphiql: values.graphiql.unwrap_or(GRAPHIQL && !only),
            introspection: values.introspection.unwrap_or(INTROSPECTION && !only),
            persisted_documents: documents.map(PathBuf::from),
            persisted_only: only,
            reload: reload(section, problems),
        }
    }
}

fn reload(section: &Section<'_, ServerSection>, problems: &mut Vec<ConfigError>) -> Duration {
    let reload = section.values.reload.map_or(RELOAD, |typed| typed.0);
    if !reload.is_zero() && reload < SHORTEST_RELOAD {
        let message = "reload must be at least 100ms, or 0s to look at no file by itself";
        section.refuse("reload", message, problems);
    }
    reload
}

fn listen(
    section: &Section<'_, ServerSection>,
    tells_who: bool,
    problems: &mut Vec<ConfigError>,
) -> SocketAddr {
    let Some(text) = &section.values.listen else {
        return LISTEN;
    };
    let Ok(address) = text.parse() else {
        let typed = section.typed("listen");
        let message =
            format!("listen {typed} is not an address and a port, such as \"127.0.0.1:4000\"");
        section.refuse("listen", message, problems);
        return LISTEN;
    };
    if !tells_who && let Err(message) = refuse_beyond_loopback(address) {
        section.refuse("listen", format!("listen {message}"), problems);
    }
    address
}

impl Config {
    /// Refuses an address that other machines can reach, as long as nobody needs a key.
    ///
    /// # Errors
    /// Says so, as a phrase that follows the name of the option.
    pub fn check_listen(&self, address: SocketAddr) -> Result<(), String> {
        match self.tells_who() {
            true => Ok(()),
            false => refuse_beyond_loopback(address),
        }
    }

    /// Whether it says who may call; else everybody on this machine may.
    #[must_use]
    pub fn tells_who(&self) -> bool {
        !self.clients.is_empty() || self.tokens.is_some()
    }
}

fn refuse_beyond_loopback(address: SocketAddr) -> Result<(), String> {
    if address.ip().to_canonical().is_loopback() {
        return Ok(());
    }
    Err(format!(
        "{address} can be reached by other machines, and nothing says who may call: add [[clients]] to the config file \
         (`invoice-gateway key` makes a key), or [jwt], or listen on loopback, such as 127.0.0.1:4000"
    ))
}

/// Checks the address of a web server: http or https, nothing that would end up in every call or in a log. A slash at
/// the end is dropped, so that everybody joins paths the same way.
pub(super) fn http_url<T>(
    section: &Section<'_, T>,
    key: &str,
    text: Option<&str>,
    problems: &mut Vec<ConfigError>,
) -> Option<Url> {
    // The address itself is not quoted: it may hold credentials.
    let mut refuse = |message: &str| section.refuse(key, format!("{key} {message}"), problems);
    let Ok(mut url) = Url::parse(text?) else {
        refuse("is not an address such as \"https://api.example.com/v2\"");
        return None;
    };
    if !matches!(url.scheme(), "http" | "https") {
        refuse("must start with https:// or http://");
    } else if !url.username().is_empty() || url.password().is_some() {
        refuse("must not hold credentials; they have keys of their own");
    } else if url.query().is_some() || url.fragment().is_some() {
        refuse("must end with its path: no \"?\" and no \"#\"");
    } else {
        let path = url.path().trim_end_matches('/').to_owned();
        url.set_path(&path);
        return Some(url);
    }
    None
}
