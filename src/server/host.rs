//! Who is being called: the defence against DNS rebinding.
//!
//! A page on `evil.example` can point its own name at 127.0.0.1 and then read our answers as its own. The browser still
//! says `Host: evil.example`, so only the names of this server are served.

use std::net::{Ipv4Addr, Ipv6Addr};

use axum::http::{HeaderMap, StatusCode, Uri, Version, header, uri::Authority};
use url::Url;

use crate::{error::ErrorKind, server::refusal::Refusal};

/// Checks that a request calls this server by a name of its own, in `Host` and in the request line.
pub(super) fn check_host(
    version: Version,
    uri: &Uri,
    headers: &HeaderMap,
    public_url: Option<&Url>,
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
        check(authority, public_url)?;
    }
    if let Some(host) = host {
        let authority = Authority::try_from(host.as_bytes())
            .map_err(|_| Refusal::malformed("the Host header is not a host"))?;
        check(&authority, public_url)?;
    }
    Ok(())
}

fn check(authority: &Authority, public_url: Option<&Url>) -> Result<(), Refusal> {
    let user = authority.as_str().contains('@');
    let host = authority.host();
    if user || host.is_empty() {
        return Err(Refusal::malformed("the Host header is not a host"));
    }
    let public = public_url.and_then(Url::host_str);
    if is_loopback(host) || public.is_some_and(|public| public.eq_ignore_ascii_case(host)) {
        return Ok(());
    }
    Err(Refusal::http(
        StatusCode::FORBIDDEN,
        ErrorKind::Forbidden,
        "this server does not go by that name; call it localhost, or set server.public_url",
    ))
}

fn is_loopback(host: &str) -> bool {
    if host.eq_ignore_ascii_case("localhost") {
        return true;
    }
    if let Ok(address) = host.parse::<Ipv4Addr>() {
        return address.is_loopback();
    }
    let inner = host
        .strip_prefix('[')
        .and_then(|rest| rest.strip_suffix(']'));
    inner
        .and_then(|inner| inner.parse::<Ipv6Addr>().ok())
        .is_some_and(|address| address.is_loopback())
}
