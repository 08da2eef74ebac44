//! A strict reader of the text format of Prometheus: what it takes, every scraper takes.

use std::collections::{BTreeMap, BTreeSet};

/// A page of metrics.
#[derive(Clone, Debug, Default)]
pub(crate) struct Page {
    /// The type of each metric.
    pub(crate) types: BTreeMap<String, String>,
    /// The value of each series, by name and labels.
    pub(crate) series: BTreeMap<Series, f64>,
}

/// What a value is of.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Series {
    pub(crate) name: String,
    pub(crate) labels: Vec<(String, String)>,
}

impl Series {
    pub(crate) fn label(&self, name: &str) -> Option<&str> {
        let mut labels = self.labels.iter();
        labels.find_map(|(label, value)| (label == name).then_some(value.as_str()))
    }
}

impl Page {
    /// Reads a page, and panics at whatever is not as it must be.
    pub(crate) fn read(text: &str) -> Self {
        assert!(text.ends_with('\n'), "the last line has no end");
        let (mut page, mut helped) = (Self::default(), BTreeSet::new());
        let mut current = String::new();
        for line in text.lines().filter(|line| !line.is_empty()) {
            if let Some(rest) = line.strip_prefix("# HELP ") {
                let (name, help) = rest.split_once(' ').expect("a text of help");
                assert!(!help.is_empty() && helped.insert(name.to_owned()), "{line}");
            } else if let Some(rest) = line.strip_prefix("# TYPE ") {
                let (name, kind) = rest.split_once(' ').expect("a type");
                assert!(["counter", "gauge", "histogram"].contains(&kind), "{line}");
                assert!(helped.contains(name), "{name} has no help before its type");
                let before = page.types.insert(name.to_owned(), kind.to_owned());
                assert!(before.is_none(), "{name} is there twice");
                name.clone_into(&mut current);
            } else {
                let (series, value) = sample(line);
                let suffix = series.name.strip_prefix(current.as_str());
                let fits = match page.types.get(&current).map(String::as_str) {
                    Some("histogram") => matches!(suffix, Some("_bucket" | "_sum" | "_count")),
                    _ => suffix == Some(""),
                };
                assert!(fits, "{line} is not below its type");
                let before = page.series.insert(series, value);
                assert!(before.is_none(), "{line} is there twice");
            }
        }
        page.check_histograms();
        page
    }

    /// The sum over all series of a metric that have these labels; zero where there is none.
    pub(crate) fn sum(&self, name: &str, labels: &[(&str, &str)]) -> f64 {
        self.of(name, labels).map(|(_, value)| value).sum()
    }

    /// The series of a metric that have these labels.
    pub(crate) fn of(
        &self,
        name: &str,
        labels: &[(&str, &str)],
    ) -> impl Iterator<Item = (&Series, f64)> {
        let fits = move |series: &Series| {
            let mut labels = labels.iter();
            series.name.strip_prefix("invoice_gateway_") == Some(name)
                && labels.all(|(label, value)| series.label(label) == Some(value))
        };
        let all = self.series.iter();
        all.filter(move |(series, _)| fits(series))
            .map(|(series, value)| (series, *value))
    }

    /// Buckets grow, and the last one has all.
    fn check_histograms(&self) {
        let mut buckets = BTreeMap::<Series, Vec<(f64, f64)>>::new();
        for (series, value) in &self.series {
            let Some(name) = series.name.strip_suffix("_bucket") else {
                continue;
            };
            let bound = series.label("le").expect("a bound").parse().unwrap();
            let labels = series.labels.iter();
            let of = Series {
                name: format!("{name}_count"),
                labels: labels.filter(|(label, _)| label != "le").cloned().collect(),
            };
            buckets.entry(of).or_default().push((bound, *value));
        }
        for (of, mut told) in buckets {
            told.sort_by(|left, right| left.0.total_cmp(&right.0));
            assert!(
                told.is_sorted_by_key(|(_, count)| *count),
                "{of:?} {told:?}"
            );
            let last = told.last().unwrap();
            assert!(last.0.is_infinite(), "{of:?} {told:?}");
            assert_eq!(last.1, self.series[&of], "{of:?}");
        }
    }
}

fn sample(line: &str) -> (Series, f64) {
    let end = line.find(['{', ' ']).unwrap_or_else(|| panic!("{line}"));
    let (name, mut rest) = line.split_at(end);
    assert!(is_name(name), "{line}");
    let mut labels = vec![];
    if let Some(inside) = rest.strip_prefix('{') {
        rest = inside;
        loop {
            let (label, after) = rest.split_once("=\"").unwrap_or_else(|| panic!("{line}"));
            assert!(is_name(label), "{line}");
            let (value, after) = quoted(after, line);
            assert!(labels.iter().all(|(other, _)| other != label), "{line}");
            labels.push((label.to_owned(), value));
            match after.split_at(1) {
                (",", more) => rest = more,
                ("}", more) => {
                    rest = more;
                    break;
                }
                _ => panic!("{line}"),
            }
        }
    }
    let value = rest.strip_prefix(' ').unwrap_or_else(|| panic!("{line}"));
    let value: f64 = value.parse().unwrap_or_else(|_| panic!("{line}"));
    let name = name.to_owned();
    (Series { name, labels }, value)
}

/// The value up to its closing quote, and what comes after that.
fn quoted<'a>(text: &'a str, line: &str) -> (String, &'a str) {
    let mut value = String::new();
    let mut characters = text.char_indices();
    while let Some((at, character)) = characters.next() {
        match character {
            '"' => return (value, &text[at + 1..]),
            '\\' => match characters.next() {
                Some((_, 'n')) => value.push('\n'),
                Some((_, escaped @ ('"' | '\\'))) => value.push(escaped),
                _ => panic!("{line}"),
            },
            character => value.push(character),
        }
    }
    panic!("{line}")
}

fn is_name(name: &str) -> bool {
    let is_letter = |byte: u8| byte.is_ascii_alphabetic() || byte == b'_';
    let mut bytes = name.bytes();
    bytes.next().is_some_and(is_letter)
        && bytes.all(|byte| is_letter(byte) || byte.is_ascii_digit())
}
