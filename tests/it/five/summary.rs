//! Sums over five accounts: split as asked, exact to the last digit, each account by its own calendar.

use std::collections::BTreeMap;

use invoice_gateway::domain::Decimal;
use jiff::{Timestamp, civil::Date};
use serde_json::{Value, json};

use super::{
    filters::ask_for_details,
    papers::{I3d, Paper, Zones, papers_of, zone_of},
};
use crate::house::{House, Plan};

/// Days begin hours apart: on any moment of the year some of these are a day ahead or behind of the others.
const ZONES: Zones = &[
    ("moneybird", "Pacific/Kiritimati"),
    ("moneybird-external", "Etc/GMT+12"),
    ("invoice-ninja", "America/Los_Angeles"),
    ("dashdoc", "Asia/Tokyo"),
    ("i3d", "Pacific/Auckland"),
];

/// By what sums can be split, and the key that tells it.
const SPLITS: [(&str, &str); 6] = [
    ("ACCOUNT", "account"),
    ("PROVIDER", "provider"),
    ("STATUS", "status"),
    ("CUSTOMER", "customerId"),
    ("ISSUE_MONTH", "issueMonth"),
    ("DUE_MONTH", "dueMonth"),
];

/// The sums of one group: total, paid, balance, overdue, and the balance by five ages.
#[derive(Clone, Debug, Default, PartialEq)]
struct Sums {
    count: usize,
    unknown: usize,
    amounts: [Decimal; 4],
    ages: [Decimal; 5],
}

impl Sums {
    fn add(&mut self, paper: &Paper, today: Date) {
        self.count += 1;
        let lacks_balance = paper.is_outstanding() && paper.balance.is_none();
        self.unknown += usize::from(paper.total.is_none() || lacks_balance);
        self.amounts[0] += paper.total.unwrap_or_default();
        self.amounts[1] += paper.paid.unwrap_or_default();
        if !paper.is_outstanding() {
            return;
        }
        let balance = paper.balance.unwrap_or_default();
        self.amounts[2] += balance;
        let days_late = paper.due_date.map_or(0, |due| (today - due).get_days());
        if days_late > 0 {
            self.amounts[3] += balance;
        }
        let age = match days_late {
            ..=0 => 0,
            1..=30 => 1,
            31..=60 => 2,
            61..=90 => 3,
            _ => 4,
        };
        self.ages[age] += balance;
    }
}

fn key_of(paper: &Paper, split: &[&str]) -> String {
    let month = |day: Option<Date>| Some(day?.to_string()[..7].to_owned());
    let customer = paper.customer.as_ref();
    let id = customer.and_then(|customer| customer.id.clone());
    let name = customer.and_then(|customer| customer.name.clone());
    let mut key = json!({
        "currency": paper.currency, "direction": paper.direction(), "kind": paper.kind(),
        "account": null, "provider": null, "status": null,
        "customerId": null, "customerName": null, "issueMonth": null, "dueMonth": null,
    });
    for by in split {
        let (name, value) = match *by {
            "ACCOUNT" => ("account", json!({"id": paper.account})),
            "PROVIDER" => ("provider", json!({"id": paper.provider})),
            "STATUS" => ("status", json!(paper.status)),
            // A name tells them apart only where the vendor has no ids.
            "CUSTOMER" if id.is_none() => ("customerName", json!(name)),
            "CUSTOMER" => ("customerId", json!(id)),
            "ISSUE_MONTH" => ("issueMonth", json!(month(paper.issue_date))),
            _ => ("dueMonth", json!(month(paper.due_date))),
        };
        key[name] = value;
    }
    key.to_string()
}

fn expected<'p>(
    papers: impl Iterator<Item = &'p Paper>,
    split: &[&str],
    zones: Zones,
) -> BTreeMap<String, Sums> {
    let now = Timestamp::now();
    let mut groups: BTreeMap<String, Sums> = BTreeMap::new();
    for paper in papers {
        let today = now.to_zoned(zone_of(paper.account, zones)).date();
        let group = groups.entry(key_of(paper, split)).or_default();
        group.add(paper, today);
    }
    groups
}

async fn told(house: &House, filter: &Value, split: &[&str]) -> BTreeMap<String, Sums> {
    let query = "query($filter: InvoiceFilter, $groupBy: [SummaryKey!]) {
        invoiceSummary(filter: $filter, groupBy: $groupBy, freshness: CACHE_ONLY) { complete groups {
            keys { currency direction kind account { id } provider { id } status customerId customerName issueMonth dueMonth }
            count unknown total { ...money } paid { ...money } balance { ...money } overdue { ...money }
            ageing { current { ...money } days1To30 { ...money } days31To60 { ...money }
                     days61To90 { ...money } over90Days { ...money } } } } }
        fragment money on Money { amount currency }";
    let data = house
        .data(query, json!({"filter": filter, "groupBy": split}))
        .await;
    let summary = &data["invoiceSummary"];
    assert_eq!(summary["complete"], true);
    let groups = summary["groups"].as_array().unwrap().iter();
    let mut told = BTreeMap::new();
    for group in groups {
        let mut keys = group["keys"].clone();
        if !keys["customerId"].is_null() {
            keys["customerName"] = Value::Null;
        }
        let amount = |money: &Value| -> Decimal {
            assert_eq!(money["currency"], group["keys"]["currency"], "{group}");
            money["amount"].as_str().unwrap().parse().unwrap()
        };
        let ageing = &group["ageing"];
        let ages = [
            "current",
            "days1To30",
            "days31To60",
            "days61To90",
            "over90Days",
        ];
        let sums = Sums {
            count: usize::try_from(group["count"].as_u64().unwrap()).unwrap(),
            unknown: usize::try_from(group["unknown"].as_u64().unwrap()).unwrap(),
            amounts: ["total", "paid", "balance", "overdue"].map(|sum| amount(&group[sum])),
            ages: ages.map(|age| amount(&ageing[age])),
        };
        let twice = told.insert(keys.to_string(), sums);
        assert!(twice.is_none(), "two groups have the same keys: {group}");
    }
    told
}

async fn sums_are_true(zones: Zones) {
    let plan = Plan {
        zones,
        ..Plan::five()
    };
    let house = House::of(plan).await;
    house.load().await;
    ask_for_details(&house).await;
    let papers = papers_of(&house.vendors, I3d::Whole, zones).await;
    let all: Vec<&str> = SPLITS.iter().map(|(by, _)| *by).collect();
    let mut splits: Vec<Vec<&str>> = vec![vec![], vec!["ACCOUNT", "STATUS"], all.clone()];
    splits.extend(all.into_iter().map(|by| vec![by]));
    for split in &splits {
        for deleted in [false, true] {
            let wanted = papers.iter().filter(|paper| paper.deleted == deleted);
            let filter = json!({"deleted": deleted});
            let told = told(&house, &filter, split).await;
            assert_eq!(told, expected(wanted, split, zones), "{split:?} {filter}");
        }
    }
    let unknown = papers.iter().filter(|paper| paper.total.is_none());
    assert!(unknown.count() > 0, "some vendor does not tell every total");
    let overdue = |paper: &&Paper| {
        let today = Timestamp::now()
            .to_zoned(zone_of(paper.account, zones))
            .date();
        paper.is_overdue(today)
    };
    let told = told(&house, &json!({"overdue": true}), &["ACCOUNT"]).await;
    let wanted = papers.iter().filter(overdue);
    assert_eq!(told, expected(wanted, &["ACCOUNT"], zones));
    // Every account has some, and no sum of them is of what is not late.
    assert!(
        told.values()
            .all(|sums| sums.ages[0].is_zero() && sums.amounts[2] == sums.amounts[3])
    );
}

#[tokio::test]
async fn sums_are_split_by_everything_and_exact() {
    sums_are_true(&[]).await;
}

#[tokio::test]
async fn what_is_late_is_so_by_each_accounts_own_calendar() {
    sums_are_true(ZONES).await;
}

#[tokio::test]
async fn what_falls_due_today_is_late_only_where_it_is_tomorrow() {
    let plan = Plan {
        zones: ZONES,
        ..Plan::five()
    };
    let house = House::of(plan).await;
    let today = crate::vendors::today();
    for (resource, key, issued) in [
        ("moneybird", "invoice_id", "invoice_date"),
        ("moneybird-external", "reference", "date"),
    ] {
        let invoice = json!({key: "due today", issued: today, "due_date": today, "state": "open"});
        house
            .control(json!({"add": {"resource": resource, "invoice": invoice}}))
            .await;
    }
    house.load().await;
    let query = "{ invoices(filter: {number: [\"due today\"]}) { nodes { account { id today } dueDate overdue } } }";
    let list = house.data(query, json!({})).await["invoices"]["nodes"].clone();
    let list = list.as_array().unwrap();
    assert_eq!(list.len(), 2);
    for row in list {
        let (day, due) = (row["account"]["today"].as_str(), row["dueDate"].as_str());
        assert_eq!(row["overdue"], json!(due < day), "{row}");
    }
    // Between the two there is always a day, and often two.
    assert_ne!(list[0]["account"]["today"], list[1]["account"]["today"]);
}
