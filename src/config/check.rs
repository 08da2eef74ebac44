//! From the file's text to a checked [`Config`].

use std::{fs, path::Path, sync::Arc};

use tracing_subscriber::filter::EnvFilter;
use url::Url;

use super::{
    Cache, Config, ConfigError, ConfigErrors, ConfiguredAccount, Cors, Files, Limits, Server,
    Source, Tls, accounts, clients,
    document::Document,
    file::{
        AccountSection, CacheSection, ClientSection, CorsSection, FilesSection, JwtSection,
        LimitsSection, SECTIONS, ServerSection, TelemetrySection, TlsSection,
    },
    jwt,
    section::Section,
};
use crate::provider::AccountSettings;

impl Config {
    /// Reads and checks a file. `env` tells the value of an environment variable.
    ///
    /// # Errors
    /// All problems that were found, without secrets.
    pub fn load(path: &Path, env: impl Fn(&str) -> Option<String>) -> Result<Self, ConfigErrors> {
        let name = path.display().to_string();
        let text = fs::read_to_string(path).map_err(|error| {
            // The kind alone: a message about bad UTF-8 is fine, and others name no content.
            let message = format!("cannot be read: {error}");
            ConfigErrors::new(vec![ConfigError {
                file: name.as_str().into(),
                line: None,
                column: None,
                message,
            }])
        })?;
        Self::parse(&text, &name, env)
    }

    /// Checks the text of a file; `file_name` is for messages.
    ///
    /// # Errors
    /// All problems that were found, without secrets.
    pub fn parse(
        text: &str,
        file_name: &str,
        env: impl Fn(&str) -> Option<String>,
    ) -> Result<Self, ConfigErrors> {
        let mut document = Document::parse(text, file_name, &env).map_err(ConfigErrors::new)?;
        document.refuse_unknown(&SECTIONS);
        let server = document.section::<ServerSection>("server");
        let tls = document.section::<TlsSection>("tls");
        let account_sections = document.sections::<AccountSection>("accounts");
        let cache = document.section::<CacheSection>("cache");
        let files = document.section::<FilesSection>("files");
        let limits = document.section::<LimitsSection>("limits");
        let cors = document.section::<CorsSection>("cors");
        let telemetry = document.section::<TelemetrySection>("telemetry");
        let tokens = document.section::<JwtSection>("jwt");
        let clients = document.sections::<ClientSection>("clients");
        if account_sections.is_empty() {
            let message =
                "no [[accounts]]: add one, or start without a config file to see simulated data";
            document.refuse(None, message);
        }

        let (mut problems, mut warnings) = (document.problems, vec![]);
        // Who wrote down who may call has told what to think of an address, whatever is wrong with the rest.
        let tells_who = !clients.is_empty() || tokens.is_present();
        let config = Self {
            server: Server::check(&server, tells_who, &mut problems, &mut warnings),
            tls: Tls::check(&tls, &mut problems),
            accounts: accounts::check(&account_sections, &mut problems, &mut warnings),
            simulated: false,
            clients: clients::check(&clients, &account_sections, &mut problems, &mut warnings),
            tokens: jwt::check(&tokens, &mut problems),
            cache: Cache::check(&cache, &mut problems, &mut warnings),
            files: Files::check(&files, &mut problems),
            limits: Limits::check(&limits, &mut problems),
            cors: Cors::check(&cors, &mut problems),
            log_filter: log_filter(&telemetry, &mut problems),
            otlp_endpoint: otlp_endpoint(&telemetry, &mut problems),
            warnings,
        };
        if problems.is_empty() {
            Ok(config)
        } else {
            Err(ConfigErrors::new(problems))
        }
    }

    /// Makes the config of a start without a file: these accounts, and the default of everything else.
    #[must_use]
    pub fn default_for(accounts: Vec<AccountSettings>) -> Self {
        let source = Source {
            file: Arc::from("built in"),
            line: None,
        };
        let accounts = accounts.into_iter();
        Self {
            server: Server::default(),
            tls: None,
            accounts: accounts
                .map(|settings| ConfiguredAccount {
                    settings,
                    source: source.clone(),
                })
                .collect(),
            simulated: false,
            clients: vec![],
            tokens: None,
            cache: Cache::default(),
            files: Files::default(),
            limits: Limits::default(),
            cors: Cors::default(),
            log_filter: None,
            otlp_endpoint: None,
            warnings: vec![],
        }
    }
}

fn log_filter(
    telemetry: &Section<'_, TelemetrySection>,
    problems: &mut Vec<ConfigError>,
) -> Option<String> {
    let filter = telemetry.values.log.clone()?;
    if EnvFilter::try_new(&filter).is_err() {
        let typed = telemetry.typed("log");
        let message = format!(
            "log {typed} is not a log filter, such as \"info\" or \"info,invoice_gateway=debug\""
        );
        telemetry.refuse("log", message, problems);
    }
    Some(filter)
}

fn otlp_endpoint(
    telemetry: &Section<'_, TelemetrySection>,
    problems: &mut Vec<ConfigError>,
) -> Option<Url> {
    let text = telemetry.values.otlp_endpoint.as_deref()?;
    let checked = match cfg!(feature = "otel") {
        true => collector(text),
        false => Err(
            "needs a gateway that was built with the feature \"otel\": build it with --features otel, or leave the key out",
        ),
    };
    checked
        .map_err(|message| {
            telemetry.refuse(
                "otlp_endpoint",
                format!("otlp_endpoint {message}"),
                problems,
            );
        })
        .ok()
}

/// The address of a collector. It is not quoted: it may hold what it must not.
fn collector(text: &str) -> Result<Url, &'static str> {
    let url = Url::parse(text).ok();
    let url = url.filter(|url| matches!(url.scheme(), "http" | "https"));
    let url = url.ok_or("is not an address such as \"http://localhost:4318\"")?;
    let is_bare = url.username().is_empty() && url.password().is_none();
    if !is_bare || url.query().is_some() || url.fragment().is_some() {
        return Err("must hold neither credentials nor \"?\" or \"#\"");
    }
    Ok(url)
}
