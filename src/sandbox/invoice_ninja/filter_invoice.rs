//! Filters of the invoice list.

use jiff::civil::Date;

use crate::sandbox::invoice_ninja::errors::Refusal;
use crate::sandbox::invoice_ninja::filter::{Like, Test, common, moment, range, row_number};
use crate::sandbox::invoice_ninja::ledger::Ledger;
use crate::sandbox::invoice_ninja::params::{Params, leading_number};
use crate::sandbox::invoice_ninja::render::day;
use crate::sandbox::invoice_ninja::rows::{Client, Invoice};

/// Every condition that a request puts on invoices.
pub(super) fn tests<'a>(
    params: &'a Params,
    ledger: &'a Ledger,
) -> Result<Vec<Test<'a, Invoice>>, Box<Refusal>> {
    let mut tests = common(params)?;
    fields(params, ledger, &mut tests);
    days(params, &mut tests)?;
    states(params, ledger, &mut tests)?;
    Ok(tests)
}

fn fields<'a>(params: &'a Params, ledger: &'a Ledger, tests: &mut Vec<Test<'a, Invoice>>) {
    if let Some(statuses) = params.get("status_id") {
        let statuses: Vec<i64> = statuses.split(',').map(leading_number).collect();
        tests.push(Box::new(move |row| {
            statuses.contains(&i64::from(row.status))
        }));
    }
    if let Some(number) = params.get("number") {
        tests.push(Box::new(move |row| row.number == number));
    }
    if let Some(client) = params.get("client_id") {
        let client = row_number(client);
        tests.push(Box::new(move |row| row.client == client));
    }
    if params.get("vendor_id").is_some() {
        // These invoices have no vendors.
        tests.push(Box::new(|_| false));
    }
    if let Some(text) = params.get("private_notes") {
        let like = Like::new(text);
        tests.push(Box::new(move |row| like.matches(&row.private_notes)));
    }
    if let Some(text) = params.get("filter") {
        let like = Like::new(text);
        tests.push(Box::new(move |row| is_like(row, ledger, &like)));
    }
}

fn is_like(row: &Invoice, ledger: &Ledger, like: &Like) -> bool {
    let own = [
        row.number.to_string(),
        row.po_number.to_string(),
        row.date.to_string(),
        format!("{:.6}", row.money.amount),
        format!("{:.6}", row.money.balance),
    ];
    let any = |texts: &[&str]| texts.iter().any(|text| like.matches(text));
    own.iter().any(|text| like.matches(text))
        || row.custom_values.iter().any(|text| like.matches(text))
        || ledger.client_of(row).is_some_and(|client| {
            let mut contacts = client.contacts.iter();
            like.matches(&client.name)
                || contacts.any(|one| any(&[&one.first_name, &one.last_name, &one.email]))
        })
        || row
            .lines
            .iter()
            .any(|line| any(&[&line.notes, &line.product_key]))
}

fn days<'a>(params: &'a Params, tests: &mut Vec<Test<'a, Invoice>>) -> Result<(), Box<Refusal>> {
    if let Some(since) = params.get("date").and_then(moment).map(day) {
        tests.push(Box::new(move |row| row.date >= since));
    }
    if let Some(text) = params.get("due_date") {
        let since = moment(text).map(day).ok_or_else(Refusal::server_error)?;
        tests.push(Box::new(move |row| {
            row.due_date.is_some_and(|due| due >= since)
        }));
    }
    if let Some((from, to)) = params.get("date_range").and_then(range) {
        tests.push(Box::new(move |row| from <= row.date && row.date <= to));
    }
    if let Some((from, to)) = params.get("due_date_range").and_then(range) {
        tests.push(Box::new(move |row| {
            row.due_date.is_some_and(|due| from <= due && due <= to)
        }));
    }
    Ok(())
}

fn states<'a>(
    params: &'a Params,
    ledger: &'a Ledger,
    tests: &mut Vec<Test<'a, Invoice>>,
) -> Result<(), Box<Refusal>> {
    let today = ledger.today;
    if let Some(words) = params.get("client_status") {
        client_status(words, today, tests);
    }
    // These two look at their name alone: even `false` asks for them.
    if params.has("upcoming") {
        tests.push(Box::new(move |row| {
            is_owed(row) && row.due_date.is_none_or(|due| due >= today)
        }));
    }
    if params.has("overdue") {
        // The end of today is what counts, and so today is late already.
        let is_past = move |date: Option<Date>| date.is_some_and(|date| date <= today);
        tests.push(Box::new(move |row| {
            is_owed(row) && (is_past(row.due_date) || is_past(row.partial_due_date))
        }));
    }
    if let Some(client) = params.get("payable") {
        let client = row_number(client);
        tests.push(Box::new(move |row| {
            row.client == client
                && matches!(row.status, 1..=3)
                && !row.stamps.is_deleted
                && row.money.balance.is_sign_positive()
                && !row.money.balance.is_zero()
        }));
    }
    let client =
        move |row: &Invoice, test: fn(&Client) -> bool| ledger.client_of(row).is_some_and(test);
    if params.has("without_deleted_clients") {
        tests.push(Box::new(move |row| {
            client(row, |client| client.stamps.archived_at == 0)
        }));
    }
    if params.has("filter_deleted_clients") {
        match params.get("filter_deleted_clients") {
            None => return Err(Refusal::server_error()),
            Some("true") => tests.push(Box::new(move |row| {
                client(row, |client| !client.stamps.is_deleted)
            })),
            Some(_) => {}
        }
    }
    Ok(())
}

fn is_owed(row: &Invoice) -> bool {
    let balance = row.money.balance;
    matches!(row.status, 2 | 3)
        && !row.stamps.is_deleted
        && balance.is_sign_positive()
        && !balance.is_zero()
}

/// Words alone are understood; numbers, `reversed` and everything else restrict nothing.
fn client_status<'a>(words: &'a str, today: Date, tests: &mut Vec<Test<'a, Invoice>>) {
    let words: Vec<&str> = words.split(',').map(str::trim).collect();
    if words.contains(&"all") {
        return;
    }
    let is_known = |word: &&str| ["draft", "paid", "unpaid", "cancelled", "overdue"].contains(word);
    if !words.iter().any(is_known) {
        return;
    }
    tests.push(Box::new(move |row| {
        let is_past = |date: Option<Date>| date.is_some_and(|date| date < today);
        words.iter().any(|word| match *word {
            "draft" => row.status == 1,
            "paid" => row.status == 4,
            "unpaid" => matches!(row.status, 2 | 3),
            "cancelled" => row.status == 5,
            // An `or` without brackets: any invoice with a past deposit day is taken too.
            "overdue" => (is_owed(row) && is_past(row.due_date)) || is_past(row.partial_due_date),
            _ => false,
        })
    }));
}
