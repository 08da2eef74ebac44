//! What the five books hold, and that every row of the list says what its document says.

use std::collections::{BTreeMap, BTreeSet};

use invoice_gateway::domain::Decimal;
use jiff::Timestamp;
use serde_json::{Value, json};

use super::{
    order::newest_first,
    papers::{Customer, I3d, Paper, papers},
    walk::{Walk, name, names},
};
use crate::house::{FIVE, House};

/// Every status that each vendor's page has.
const WORDS: [(&str, &[&str]); 5] = [
    (
        "moneybird",
        &[
            "draft",
            "scheduled",
            "open",
            "pending_payment",
            "reminded",
            "late",
            "paid",
            "uncollectible",
        ],
    ),
    (
        "moneybird-external",
        &[
            "new",
            "open",
            "late",
            "paid",
            "uncollectible",
            "pending_payment",
        ],
    ),
    ("invoice-ninja", &["1", "2", "3", "4", "5", "6"]),
    ("dashdoc", &["draft", "final", "paid"]),
    ("i3d", &["0", "1"]),
];

#[tokio::test]
async fn each_account_has_sixty_invoices_in_several_currencies_and_every_status() {
    let house = House::five().await;
    house.load().await;
    let papers = papers(&house, I3d::Listed).await;
    for (account, words) in WORDS {
        let of_account = papers.iter().filter(|paper| paper.account == account);
        let live: Vec<&Paper> = of_account.filter(|paper| !paper.deleted).collect();
        assert!(live.len() >= 60, "{account}: {}", live.len());
        let currencies: BTreeSet<_> = live
            .iter()
            .filter_map(|paper| paper.currency.as_ref())
            .collect();
        assert!(currencies.len() >= 3, "{account}: {currencies:?}");
        let found: BTreeSet<&str> = live
            .iter()
            .map(|paper| paper.native_status.as_str())
            .collect();
        assert_eq!(found, words.iter().copied().collect(), "{account}");
    }
    let query = "{ accounts { id providerId sync { state done total error { code } } } }";
    let accounts = house.data(query, json!({})).await["accounts"].clone();
    let mut expected: Vec<Value> = FIVE
        .iter()
        .map(|resident| {
            let (id, provider) = (resident.id, resident.provider_id);
            let count = papers.iter().filter(|paper| paper.account == id).count();
            let sync = json!({"state": "FRESH", "done": count, "total": count, "error": null});
            json!({"id": id, "providerId": provider, "sync": sync})
        })
        .collect();
    expected.sort_by_key(|account| account["id"].to_string());
    assert_eq!(accounts, json!(expected));
}

/// What `compare` looks at.
pub(super) const FIELDS: &str = "providerId number reference description nativeStatus status kind direction overdue
    archived deleted issueDate dueDate createdAt updatedAt finalizedAt currency privateNote
    subtotal { amount currency } total { amount currency } paid { amount currency } balance { amount currency }
    customer { nativeId name email customerNumber deleted }
    lineItems { description } attachments { id } payments { amount { amount currency } date reference }";

#[tokio::test]
async fn every_row_of_the_list_says_what_its_document_says() {
    let house = House::five().await;
    house.load().await;
    let papers = papers(&house, I3d::Whole).await;
    let by_name: BTreeMap<String, &Paper> =
        papers.iter().map(|paper| (paper.name(), paper)).collect();
    let mut seen = 0;
    for deleted in [false, true] {
        let walk = Walk {
            filter: json!({"deleted": deleted}),
            sizes: &[60],
            fields: FIELDS,
            ..Walk::default()
        };
        let rows = walk.rows(&house).await;
        let listed = papers.iter().filter(|paper| paper.deleted == deleted);
        assert_eq!(names(&rows), newest_first(listed));
        for row in &rows {
            compare(row, by_name[&name(row)]);
        }
        seen += rows.len();
    }
    assert_eq!(seen, papers.len());
    assert!(papers.iter().filter(|paper| paper.deleted).count() >= 3);
}

/// Holds a row of the list to its document.
pub(super) fn compare(row: &Value, paper: &Paper) {
    let text = |value: &Value| value.as_str().map(str::to_owned);
    let is = |key: &str, told: Option<String>| {
        assert_eq!(text(&row[key]), told, "{key} of {row:#} {paper:#?}");
    };
    is("providerId", Some(paper.provider.to_owned()));
    is("number", paper.number.clone());
    is("reference", paper.reference.clone());
    is("description", paper.description.clone());
    is("privateNote", paper.private_note.clone());
    is("nativeStatus", Some(paper.native_status.clone()));
    is("status", Some(paper.status.to_owned()));
    is("kind", Some(paper.kind().to_owned()));
    is("direction", Some(paper.direction().to_owned()));
    is("issueDate", paper.issue_date.map(|day| day.to_string()));
    is("dueDate", paper.due_date.map(|day| day.to_string()));
    is("currency", paper.currency.clone());
    for (key, told) in [
        ("createdAt", paper.created_at),
        ("updatedAt", paper.updated_at),
        ("finalizedAt", paper.finalized_at),
    ] {
        let moment: Option<Timestamp> = text(&row[key]).map(|moment| moment.parse().unwrap());
        // Moments are told to the millisecond; some vendors know more.
        let told = told.map(|told| Timestamp::from_millisecond(told.as_millisecond()).unwrap());
        assert_eq!(moment, told, "{key} of {row:#}");
    }
    for (key, told) in [
        ("subtotal", paper.subtotal),
        ("total", paper.total),
        ("paid", paper.paid),
        ("balance", paper.balance),
    ] {
        assert_eq!(
            money(&row[key], paper.currency.as_ref()),
            told,
            "{key} of {row:#} {paper:#?}"
        );
    }
    assert_eq!(row["deleted"] == true, paper.deleted, "{row:#}");
    assert_eq!(row["archived"] == true, paper.archived, "{row:#}");
    assert_eq!(customer(&row["customer"]), paper.customer, "{row:#}");
    let of = |list: &str| row[list].as_array().cloned().unwrap_or_default();
    let lines: Vec<String> = of("lineItems")
        .iter()
        .filter_map(|line| text(&line["description"]))
        .collect();
    assert_eq!(lines, paper.lines, "{row:#}");
    assert_eq!(of("attachments").len(), paper.files, "{row:#}");
    let payments = of("payments");
    assert_eq!(payments.len(), paper.payments.len(), "{row:#}");
    let payments: Vec<_> = payments
        .iter()
        .zip(&paper.payments)
        .map(|(payment, receipt)| {
            let amount = money(&payment["amount"], receipt.currency_on(paper).as_ref());
            (amount, text(&payment["date"]), text(&payment["reference"]))
        })
        .collect();
    let told: Vec<_> = paper
        .payments
        .iter()
        .map(|receipt| {
            let date = receipt.date.map(|date| date.to_string());
            (receipt.amount, date, receipt.reference.clone())
        })
        .collect();
    assert_eq!(payments, told, "{row:#}");
}

/// An amount of a row, which must be in this currency.
pub(super) fn money(money: &Value, currency: Option<&String>) -> Option<Decimal> {
    let amount = money["amount"].as_str()?;
    assert_eq!(money["currency"].as_str(), currency.map(String::as_str));
    Some(amount.parse().unwrap())
}

fn customer(party: &Value) -> Option<Customer> {
    let text = |key: &str| party[key].as_str().map(str::to_owned);
    party.is_object().then(|| Customer {
        id: text("nativeId"),
        name: text("name"),
        email: text("email"),
        number: text("customerNumber"),
        deleted: party["deleted"] == true,
    })
}
