//! Who is being called: the defence against DNS rebinding.
//!
//! A page on `evil.example` can point its own name at 127.0.0.1 and then read our answers as its own. The browser still
//! says `Host: evil.example`, so only the names of this server are served.
//!
//! Where other machines reach it, clients have keys, which no browser sends by itself: a page that was pointed here reads
//! nothing. Any name will do then, unless it is told in `public_url`, and so will an address, which nobody can point
//! anywhere else: the probes of a cluster call by it.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use axum::http::{HeaderMap, StatusCode, Uri, Version, header, uri::Authority};
use url::Url;

use crate::{
    error::ErrorKind,
    server::{refusal::Refusal, settings::ServerSettings},
};

/// Checks that a request calls this server by a name of its own, in `Host` and in the request line.
pub(super) fn check_host(
    version: Version,
    uri: &Uri,
    headers: &HeaderMap,
    settings: &ServerSettings,
) -> Result<(), Refusal> {
    let mut hosts = headers.get_all(header::HOST).iter();
    let host = hosts.next();
    if hosts.next().is_some() {
        return Err(Refusal::malformed("send one Host header"));
    }
    // HTTP/2 puts the name into the request line, and a proxied HTTP/1.1 request may do so as well.
    if host.is_none() && (uri.authority().is_none() || version < Version::HTTP_2) {
        return Err(Refusal::malformed("send a Host header"));
    }
    if let Some(authority) = uri.authority() {
        check(authority, settings)?;
    }
    if let Some(host) = host {
        let authority = Authority::try_from(host.as_bytes())
            .map_err(|_| Refusal::malformed("the Host header is not a host"))?;
        check(&authority, settings)?;
    }
    Ok(())
}

fn check(authority: &Authority, settings: &ServerSettings) -> Result<(), Refusal> {
    let user = authority.as_str().contains('@');
    let host = authority.host();
    if user || host.is_empty() || !is_port(authority.as_str(), host) {
        return Err(Refusal::malformed("the Host header is not a host"));
    }
    let public = settings.public_url.as_ref().and_then(Url::host_str);
    let is_public = public.is_some_and(|public| public.eq_ignore_ascii_case(host));
    let is_fine_elsewhere = || public.is_none() || address(host).is_some();
    if is_public || is_loopback(host) || (settings.beyond_loopback && is_fine_elsewhere()) {
        return Ok(());
    }
    Err(Refusal::http(
        StatusCode::FORBIDDEN,
        ErrorKind::Forbidden,
        "this server does not go by that name; call it localhost, or set server.public_url",
    ))
}

/// Whether what follows the host is nothing, or digits behind a colon; the parser of names takes anything.
fn is_port(authority: &str, host: &str) -> bool {
    let rest = authority.strip_prefix(host).unwrap_or_default();
    let port = rest.strip_prefix(':');
    rest.is_empty() || port.is_some_and(|port| port.bytes().all(|byte| byte.is_ascii_digit()))
}

fn is_loopback(host: &str) -> bool {
    host.eq_ignore_ascii_case("localhost")
        || address(host).is_some_and(|address| address.is_loopback())
}

/// The address that a host is, where it is one and not a name.
fn address(host: &str) -> Option<IpAddr> {
    if let Ok(address) = host.parse::<Ipv4Addr>() {
        return Some(address.into());
    }
    let inner = host.strip_prefix('[')?.strip_suffix(']')?;
    inner.parse::<Ipv6Addr>().ok().map(Into::into)
}
