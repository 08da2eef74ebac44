//! The vendor's words for a period of time.

use jiff::ToSpan;
use jiff::civil::{Date, Weekday};

/// The first and the last day of a period.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Period {
    first: Date,
    last: Date,
}

/// Why a period is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum PeriodError {
    /// A range without a start or without an end.
    OpenEnded,
    /// Anything else, a bare month included.
    Invalid,
}

impl Period {
    pub(super) fn contains(self, day: Date) -> bool {
        self.first <= day && day <= self.last
    }

    /// Writes the period as lines of invoices have it.
    pub(super) fn range(self) -> String {
        let [first, last] = [self.first, self.last].map(|day| day.strftime("%Y%m%d"));
        format!("{first}..{last}")
    }

    /// The calendar year of a day.
    pub(super) fn year_of(today: Date) -> Self {
        Self {
            first: today.first_of_year(),
            last: today.last_of_year(),
        }
    }

    /// Reads a preset such as `prev_month`, or a range of months or of days.
    pub(super) fn parse(text: &str, today: Date) -> Result<Self, PeriodError> {
        if let Some((first, last)) = text.split_once("..") {
            if first.is_empty() || last.is_empty() {
                return Err(PeriodError::OpenEnded);
            }
            let (first, _) = edges(first).ok_or(PeriodError::Invalid)?;
            let (_, last) = edges(last).ok_or(PeriodError::Invalid)?;
            return Ok(Self { first, last });
        }
        preset(text, today).ok_or(PeriodError::Invalid)
    }
}

/// The first and last day that `201301` or `20130115` stands for.
fn edges(text: &str) -> Option<(Date, Date)> {
    if !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let year = text.get(0..4)?.parse().ok()?;
    let month = text.get(4..6)?.parse().ok()?;
    match text.len() {
        6 => {
            let first = Date::new(year, month, 1).ok()?;
            Some((first, first.last_of_month()))
        }
        8 => {
            let day = Date::new(year, month, text.get(6..8)?.parse().ok()?).ok()?;
            Some((day, day))
        }
        _ => None,
    }
}

fn preset(text: &str, today: Date) -> Option<Period> {
    let (which, unit) = text.split_once('_')?;
    let step: i64 = match which {
        "prev" => -1,
        "this" => 0,
        "next" => 1,
        _ => return None,
    };
    let (first, length) = match unit {
        "week" => {
            let monday = today.weekday().since(Weekday::Monday);
            (today.checked_sub(monday.days()).ok()?, 1.week())
        }
        "month" => (today.first_of_month(), 1.month()),
        "quarter" => {
            let month = (today.month() - 1) / 3 * 3 + 1;
            (Date::new(today.year(), month, 1).ok()?, 3.months())
        }
        "year" => (today.first_of_year(), 1.year()),
        _ => return None,
    };
    let first = first.checked_add(length.checked_mul(step).ok()?).ok()?;
    let last = first.checked_add(length).ok()?.yesterday().ok()?;
    Some(Period { first, last })
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn parse(text: &str) -> (Date, Date) {
        let period = Period::parse(text, date(2026, 1, 1)).expect("a period");
        (period.first, period.last)
    }

    #[test]
    fn presets_step_over_the_turn_of_the_year() {
        assert_eq!(parse("this_week"), (date(2025, 12, 29), date(2026, 1, 4)));
        assert_eq!(parse("prev_month"), (date(2025, 12, 1), date(2025, 12, 31)));
        assert_eq!(parse("next_month"), (date(2026, 2, 1), date(2026, 2, 28)));
        assert_eq!(
            parse("prev_quarter"),
            (date(2025, 10, 1), date(2025, 12, 31))
        );
        assert_eq!(parse("next_year"), (date(2027, 1, 1), date(2027, 12, 31)));
    }

    #[test]
    fn ranges_are_of_months_or_days_and_have_both_ends() {
        assert_eq!(
            parse("202301..202302"),
            (date(2023, 1, 1), date(2023, 2, 28))
        );
        assert_eq!(
            parse("20230115..20230115"),
            (date(2023, 1, 15), date(2023, 1, 15))
        );
        let error = |text| Period::parse(text, date(2026, 1, 1));
        assert_eq!(error("20230115.."), Err(PeriodError::OpenEnded));
        assert_eq!(error("202601"), Err(PeriodError::Invalid));
        assert_eq!(error("soon"), Err(PeriodError::Invalid));
    }
}
