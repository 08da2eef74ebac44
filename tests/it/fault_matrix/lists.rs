//! Lists, sums and other root fields while one of the five vendors is bad, cold and warm.

use std::{collections::BTreeSet, sync::Arc, time::Instant};

use serde_json::{Value, json};

use super::{
    faults::{Ends, Fault, faults, secrets},
    trials::{CONFIG, DEADLINE, INVOICES, MAX_WAIT, run},
};
use crate::{
    house::{FIVE, House, Plan, Resident},
    keys::keys,
    vendors::Vendors,
};

const LIST: &str = "query($freshness: Freshness) {
    invoices(first: 250, freshness: $freshness) {
        nodes { nativeId account { id } issueDate number status total { amount currency } stale }
        accounts { account { id } state error { code message operation retryable retryAfter } }
        complete totalCount }
    accounts { id sync { state } } }";

/// What there is besides, of what is known by now.
const REST: &str = "{
    payments(first: 50, freshness: CACHE_ONLY) { nodes { invoice { account { id } } } complete totalCount }
    customers(first: 50, freshness: CACHE_ONLY) { nodes { account { id } } complete totalCount }
    invoiceSummary(freshness: CACHE_ONLY) { groups { count } complete } }";

/// One vendor that is bad in one way.
struct Trial {
    vendors: Arc<Vendors>,
    house: House,
    bad: &'static Resident,
    fault: Fault,
    /// Every row that the vendors tell.
    rows: Arc<BTreeSet<String>>,
}

/// What each account holds, but for what is deleted.
async fn rows(vendors: &Vendors) -> BTreeSet<String> {
    let mut rows = BTreeSet::new();
    for resident in &FIVE {
        let books = vendors.books(resident.provider).await;
        let live = books
            .iter()
            .filter(|document| document["is_deleted"] != true);
        rows.extend(live.map(|document| {
            let id = ["/id", "/uid", "/list/id"]
                .into_iter()
                .find_map(|key| document.pointer(key));
            format!("{} {}", resident.id, id.unwrap().as_str().unwrap())
        }));
    }
    rows
}

impl Trial {
    async fn new(bad: &'static Resident, fault: Fault, rows: Arc<BTreeSet<String>>) -> Self {
        let vendors = Vendors::open(Some(INVOICES), false).await;
        let plan = Plan {
            extra: CONFIG,
            ..Plan::five()
        };
        Self {
            house: House::over(Arc::clone(&vendors), &plan).await,
            vendors,
            bad,
            fault,
            rows,
        }
    }

    async fn break_it(&self) {
        self.vendors
            .fault(self.bad.provider, &self.fault.answer)
            .await;
    }

    /// Asks for the list; gives the answer after looking for what must be in every one.
    async fn ask(&self, freshness: &str) -> Value {
        let name = self.fault.name;
        let before = Instant::now();
        let text = self.house.text(LIST, json!({"freshness": freshness})).await;
        let limit = match freshness {
            "LIVE" => DEADLINE,
            _ => MAX_WAIT,
        };
        assert!(
            before.elapsed() < limit,
            "{name} {freshness}: {:?}",
            before.elapsed()
        );
        assert_eq!(keys(&text, "/data"), ["invoices", "accounts"], "{name}");
        assert_eq!(
            keys(&text, "/data/invoices"),
            ["nodes", "accounts", "complete", "totalCount"],
            "{name}"
        );
        for secret in secrets(self.vendors.address) {
            assert!(!text.contains(&secret), "{name}: {secret} in {text}");
        }
        let answer: Value = serde_json::from_str(&text).unwrap();
        assert!(
            answer.get("errors").is_none(),
            "{name}: {}",
            answer["errors"]
        );
        answer["data"].clone()
    }

    fn seen(data: &Value) -> BTreeSet<String> {
        let nodes = data["invoices"]["nodes"].as_array().unwrap();
        let name = |node: &Value| {
            let (account, id) = (&node["account"]["id"], &node["nativeId"]);
            format!("{} {}", account.as_str().unwrap(), id.as_str().unwrap())
        };
        let seen: BTreeSet<String> = nodes.iter().map(name).collect();
        assert_eq!(seen.len(), nodes.len(), "a row was repeated");
        seen
    }

    /// The four others are well; gives how the bad one stands.
    fn others_are_well(&self, data: &Value) -> Value {
        let mut bad = Value::Null;
        let accounts = data["invoices"]["accounts"].as_array().unwrap();
        assert_eq!(accounts.len(), FIVE.len());
        for account in accounts {
            if account["account"]["id"] == self.bad.id {
                bad = account.clone();
                continue;
            }
            let expected = json!({"account": account["account"], "state": "FRESH", "error": null});
            assert_eq!(*account, expected, "{}", self.fault.name);
        }
        bad
    }

    fn tells_the_reason(&self, account: &Value) {
        let (error, fault) = (&account["error"], &self.fault);
        assert_eq!(error["code"], fault.code, "{}: {account}", fault.name);
        assert_eq!(
            error["retryable"], fault.retryable,
            "{}: {account}",
            fault.name
        );
        assert!(error["operation"].is_string(), "{}: {account}", fault.name);
        let seconds = error["retryAfter"].as_u64();
        match &fault.ends {
            Ends::Later(range) => assert!(
                seconds.is_some_and(|wait| range.contains(&wait)),
                "{}: {account}",
                fault.name
            ),
            Ends::After(_) => assert!(
                seconds.is_some_and(|wait| wait <= 1),
                "{}: {account}",
                fault.name
            ),
            Ends::AtOnce => assert_eq!(seconds, None, "{}: {account}", fault.name),
        }
    }

    /// While nothing was ever read of it: all of the others, nothing of it, and no total.
    async fn cold(&self) {
        let of_bad = format!("{} ", self.bad.id);
        let expected: BTreeSet<String> = self
            .rows
            .iter()
            .filter(|row| !row.starts_with(&of_bad))
            .cloned()
            .collect();
        for freshness in ["LIVE", "BY_AGE"] {
            let data = self.ask(freshness).await;
            assert_eq!(
                Self::seen(&data),
                expected,
                "{} {freshness}",
                self.fault.name
            );
            let name = self.fault.name;
            let honest = |list: &Value| {
                let told = (&list["complete"], &list["totalCount"]);
                assert_eq!(told, (&json!(false), &Value::Null), "{name}");
            };
            let rest = self.house.data(REST, json!({})).await;
            honest(&data["invoices"]);
            honest(&rest["payments"]);
            honest(&rest["customers"]);
            let summary = &rest["invoiceSummary"];
            assert_eq!(summary["complete"], false, "{name}");
            let groups = summary["groups"].as_array().unwrap().iter();
            let count: u64 = groups.map(|group| group["count"].as_u64().unwrap()).sum();
            assert_eq!(json!(count), expected.len(), "{}", self.fault.name);
            let bad = self.others_are_well(&data);
            match freshness {
                "LIVE" => assert_eq!(bad["state"], "FAILED", "{}: {bad}", self.fault.name),
                // It may be on its way again.
                _ => assert!(
                    ["FAILED", "LOADING"]
                        .map(Value::from)
                        .contains(&bad["state"]),
                    "{}: {bad}",
                    self.fault.name
                ),
            }
            self.tells_the_reason(&bad);
        }
    }

    /// Once it was read: all of it stays, marked as stale.
    async fn warm(&self) {
        for freshness in ["LIVE", "BY_AGE"] {
            let data = self.ask(freshness).await;
            assert_eq!(
                Self::seen(&data),
                *self.rows,
                "{} {freshness}",
                self.fault.name
            );
            let told = (
                &data["invoices"]["complete"],
                &data["invoices"]["totalCount"],
            );
            assert_eq!(
                told,
                (&json!(true), &json!(self.rows.len())),
                "{}",
                self.fault.name
            );
            for node in data["invoices"]["nodes"].as_array().unwrap() {
                let is_of_bad = node["account"]["id"] == self.bad.id;
                assert_eq!(node["stale"], is_of_bad, "{}: {node}", self.fault.name);
            }
            let bad = self.others_are_well(&data);
            assert_eq!(bad["state"], "STALE", "{}: {bad}", self.fault.name);
            self.tells_the_reason(&bad);
        }
    }

    /// When the vendor is well again, so is its account; `false` where it is to be left alone for now.
    async fn recovers(&self) -> bool {
        self.vendors.heal().await;
        match &self.fault.ends {
            Ends::AtOnce => {}
            Ends::After(time) => tokio::time::sleep(*time).await,
            Ends::Later(_) => {
                self.is_left_alone().await;
                return false;
            }
        }
        let data = self.ask("LIVE").await;
        assert_eq!(Self::seen(&data), *self.rows, "{}", self.fault.name);
        assert_eq!(data["invoices"]["complete"], true, "{}", self.fault.name);
        let rest = self.house.data(REST, json!({})).await;
        for list in ["payments", "invoiceSummary"] {
            assert_eq!(rest[list]["complete"], true, "{} {list}", self.fault.name);
        }
        let query =
            "query ($id: ID) { customers(account: $id, freshness: CACHE_ONLY) { complete } }";
        let customers = self.house.data(query, json!({"id": self.bad.id})).await;
        // i3D.net names customers in details alone, which nobody has asked for.
        let told = self.bad.provider != "i3d";
        assert_eq!(
            customers["customers"]["complete"], told,
            "{}",
            self.fault.name
        );
        assert_eq!(
            data["invoices"]["totalCount"],
            self.rows.len(),
            "{}",
            self.fault.name
        );
        let account = self.others_are_well(&data);
        let expected = json!({"account": {"id": self.bad.id}, "state": "FRESH", "error": null});
        assert_eq!(account, expected, "{}", self.fault.name);
        true
    }

    /// A vendor that asked to be left alone is, however live somebody wants it.
    async fn is_left_alone(&self) {
        self.vendors.forget_calls().await;
        let data = self.ask("LIVE").await;
        self.tells_the_reason(&self.others_are_well(&data));
        let calls = self.vendors.calls().await;
        let path = match self.bad.provider {
            "moneybird" => "}/sales_invoices",
            "moneybird-external" => "}/external_sales_invoices",
            _ => self.bad.path,
        };
        assert!(
            calls.keys().all(|route| !route.contains(path)),
            "{}: {calls:?}",
            self.fault.name
        );
    }
}

#[tokio::test]
async fn whatever_one_of_five_does_the_others_answer_and_when_it_ends_all_is_well() {
    let each = FIVE.iter().flat_map(|bad| {
        faults(bad.provider)
            .into_iter()
            .map(move |fault| (bad, fault))
    });
    // Equal options give equal books.
    let rows = Arc::new(rows(&*Vendors::open(Some(INVOICES), false).await).await);
    let trials = each.map(|(bad, fault)| {
        let rows = Arc::clone(&rows);
        let name = format!("{} {}", bad.id, fault.name);
        let trial = async move {
            let trial = Trial::new(bad, fault, rows).await;
            trial.break_it().await;
            trial.cold().await;
            if trial.recovers().await {
                trial.break_it().await;
                trial.warm().await;
                trial.recovers().await;
            }
        };
        (name, trial)
    });
    run(trials).await;
}
