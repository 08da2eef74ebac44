//! Addresses that anybody may be sent to: the defence against answers that point into this network.

use std::{
    error::Error,
    fmt,
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
};

use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use url::{Host, Url};

/// Says that a name leads to no public address.
#[derive(Debug)]
pub(super) struct NotPublic;

impl fmt::Display for NotPublic {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("the name leads to no public address")
    }
}

impl Error for NotPublic {}

/// Finds the public addresses of a name and no others. The connection is made to what it finds, so that a name which
/// changes its mind between a check and the connection gains nothing.
#[derive(Debug)]
pub(super) struct PublicOnly;

impl Resolve for PublicOnly {
    fn resolve(&self, name: Name) -> Resolving {
        Box::pin(async move {
            let found = tokio::net::lookup_host((name.as_str(), 0)).await?;
            let public: Vec<SocketAddr> = found.filter(|found| is_public(found.ip())).collect();
            if public.is_empty() {
                return Err(NotPublic.into());
            }
            let addresses: Addrs = Box::new(public.into_iter());
            Ok(addresses)
        })
    }
}

/// Tells whether an address that is written as numbers is one that anybody may be sent to; a name is, until it is looked
/// up.
pub(super) fn may_be_public(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(_)) => true,
        Some(Host::Ipv4(address)) => is_public(address.into()),
        Some(Host::Ipv6(address)) => is_public(address.into()),
        None => false,
    }
}

/// Tells whether an address is routed in the public internet (the registries of special addresses of IANA).
pub(super) fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => is_public_v6(address),
    }
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    let octets = address.octets();
    let special = address.is_private()
        || address.is_loopback()
        || address.is_link_local()
        || address.is_documentation()
        // "This network", shared by a carrier, protocol assignments, benchmarks, multicast and above.
        || octets[0] == 0
        || (octets[0] == 100 && octets[1] & 0xc0 == 64)
        || octets[..3] == [192, 0, 0]
        || octets[..3] == [192, 88, 99]
        || (octets[0] == 198 && octets[1] & 0xfe == 18)
        || octets[0] >= 224;
    !special
}

fn is_public_v6(address: Ipv6Addr) -> bool {
    let [first, second, third, .., seventh, eighth] = address.segments();
    let inner = |high: u16, low: u16| {
        let [[a, b], [c, d]] = [high.to_be_bytes(), low.to_be_bytes()];
        is_public_v4(Ipv4Addr::new(a, b, c, d))
    };
    match (first, second) {
        // Another way to write, or a way to reach, an address of version 4.
        _ if address.to_ipv4_mapped().is_some() => inner(seventh, eighth),
        (0x64, 0xff9b) => third == 0 && inner(seventh, eighth),
        (0x2002, _) => inner(second, third),
        // Tunnels and other assignments to protocols, examples.
        (0x2001, 0..0x200 | 0xdb8) => false,
        // All that was ever given out; what is local, private or multicast lies elsewhere.
        _ => first & 0xe000 == 0x2000 && first != 0x3fff,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> bool {
        is_public(text.parse().unwrap())
    }

    #[test]
    fn addresses_that_anybody_can_reach_are_public() {
        for text in [
            "1.1.1.1",
            "93.184.216.34",
            "100.63.0.1",
            "100.128.0.1",
            "172.15.0.1",
            "172.32.0.1",
            "198.17.0.1",
            "223.255.255.254",
            "2606:4700::1111",
            "2a00:1450:4001::200e",
            "::ffff:1.1.1.1",
            "64:ff9b::1.1.1.1",
        ] {
            assert!(of(text), "{text}");
        }
    }

    #[test]
    fn no_way_to_write_an_inner_address_is_public() {
        for text in [
            "0.0.0.0",
            "0.1.2.3",
            "10.0.0.1",
            "100.64.0.1",
            "127.0.0.1",
            "127.255.255.255",
            "169.254.169.254",
            "172.16.0.1",
            "172.31.255.255",
            "192.0.0.8",
            "192.0.2.1",
            "192.88.99.1",
            "192.168.1.1",
            "198.18.0.1",
            "198.51.100.1",
            "203.0.113.1",
            "224.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "::127.0.0.1",
            "::ffff:127.0.0.1",
            "::ffff:10.0.0.1",
            "64:ff9b::7f00:1",
            "64:ff9b:1::1",
            "2001::1",
            "2001:db8::1",
            "2002:7f00:1::",
            "2002:a00:1::",
            "3fff::1",
            "fc00::1",
            "fd12:3456::1",
            "fe80::1",
            "fec0::1",
            "ff02::1",
        ] {
            assert!(!of(text), "{text}");
        }
    }

    #[test]
    fn a_number_in_any_spelling_is_read_as_the_address_that_it_is() {
        for text in [
            "http://127.1/",
            "http://2130706433/",
            "http://0x7f.0.0.1/",
            "http://[::1]/",
            "http://[::ffff:169.254.169.254]/",
        ] {
            assert!(!may_be_public(&Url::parse(text).unwrap()), "{text}");
        }
        assert!(may_be_public(&Url::parse("http://1.1.1.1/").unwrap()));
        assert!(may_be_public(&Url::parse("http://localhost/").unwrap()));
    }
}
