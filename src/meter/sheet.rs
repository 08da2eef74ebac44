//! The page that somebody gets who looks.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write,
    time::Duration,
};

use jiff::Timestamp;

use super::{
    catalogue::{Kind, METRICS, Metric},
    process, recorder,
};

/// What is so now, as whoever knows it writes it down, and of which accounts it is.
#[derive(Debug, Default)]
pub struct Sheet {
    gauges: BTreeMap<&'static str, String>,
    accounts: BTreeSet<String>,
}

impl Sheet {
    /// Names an account that whoever looks may be told of; of others nothing that was counted is told.
    pub fn show_account(&mut self, id: &str) {
        self.accounts.insert(id.to_owned());
    }

    /// Writes down how many there are.
    pub(crate) fn count(&mut self, metric: &'static Metric, values: &[&str], count: usize) {
        self.line(metric, values, format_args!("{count}"));
    }

    /// Writes down how long something takes.
    pub(crate) fn seconds(&mut self, metric: &'static Metric, values: &[&str], time: Duration) {
        self.line(metric, values, format_args!("{}", time.as_secs_f64()));
    }

    /// Writes down when something was.
    pub(crate) fn moment(&mut self, metric: &'static Metric, values: &[&str], at: Timestamp) {
        let seconds = at.as_millisecond() as f64 / 1000.0;
        self.line(metric, values, format_args!("{seconds}"));
    }

    /// The page: what was written down, and what was counted.
    #[must_use]
    pub(crate) fn page(mut self) -> String {
        process::measure(&mut self);
        let mut page = self.counted(&recorder::render());
        for metric in METRICS {
            if let Some(lines) = self.gauges.get(metric.name) {
                let Metric { name, help, .. } = metric;
                let _ = write!(page, "# HELP {name} {help}\n# TYPE {name} gauge\n{lines}");
            }
        }
        page
    }

    /// What was counted, without accounts that are not shown.
    fn counted(&self, text: &str) -> String {
        let mut page = String::with_capacity(text.len() + 8192);
        let is_shown = |line: &&str| {
            let account = account_of(line);
            account.is_none_or(|account| self.accounts.contains(account))
        };
        for line in text.lines().filter(is_shown) {
            // Between metrics there are empty lines.
            if !line.is_empty() {
                page.push_str(line);
                page.push('\n');
            }
        }
        page
    }

    fn line(&mut self, metric: &'static Metric, values: &[&str], value: std::fmt::Arguments<'_>) {
        debug_assert_eq!(metric.kind, Kind::Gauge, "{}", metric.name);
        debug_assert_eq!(metric.labels.len(), values.len(), "{}", metric.name);
        let lines = self.gauges.entry(metric.name).or_default();
        lines.push_str(metric.name);
        for (at, (label, value)) in metric.labels.iter().zip(values).enumerate() {
            lines.push(if at == 0 { '{' } else { ',' });
            let _ = write!(lines, "{label}=\"{}\"", escaped(value));
        }
        if !values.is_empty() {
            lines.push('}');
        }
        let _ = writeln!(lines, " {value}");
    }
}

fn escaped(value: &str) -> String {
    let value = value.replace('\\', r"\\").replace('"', "\\\"");
    value.replace('\n', r"\n")
}

/// The account that a line is of. Ids of accounts need no escapes, and no other label's value has quotes.
fn account_of(line: &str) -> Option<&str> {
    let labels = line.split_once('{')?.1;
    let (before, rest) = labels.split_once("account=\"")?;
    if line.starts_with('#') || !(before.is_empty() || before.ends_with(',')) {
        return None;
    }
    rest.split('"').next()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::meter::{ACTIONS, READS, RETRIES, catalogue::BUILD};

    #[test]
    fn nothing_is_told_of_accounts_that_are_not_shown() {
        RETRIES.counter(&["moneybird", "sheet-seen"]).increment(2);
        RETRIES.counter(&["moneybird", "sheet-hidden"]).increment(3);
        let read = ["moneybird", "sheet-hidden", "list", "fresh"];
        READS.counter(&read).increment(1);
        ACTIONS.counter(&["sheet-action", "APPLIED"]).increment(1);
        let mut sheet = Sheet::default();
        sheet.show_account("sheet-seen");
        let page = sheet.page();
        let told = "invoice_gateway_upstream_retries_total{provider=\"moneybird\",account=\"sheet-seen\"} 2\n";
        assert!(page.contains(told), "{page}");
        assert!(!page.contains("sheet-hidden"), "{page}");
        assert!(page.contains("sheet-action"), "{page}");
    }

    #[test]
    fn a_value_is_escaped() {
        let mut sheet = Sheet::default();
        sheet.count(&BUILD, &["a\"b\\c\nd"], 1);
        let lines = &sheet.gauges[BUILD.name];
        assert_eq!(
            lines,
            "invoice_gateway_build_info{version=\"a\\\"b\\\\c\\nd\"} 1\n"
        );
    }
}
