//! `/files`: tokens that are paths, bent, signed by somebody else, over, or of an account that the client lost.

use std::{sync::Arc, time::Duration};

use invoice_gateway::{
    domain::{AccountId, NativeId},
    files::{FileLink, LinkSettings, Links},
    provider::{DocumentKind, FileWanted},
};
use jiff::Timestamp;

use crate::{
    attack::{
        Attack,
        Expect::{Free, Refused, RefusedOrClosed},
        Says, get,
    },
    families::{Known, ids},
    planted::{READER, SIGNING_KEY},
};

pub(crate) fn attacks(known: &Known) -> Vec<Attack> {
    let mut attacks = paths();
    attacks.extend(bent(known));
    attacks.extend(signed());
    attacks
}

fn paths() -> Vec<Attack> {
    let long = "A".repeat(1025);
    let longer = "A".repeat(60_000);
    let tokens = [
        "..",
        ".",
        "../",
        "../../etc/passwd",
        "..%2f..%2fetc%2fpasswd",
        "%2e%2e",
        "%2e%2e/%2e%2e/etc/passwd",
        "..%5c..%5cetc",
        "%252e%252e%252f",
        "....//....//etc/passwd",
        "%c0%ae%c0%ae/",
        "%00",
        "a%00b",
        "%0d%0aX-Injected:%20a",
        "%0a",
        "%ff%fe",
        "%",
        "%2",
        "%zz",
        "/etc/passwd",
        "//evil.example/x",
        "http://169.254.169.254/",
        "file:///etc/passwd",
        "\\\\evil\\x",
        "~",
        "a/b/c",
        "a?b=c",
        "?download=1",
        "x?download=../../x",
        "=",
        "====",
        "+/",
        "-_",
        "\u{e9}",
        "<script>alert(1)</script>",
        "%3Cscript%3E",
        "*",
        "null",
        "AAAA",
        "A",
        &long,
        &longer,
    ];
    tokens
        .into_iter()
        .map(|token| {
            let name: String = token.chars().take(60).collect();
            Attack::new(
                "file paths",
                name,
                RefusedOrClosed,
                get(READER, &format!("/files/{token}")),
            )
        })
        .collect()
}

fn bent(known: &Known) -> Vec<Attack> {
    let token = token(&known.link);
    let foreign = token_of(&known.foreign_link);
    let mut wrong = ids::turned(token, 3);
    wrong.extend(ids::odd(token).into_iter().filter(|odd| {
        odd.bytes()
            .all(|byte| byte.is_ascii_graphic() && !b"<>{}".contains(&byte))
    }));
    // The signature of one link with what another one says.
    wrong.push(format!("{}{}", &foreign[..43], &token[43..]));
    wrong.extend(
        (0..token.len())
            .step_by(5)
            .map(|end| token[..end].to_owned()),
    );
    let mut attacks: Vec<_> = wrong
        .iter()
        .map(|token| {
            let name: String = token.chars().take(60).collect();
            let sent = get(READER, &format!("/files/{token}"));
            let attack = Attack::new("file tokens", name, Refused, sent);
            // Not a token of that route at all, or a head that is too long.
            let is_elsewhere = token.is_empty() || token.contains('/') || token.len() > 60_000;
            match is_elsewhere {
                true => attack.says(Says::Page),
                false => attack,
            }
        })
        .collect();
    for method in ["POST", "PUT", "DELETE", "OPTIONS"] {
        let bytes = format!(
            "{method} /files/{token} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"
        );
        let name = format!("{method} of a right one");
        let attack = Attack::new("file tokens", name, Refused, bytes);
        attacks.push(attack.says(Says::Page));
    }
    attacks
}

fn token(link: &str) -> &str {
    link.strip_prefix("/files/").unwrap()
}

fn token_of(link: &str) -> String {
    token(link).to_owned()
}

fn signed() -> Vec<Attack> {
    let signer = |key: &str| {
        let key = key.into();
        let settings = LinkSettings {
            key: Some(&key),
            life: Duration::from_secs(300),
            public_url: None,
        };
        Links::new(&settings).unwrap()
    };
    let now = Timestamp::now();
    let later = now.checked_add(Duration::from_secs(300)).unwrap();
    let link = |client: &str, account: &str, native: &str, ends_at| FileLink {
        client: Arc::from(client),
        account: AccountId::new(account),
        invoice: NativeId::new(native),
        file: FileWanted::Document {
            kind: DocumentKind::Pdf,
            stationery: false,
        },
        ends_at,
    };
    let right = signer(SIGNING_KEY);
    let mut attacks = vec![];
    let mut open = |name: &str, token: String| {
        attacks.push(Attack::new(
            "forged links",
            name,
            Refused,
            get(READER, &format!("/files/{token}")),
        ));
    };
    for key in [
        "",
        "0123456789abcdef",
        "pl4nted-signing-key-012345678",
        "PL4NTED-SIGNING-KEY-0123456789",
    ] {
        open(
            &format!("signed by {key:?}"),
            signer(key).token(&link("writer", "moneybird", "1", later)),
        );
    }
    for (client, account, ends_at) in [
        (
            "writer",
            "moneybird",
            now.checked_sub(Duration::from_secs(1)).unwrap(),
        ),
        ("writer", "moneybird", Timestamp::UNIX_EPOCH),
        ("writer", "moneybird", Timestamp::MIN),
        ("writer", "hidden", later),
        ("other", "moneybird", later),
        ("removed", "moneybird", later),
        ("", "moneybird", later),
        ("anonymous", "moneybird", later),
        ("writer", "nobody", later),
        ("writer", "", later),
        ("writer", "../hidden", later),
    ] {
        let name = format!("of {client:?} for {account:?} until {ends_at}");
        open(&name, right.token(&link(client, account, "1", ends_at)));
    }
    // Whoever has the key can name any invoice; the name is still only a name.
    for native in ["../../users", "x\r\nX: y", "..", ""] {
        let token = right.token(&link("writer", "moneybird", native, later));
        let name = format!("a right link to {native:?}");
        attacks.push(Attack::new(
            "forged links",
            name,
            crate::attack::Expect::Answered,
            get(READER, &format!("/files/{token}")),
        ));
    }
    attacks.push(Attack::new(
        "forged links",
        "the page",
        Free,
        get(READER, "/"),
    ));
    attacks
}
