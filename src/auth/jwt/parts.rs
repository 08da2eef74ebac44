//! A token taken apart. Nothing that is read here is proven yet.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};

use crate::auth::{
    bearer::MAX_TOKEN,
    jwt::{Algorithm, Refused, members::Members},
};

/// What a token may call itself (`typ`), in any case; one that does not say is a JWT. The others that exist, such as
/// those that tell of a logout, are signed with the same keys and let nobody in.
const TYPES: [&str; 2] = ["jwt", "at+jwt"];

/// A token in the form `header.claims.signature`.
#[derive(Debug)]
pub(super) struct Parts<'t> {
    /// What the signature is over, as it was sent.
    pub(super) signed: &'t str,
    /// The signature, as it was sent.
    pub(super) signature: &'t str,
    /// How it says that it was signed.
    pub(super) algorithm: Algorithm,
    /// The key that it says it was signed with.
    pub(super) key_id: Option<String>,
    /// What it claims.
    pub(super) claims: Members,
}

impl<'t> Parts<'t> {
    /// Takes a token apart.
    pub(super) fn of(token: &'t str) -> Result<Self, Refused> {
        if token.len() > MAX_TOKEN {
            return Err(Refused("it is too long"));
        }
        let form = Refused("it has not three parts");
        let (signed, signature) = token.rsplit_once('.').ok_or(form)?;
        let (header, claims) = signed.split_once('.').ok_or(form)?;
        if claims.contains('.') || signature.is_empty() {
            return Err(form);
        }
        let header = members(header, "its header cannot be read")?;
        check_type(&header)?;
        // Critical extensions change what a token means, and none is known here.
        if header.get("crit").is_some() {
            return Err(Refused("its header demands an extension"));
        }
        let algorithm = header.text("alg", "its algorithm is not a text")?;
        let algorithm = algorithm.and_then(Algorithm::from_word);
        let key_id = header.text("kid", "its key id is not a text")?;
        Ok(Self {
            signed,
            signature,
            algorithm: algorithm.ok_or(Refused("its algorithm is not one that is known"))?,
            key_id: key_id.map(str::to_owned),
            claims: members(claims, "its claims cannot be read")?,
        })
    }
}

fn members(part: &str, otherwise: &'static str) -> Result<Members, Refused> {
    let bytes = URL_SAFE_NO_PAD.decode(part);
    let bytes = bytes.map_err(|_| Refused(otherwise))?;
    serde_json::from_slice(&bytes).map_err(|_| Refused(otherwise))
}

fn check_type(header: &Members) -> Result<(), Refused> {
    let other = "it is another kind of token";
    let Some(name) = header.text("typ", other)? else {
        return Ok(());
    };
    let name = name.to_ascii_lowercase();
    let short = name.strip_prefix("application/").unwrap_or(&name);
    match TYPES.contains(&short) {
        true => Ok(()),
        false => Err(Refused(other)),
    }
}
