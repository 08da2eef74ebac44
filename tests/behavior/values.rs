//! What is told is what the books say: to the cent, the day and the letter.

use std::{collections::HashSet, sync::Arc};

use invoice_gateway::{
    domain::{Invoice, Money, NativeId},
    provider::{Call, Feature},
};
use serde_json::json;

use crate::{
    meddling::Rewritten,
    providers::{Row, Wish},
    suite::{Case, case},
    truth::{Truth, plain},
    world::{LONG, World},
};

pub(crate) fn cases() -> Vec<Case> {
    vec![
        case("money_is_right_to_the_cent", money),
        case("odd_amounts_are_right_to_the_cent", odd_amounts),
        case("zero_decimal_currencies_have_no_cents", zero_decimals),
        case("dates_are_right_to_the_day", dates),
        case("names_and_numbers_are_right", names),
        case("every_state_has_its_status", states),
        case(
            "an_unknown_state_is_unknown_and_keeps_its_word",
            unknown_state,
        ),
        case("odd_texts_come_unharmed", odd_texts),
        case("an_empty_text_is_absent", empty_texts),
        case("children_are_told_as_declared", children),
    ]
}

/// Loads everything and pairs it with the books. Where a load brings a part of an invoice, that part and the whole are
/// a pair each.
async fn pairs(world: &World) -> Vec<(Arc<Invoice>, Truth)> {
    let provider = world.provider();
    let (record, _) = world.load(provider.as_ref()).await;
    let mut pairs = Vec::new();
    let mut parts = Vec::new();
    for document in world.books().await {
        let truth = (world.row.truth)(&document);
        let invoice = record.get(&NativeId::new(&truth.id));
        let invoice = invoice.expect("every invoice is told");
        if invoice.partial {
            parts.push(invoice.id.clone());
            let listed = (world.row.truth)(&(world.row.listed)(&document));
            pairs.push((invoice, listed));
        } else {
            pairs.push((invoice, truth));
        }
    }
    let whole = provider.invoices(&Call::within(LONG), &parts).await;
    let truths = world.truths().await.into_iter();
    for truth in truths.filter(|_| !parts.is_empty()) {
        let whole = whole.get(&NativeId::new(&truth.id)).expect("an answer");
        let whole = Arc::clone(whole.as_ref().expect("an invoice"));
        assert!(!whole.partial, "what is asked by id comes whole");
        pairs.push((whole, truth));
    }
    pairs
}

/// How many invoices the pairs are of.
fn count(pairs: &[(Arc<Invoice>, Truth)]) -> usize {
    let ids: HashSet<&NativeId> = pairs.iter().map(|(invoice, _)| &invoice.id).collect();
    ids.len()
}

#[track_caller]
fn assert_money(told: Option<Money>, truth: Option<&String>, currency: &str) {
    let Some(told) = told else {
        assert_eq!(None, truth);
        return;
    };
    assert_eq!(told.currency.code(), currency);
    let amount = told.amount.to_string();
    let truth = truth.expect("an amount that the books know");
    assert_eq!(plain(&amount), plain(truth));
    let decimals = amount.split_once('.').map_or(0, |(_, cents)| cents.len());
    assert!(
        decimals >= told.currency.decimals() as usize,
        "{amount} {currency}"
    );
}

fn assert_amounts(invoice: &Invoice, truth: &Truth) {
    let currency = truth.currency.as_deref().expect("a currency");
    assert_eq!(invoice.currency.expect("a currency").code(), currency);
    assert_money(invoice.subtotal, truth.subtotal.as_ref(), currency);
    assert_money(invoice.total, truth.total.as_ref(), currency);
    assert_money(invoice.paid, truth.paid.as_ref(), currency);
    assert_money(invoice.balance, truth.balance.as_ref(), currency);
    let sum = |one: Money, other: Money| one.amount + other.amount;
    let parts = invoice.subtotal.zip(invoice.tax);
    assert_eq!(
        parts.map(|(subtotal, tax)| sum(subtotal, tax)),
        invoice.total.map(|total| total.amount),
        "subtotal and tax make the total"
    );
    assert_payments(invoice, truth);
    let lines = truth.line_amounts.iter().flatten();
    for (line, truth) in invoice.line_items.iter().flatten().zip(lines) {
        assert_money(line.subtotal, truth.as_ref(), currency);
    }
}

/// Holds the payments to the books: each in its own currency.
pub(crate) fn assert_payments(invoice: &Invoice, truth: &Truth) {
    let Some(payments) = &invoice.payments else {
        return;
    };
    for (place, (payment, amount)) in payments.iter().zip(&truth.payments).enumerate() {
        let own = truth.payment_currencies.as_ref();
        let currency = own.map(|own| &own[place]).or(truth.currency.as_ref());
        assert_money(payment.amount, amount.as_ref(), currency.expect("one"));
    }
}

async fn money(row: &'static Row) {
    let world = World::with(row, 250).await;
    let pairs = pairs(&world).await;
    for (invoice, truth) in &pairs {
        assert_amounts(invoice, truth);
    }
    // The books must hold what is hard to read, or this proves little.
    let totals = || pairs.iter().filter_map(|(invoice, _)| invoice.total);
    let has_negative = totals().any(|total| total.amount.is_sign_negative());
    assert!(has_negative || !row.negative_totals);
    assert!(totals().any(|total| !total.amount.fract().is_zero()));
    let currencies: HashSet<_> = totals().map(|total| total.currency).collect();
    assert!(currencies.len() > 2, "{currencies:?}");
}

async fn odd_amounts(row: &'static Row) {
    let world = World::with(row, 0).await;
    for price in [
        "0",
        "0.01",
        "-0.01",
        "0.10",
        "0.29",
        "19.99",
        "-1234.56",
        "1.005",
        "999999999.99",
        "-999999999.99",
    ] {
        for currency in ["EUR", "JPY"] {
            let wish = Wish {
                price: Some(price),
                currency: Some(currency),
                payments: vec!["0.01", "0.02"],
                ..Wish::default()
            };
            world.add(&wish, 1).await;
        }
    }
    let pairs = pairs(&world).await;
    assert_eq!(count(&pairs), 20);
    for (invoice, truth) in &pairs {
        assert_amounts(invoice, truth);
    }
}

async fn zero_decimals(row: &'static Row) {
    let world = World::with(row, 120).await;
    let wish = Wish {
        price: Some("1200"),
        currency: Some("JPY"),
        ..Wish::default()
    };
    world.add(&wish, 1).await;
    let pairs = pairs(&world).await;
    let zero = |invoice: &&Invoice| {
        let currency = invoice.currency;
        currency.is_some_and(|currency| currency.decimals() == 0)
    };
    let invoices: Vec<_> = pairs.iter().map(|(invoice, _)| &**invoice).collect();
    let found: Vec<_> = invoices.into_iter().filter(zero).collect();
    assert!(!found.is_empty());
    for invoice in found {
        let total = invoice.total.expect("a total").amount.to_string();
        assert!(!total.contains('.'), "{total}");
    }
}

async fn dates(row: &'static Row) {
    let world = World::with(row, 120).await;
    for (invoice, truth) in pairs(&world).await {
        let day = |date: Option<jiff::civil::Date>| date.map(|date| date.to_string());
        assert_eq!(day(invoice.issue_date), truth.issue_date);
        assert_eq!(day(invoice.due_date), truth.due_date);
        let moment = |text: &Option<String>| -> Option<jiff::Timestamp> {
            text.as_ref().map(|text| text.parse().expect("a moment"))
        };
        assert_eq!(invoice.created_at, moment(&truth.created_at));
        assert_eq!(invoice.updated_at, moment(&truth.updated_at));
    }
}

async fn names(row: &'static Row) {
    let world = World::with(row, 120).await;
    for (invoice, truth) in pairs(&world).await {
        let text = |text: &Option<Box<str>>| text.as_deref().map(str::to_owned);
        assert_eq!(invoice.provider, row.id);
        assert_eq!(text(&invoice.number), truth.number);
        assert_eq!(text(&invoice.reference), truth.reference);
        assert_eq!(text(&invoice.description), truth.description);
        let customer = invoice.customer.as_ref();
        assert_eq!(customer.and_then(|party| text(&party.name)), truth.customer);
    }
}

async fn states(row: &'static Row) {
    let world = World::with(row, 120).await;
    let mut seen = HashSet::new();
    for (invoice, truth) in pairs(&world).await {
        assert_eq!(invoice.status, truth.status, "{}", truth.state);
        assert_eq!(&*invoice.native_status, truth.state);
        seen.insert(invoice.status);
    }
    assert!(seen.len() > 2, "the books hold several states: {seen:?}");
}

async fn unknown_state(row: &'static Row) {
    let world = World::with(row, 3).await;
    let (key, word) = row.unknown_state;
    let provider = world.provider_with(&world.host, |inner| {
        let value = json!(word);
        Arc::new(Rewritten { inner, key, value })
    });
    let (record, _) = world.load(provider.as_ref()).await;
    let ids = world.ids().await;
    let one = provider.invoices(&Call::within(LONG), &ids[..1]).await;
    let one = one.get(&ids[0]).expect("an answer").clone();
    let mut told = record.held();
    assert_eq!(told.len(), 3);
    told.push(one.expect("an invoice"));
    let truths = world.truths().await;
    for invoice in told {
        let truth = truths.iter().find(|truth| truth.id == invoice.id.as_str());
        let status = (row.unknown_status)(truth.expect("it is in the books"));
        assert_eq!(invoice.status, status);
        assert_eq!(&*invoice.native_status, word);
    }
}

async fn odd_texts(row: &'static Row) {
    let world = World::with(row, 0).await;
    let texts = [
        "ünïcödé – 日本語 🧾 \u{202e}dlrow".to_owned(),
        "\"quoted\" \\ back / slash \t tab \n line".to_owned(),
        "<b>&amp;</b> %20 ' ; --".to_owned(),
        "null".to_owned(),
        "ü".repeat(5_000),
        "0123456789".repeat(1_000),
    ];
    for text in &texts {
        let wish = Wish {
            reference: Some(text.clone()),
            text: Some(text.clone()),
            notes: vec![text.clone(), text.clone()],
            attachments: vec![text.clone()],
            ..Wish::default()
        };
        world.add(&wish, 1).await;
    }
    let pairs = pairs(&world).await;
    assert_eq!(count(&pairs), texts.len());
    let reads = world.provider().info().reads;
    for (invoice, truth) in &pairs {
        let text = |text: &Option<Box<str>>| text.as_deref().map(str::to_owned);
        assert_eq!(text(&invoice.reference), truth.reference);
        let lines = invoice.line_items.iter().flatten();
        let lines: Vec<_> = lines.map(|line| text(&line.description)).collect();
        assert_eq!(lines, truth.lines);
        assert!(invoice.partial || lines.iter().flatten().any(|line| texts.contains(line)));
        if reads.notes != Feature::Separate {
            let notes = invoice.notes.iter().flatten();
            let notes: Vec<_> = notes.map(|note| text(&note.text)).collect();
            assert_eq!(notes, truth.notes);
        }
        let files = invoice.attachments.iter().flatten();
        let files: Vec<_> = files.map(|file| text(&file.filename)).collect();
        assert_eq!(files, truth.attachments);
    }
}

async fn empty_texts(row: &'static Row) {
    let world = World::with(row, 0).await;
    let wish = Wish {
        reference: Some(String::new()),
        text: Some(String::new()),
        notes: vec![String::new()],
        ..Wish::default()
    };
    world.add(&wish, 1).await;
    for (invoice, _) in pairs(&world).await {
        assert_eq!(invoice.reference, None);
        assert_eq!(invoice.line_items.is_none(), invoice.partial);
        for line in invoice.line_items.iter().flatten() {
            assert_eq!(line.description, None);
        }
        for note in invoice.notes.iter().flatten() {
            assert_eq!(note.text, None);
        }
    }
}

async fn children(row: &'static Row) {
    let world = World::with(row, 120).await;
    let wish = Wish {
        notes: vec!["one".to_owned(), "two".to_owned()],
        attachments: vec!["a.pdf".to_owned(), "b.pdf".to_owned(), "c.pdf".to_owned()],
        payments: vec!["1.00", "2.00"],
        ..Wish::default()
    };
    let full = world.add(&wish, 1).await;
    let reads = world.provider().info().reads;
    for (invoice, truth) in pairs(&world).await {
        let id = &invoice.id;
        let count = |list: Option<usize>, truth: usize, feature: Feature| match feature {
            Feature::Included => assert_eq!(list, Some(truth), "{id}"),
            // At most the one that follows from the invoice's own state.
            Feature::Derived => assert!(list.is_some_and(|count| count <= 1), "{id}"),
            Feature::Separate | Feature::NotTold => assert_eq!(list, None, "{id}"),
        };
        let payments = invoice.payments.as_ref().map(Vec::len);
        let notes = invoice.notes.as_ref().map(Vec::len);
        let attachments = invoice.attachments.as_ref().map(Vec::len);
        let timeline = invoice.timeline.as_ref().map(Vec::len);
        count(payments, truth.payments.len(), reads.payments);
        count(notes, truth.notes.len(), reads.notes);
        count(attachments, truth.attachments.len(), reads.attachments);
        count(timeline, truth.timeline.len(), reads.timeline);
        let events = invoice.timeline.iter().flatten();
        for (event, truth) in events.zip(&truth.timeline) {
            assert_eq!(Some(&*event.action), truth.as_deref());
        }
        if full.contains(id) && reads.attachments == Feature::Included {
            assert_eq!(attachments, Some(3));
        }
    }
}
