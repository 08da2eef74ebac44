//! Whose requests are counted together.

use std::{
    net::{IpAddr, Ipv6Addr},
    sync::Arc,
};

use crate::auth::{ANONYMOUS, Viewer};

/// The address that a connection came from. A proxy's own, where one stands in front: what it says of others is not
/// believed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::server) struct Peer(pub(in crate::server) IpAddr);

/// Somebody whose requests are counted together.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(in crate::server) enum Who {
    /// A client with a name.
    Client(Arc<str>),
    /// Whoever is at an address; in IPv6, in a network of the size that one customer gets.
    Address(IpAddr),
}

impl Who {
    /// Nothing for whoever needs no key and is on this machine: it is all theirs.
    pub(in crate::server) fn of(viewer: &Viewer, peer: Option<Peer>) -> Option<Self> {
        Self::named(&viewer.name, peer)
    }

    /// The same for whoever has this name.
    pub(in crate::server) fn named(name: &Arc<str>, peer: Option<Peer>) -> Option<Self> {
        match &**name == ANONYMOUS {
            true => Self::from_afar(peer),
            false => Some(Self::Client(Arc::clone(name))),
        }
    }

    /// Whoever is at an address of another machine.
    pub(in crate::server) fn from_afar(peer: Option<Peer>) -> Option<Self> {
        let Peer(address) = peer?;
        (!address.to_canonical().is_loopback()).then(|| Self::at(Peer(address)))
    }

    /// Whoever is at an address.
    pub(in crate::server) fn at(peer: Peer) -> Self {
        Self::Address(match peer.0.to_canonical() {
            IpAddr::V6(address) => {
                let network = address.to_bits() & !u128::from(u64::MAX);
                IpAddr::V6(Ipv6Addr::from_bits(network))
            }
            address => address,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn peer(text: &str) -> Peer {
        Peer(text.parse().unwrap())
    }

    #[test]
    fn a_client_goes_by_its_name_and_a_stranger_by_its_address() {
        let client = Viewer {
            name: "dashboard".into(),
            ..Viewer::anonymous()
        };
        let named = Some(Who::Client("dashboard".into()));
        assert_eq!(Who::of(&client, None), named);
        assert_eq!(Who::of(&client, Some(peer("192.0.2.1"))), named);
        let anonymous = Viewer::anonymous();
        for here in ["127.0.0.1", "127.8.0.1", "::1", "::ffff:127.0.0.1"] {
            assert_eq!(Who::of(&anonymous, Some(peer(here))), None, "{here}");
        }
        assert_eq!(
            Who::of(&anonymous, Some(peer("::ffff:192.0.2.1"))),
            Some(Who::at(peer("192.0.2.1")))
        );
    }

    #[test]
    fn a_network_of_ipv6_is_one() {
        let one = Who::at(peer("2001:db8:0:1::1"));
        assert_eq!(one, Who::at(peer("2001:db8:0:1:ffff::2")));
        assert_ne!(one, Who::at(peer("2001:db8:0:2::1")));
        assert_ne!(Who::at(peer("192.0.2.1")), Who::at(peer("192.0.2.2")));
    }
}
