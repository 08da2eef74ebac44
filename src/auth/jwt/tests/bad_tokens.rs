//! Tokens that let nobody in, and why.

use base64::{
    Engine,
    engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD},
};
use hmac::{Hmac, KeyInit, Mac};
use serde_json::{Value, json};
use sha2::Sha256;

use super::issuer::{AUDIENCE, ISSUED_BY, ISSUER, Signer, claims, claims_but, written};

/// A token that must be refused.
#[derive(Debug)]
pub(crate) struct BadToken {
    pub(crate) what: String,
    pub(crate) token: String,
    /// What the log says of it.
    pub(crate) why: &'static str,
}

fn bad(what: impl Into<String>, why: &'static str, token: String) -> BadToken {
    let what = what.into();
    BadToken { what, token, why }
}

const FORM: &str = "it has not three parts";
const HEADER: &str = "its header cannot be read";
const CLAIMS: &str = "its claims cannot be read";
const ALGORITHM: &str = "its algorithm is not one that is known";
const SIGNATURE: &str = "its signature is not that of its key";
const ID: &str = "it names a key that the issuer does not have";
const FITS: &str = "its key is not for its algorithm";
const MOMENT: &str = "its times are not moments";
const NAME: &str = "its name is not 1 to 255 plain characters";

/// All of them, as of this second.
pub(crate) fn bad_tokens(now: i64) -> Vec<BadToken> {
    let mut all = algorithms(now);
    all.extend(keys(now));
    all.extend(claimed(now));
    all.extend(forms(now));
    all
}

fn algorithms(now: i64) -> Vec<BadToken> {
    let (issuer, claims) = (&*ISSUED_BY, claims(now));
    let mut all = vec![];
    for word in ["none", "None", "NONE", "nOnE", "none ", "", "no\u{6e}e"] {
        let header = json!({"alg": word, "typ": "JWT", "kid": "rsa"}).to_string();
        let unsigned = written(&header, claims.to_string(), |_| vec![]);
        all.push(bad(format!("{word:?}, unsigned"), FORM, unsigned));
        let signed = issuer.rsa.sign_texts(&header, &claims.to_string());
        all.push(bad(format!("{word:?}, signed"), ALGORITHM, signed));
    }
    for value in [
        json!("rs256"),
        json!("RS256 "),
        json!("ES512"),
        json!("RS1"),
        json!("HS256"),
        Value::Null,
    ] {
        let header = json!({"alg": value, "kid": "rsa"});
        let token = issuer.rsa.sign_with(&header, &claims);
        let why = if value.is_null() {
            "its algorithm is not a text"
        } else {
            ALGORITHM
        };
        all.push(bad(format!("alg {value}"), why, token));
    }
    let listed = json!({"alg": ["RS256"], "kid": "rsa"});
    all.push(bad(
        "alg a list",
        "its algorithm is not a text",
        issuer.rsa.sign_with(&listed, &claims),
    ));
    all.push(bad(
        "no alg",
        ALGORITHM,
        issuer.rsa.sign_with(&json!({"kid": "rsa"}), &claims),
    ));

    // The public key as everybody knows it, taken for a secret.
    let jwk = issuer.rsa.jwk();
    let modulus = jwk["n"].as_str().unwrap().to_owned();
    let raw = URL_SAFE_NO_PAD.decode(&modulus).unwrap();
    for (what, secret) in [
        ("modulus", raw),
        ("modulus in text", modulus.into_bytes()),
        ("whole key", jwk.to_string().into_bytes()),
        ("nothing", vec![]),
        ("secret of the set", b"secret".to_vec()),
    ] {
        for id in ["rsa", "oct"] {
            let header = json!({"alg": "HS256", "kid": id}).to_string();
            let token = written(&header, claims.to_string(), |said| {
                let mac = Hmac::<Sha256>::new_from_slice(&secret).unwrap();
                mac.chain_update(said).finalize().into_bytes().to_vec()
            });
            all.push(bad(format!("HS256 by the {what}, {id}"), ALGORITHM, token));
        }
    }
    all
}

fn keys(now: i64) -> Vec<BadToken> {
    let (issuer, claims) = (&*ISSUED_BY, claims(now));
    let as_rsa = |id: &str, algorithm: &str, signer: &Signer| {
        signer.sign_with(&json!({"alg": algorithm, "kid": id}), &claims)
    };
    let mut all = vec![
        bad(
            "PS256 said to be RS256",
            SIGNATURE,
            as_rsa("rsa", "RS256", &issuer.rsa.with("rsa", "PS256")),
        ),
        bad(
            "RS256 said to be RS512",
            SIGNATURE,
            as_rsa("rsa", "RS512", &issuer.rsa),
        ),
        bad(
            "a key for RS256 alone",
            FITS,
            issuer.rsa.with("only-rs256", "PS256").token(&claims),
        ),
        bad(
            "RS256 with a P-256 key",
            FITS,
            as_rsa("p256", "RS256", &issuer.p256),
        ),
        bad(
            "ES256 with a P-384 key",
            FITS,
            as_rsa("p384", "ES256", &issuer.p384),
        ),
        bad(
            "ES256 with an RSA key",
            FITS,
            as_rsa("rsa", "ES256", &issuer.rsa),
        ),
        bad(
            "EdDSA with a P-256 key",
            FITS,
            as_rsa("p256", "EdDSA", &issuer.p256),
        ),
        bad(
            "a stranger's key under our id",
            SIGNATURE,
            issuer.stranger.token(&claims),
        ),
        bad(
            "another key of ours",
            SIGNATURE,
            as_rsa("p256", "ES256", &issuer.ed),
        ),
        bad(
            "no id",
            "it names no key, and the issuer has several",
            issuer.ed.sign_with(&json!({"alg": "EdDSA"}), &claims),
        ),
        bad(
            "an id that is a number",
            "its key id is not a text",
            issuer
                .ed
                .sign_with(&json!({"alg": "EdDSA", "kid": 1}), &claims),
        ),
    ];
    for id in [
        "ED",
        "ed ",
        "",
        "other",
        "enc",
        "p521",
        "short",
        "../../../dev/null",
        "' OR 1=1 --",
        "http://a.example/",
    ] {
        let algorithm = if id == "enc" {
            &issuer.p256
        } else {
            &issuer.ed
        };
        let token = as_rsa(id, algorithm.algorithm, algorithm);
        all.push(bad(format!("id {id:?}"), ID, token));
    }
    let stranger = &issuer.stranger;
    let own = URL_SAFE_NO_PAD.encode("certificate");
    for (name, value) in [
        ("jwk", stranger.jwk()),
        ("jku", json!("https://evil.example/keys")),
        ("x5u", json!("https://evil.example/chain")),
        ("x5c", json!([own])),
    ] {
        let mut header = stranger.header();
        header[name] = value.clone();
        all.push(bad(
            format!("a stranger's {name}"),
            SIGNATURE,
            stranger.sign_with(&header, &claims),
        ));
        header.as_object_mut().unwrap().remove("kid");
        let token = stranger.sign_with(&header, &claims);
        all.push(bad(
            format!("a stranger's {name} alone"),
            "it names no key, and the issuer has several",
            token,
        ));
    }
    let header = issuer.p256.header().to_string();
    for (what, signature) in [
        ("zeros", vec![0; 64]),
        ("one byte", vec![1]),
        ("a long one", vec![7; 512]),
    ] {
        let token = written(&header, claims.to_string(), |_| signature);
        all.push(bad(format!("a signature of {what}"), SIGNATURE, token));
    }
    all
}

fn claimed(now: i64) -> Vec<BadToken> {
    let issuer = "it is of another issuer";
    let not_text = "its issuer is not a text";
    let audience = "it is for somebody else";
    let rows = [
        ("iss", json!("https://login.example.com"), issuer),
        ("iss", json!("https://evil.example/"), issuer),
        ("iss", json!(""), issuer),
        ("iss", Value::Null, issuer),
        ("iss", json!([ISSUER]), not_text),
        ("aud", json!("invoice"), audience),
        ("aud", json!("invoices-2"), audience),
        ("aud", json!("Invoices"), audience),
        ("aud", json!([]), audience),
        ("aud", json!([["invoices"]]), audience),
        ("aud", json!({AUDIENCE: true}), audience),
        ("aud", Value::Null, audience),
        ("exp", json!(now - 61), "it has ended"),
        ("exp", json!(0), "it has ended"),
        ("exp", json!(-1), "it has ended"),
        ("exp", Value::Null, "it never ends"),
        ("exp", json!((now + 300).to_string()), MOMENT),
        ("exp", json!(true), MOMENT),
        ("exp", json!([now + 300]), MOMENT),
        ("exp", json!((now + 300) * 1000), MOMENT),
        ("exp", json!(i64::MAX), MOMENT),
        ("exp", json!(u64::MAX), MOMENT),
        ("exp", json!(i64::MIN), MOMENT),
        ("exp", json!(1e300), MOMENT),
        ("nbf", json!(now + 120), "its time has not come"),
        ("nbf", json!("now"), MOMENT),
        ("nbf", json!(1e18), MOMENT),
        ("iat", json!(now + 120), "it comes from the future"),
        ("iat", json!({}), MOMENT),
        ("sub", Value::Null, "it names nobody"),
        ("sub", json!(""), NAME),
        ("sub", json!("  "), NAME),
        ("sub", json!(7), "its name is not a text"),
        ("sub", json!(["alice"]), "its name is not a text"),
        ("sub", json!("al\nice"), NAME),
        ("sub", json!("al\u{1f}ice"), NAME),
        ("sub", json!("al\u{0}ice"), NAME),
        ("sub", json!("ali\u{e7}e"), NAME),
        ("sub", json!("\u{202e}ecila"), NAME),
        ("sub", json!("a".repeat(256)), NAME),
        (
            "accounts",
            json!("moneybird"),
            "its accounts are neither a list nor \"*\"",
        ),
        (
            "accounts",
            json!({"moneybird": true}),
            "its accounts are neither a list nor \"*\"",
        ),
        (
            "accounts",
            json!(true),
            "its accounts are neither a list nor \"*\"",
        ),
        (
            "scope",
            json!(5),
            "its scopes are neither a text nor a list",
        ),
        (
            "scope",
            json!({"read": true}),
            "its scopes are neither a text nor a list",
        ),
    ];
    let rows = rows.into_iter();
    rows.map(|(name, value, why)| {
        let token = ISSUED_BY.ed.token(&claims_but(now, name, value.clone()));
        bad(format!("{name} {value}"), why, token)
    })
    .collect()
}

fn forms(now: i64) -> Vec<BadToken> {
    let signer = &ISSUED_BY.ed;
    let (header, claims) = (signer.header().to_string(), claims(now).to_string());
    let good = signer.token(&serde_json::from_str(&claims).unwrap());
    let parts: Vec<&str> = good.split('.').collect();
    let [first, second, third] = parts[..] else {
        unreachable!("a token has three parts");
    };
    let with = |name: &str, value: Value| {
        let mut header = signer.header();
        header[name] = value;
        signer.sign_texts(&header.to_string(), &claims)
    };
    let twice = |text: &str, more: &str| format!("{},{more}}}", &text[..text.len() - 1]);
    let deep = format!("{{\"iss\":{}{}}}", "[".repeat(900), "]".repeat(900));
    let other_kind = "it is another kind of token";
    let extension = "its header demands an extension";
    let mut all = vec![
        bad("a word", FORM, "token".to_owned()),
        bad("dots", HEADER, "...".replacen("..", ".x", 1) + "y"),
        bad("two parts", FORM, format!("{first}.{second}")),
        bad("no signature", FORM, format!("{first}.{second}.")),
        bad("no claims", CLAIMS, format!("{first}..{third}")),
        bad("no header", HEADER, format!(".{second}.{third}")),
        bad("four parts", FORM, format!("{good}.{third}")),
        bad(
            "five parts, as if encrypted",
            FORM,
            format!("{first}.{second}.{third}.{third}.{third}"),
        ),
        bad(
            "half a signature",
            SIGNATURE,
            good[..good.len() - 40].to_owned(),
        ),
        bad("padding", SIGNATURE, format!("{good}==")),
        bad(
            "padding inside",
            HEADER,
            format!("{first}=.{second}.{third}"),
        ),
        bad(
            "the other alphabet",
            SIGNATURE,
            format!("{first}.{second}.{}", STANDARD.encode([0xfb; 64])),
        ),
        bad(
            "claims of another token",
            SIGNATURE,
            format!(
                "{first}.{}.{third}",
                URL_SAFE_NO_PAD.encode(&claims).to_owned() + "IA"
            ),
        ),
        bad(
            "too long",
            "it is too long",
            with("x", json!("x".repeat(9000))),
        ),
        bad(
            "a critical extension",
            extension,
            with("crit", json!(["b64"])),
        ),
        bad("a critical nothing", extension, with("crit", json!([]))),
        bad("crit of null", extension, with("crit", Value::Null)),
        bad(
            "a token of a logout",
            other_kind,
            with("typ", json!("logout+jwt")),
        ),
        bad(
            "a proof of possession",
            other_kind,
            with("typ", json!("dpop+jwt")),
        ),
        bad("an encrypted one", other_kind, with("typ", json!("JWE"))),
        bad("no type", other_kind, with("typ", json!(""))),
        bad("a type that is a number", other_kind, with("typ", json!(1))),
        bad(
            "alg twice",
            HEADER,
            signer.sign_texts(&twice(&header, "\"alg\":\"EdDSA\""), &claims),
        ),
        bad(
            "kid twice",
            HEADER,
            signer.sign_texts(&twice(&header, "\"k\\u0069d\":\"p256\""), &claims),
        ),
        bad(
            "sub twice",
            CLAIMS,
            signer.sign_texts(&header, &twice(&claims, "\"sub\":\"bob\"")),
        ),
        bad(
            "exp twice",
            CLAIMS,
            signer.sign_texts(&header, &twice(&claims, "\"exp\":9999999999")),
        ),
        bad(
            "a token in a token",
            CLAIMS,
            signer.sign_texts(&header, &good),
        ),
        bad(
            "a token as a text in a token",
            CLAIMS,
            signer.sign_texts(&header, &format!("{good:?}")),
        ),
        bad(
            "a list of claims",
            CLAIMS,
            signer.sign_texts(&header, &format!("[{claims}]")),
        ),
        bad("deep claims", CLAIMS, signer.sign_texts(&header, &deep)),
        bad(
            "more behind the claims",
            CLAIMS,
            signer.sign_texts(&header, &format!("{claims}{claims}")),
        ),
        bad(
            "half the claims",
            CLAIMS,
            signer.sign_texts(&header, &claims[..40]),
        ),
        bad(
            "a mark before the claims",
            CLAIMS,
            signer.sign_texts(&header, &format!("\u{feff}{claims}")),
        ),
        bad(
            "bytes that are no text",
            CLAIMS,
            written(&header, b"{\"iss\":\"\xff\"}", |said| signer.sign(said)),
        ),
        bad(
            "a header of null",
            HEADER,
            signer.sign_texts("null", &claims),
        ),
        bad(
            "a header in brackets",
            HEADER,
            signer.sign_texts(&format!("[{header}]"), &claims),
        ),
    ];
    // A letter in the middle of each part is another.
    for (what, at) in [
        ("claims", first.len() + 1 + second.len() / 2),
        ("signature", good.len() - third.len() / 2),
    ] {
        let mut bytes = good.clone().into_bytes();
        bytes[at] = if bytes[at] == b'A' { b'B' } else { b'A' };
        let token = String::from_utf8(bytes).unwrap();
        // Which check finds it first depends on the letter.
        all.push(bad(format!("a flipped letter in the {what}"), "", token));
    }
    all
}
