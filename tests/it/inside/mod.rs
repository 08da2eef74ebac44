//! What an operator sees: `/metrics` and `/health/ready`.

mod numbers;
mod page;
mod ready;
pub(crate) mod text;

use serde_json::json;

use crate::{
    house::{House, Plan, Resident},
    inside::text::Page,
};

/// One account of each provider, with names that no other house has: what is counted is counted for the whole process.
macro_rules! residents {
    ($name:ident, $prefix:literal) => {
        static $name: [crate::house::Resident; 5] = [
            crate::house::Resident {
                id: concat!($prefix, "-moneybird"),
                ..crate::house::FIVE[0]
            },
            crate::house::Resident {
                id: concat!($prefix, "-external"),
                ..crate::house::FIVE[1]
            },
            crate::house::Resident {
                id: concat!($prefix, "-ninja"),
                ..crate::house::FIVE[2]
            },
            crate::house::Resident {
                id: concat!($prefix, "-dashdoc"),
                ..crate::house::FIVE[3]
            },
            crate::house::Resident {
                id: concat!($prefix, "-i3d"),
                ..crate::house::FIVE[4]
            },
        ];
    };
}
pub(crate) use residents;

/// Nothing is refreshed by its age while a test looks.
const SLOW: &str = "[cache]\nrefresh = \"1h\"\nmax_age = \"2h\"\n";

/// A house of these accounts.
fn plan(residents: &'static [Resident]) -> Plan {
    Plan {
        residents,
        extra: SLOW,
        invoices: Some(64),
        ..Plan::default()
    }
}

/// What the gateway tells.
async fn scrape(house: &House) -> Page {
    let answer = house.send(reqwest::Method::GET, "/metrics").await;
    assert_eq!(answer.status(), 200);
    Page::read(&answer.text().await.unwrap())
}

/// All calls that the simulators saw.
async fn calls(house: &House) -> f64 {
    let calls = house.calls().await;
    let calls: u64 = calls.values().sum();
    f64::from(u32::try_from(calls).unwrap())
}

/// Asks for the first page of everything.
async fn list(house: &House) {
    let query = "{ invoices(first: 50) { complete nodes { id number payments { id } } } }";
    house.data(query, json!({})).await;
}
