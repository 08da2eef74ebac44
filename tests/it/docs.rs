//! The README tells the truth: what can be written from the code is written from it, and its links lead somewhere.
//!
//! ```text
//! UPDATE_README=1 cargo test --test it docs     rewrites what is between the README's markers
//! ```

use std::{
    fmt::Write,
    fs,
    path::{Path, PathBuf},
};

use invoice_gateway::{
    auth::KeyHash,
    config::Config,
    gateway,
    meter::{Kind, METRICS},
    provider::{Feature, ProviderInfo, QuotaRule},
};

use crate::limits::{Limit, documented};

#[test]
fn the_readme_says_what_the_code_says() {
    check(
        "README.md",
        "docs",
        &[
            ("providers", table(gateway::providers())),
            ("quirks", quirks(gateway::providers())),
            ("frontend", frontend()),
            ("limits", limits()),
            ("metrics", metrics()),
        ],
    );
}

/// Holds the blocks of a page against what they should say, or writes them anew. `filter` finds the test that does so.
pub(crate) fn check(page: &str, filter: &str, blocks: &[(&str, String)]) {
    let path = house().join(page);
    let text = fs::read_to_string(&path).unwrap();
    let mut current = text.clone();
    for (name, block) in blocks {
        current = with_block(&current, name, block);
    }
    if std::env::var_os("UPDATE_README").is_some() {
        // Another test reads it at the same time.
        let new = path.with_extension("md.new");
        fs::write(&new, current).unwrap();
        fs::rename(new, path).unwrap();
        return;
    }
    assert!(
        text == current,
        "{page} is not what the code says; run UPDATE_README=1 cargo test --test it {filter}, and commit the result"
    );
}

#[test]
fn the_config_that_the_readme_shows_is_valid() {
    let readme = fs::read_to_string(house().join("README.md")).unwrap();
    let blocks = readme.split("```toml\n").skip(1);
    let blocks: Vec<&str> = blocks.filter_map(|rest| rest.split("```").next()).collect();
    let hash = KeyHash::of("0123456789abcdef").to_string();
    let env = |name: &str| {
        Some(if name.ends_with("SHA256") {
            hash.clone()
        } else {
            name.repeat(4)
        })
    };
    let config =
        Config::parse(&blocks.concat(), "README.md", env).unwrap_or_else(|told| panic!("{told}"));
    assert!(config.accounts.len() == 5 && config.clients.len() == 1);
    assert_eq!(config.warnings, [""; 0]);
}

#[test]
fn every_relative_link_of_the_readme_leads_to_a_file() {
    let readme = fs::read_to_string(house().join("README.md")).unwrap();
    let links = relative_links(&readme);
    assert!(links.len() > 10, "{links:?}");
    let broken: Vec<_> = links
        .iter()
        .filter(|link| !house().join(link).exists())
        .collect();
    assert!(broken.is_empty(), "README.md links to nothing: {broken:?}");
}

#[test]
fn a_block_is_replaced_and_nothing_else() {
    let text = "a\n<!-- begin x -->\nold\n<!-- end x -->\nb\n";
    let replaced = with_block(text, "x", "new\n");
    assert_eq!(replaced, "a\n<!-- begin x -->\nnew\n<!-- end x -->\nb\n");
    let links = relative_links("[a](b/c.rs#L1) [d](https://e) [`f`](g) [h](#i)");
    assert_eq!(links, ["b/c.rs", "g"]);
}

pub(crate) fn house() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).to_owned()
}

/// The text with what is between the markers of `name` replaced.
fn with_block(text: &str, name: &str, block: &str) -> String {
    let (begin, end) = (
        format!("<!-- begin {name} -->\n"),
        format!("<!-- end {name} -->\n"),
    );
    let parts = text
        .split_once(&begin)
        .and_then(|(before, rest)| Some((before, rest.split_once(&end)?.1)));
    let (before, after) = parts.unwrap_or_else(|| panic!("the page has no lines {begin}and {end}"));
    format!("{before}{begin}{block}{end}{after}")
}

/// What `](...)` holds, without addresses elsewhere and places within a file.
fn relative_links(text: &str) -> Vec<&str> {
    text.split("](")
        .skip(1)
        .filter_map(|rest| rest.split_once(')'))
        .map(|(target, _)| target.split('#').next().unwrap_or_default())
        .filter(|target| !target.is_empty() && !target.contains("://"))
        .collect()
}

/// One row for each provider.
fn table(providers: &[&ProviderInfo]) -> String {
    let mut text = "| provider | `provider =` | payments | notes | attachments | timeline | credits | ids per call \
                    | calls per refresh | quota |\n|---|---|---|---|---|---|---|---|---|---|\n"
        .to_owned();
    for info in providers {
        let reads = info.reads;
        let told = [
            reads.payments,
            reads.notes,
            reads.attachments,
            reads.timeline,
            reads.credits,
        ]
        .map(word)
        .join(" | ");
        let batch = info.batch.unwrap_or(1);
        let quota = info.quota.map_or("not told".to_owned(), quota);
        writeln!(
            text,
            "| [{}]({}) | `{}` | {told} | {batch} | {} | {quota} |",
            info.name, info.documentation, info.id, info.refresh_calls
        )
        .unwrap();
    }
    text
}

fn word(feature: Feature) -> &'static str {
    match feature {
        Feature::Included => "included",
        Feature::Separate => "asked for",
        Feature::Derived => "derived",
        Feature::NotTold => "-",
    }
}

fn quota(rule: QuotaRule) -> String {
    let seconds = rule.window.as_secs();
    match seconds {
        60 => format!("{} a minute", rule.calls),
        _ if seconds.is_multiple_of(60) => format!("{} in {} minutes", rule.calls, seconds / 60),
        _ => format!("{} in {seconds} seconds", rule.calls),
    }
}

/// What a frontend developer should know of each provider.
fn quirks(providers: &[&ProviderInfo]) -> String {
    let mut text = String::new();
    for info in providers {
        writeln!(text, "- **{}**", info.name).unwrap();
        for quirk in info.quirks {
            writeln!(text, "  - {quirk}").unwrap();
        }
    }
    text
}

/// Each limit with its default, as its source documents it.
fn limits() -> String {
    let mut text = "| key of `[limits]` | default | |\n|---|---|---|\n".to_owned();
    for limit in documented() {
        let Limit {
            key, default, what, ..
        } = limit;
        writeln!(text, "| `{key}` | {default} | {what} |").unwrap();
    }
    text
}

/// Each metric as the program describes it to Prometheus.
fn metrics() -> String {
    let mut text = "| metric | labels | |\n|---|---|---|\n".to_owned();
    for metric in METRICS {
        let name = metric.name.strip_prefix("invoice_gateway_");
        let name = name.expect("every name begins like this");
        let labels: Vec<_> = metric.labels.iter().map(|it| format!("`{it}`")).collect();
        let kind = match metric.kind {
            Kind::Counter | Kind::Gauge => "",
            Kind::Histogram => " A histogram.",
        };
        let (labels, help) = (labels.join(", "), metric.help);
        writeln!(text, "| `{name}` | {labels} | {help}{kind} |").unwrap();
    }
    text
}

/// The lines that `tests/clients/typescript` compiles and runs.
fn frontend() -> String {
    let file = house().join("tests/clients/typescript/readme.ts");
    format!("```ts\n{}```\n", fs::read_to_string(file).unwrap())
}
