//! Money as a client reads it: each amount with the digits that it must have, from five vendors who write it in five ways.

use serde_json::{Value, json};

use crate::house::{FIVE, House};

/// All invoices of an account, as a client reads them.
async fn invoices(house: &House, account: &str) -> Vec<Value> {
    let query = "query($account: ID!) { invoices(first: 250, filter: {accounts: [$account]}, freshness: LIVE) {
            complete nodes { nativeId currency subtotal { amount currency } tax { amount } total { amount }
                balance { amount } lineItems { unitPrice { amount } subtotal { amount } } } } }";
    let data = house.data(query, json!({"account": account})).await;
    let invoices = &data["invoices"];
    assert_eq!(invoices["complete"], true, "{account}");
    invoices["nodes"].as_array().unwrap().clone()
}

/// A client of Invoice Ninja's whose money has the number of this currency.
async fn client(house: &House, currency: &str) -> String {
    let client = json!({"name": "Munt", "settings": {"currency_id": currency}});
    house.add("invoice-ninja-clients", client).await
}

/// What a client must read at a path of an invoice.
type Wanted = Vec<(&'static str, &'static str)>;

async fn assert_told(house: &House, account: &str, wanted: Vec<(Value, Wanted)>) {
    let mut ids = Vec::new();
    for (row, _) in &wanted {
        ids.push(house.add(account, row.clone()).await);
    }
    let nodes = invoices(house, account).await;
    for (id, (row, wanted)) in ids.iter().zip(wanted) {
        let node = nodes.iter().find(|node| node["nativeId"] == **id);
        let node = node.unwrap_or_else(|| panic!("{row} is not told"));
        for (path, text) in wanted {
            assert_eq!(node.pointer(path), Some(&json!(text)), "{path} of {row}");
        }
    }
}

#[tokio::test]
async fn floats_are_told_in_the_digits_that_were_meant() {
    let house = House::small().await;
    let [euro, yen, dinar] = [
        client(&house, "3").await,
        client(&house, "45").await,
        client(&house, "104").await,
    ];
    let of = |client: &str, amount: &str| {
        let line = json!({"cost": "4.03", "quantity": "5", "era": "noisy"});
        json!({"client_id": client, "amount": amount, "balance": amount, "total_taxes": "0", "line_items": [line]})
    };
    let wanted = vec![
        (
            of(&euro, "20.150000000000002"),
            vec![
                ("/total/amount", "20.15"),
                ("/balance/amount", "20.15"),
                ("/subtotal/currency", "EUR"),
                ("/lineItems/0/subtotal/amount", "20.15"),
                ("/lineItems/0/unitPrice/amount", "4.03"),
            ],
        ),
        (of(&euro, "0.00001"), vec![("/total/amount", "0.00001")]),
        (of(&euro, "-0"), vec![("/total/amount", "0.00")]),
        (
            of(&euro, "9999999999999.99"),
            vec![("/total/amount", "9999999999999.99")],
        ),
        (
            of(&yen, "5000"),
            vec![("/total/amount", "5000"), ("/currency", "JPY")],
        ),
        (
            of(&dinar, "20.150000000000002"),
            vec![("/total/amount", "20.150"), ("/currency", "KWD")],
        ),
        (of(&dinar, "1.234"), vec![("/total/amount", "1.234")]),
    ];
    assert_told(&house, "invoice-ninja", wanted).await;
}

#[tokio::test]
async fn cents_in_texts_are_hundredths_in_every_currency() {
    let house = House::small().await;
    let of = |currency: &str, cents: &str, credit: u8| json!({"currency": currency, "amountIncVAT": cents, "amountExclVAT": cents, "isCredit": credit});
    let wanted = vec![
        (
            of("EUR", "2015", 0),
            vec![
                ("/total/amount", "20.15"),
                ("/tax/amount", "0.00"),
                ("/lineItems/0/unitPrice/amount", "20.15"),
            ],
        ),
        (of("EUR", "2015", 1), vec![("/total/amount", "-20.15")]),
        (of("EUR", "0", 1), vec![("/total/amount", "0.00")]),
        (of("EUR", "0.5", 0), vec![("/total/amount", "0.005")]),
        (
            of("EUR", "999999999999", 0),
            vec![("/total/amount", "9999999999.99")],
        ),
        (of("JPY", "500000", 0), vec![("/total/amount", "5000")]),
        (of("KWD", "2015", 0), vec![("/total/amount", "20.150")]),
        (of("BHD", "1250", 0), vec![("/total/amount", "12.500")]),
    ];
    assert_told(&house, "i3d", wanted).await;
}

#[tokio::test]
async fn decimal_texts_keep_every_digit() {
    let house = House::small().await;
    let of = |currency: &str, price: &str| {
        let detail = json!({"price": price, "tax_rate": "0"});
        json!({"currency": currency, "details": [detail]})
    };
    for account in ["moneybird", "moneybird-external"] {
        let wanted = vec![
            (
                of("EUR", "0.00001"),
                vec![
                    ("/lineItems/0/unitPrice/amount", "0.00001"),
                    ("/total/amount", "0.00"),
                ],
            ),
            (of("EUR", "-0"), vec![("/total/amount", "0.00")]),
            (
                of("EUR", "999999999.99"),
                vec![("/total/amount", "999999999.99")],
            ),
            (of("JPY", "5000"), vec![("/total/amount", "5000")]),
        ];
        assert_told(&house, account, wanted).await;
    }
    let of = |currency: &str, net: &str, tax: &str| json!({"currency": currency, "lines": [{"unit_price": net}], "total_price": net, "total_tax_amount": tax});
    let wanted = vec![
        (
            of("EUR", "20.15", "4.23"),
            vec![
                ("/subtotal/amount", "20.15"),
                ("/tax/amount", "4.23"),
                ("/total/amount", "24.38"),
            ],
        ),
        (of("EUR", "-0", "0"), vec![("/total/amount", "0.00")]),
        (of("JPY", "5000", "500"), vec![("/total/amount", "5500")]),
        (of("KWD", "1.23", "0"), vec![("/total/amount", "1.230")]),
    ];
    assert_told(&house, "dashdoc", wanted).await;
}

#[tokio::test]
async fn no_amount_of_any_vendor_has_the_noise_of_floats() {
    let house = House::small().await;
    for account in FIVE.map(|resident| resident.id) {
        // Where a vendor computes with floats the books must have it, or this proves little.
        let books = Value::Array(house.books(account).await).to_string();
        let is_noisy = books
            .split(|letter: char| !letter.is_ascii_digit() && letter != '.')
            .filter_map(|number| number.split_once('.'))
            .any(|(_, decimals)| decimals.len() > 12);
        assert_eq!(
            is_noisy,
            ["invoice-ninja", "dashdoc"].contains(&account),
            "{account}"
        );
        let mut amounts = 0;
        for node in invoices(&house, account).await {
            let lines = node["lineItems"].as_array().into_iter().flatten();
            let lines = lines.map(|line| &line["subtotal"]);
            let sums = ["subtotal", "tax", "total", "balance"].map(|sum| &node[sum]);
            for money in sums.into_iter().chain(lines) {
                let Some(amount) = money["amount"].as_str() else {
                    continue;
                };
                let cents = amount.split_once('.').map_or("", |(_, cents)| cents);
                // A quantity of three decimals at a price of four has seven, and noise comes far behind them.
                assert!(cents.len() <= 7, "{account}: {amount} in {node:#}");
                amounts += 1;
            }
        }
        assert!(amounts > 200, "{account}: {amounts}");
    }
}
