//! Checks an account's settings and makes its adapter.

use std::sync::Arc;

use reqwest::header::HeaderValue;
use secrecy::{ExposeSecret, SecretString};
use url::Url;

use crate::{
    adapters::{
        download::{Downloads, Storage},
        invoice_ninja::{
            adapter::InvoiceNinja, api::Api, clients::Clients, company::Company, error::refusal,
            info::INFO, sweep::Sweeps,
        },
    },
    provider::{AccountSettings, Provider},
    transport::Transport,
};

/// Makes the adapter of an account.
///
/// # Errors
/// Which key is wrong, and what to write there.
pub fn build(
    settings: &AccountSettings,
    transport: Arc<dyn Transport>,
) -> Result<Arc<dyn Provider>, String> {
    if settings.administration_id.is_some() {
        return Err(
            "administration_id: invoice ninja takes none, as a token is of one company; remove the key"
                .to_owned(),
        );
    }
    // Reads never send it: the vendor protects the deletion of a document with it and nothing that is read.
    if let Some(password) = &settings.password {
        credential("password", password)?;
    }
    let api = Api {
        transport,
        account: settings.id.clone(),
        root: root(settings)?,
        token: credential("token", &settings.token)?,
    };
    let downloads = Downloads::new(
        settings,
        Arc::clone(&api.transport),
        &INFO,
        (&api.root, api.credential()),
        &Storage::NONE,
        |status, headers, body| refusal(status, headers, body, true),
    );
    Ok(Arc::new(InvoiceNinja {
        api,
        downloads,
        time_zone: settings.time_zone.clone(),
        company: Company::default(),
        clients: Clients::default(),
        sweeps: Sweeps::default(),
    }))
}

/// The server's address with the version of the API, without a slash at its end.
fn root(settings: &AccountSettings) -> Result<Url, String> {
    let mut root = match &settings.base_url {
        Some(url) => url.clone(),
        None => Url::parse(INFO.base_url).expect("the vendor's address is written in this program"),
    };
    if !matches!(root.scheme(), "http" | "https") || root.query().or(root.fragment()).is_some() {
        return Err("base_url: must be an http or https address without ? and #".to_owned());
    }
    let path = root.path().trim_end_matches('/');
    // Many write the address of the API itself.
    let path = path.strip_suffix("/api/v1").unwrap_or(path).to_owned();
    root.set_path(&format!("{path}/api/v1"));
    Ok(root)
}

fn credential(key: &str, secret: &SecretString) -> Result<HeaderValue, String> {
    let text = secret.expose_secret();
    if text.is_empty() {
        return Err(format!("{key}: empty, write that of invoice ninja"));
    }
    let mut header = HeaderValue::from_str(text)
        .map_err(|_| format!("{key}: holds characters that no {key} has"))?;
    header.set_sensitive(true);
    Ok(header)
}
