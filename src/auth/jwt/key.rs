//! The issuer's public keys (JWK and JWKS, RFC 7517 and 7518).

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use jsonwebtoken::DecodingKey;
use serde::{Deserialize, de::IgnoredAny};
use serde_json::Value;

use crate::auth::jwt::{Algorithm, Refused, algorithm::KeyKind, parts::Parts};

/// Bytes of the modulus of an RSA key: from 2048 bits, below which a key can be broken, to 8192, above which checking
/// is slow.
const RSA_BYTES: std::ops::RangeInclusive<usize> = 256..=1024;
/// Most bytes of the exponent of an RSA key: nobody uses more than 65537.
const MAX_EXPONENT: usize = 4;

/// Most keys of one name that a signature is checked by: each costs time, and nobody changes more at once.
const MAX_SAME_NAME: usize = 4;

/// A key, as it is written.
#[derive(Deserialize)]
struct Jwk {
    kty: String,
    crv: Option<String>,
    n: Option<String>,
    e: Option<String>,
    x: Option<String>,
    y: Option<String>,
    kid: Option<String>,
    alg: Option<String>,
    #[serde(rename = "use")]
    purpose: Option<String>,
    key_ops: Option<Vec<String>>,
    /// Part of a private key only.
    d: Option<IgnoredAny>,
}

/// A set of keys, as it is written: each is read by itself, so that one of tomorrow's kind spoils no other.
#[derive(Deserialize)]
struct Jwks {
    keys: Vec<Value>,
}

/// A key that signatures can be checked with.
#[derive(Debug)]
struct PublicKey {
    id: Option<String>,
    kind: KeyKind,
    /// The only algorithm that it is for, where it says.
    only: Option<Algorithm>,
    key: DecodingKey,
}

impl PublicKey {
    /// Reads a key; `None` for one that is not for this.
    fn read(value: Value) -> Option<Self> {
        let jwk: Jwk = serde_json::from_value(value).ok()?;
        let is_for_signatures = jwk
            .purpose
            .as_deref()
            .is_none_or(|purpose| purpose == "sig")
            && jwk
                .key_ops
                .as_ref()
                .is_none_or(|all| all.iter().any(|one| one == "verify"));
        // Whoever reads a set in which a private key stands could sign with it.
        if !is_for_signatures || jwk.d.is_some() {
            return None;
        }
        let (kind, key) = public_key(&jwk)?;
        let only = match jwk.alg.as_deref() {
            None => None,
            Some(word) => Some(Algorithm::from_word(word).filter(|only| only.kind() == kind)?),
        };
        Some(Self {
            id: jwk.kid,
            kind,
            only,
            key,
        })
    }

    fn fits(&self, algorithm: Algorithm) -> bool {
        self.kind == algorithm.kind() && self.only.is_none_or(|only| only == algorithm)
    }
}

fn public_key(jwk: &Jwk) -> Option<(KeyKind, DecodingKey)> {
    let bytes = |text: &Option<String>| URL_SAFE_NO_PAD.decode(text.as_deref()?).ok();
    let point = |size: usize| {
        let (x, y) = (bytes(&jwk.x)?, bytes(&jwk.y)?);
        let is_whole = x.len() == size && y.len() == size;
        let key = DecodingKey::from_ec_der(&[&[4], &x[..], &y[..]].concat());
        is_whole.then_some(key)
    };
    match (jwk.kty.as_str(), jwk.crv.as_deref()) {
        ("RSA", None) => {
            let (n, e) = (bytes(&jwk.n)?, bytes(&jwk.e)?);
            let zeros = n.iter().take_while(|byte| **byte == 0).count();
            let n = &n[zeros..];
            let fits = RSA_BYTES.contains(&n.len()) && (1..=MAX_EXPONENT).contains(&e.len());
            fits.then(|| (KeyKind::Rsa, DecodingKey::from_rsa_raw_components(n, &e)))
        }
        ("EC", Some("P-256")) => Some((KeyKind::P256, point(32)?)),
        ("EC", Some("P-384")) => Some((KeyKind::P384, point(48)?)),
        ("OKP", Some("Ed25519")) => {
            let x = bytes(&jwk.x).filter(|x| x.len() == 32)?;
            Some((KeyKind::Ed25519, DecodingKey::from_ed_der(&x)))
        }
        _ => None,
    }
}

/// The keys of an issuer, at least one.
#[derive(Debug)]
pub(super) struct KeySet(Vec<PublicKey>);

impl KeySet {
    /// Reads a set; keys that are not for this are left out.
    ///
    /// # Errors
    /// What is wrong, as a phrase that follows the name of the file or address.
    pub(super) fn read(text: &[u8]) -> Result<Self, &'static str> {
        let set: Jwks = serde_json::from_slice(text)
            .map_err(|_| "is not a JSON Web Key Set: an object with a list of keys")?;
        let keys: Vec<_> = set.keys.into_iter().filter_map(PublicKey::read).collect();
        if keys.is_empty() {
            return Err(
                "holds no public key that signatures can be checked with: RSA of 2048 to 8192 bits, P-256, P-384 or \
                        Ed25519, for \"sig\" where it says for what",
            );
        }
        Ok(Self(keys))
    }

    /// Whether a key with this id is among them.
    pub(super) fn has(&self, id: &str) -> bool {
        self.0.iter().any(|key| key.id.as_deref() == Some(id))
    }

    /// Checks a token's signature by the key that it names, or by the only one. Where several have that name, as in the
    /// days of a change of keys, any that fits will do.
    pub(super) fn verify(&self, token: &Parts<'_>) -> Result<(), Refused> {
        let id = token.key_id.as_deref();
        let candidates: Vec<_> = match (id, &self.0[..]) {
            (None, [only]) => vec![only],
            (None, _) => return Err(Refused("it names no key, and the issuer has several")),
            (id, keys) => keys.iter().filter(|key| key.id.as_deref() == id).collect(),
        };
        if candidates.is_empty() {
            return Err(Refused("it names a key that the issuer does not have"));
        }
        let fitting = candidates.into_iter();
        let fitting = fitting.filter(|key| key.fits(token.algorithm));
        let fitting: Vec<_> = fitting.take(MAX_SAME_NAME).collect();
        if fitting.is_empty() {
            return Err(Refused("its key is not for its algorithm"));
        }
        let has_signed = |key: &&PublicKey| {
            let signed = token.signed.as_bytes();
            let algorithm = token.algorithm.library();
            let checked =
                jsonwebtoken::crypto::verify(token.signature, signed, &key.key, algorithm);
            matches!(checked, Ok(true))
        };
        match fitting.iter().any(has_signed) {
            true => Ok(()),
            false => Err(Refused("its signature is not that of its key")),
        }
    }
}
