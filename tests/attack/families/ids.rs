//! Ids and cursors that this gateway did not give, or gave for something else.

use base64::{
    Engine,
    engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD},
};
use invoice_gateway::domain::{AccountId, ChildKind, GlobalId, NativeId};
use serde_json::json;

use crate::{
    attack::{Attack, Expect, Expect::Refused, post},
    families::Known,
    planted::WRITER,
};

pub(crate) fn attacks(known: &Known) -> Vec<Attack> {
    let mut attacks = ids(known);
    attacks.extend(cursors(known));
    attacks
}

/// The text with one bit of the bytes behind it turned, for some of the bits.
pub(crate) fn turned(text: &str, step: usize) -> Vec<String> {
    let bytes = URL_SAFE_NO_PAD.decode(text).unwrap();
    (0..bytes.len() * 8)
        .step_by(step)
        .map(|bit| {
            let mut bytes = bytes.clone();
            bytes[bit / 8] ^= 1 << (bit % 8);
            URL_SAFE_NO_PAD.encode(bytes)
        })
        .collect()
}

/// What a text that is opaque is most likely not made for.
pub(crate) fn odd(good: &str) -> Vec<String> {
    let mut odd = vec![
        String::new(),
        " ".to_owned(),
        "\0".to_owned(),
        "null".to_owned(),
        "0".to_owned(),
        "-1".to_owned(),
        "1".to_owned(),
        "../../etc/passwd".to_owned(),
        "%00".to_owned(),
        "{}".to_owned(),
        "' OR 1=1 --".to_owned(),
        "\u{1f}".to_owned(),
        "<script>".to_owned(),
        "http://169.254.169.254/".to_owned(),
        "\u{202e}\u{feff}".to_owned(),
        "====".to_owned(),
        "A".repeat(511),
        "A".repeat(513),
        "A".repeat(100_000),
        format!("{good}="),
        format!("{good}A"),
        format!(" {good}"),
        format!("{good}\n"),
        good.repeat(2),
        good[..good.len() - 1].to_owned(),
        good[1..].to_owned(),
        good.to_lowercase(),
        good.to_uppercase(),
        STANDARD.encode(good),
        good.chars().rev().collect(),
    ];
    odd.retain(|text| text != good);
    odd
}

fn ids(known: &Known) -> Vec<Attack> {
    let (account, native) = (AccountId::new("moneybird"), NativeId::new("1"));
    let child = |kind| GlobalId::child(&account, &native, kind, &NativeId::new("2")).encode();
    let of = |account: &str, native: &str| {
        GlobalId::invoice(&AccountId::new(account), &NativeId::new(native)).encode()
    };
    let mut wrong = turned(&known.invoice, 5);
    wrong.extend(turned(&known.child, 11));
    wrong.extend(odd(&known.invoice));
    wrong.extend([
        known.foreign.clone(),
        of("hidden", "1"),
        of("nobody", "1"),
        of("", ""),
        of("../x", "1"),
        of("moneybird\0", "1"),
        // With a right check, of a kind that is none: it was never an invoice.
        known.child.clone(),
        child(ChildKind::Note),
        child(ChildKind::Attachment),
    ]);
    let query = "query ($id: ID!) { invoice(id: $id) { id } }";
    let mut attacks: Vec<_> = wrong
        .iter()
        .map(|id| asked("ids", id, query, json!({"id": id}), Refused))
        .collect();
    // Well-formed ids of things that this vendor cannot have: whatever they are, they stay in their place.
    for native in [
        "../../users",
        "1/../../x",
        "1?per_page=1",
        "1#x",
        "1%2f..",
        "\r\nX: y",
        "*",
        "..",
        ".",
        "",
        "a b",
        "\u{e9}",
    ] {
        for account in ["moneybird", "external", "ninja", "dashdoc", "i3d"] {
            let id = of(account, native);
            attacks.push(asked(
                "native ids",
                &format!("{account} {native:?}"),
                query,
                json!({"id": id}),
                Expect::Answered,
            ));
        }
    }
    let many: Vec<_> = wrong.iter().take(200).collect();
    attacks.push(asked(
        "ids",
        "many at once",
        "query ($ids: [ID!]!) { nodes(ids: $ids) { id } }",
        json!({"ids": many}),
        Expect::Answered,
    ));
    attacks
}

fn cursors(known: &Known) -> Vec<Attack> {
    let [cursor, other] = &known.cursors;
    let mut wrong = turned(cursor, 7);
    wrong.extend(odd(cursor));
    wrong.extend([other.clone(), known.invoice.clone()]);
    let mut attacks = vec![];
    for (at, text) in wrong.iter().enumerate() {
        // A cursor that was bent may be another place of the list, which is as good: it shows only what the viewer sees.
        let bent = at < turned(cursor, 7).len() || *text == cursor[..cursor.len() - 1];
        let expect = if bent { Expect::Free } else { Refused };
        let after = "query ($c: String) { invoices(first: 1, after: $c, filter: {accounts: [\"moneybird\"], status: [OPEN]}) { edges { cursor } } }";
        attacks.push(asked("cursors", text, after, json!({"c": text}), expect));
        let before = "query ($c: String) { payments(last: 1, before: $c) { edges { cursor } } }";
        attacks.push(asked("cursors", text, before, json!({"c": text}), Refused));
    }
    attacks
}

fn asked(
    family: &'static str,
    name: &str,
    query: &str,
    variables: serde_json::Value,
    expect: Expect,
) -> Attack {
    let body = json!({"query": query, "variables": variables}).to_string();
    let name: String = name.chars().take(60).collect();
    Attack::new(family, name, expect, post(WRITER, body))
}
