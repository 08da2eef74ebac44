//! Signs links, and tells those of this gateway from all others.

use std::{fmt, sync::Arc, time::Duration};

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use hmac::{Hmac, KeyInit, Mac};
use jiff::{SignedDuration, Timestamp};
use secrecy::{ExposeSecret, SecretString};
use sha2::Sha256;
use url::Url;

use crate::{
    auth::Viewer,
    clock,
    domain::{AccountId, NativeId},
    files::link::FileLink,
    provider::FileWanted,
};

/// What is signed begins with this, so that the key could sign other things too.
const PURPOSE: &[u8] = b"invoice-gateway link to a file\0";
/// How long a signature is, in bytes.
const SIGNATURE: usize = 32;
/// Longest token that is looked at, in characters: the vendors' ids are far shorter.
const MAX_TOKEN: usize = 1024;

/// How links are made.
#[derive(Debug)]
pub struct LinkSettings<'a> {
    /// What signs them; without one a random key is made, and links end with the process.
    pub key: Option<&'a SecretString>,
    /// How long a link works.
    pub life: Duration,
    /// Where clients find this gateway; without it, links are paths.
    pub public_url: Option<&'a Url>,
}

/// Why a token opens nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BadLink {
    /// This gateway did not sign it.
    Foreign,
    /// It did, and the time is over.
    Expired,
}

/// Makes links and reads them.
pub struct Links {
    signer: Hmac<Sha256>,
    life: SignedDuration,
    place: String,
}

impl fmt::Debug for Links {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Links")
            .field("life", &self.life)
            .field("place", &self.place)
            .finish_non_exhaustive()
    }
}

impl Links {
    /// Begins to sign.
    ///
    /// # Errors
    /// When there is no key and this machine has nothing random to make one of.
    pub fn new(settings: &LinkSettings<'_>) -> Result<Self, String> {
        let mut random = [0; 32];
        let key = match settings.key {
            Some(key) => key.expose_secret().as_bytes(),
            None => {
                getrandom::fill(&mut random)
                    .map_err(|error| format!("no random key for links can be made: {error}"))?;
                &random
            }
        };
        let signer = Hmac::new_from_slice(key).expect("a key of any length will do");
        Ok(Self::by(signer, settings))
    }

    /// Goes on with the key of others, whatever these settings say of it: what they signed is still read.
    #[must_use]
    pub fn following(settings: &LinkSettings<'_>, before: &Self) -> Self {
        Self::by(before.signer.clone(), settings)
    }

    fn by(signer: Hmac<Sha256>, settings: &LinkSettings<'_>) -> Self {
        let root = settings.public_url.map(|url| url.as_str()).unwrap_or("");
        Self {
            signer,
            life: settings.life.try_into().unwrap_or(SignedDuration::MAX),
            place: format!("{}/files/", root.trim_end_matches('/')),
        }
    }

    /// Makes a link to a file for a client, from now on; it ends with the client's own time, where that is over earlier.
    #[must_use]
    pub fn url(
        &self,
        client: &Viewer,
        account: &AccountId,
        invoice: &NativeId,
        file: FileWanted,
    ) -> String {
        let ends_at = clock::now().saturating_add(self.life);
        let ends_at = ends_at.unwrap_or(Timestamp::MAX);
        let link = FileLink {
            client: Arc::clone(&client.name),
            account: account.clone(),
            invoice: invoice.clone(),
            file,
            ends_at: client.until.map_or(ends_at, |until| until.min(ends_at)),
        };
        format!("{}{}", self.place, self.token(&link))
    }

    /// Signs.
    #[must_use]
    pub fn token(&self, link: &FileLink) -> String {
        let said = link.to_bytes();
        let mut bytes = self.signed(&said).finalize().into_bytes().to_vec();
        bytes.extend(said);
        URL_SAFE_NO_PAD.encode(bytes)
    }

    /// Reads a token that is told to be of this gateway. How long it takes says nothing of the right signature.
    ///
    /// # Errors
    /// When it is not, or not any more.
    pub fn read(&self, token: &str, now: Timestamp) -> Result<FileLink, BadLink> {
        if token.len() > MAX_TOKEN {
            return Err(BadLink::Foreign);
        }
        let bytes = URL_SAFE_NO_PAD.decode(token);
        let bytes = bytes.map_err(|_| BadLink::Foreign)?;
        let (signature, said) = bytes.split_at_checked(SIGNATURE).ok_or(BadLink::Foreign)?;
        let checked = self.signed(said).verify_slice(signature);
        checked.map_err(|_| BadLink::Foreign)?;
        let link = FileLink::from_bytes(said).ok_or(BadLink::Foreign)?;
        match now < link.ends_at {
            true => Ok(link),
            false => Err(BadLink::Expired),
        }
    }

    fn signed(&self, said: &[u8]) -> Hmac<Sha256> {
        self.signer.clone().chain_update(PURPOSE).chain_update(said)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::provider::DocumentKind;

    fn links(key: Option<&str>) -> Links {
        let key = key.map(SecretString::from);
        let settings = LinkSettings {
            key: key.as_ref(),
            life: Duration::from_secs(300),
            public_url: None,
        };
        Links::new(&settings).unwrap()
    }

    fn moment(seconds: i64) -> Timestamp {
        Timestamp::from_second(1_785_000_000 + seconds).unwrap()
    }

    fn sample() -> FileLink {
        FileLink {
            client: "dashboard".into(),
            account: AccountId::new("acme"),
            invoice: NativeId::new("4711"),
            file: FileWanted::Document {
                kind: DocumentKind::Pdf,
                stationery: false,
            },
            ends_at: moment(300),
        }
    }

    #[test]
    fn a_link_opens_its_file_until_its_time_is_over() {
        let links = links(Some("0123456789abcdef"));
        let token = links.token(&sample());
        assert_eq!(links.read(&token, moment(0)), Ok(sample()));
        assert_eq!(links.read(&token, moment(299)), Ok(sample()));
        assert_eq!(links.read(&token, moment(300)), Err(BadLink::Expired));
        assert_eq!(links.read(&token, moment(9_999_999)), Err(BadLink::Expired));
    }

    #[test]
    fn one_changed_letter_makes_it_foreign() {
        let links = links(Some("0123456789abcdef"));
        let token = links.token(&sample());
        for place in 0..token.len() {
            let mut mangled = token.clone().into_bytes();
            mangled[place] = if mangled[place] == b'A' { b'B' } else { b'A' };
            let mangled = String::from_utf8(mangled).unwrap();
            assert_eq!(links.read(&mangled, moment(0)), Err(BadLink::Foreign));
            let cut = &token[..place];
            assert_eq!(links.read(cut, moment(0)), Err(BadLink::Foreign));
        }
        for longer in [
            format!("{token}A"),
            format!("{token}="),
            format!("A{token}"),
        ] {
            assert_eq!(links.read(&longer, moment(0)), Err(BadLink::Foreign));
        }
    }

    #[test]
    fn only_the_same_key_reads_it_and_without_one_every_process_has_its_own() {
        let token = links(Some("0123456789abcdef")).token(&sample());
        let again = links(Some("0123456789abcdef"));
        assert_eq!(again.read(&token, moment(0)), Ok(sample()));
        for other in [links(Some("0123456789abcdeF")), links(None)] {
            assert_eq!(other.read(&token, moment(0)), Err(BadLink::Foreign));
        }
        let token = links(None).token(&sample());
        assert_eq!(links(None).read(&token, moment(0)), Err(BadLink::Foreign));
    }

    #[test]
    fn whoever_follows_reads_what_was_signed_before() {
        let before = links(None);
        let public_url = Url::parse("https://a.example").unwrap();
        let settings = LinkSettings {
            key: None,
            life: Duration::from_secs(1),
            public_url: Some(&public_url),
        };
        let after = Links::following(&settings, &before);
        assert_eq!(
            after.read(&before.token(&sample()), moment(0)),
            Ok(sample())
        );
        assert_eq!(after.place, "https://a.example/files/");
    }

    #[test]
    fn a_link_is_a_path_or_begins_where_the_gateway_is() {
        let file = || sample().file;
        let of = |public_url: Option<&str>| {
            let public_url = public_url.map(|url| Url::parse(url).unwrap());
            let settings = LinkSettings {
                key: None,
                life: Duration::from_secs(1),
                public_url: public_url.as_ref(),
            };
            let links = Links::new(&settings).unwrap();
            let (account, invoice) = (AccountId::new("acme"), NativeId::new("1"));
            links.url(&Viewer::anonymous(), &account, &invoice, file())
        };
        assert!(of(None).starts_with("/files/"));
        let root = "https://a.example/files/";
        assert!(of(Some("https://a.example")).starts_with(root));
        let below = of(Some("https://a.example/gateway"));
        assert!(below.starts_with("https://a.example/gateway/files/"));
        let token = below.rsplit('/').next().unwrap();
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_".contains(&byte);
        assert!(token.bytes().all(plain), "{token}");
    }

    #[test]
    fn a_link_ends_no_later_than_the_time_of_whom_it_was_given_to() {
        let links = links(None);
        let ends_at = |until: Option<Timestamp>| {
            let client = Viewer {
                until,
                ..Viewer::anonymous()
            };
            let (account, invoice) = (AccountId::new("acme"), NativeId::new("1"));
            let url = links.url(&client, &account, &invoice, sample().file);
            let token = url.rsplit('/').next().unwrap();
            links.read(token, moment(0)).unwrap().ends_at
        };
        let life = ends_at(None);
        let sooner = life - SignedDuration::from_secs(200);
        assert_eq!(ends_at(Some(sooner)).as_second(), sooner.as_second());
        assert!(ends_at(Some(life + SignedDuration::from_secs(200))) >= life);
        assert!(
            ends_at(Some(life + SignedDuration::from_secs(200)))
                < life + SignedDuration::from_secs(100)
        );
    }

    #[test]
    fn nothing_shows_the_key() {
        let text = format!("{:?}", links(Some("swordfish-swordfish")));
        assert!(
            !text.contains("swordfish") && !text.contains("119"),
            "{text}"
        );
        let key = SecretString::from("swordfish-swordfish");
        let settings = LinkSettings {
            key: Some(&key),
            life: Duration::from_secs(1),
            public_url: None,
        };
        assert!(!format!("{settings:?}").contains("swordfish"));
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(text in ".*") {
            prop_assert_eq!(links(None).read(&text, moment(0)), Err(BadLink::Foreign));
        }

        #[test]
        fn what_is_signed_is_read_whatever_it_is(bytes in proptest::collection::vec(any::<u8>(), 0..60)) {
            let _ = FileLink::from_bytes(&bytes);
        }
    }
}
