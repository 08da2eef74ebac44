//! Amounts that are hard to read, each with the very text in which it must be told.
//!
//! What is put into the books and what must come of it are both written here by the vendor's page, so that no reading of
//! the suite's own stands between.

use invoice_gateway::{
    domain::{Invoice, Money, NativeId, ProviderId},
    provider::Call,
};
use serde_json::{Value, json};

use crate::{
    providers::Row,
    suite::{Case, case},
    world::{LONG, World},
};

pub(crate) fn cases() -> Vec<Case> {
    vec![case("hard_amounts_are_told_to_the_last_digit", hard)]
}

/// An amount of an invoice.
#[derive(Clone, Copy, Debug)]
enum Place {
    Subtotal,
    Tax,
    Total,
    Paid,
    Balance,
    /// What the first line costs without tax.
    Line,
    /// What one of it costs.
    Price,
}

use Place::{Balance, Line, Paid, Price, Subtotal, Tax, Total};

/// An invoice as `/_control` takes it, and the texts of its amounts.
type Hard = (Value, Vec<(Place, &'static str)>);

impl Place {
    fn of(self, invoice: &Invoice) -> Option<Money> {
        let line = invoice.line_items.iter().flatten().next();
        match self {
            Self::Subtotal => invoice.subtotal,
            Self::Tax => invoice.tax,
            Self::Total => invoice.total,
            Self::Paid => invoice.paid,
            Self::Balance => invoice.balance,
            Self::Line => line?.subtotal,
            Self::Price => line?.unit_price,
        }
    }
}

async fn hard(row: &'static Row) {
    let world = World::with(row, 12).await;
    let mut wanted = Vec::new();
    for (invoice, amounts) in invoices(&world).await {
        let command = json!({"add": {"resource": row.resource, "invoice": invoice}});
        let ids = world.control(command).await;
        let id = NativeId::new(ids["ids"][0].as_str().expect("an id"));
        wanted.push((id, invoice, amounts));
    }
    let provider = world.provider();
    let (record, _) = world.load(provider.as_ref()).await;
    let ids: Vec<NativeId> = wanted.iter().map(|(id, ..)| id.clone()).collect();
    let whole = provider.invoices(&Call::within(LONG), &ids).await;
    for (id, written, amounts) in &wanted {
        let listed = record.get(id).expect("it is told");
        let whole = whole.get(id).expect("an answer").clone();
        let whole = whole.unwrap_or_else(|error| panic!("{written}: {error:?}"));
        for (place, text) in amounts {
            let told = |invoice: &Invoice| place.of(invoice).map(|money| money.amount.to_string());
            assert_eq!(
                told(&whole).as_deref(),
                Some(*text),
                "{place:?} of {written}"
            );
            let is_part = listed.partial && matches!(place, Line | Price);
            assert!(
                is_part || told(&listed) == told(&whole),
                "{place:?} of {written}"
            );
        }
    }
}

async fn invoices(world: &World) -> Vec<Hard> {
    match world.row.id {
        ProviderId::Moneybird | ProviderId::MoneybirdExternal => moneybird(),
        ProviderId::InvoiceNinja => invoice_ninja(world).await,
        ProviderId::Dashdoc => dashdoc(),
        ProviderId::I3d => i3d(),
    }
}

/// Decimal texts, which keep all digits.
fn moneybird() -> Vec<Hard> {
    let one = |currency: &str, price: &str| {
        let detail = json!({"price": price, "tax_rate": "0"});
        json!({"currency": currency, "details": [detail]})
    };
    vec![
        (
            one("EUR", "20.15"),
            vec![(Total, "20.15"), (Price, "20.15")],
        ),
        (
            one("EUR", "0.00001"),
            vec![(Total, "0.00"), (Price, "0.00001")],
        ),
        (
            one("EUR", "-0"),
            vec![(Total, "0.00"), (Tax, "0.00"), (Price, "0.00")],
        ),
        (
            one("EUR", "-0.01"),
            vec![(Total, "-0.01"), (Balance, "-0.01")],
        ),
        (one("EUR", "999999999.99"), vec![(Total, "999999999.99")]),
        (
            one("JPY", "5000"),
            vec![(Total, "5000"), (Tax, "0"), (Price, "5000")],
        ),
    ]
}

/// Floats: cut to the currency where they have noise, told to the last digit where they have none.
async fn invoice_ninja(world: &World) -> Vec<Hard> {
    let mut clients = Vec::new();
    // By the vendor's table; the dinar of Bahrain has two digits there and three by the standard.
    for (currency, id) in [("EUR", "3"), ("JPY", "45"), ("KWD", "104"), ("BHD", "77")] {
        let client = json!({"name": currency, "settings": {"currency_id": id}});
        let command = json!({"add": {"resource": "invoice-ninja-clients", "invoice": client}});
        clients.push((currency, world.control(command).await["ids"][0].clone()));
    }
    let of = |currency: &str, set: Value| {
        let (_, client) = clients
            .iter()
            .find(|(known, _)| *known == currency)
            .expect("a client");
        let mut invoice = json!({"client_id": client, "total_taxes": "0"});
        let fields = set.as_object().expect("an object").clone();
        invoice.as_object_mut().expect("an object").extend(fields);
        invoice
    };
    let amount =
        |currency: &str, amount: &str| of(currency, json!({"amount": amount, "balance": amount}));
    let noisy = |currency: &str, cost: &str, quantity: &str| {
        let line = json!({"cost": cost, "quantity": quantity, "era": "noisy"});
        of(currency, json!({"line_items": [line]}))
    };
    let line = json!({"cost": "19.99", "quantity": "2.00", "era": "strings"});
    vec![
        (
            amount("EUR", "20.150000000000002"),
            vec![(Total, "20.15"), (Balance, "20.15"), (Subtotal, "20.15")],
        ),
        (
            amount("EUR", "-1234.5600000000002"),
            vec![(Total, "-1234.56"), (Balance, "-1234.56")],
        ),
        (
            amount("EUR", "0.00001"),
            vec![(Total, "0.00001"), (Tax, "0.00")],
        ),
        (
            amount("EUR", "-0"),
            vec![(Total, "0.00"), (Balance, "0.00")],
        ),
        (amount("EUR", "0.29"), vec![(Total, "0.29")]),
        (
            amount("EUR", "99999999999999"),
            vec![(Total, "99999999999999.00")],
        ),
        (
            amount("EUR", "9999999999999.99"),
            vec![(Total, "9999999999999.99")],
        ),
        (
            amount("EUR", "10000000000000000000000000"),
            vec![(Total, "10000000000000000000000000.00")],
        ),
        (
            amount("JPY", "5000"),
            vec![(Total, "5000"), (Tax, "0"), (Paid, "0")],
        ),
        (amount("JPY", "4999.9999999999995"), vec![(Total, "5000")]),
        (amount("JPY", "1234.56"), vec![(Total, "1234.56")]),
        (
            amount("KWD", "1.234"),
            vec![(Total, "1.234"), (Paid, "0.000")],
        ),
        (amount("KWD", "20.150000000000002"), vec![(Total, "20.150")]),
        (amount("BHD", "12.5"), vec![(Total, "12.500")]),
        (
            noisy("EUR", "4.03", "5"),
            vec![(Line, "20.15"), (Price, "4.03")],
        ),
        (
            noisy("EUR", "0.1", "3"),
            vec![(Line, "0.30"), (Price, "0.10")],
        ),
        (
            noisy("EUR", "0.00001", "1"),
            vec![(Line, "0.00001"), (Price, "0.00001")],
        ),
        (noisy("KWD", "1.1", "1.1"), vec![(Line, "1.210")]),
        (
            of("EUR", json!({"line_items": [line]})),
            vec![(Price, "19.99"), (Line, "39.98")],
        ),
    ]
}

/// Decimal texts, and numbers where lines are of a transport.
fn dashdoc() -> Vec<Hard> {
    let one = |currency: &str, net: &str, tax: &str| {
        let line = json!({"unit_price": net});
        json!({"currency": currency, "lines": [line], "total_price": net, "total_tax_amount": tax})
    };
    let unknown = json!({"total_price": "20.15", "is_dashdoc": false});
    vec![
        (
            one("EUR", "20.15", "4.23"),
            vec![
                (Subtotal, "20.15"),
                (Tax, "4.23"),
                (Total, "24.38"),
                (Line, "20.15"),
                (Price, "20.15"),
            ],
        ),
        (
            one("EUR", "-0.01", "0"),
            vec![(Total, "-0.01"), (Balance, "-0.01"), (Paid, "0.00")],
        ),
        (
            one("EUR", "-0", "0"),
            vec![(Total, "0.00"), (Price, "0.00")],
        ),
        (
            one("EUR", "999999999.99", "0.01"),
            vec![(Total, "1000000000.00")],
        ),
        (
            one("JPY", "5000", "500"),
            vec![(Subtotal, "5000"), (Total, "5500")],
        ),
        (one("KWD", "1.23", "0"), vec![(Total, "1.230")]),
        (one("BHD", "12.5", "0"), vec![(Total, "12.500")]),
        (unknown, vec![(Subtotal, "20.15")]),
    ]
}

/// Texts of cents, which are hundredths in every currency.
fn i3d() -> Vec<Hard> {
    let one = |currency: &str, cents: &str, is_credit: u8| json!({"currency": currency, "amountIncVAT": cents, "amountExclVAT": cents, "isCredit": is_credit});
    vec![
        (
            one("EUR", "2015", 0),
            vec![
                (Total, "20.15"),
                (Balance, "20.15"),
                (Tax, "0.00"),
                (Line, "20.15"),
                (Price, "20.15"),
            ],
        ),
        (one("EUR", "1", 0), vec![(Total, "0.01")]),
        (one("EUR", "0", 1), vec![(Total, "0.00")]),
        (
            one("EUR", "-2015", 1),
            vec![(Total, "-20.15"), (Balance, "-20.15")],
        ),
        (
            one("EUR", "2015", 1),
            vec![(Total, "-20.15"), (Balance, "-20.15")],
        ),
        (
            one("EUR", "0.5", 0),
            vec![(Total, "0.005"), (Price, "0.005")],
        ),
        (
            one("EUR", "999999999999", 0),
            vec![(Total, "9999999999.99")],
        ),
        (one("JPY", "500000", 0), vec![(Total, "5000"), (Paid, "0")]),
        (one("KWD", "2015", 0), vec![(Total, "20.150")]),
        (
            one("BHD", "1250", 0),
            vec![(Total, "12.500"), (Subtotal, "12.500")],
        ),
    ]
}
