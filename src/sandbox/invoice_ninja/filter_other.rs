//! Filters of the lists of payments, clients and documents.

use crate::sandbox::invoice_ninja::errors::Refusal;
use crate::sandbox::invoice_ninja::filter::{Like, Test, common, range, row_number};
use crate::sandbox::invoice_ninja::ledger::Ledger;
use crate::sandbox::invoice_ninja::params::Params;
use crate::sandbox::invoice_ninja::rows::{Client, Document, Parent, Payment};

/// Every condition that a request puts on payments. There is none for an invoice or a type.
pub(super) fn payments<'a>(
    params: &'a Params,
    ledger: &'a Ledger,
) -> Result<Vec<Test<'a, Payment>>, Box<Refusal>> {
    let mut tests = common(params)?;
    if let Some(words) = params.get("client_status") {
        client_status(words, &mut tests);
    }
    if let Some(number) = params.get("number") {
        tests.push(Box::new(move |row| row.number == number));
    }
    if let Some(client) = params.get("client_id") {
        let client = row_number(client);
        tests.push(Box::new(move |row| row.client == client));
    }
    if let Some(text) = params.get("filter") {
        let like = Like::new(text);
        tests.push(Box::new(move |row| {
            let client = ledger.clients.get(&row.client);
            [
                row.number.as_ref(),
                row.transaction_reference.as_ref(),
                &format!("{:.6}", row.amount),
                &row.date.to_string(),
                client.map_or("", |client| &client.name),
            ]
            .iter()
            .any(|text| like.matches(text))
        }));
    }
    // Three parts, the first of which names the column.
    let range = params.get("date_range").and_then(|text| {
        let (column, days) = text.split_once(',')?;
        (column == "date").then(|| range(days)).flatten()
    });
    if let Some((from, to)) = range {
        tests.push(Box::new(move |row| from <= row.date && row.date <= to));
    }
    if params.get("match_transactions") == Some("true") {
        // No payment of these books was matched with a bank transaction yet.
        tests.push(Box::new(|row| !row.stamps.is_deleted));
    }
    Ok(tests)
}

fn client_status<'a>(words: &'a str, tests: &mut Vec<Test<'a, Payment>>) {
    const KNOWN: [&str; 7] = [
        "pending",
        "cancelled",
        "failed",
        "completed",
        "partially_refunded",
        "refunded",
        "partially_unapplied",
    ];
    let words: Vec<&str> = words.split(',').map(str::trim).collect();
    if words.contains(&"all") || !words.iter().any(|word| KNOWN.contains(word)) {
        return;
    }
    tests.push(Box::new(move |row| {
        words.iter().any(|word| match *word {
            "partially_unapplied" => row.applied < row.amount,
            word => {
                KNOWN[..6].iter().position(|known| *known == word)
                    == Some(usize::from(row.status) - 1)
            }
        })
    }));
}

/// Every condition that a request puts on clients.
pub(super) fn clients<'a>(params: &'a Params) -> Result<Vec<Test<'a, Client>>, Box<Refusal>> {
    let mut tests = common(params)?;
    if let Some(number) = params.get("number") {
        tests.push(Box::new(move |row: &Client| row.number == number));
    }
    if let Some(text) = params.get("filter") {
        let like = Like::new(text);
        tests.push(Box::new(move |row: &Client| {
            let mut contacts = row.contacts.iter();
            like.matches(&row.name)
                || like.matches(&row.number)
                || contacts.any(|one| {
                    [&one.first_name, &one.last_name, &one.email]
                        .iter()
                        .any(|text| like.matches(text))
                })
        }));
    }
    Ok(tests)
}

/// Every condition that a request puts on documents. There is none for an invoice.
pub(super) fn documents<'a>(
    params: &'a Params,
    ledger: &'a Ledger,
) -> Result<Vec<Test<'a, Document>>, Box<Refusal>> {
    let mut tests = common(params)?;
    if let Some(text) = params.get("filter") {
        let like = Like::new(text);
        tests.push(Box::new(move |row: &Document| like.matches(&row.name)));
    }
    for kind in params.get("type").unwrap_or_default().split(',') {
        let test: fn(&Document) -> bool = match kind.trim() {
            "private" => |row| !row.is_public,
            "public" => |row| row.is_public,
            "pdf" => |row| row.extension == "pdf",
            "image" => |row| row.width > 0,
            "other" => |row| row.width == 0 && row.extension != "pdf",
            _ => continue,
        };
        tests.push(Box::new(test));
    }
    if let Some(client) = params.get("client_id") {
        let client = row_number(client);
        tests.push(Box::new(move |row| match row.parent {
            Parent::Company => false,
            Parent::Client(own) => own == client,
            Parent::Invoice(id) => ledger
                .invoices
                .get(&id)
                .is_some_and(|invoice| invoice.client == client),
            Parent::Payment(id) => ledger
                .payments
                .get(&id)
                .is_some_and(|payment| payment.client == client),
        }));
    }
    if params.get("company_documents") == Some("true") {
        tests.push(Box::new(|row| row.parent == Parent::Company));
    }
    Ok(tests)
}
