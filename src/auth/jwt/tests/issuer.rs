//! An issuer for tests, whose keys are made anew in every process. It signs by itself, so that what is tested has no part
//! in making what it is tested with.

use std::sync::{Arc, LazyLock};

use aws_lc_rs::{
    rand::SystemRandom,
    rsa::KeySize,
    signature::{
        ECDSA_P256_SHA256_FIXED_SIGNING, ECDSA_P384_SHA384_FIXED_SIGNING, EcdsaKeyPair,
        Ed25519KeyPair, KeyPair, RSA_PKCS1_SHA256, RSA_PKCS1_SHA384, RSA_PKCS1_SHA512,
        RSA_PSS_SHA256, RSA_PSS_SHA384, RSA_PSS_SHA512, RsaKeyPair, RsaPublicKeyComponents,
    },
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde_json::{Value, json};

pub(crate) const ISSUER: &str = "https://login.example.com/";
pub(crate) const AUDIENCE: &str = "invoices";

/// A key, and how it is used.
#[derive(Clone, Debug)]
pub(crate) struct Signer {
    pub(crate) id: &'static str,
    pub(crate) algorithm: &'static str,
    key: Arc<Private>,
}

#[derive(Debug)]
enum Private {
    Rsa(RsaKeyPair),
    Ec(EcdsaKeyPair),
    Ed(Ed25519KeyPair),
}

impl Signer {
    /// Makes a key.
    pub(crate) fn new(id: &'static str, algorithm: &'static str) -> Self {
        let key = match algorithm {
            "ES256" => {
                Private::Ec(EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING).unwrap())
            }
            "ES384" => {
                Private::Ec(EcdsaKeyPair::generate(&ECDSA_P384_SHA384_FIXED_SIGNING).unwrap())
            }
            "EdDSA" => Private::Ed(Ed25519KeyPair::generate().unwrap()),
            _ => Private::Rsa(RsaKeyPair::generate(KeySize::Rsa2048).unwrap()),
        };
        Self {
            id,
            algorithm,
            key: Arc::new(key),
        }
    }

    /// The same key, used otherwise.
    pub(crate) fn with(&self, id: &'static str, algorithm: &'static str) -> Self {
        Self {
            id,
            algorithm,
            key: Arc::clone(&self.key),
        }
    }

    /// The public key, as issuers show it.
    pub(crate) fn jwk(&self) -> Value {
        let text = |bytes: &[u8]| URL_SAFE_NO_PAD.encode(bytes);
        match &*self.key {
            Private::Rsa(key) => {
                let public = RsaPublicKeyComponents::<Vec<u8>>::from(key.public_key());
                json!({"kty": "RSA", "kid": self.id, "n": text(&public.n), "e": text(&public.e)})
            }
            Private::Ec(key) => {
                let point = &key.public_key().as_ref()[1..];
                let (x, y) = point.split_at(point.len() / 2);
                let curve = if x.len() == 32 { "P-256" } else { "P-384" };
                json!({"kty": "EC", "crv": curve, "kid": self.id, "x": text(x), "y": text(y)})
            }
            Private::Ed(key) => {
                let x = text(key.public_key().as_ref());
                json!({"kty": "OKP", "crv": "Ed25519", "kid": self.id, "x": x})
            }
        }
    }

    pub(crate) fn sign(&self, said: &[u8]) -> Vec<u8> {
        let random = SystemRandom::new();
        match &*self.key {
            Private::Rsa(key) => {
                let padding: &'static dyn aws_lc_rs::signature::RsaEncoding = match self.algorithm {
                    "RS384" => &RSA_PKCS1_SHA384,
                    "RS512" => &RSA_PKCS1_SHA512,
                    "PS256" => &RSA_PSS_SHA256,
                    "PS384" => &RSA_PSS_SHA384,
                    "PS512" => &RSA_PSS_SHA512,
                    _ => &RSA_PKCS1_SHA256,
                };
                let mut signature = vec![0; key.public_modulus_len()];
                key.sign(padding, &random, said, &mut signature).unwrap();
                signature
            }
            Private::Ec(key) => key.sign(&random, said).unwrap().as_ref().to_vec(),
            Private::Ed(key) => key.sign(said).as_ref().to_vec(),
        }
    }

    /// A header that is as it should be.
    pub(crate) fn header(&self) -> Value {
        json!({"typ": "JWT", "alg": self.algorithm, "kid": self.id})
    }

    /// Signs these texts, whatever they are.
    pub(crate) fn sign_texts(&self, header: &str, claims: &str) -> String {
        written(header, claims, |said| self.sign(said))
    }

    /// Signs a token with another header.
    pub(crate) fn sign_with(&self, header: &Value, claims: &Value) -> String {
        self.sign_texts(&header.to_string(), &claims.to_string())
    }

    /// Signs a token.
    pub(crate) fn token(&self, claims: &Value) -> String {
        self.sign_with(&self.header(), claims)
    }
}

/// Writes a token of these texts with whatever is said to be the signature.
pub(crate) fn written(
    header: impl AsRef<[u8]>,
    claims: impl AsRef<[u8]>,
    sign: impl FnOnce(&[u8]) -> Vec<u8>,
) -> String {
    let (header, claims) = (
        URL_SAFE_NO_PAD.encode(header),
        URL_SAFE_NO_PAD.encode(claims),
    );
    let said = format!("{header}.{claims}");
    let signature = URL_SAFE_NO_PAD.encode(sign(said.as_bytes()));
    format!("{said}.{signature}")
}

/// Claims that let somebody read and write two accounts, one of which exists.
pub(crate) fn claims(now: i64) -> Value {
    json!({
        "iss": ISSUER, "aud": AUDIENCE, "sub": "alice", "exp": now + 300, "iat": now - 10, "nbf": now - 10,
        "scope": "openid read write", "accounts": ["moneybird", "no-such-account"],
    })
}

/// Claims of which one says something else; null takes it away.
pub(crate) fn claims_but(now: i64, name: &str, value: Value) -> Value {
    let mut claims = claims(now);
    let members = claims.as_object_mut().unwrap();
    match value {
        Value::Null => members.remove(name),
        value => members.insert(name.to_owned(), value),
    };
    claims
}

/// The keys of the issuer: one of each kind, one of which says that it is for RS256 alone.
#[derive(Debug)]
pub(crate) struct Issuer {
    pub(crate) rsa: Signer,
    pub(crate) rsa_only_rs256: Signer,
    pub(crate) p256: Signer,
    pub(crate) p384: Signer,
    pub(crate) ed: Signer,
    /// Somebody else's.
    pub(crate) stranger: Signer,
}

pub(crate) static ISSUED_BY: LazyLock<Issuer> = LazyLock::new(|| {
    let rsa = Signer::new("rsa", "RS256");
    Issuer {
        rsa_only_rs256: rsa.with("only-rs256", "RS256"),
        rsa,
        p256: Signer::new("p256", "ES256"),
        p384: Signer::new("p384", "ES384"),
        ed: Signer::new("ed", "EdDSA"),
        stranger: Signer::new("ed", "EdDSA"),
    }
});

impl Issuer {
    /// What the issuer shows, with keys among them that are for something else.
    pub(crate) fn jwks(&self) -> Value {
        let mut only = self.rsa_only_rs256.jwk();
        only["alg"] = json!("RS256");
        let mut for_secrets = self.p256.with("enc", "ES256").jwk();
        for_secrets["use"] = json!("enc");
        let mut ed = self.ed.jwk();
        ed["use"] = json!("sig");
        ed["key_ops"] = json!(["verify"]);
        json!({"keys": [
            self.rsa.jwk(), only, self.p256.jwk(), self.p384.jwk(), ed, for_secrets,
            {"kty": "oct", "kid": "oct", "k": URL_SAFE_NO_PAD.encode("secret")},
            {"kty": "RSA", "kid": "short", "n": URL_SAFE_NO_PAD.encode([0xc1; 128]), "e": "AQAB"},
            {"kty": "EC", "crv": "P-521", "kid": "p521", "x": "AA", "y": "AA"},
            {"kty": "tomorrow's"}, {}, 5,
        ]})
    }
}
