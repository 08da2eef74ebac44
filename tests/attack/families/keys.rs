//! Who asks: keys that are wrong, removed, malformed, or of somebody who may not. Tokens of other kinds belong here too.

use crate::{
    attack::{Attack, Expect::Refused, Says, get, length, post, request},
    families::Known,
    planted::{OTHER, READER, REMOVED, WRITER},
};

pub(crate) fn attacks(known: &Known) -> Vec<Attack> {
    let mut attacks = forged();
    attacks.extend(scopes(known));
    for path in [
        "/schema.graphql",
        "/graphql?query=%7Baccounts%7Bid%7D%7D",
        "/metrics",
        "/health/ready",
    ] {
        let name = format!("a removed key at {path}");
        let attack = Attack::new("keys", name, Refused, get(REMOVED, path));
        attacks.push(match path.starts_with("/graphql") {
            true => attack,
            false => attack.says(Says::Page),
        });
    }
    attacks
}

fn with(lines: &[&str]) -> Vec<u8> {
    let body = r#"{"query":"{ invoices(freshness: LIVE) { totalCount } }"}"#;
    let length = length(body.len());
    let mut all = vec![
        "POST /graphql HTTP/1.1",
        "Host: localhost",
        "Connection: close",
        "Content-Type: application/json",
        &length,
    ];
    all.extend(lines);
    request(&all, body)
}

fn forged() -> Vec<Attack> {
    let mut attacks = vec![];
    let mut turned: Vec<String> = (0..WRITER.len())
        .map(|at| {
            let mut key = WRITER.as_bytes().to_vec();
            key[at] ^= 1;
            String::from_utf8(key).unwrap()
        })
        .collect();
    turned.extend([
        WRITER[1..].to_owned(),
        WRITER[..WRITER.len() - 1].to_owned(),
        format!("{WRITER}x"),
        WRITER.to_uppercase(),
        WRITER.repeat(2),
        REMOVED.to_owned(),
        "writer".to_owned(),
        "null".to_owned(),
        "undefined".to_owned(),
        "' OR '1'='1".to_owned(),
        "x".repeat(5000),
        "\u{e9}".to_owned(),
        String::new(),
        // Tokens of a kind that nobody configured: unsigned, and signed with nothing.
        "eyJhbGciOiJub25lIn0.eyJzdWIiOiJ3cml0ZXIifQ.".to_owned(),
        "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJ3cml0ZXIifQ.AAAA".to_owned(),
        "...".to_owned(),
    ]);
    for key in turned {
        let line = format!("Authorization: Bearer {key}");
        let name: String = key.chars().take(60).collect();
        attacks.push(Attack::new("keys", name, Refused, with(&[&line])));
    }
    let right = format!("Authorization: Bearer {WRITER}");
    let hash = invoice_gateway::auth::KeyHash::of(WRITER).to_string();
    for lines in [
        vec![],
        vec!["Authorization:".to_owned()],
        vec!["Authorization: Bearer".to_owned()],
        vec![format!("Authorization: {WRITER}")],
        vec![format!("Authorization: Basic {WRITER}")],
        vec![format!("Authorization: Bearer{WRITER}")],
        vec![format!("Authorization: Bearer {WRITER}, Bearer {WRITER}")],
        vec![format!("Authorization: Bearer {hash}")],
        vec![right.clone(), right.clone()],
        vec![right, format!("Authorization: Bearer {REMOVED}")],
        vec![format!("X-Api-Key: {WRITER}")],
        vec![format!("Cookie: key={WRITER}")],
        vec![format!("Proxy-Authorization: Bearer {WRITER}")],
    ] {
        let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
        attacks.push(Attack::new(
            "keys",
            lines.join(" | "),
            Refused,
            with(&lines),
        ));
    }
    attacks
}

/// What somebody may not do, or not with this account.
fn scopes(known: &Known) -> Vec<Attack> {
    let (own, foreign) = (&known.invoice, &known.foreign);
    let mut attacks = vec![];
    let mut ask = |key: &str, name: &str, code: &'static str, query: String| {
        let body = serde_json::json!({ "query": query }).to_string();
        let attack = Attack::new("rights", name, Refused, post(key, body));
        attacks.push(attack.says(Says::Code(code)));
    };
    for field in [
        "pauseInvoice",
        "cancelInvoice",
        "cloneInvoice",
        "creditInvoice",
        "markUncollectible",
        "sendInvoice",
    ] {
        let query = |id: &str| {
            format!(
                "mutation {{ {field}(input: {{invoiceId: \"{id}\"}}) {{ outcome userErrors {{ code }} }} }}"
            )
        };
        let reader = format!("a reader does {field}");
        ask(READER, &reader, "FORBIDDEN", query(own));
        let foreigner = format!("{field} of an invoice of somebody else");
        ask(WRITER, &foreigner, "INVALID_ID", query(foreign));
        let other = format!("{field} of an invoice of ours");
        ask(OTHER, &other, "FORBIDDEN", query(own));
    }
    for key in [READER, WRITER] {
        for (name, query) in [
            (
                "an invoice",
                format!("{{ invoice(id: \"{foreign}\") {{ id number }} }}"),
            ),
            ("a node", format!("{{ node(id: \"{foreign}\") {{ id }} }}")),
            (
                "nodes",
                format!("{{ nodes(ids: [\"{foreign}\"]) {{ id }} }}"),
            ),
            (
                "a number",
                "{ invoiceByNumber(account: \"hidden\", number: \"1\") { id } }".to_owned(),
            ),
            (
                "a reference",
                "{ invoiceByReference(account: \"hidden\", reference: \"1\") { id } }".to_owned(),
            ),
            (
                "versions",
                "{ invoiceVersions(account: \"hidden\") { complete } }".to_owned(),
            ),
            (
                "a filter",
                "{ invoices(filter: {accounts: [\"hidden\"]}) { totalCount } }".to_owned(),
            ),
            (
                "a summary",
                "{ invoiceSummary(filter: {accounts: [\"hidden\"]}) { complete } }".to_owned(),
            ),
            (
                "customers",
                "{ customers(account: \"hidden\") { totalCount } }".to_owned(),
            ),
            (
                "payments",
                "{ payments(filter: {accounts: [\"hidden\"]}) { totalCount } }".to_owned(),
            ),
        ] {
            let code = match name {
                "an invoice" | "a node" | "nodes" => "INVALID_ID",
                "a number" | "a reference" | "versions" => "NOT_FOUND",
                _ => "INVALID_INPUT",
            };
            ask(key, &format!("{name} of somebody else"), code, query);
        }
    }
    attacks
}
