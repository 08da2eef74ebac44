//! Checks an account's settings and makes its adapter.

use std::sync::Arc;

use reqwest::header::{AUTHORIZATION, HeaderValue};
use secrecy::ExposeSecret;
use url::Url;

use crate::{
    adapters::{
        download::Downloads,
        moneybird::{
            adapter::Moneybird, api::Api, error::refusal, files::STORAGE, resource::Resource,
        },
    },
    provider::{AccountSettings, Provider},
    transport::Transport,
};

/// Makes the adapter of an account with sales invoices.
///
/// # Errors
/// Which key is wrong, and what to write there.
pub fn build_sales(
    settings: &AccountSettings,
    transport: Arc<dyn Transport>,
) -> Result<Arc<dyn Provider>, String> {
    build(Resource::Sales, settings, transport)
}

/// Makes the adapter of an account with external sales invoices.
///
/// # Errors
/// Which key is wrong, and what to write there.
pub fn build_external(
    settings: &AccountSettings,
    transport: Arc<dyn Transport>,
) -> Result<Arc<dyn Provider>, String> {
    build(Resource::External, settings, transport)
}

fn build(
    resource: Resource,
    settings: &AccountSettings,
    transport: Arc<dyn Transport>,
) -> Result<Arc<dyn Provider>, String> {
    if settings.password.is_some() {
        return Err("password: moneybird takes none, remove the key".to_owned());
    }
    let (root, authorization) = (root(resource, settings)?, authorization(settings)?);
    let downloads = Downloads::new(
        settings,
        Arc::clone(&transport),
        resource.info(),
        (&root, vec![(AUTHORIZATION, authorization.clone())]),
        &STORAGE,
        refusal,
    );
    let api = Api {
        transport,
        resource,
        account: settings.id.clone(),
        administration: administration(settings)?,
        root,
        authorization,
    };
    Ok(Arc::new(Moneybird {
        api,
        downloads,
        time_zone: settings.time_zone.clone(),
    }))
}

fn administration(settings: &AccountSettings) -> Result<String, String> {
    let administration = settings.administration_id.as_deref().ok_or(
        "administration_id: missing, write the digits that follow moneybird.com/ in your browser",
    )?;
    if administration.is_empty() || !administration.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err("administration_id: only digits are possible here".to_owned());
    }
    Ok(administration.to_owned())
}

/// Moneybird's address.
fn root(resource: Resource, settings: &AccountSettings) -> Result<Url, String> {
    let root = match &settings.base_url {
        Some(url) => url.clone(),
        None => Url::parse(resource.info().base_url)
            .expect("the vendor's address is written in this program"),
    };
    if !matches!(root.scheme(), "http" | "https") || root.query().or(root.fragment()).is_some() {
        return Err("base_url: must be an http or https address without ? and #".to_owned());
    }
    Ok(root)
}

fn authorization(settings: &AccountSettings) -> Result<HeaderValue, String> {
    let token = settings.token.expose_secret();
    if token.is_empty() {
        return Err("token: empty, write a personal API token of moneybird".to_owned());
    }
    let mut header = HeaderValue::from_str(&format!("Bearer {token}"))
        .map_err(|_| "token: holds characters that no token has".to_owned())?;
    header.set_sensitive(true);
    Ok(header)
}
