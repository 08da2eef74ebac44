//! The tables that never change, and the company that the token belongs to.

use crate::sandbox::invoice_ninja::currencies::{self, CURRENCIES};
use crate::sandbox::invoice_ninja::fixed::{COMPANY, COMPANY_CURRENCY, COMPANY_NAME};
use crate::sandbox::invoice_ninja::json::Json;
use crate::sandbox::invoice_ninja::ledger::Ledger;
use crate::sandbox::invoice_ninja::render::{id, none, token};
use crate::sandbox::invoice_ninja::rows::Text;

/// Countries by their numeric id: ISO 3166 codes of two and three letters, and the name.
const COUNTRIES: [(&str, &str, &str, &str); 12] = [
    ("36", "AU", "AUS", "Australia"),
    ("56", "BE", "BEL", "Belgium"),
    ("208", "DK", "DNK", "Denmark"),
    ("276", "DE", "DEU", "Germany"),
    ("348", "HU", "HUN", "Hungary"),
    ("392", "JP", "JPN", "Japan"),
    ("414", "KW", "KWT", "Kuwait"),
    ("528", "NL", "NLD", "Netherlands"),
    ("616", "PL", "POL", "Poland"),
    ("756", "CH", "CHE", "Switzerland"),
    ("826", "GB", "GBR", "United Kingdom"),
    ("840", "US", "USA", "United States"),
];

const PAYMENT_TYPES: [(u8, &str); 8] = [
    (1, "Bank Transfer"),
    (2, "Cash"),
    (4, "ACH"),
    (5, "Visa Card"),
    (6, "MasterCard"),
    (13, "PayPal"),
    (15, "Check"),
    (29, "SEPA"),
];

/// The body of `/statics`. What the page names without describing has a few plain rows.
pub(super) fn render() -> Json<'static> {
    let named = |rows: &[(&'static str, &'static str)]| {
        let row = |(id, name): &(&'static str, &'static str)| {
            Json::object([("id", (*id).into()), ("name", (*name).into())])
        };
        Json::List(rows.iter().map(row).collect())
    };
    let types = PAYMENT_TYPES.iter().map(|(id, _)| payment_type(*id));
    let countries = COUNTRIES.iter().map(|(id, two, three, name)| {
        Json::object([
            ("id", (*id).into()),
            ("name", (*name).into()),
            ("iso_3166_2", (*two).into()),
            ("iso_3166_3", (*three).into()),
        ])
    });
    Json::object([
        ("bulk_updates", Json::empty()),
        ("countries", Json::List(countries.collect())),
        (
            "currencies",
            Json::List(CURRENCIES.iter().map(currencies::render).collect()),
        ),
        ("date_formats", named(&[("1", "d/M/Y"), ("5", "Y-m-d")])),
        ("datetime_formats", named(&[("1", "d/M/Y g:i a")])),
        ("gateways", Json::List(Vec::new())),
        ("industries", named(&[("1", "Accounting & Legal")])),
        ("languages", named(&[("1", "English"), ("7", "Dutch")])),
        ("payment_types", Json::List(types.collect())),
        ("sizes", named(&[("1", "1 - 3"), ("2", "4 - 10")])),
        ("templates", Json::empty()),
        ("timezones", named(&[("40", "Europe/Amsterdam")])),
    ])
}

/// A way of paying.
pub(super) fn payment_type(id: u8) -> Json<'static> {
    let found = PAYMENT_TYPES.iter().find(|(known, _)| *known == id);
    Json::object([
        ("id", id.to_string().into()),
        ("name", found.map_or("", |(_, name)| *name).into()),
        ("gateway_type_id", "1".into()),
    ])
}

/// The company, whose settings hold for whoever has none.
pub(super) fn company(ledger: &Ledger) -> Json<'static> {
    let text = |text: &Text| Json::from(text.to_string());
    let settings = Json::object([
        ("entity", "App\\Models\\Company".into()),
        ("name", COMPANY_NAME.into()),
        ("currency_id", COMPANY_CURRENCY.into()),
        ("country_id", "528".into()),
        ("language_id", "7".into()),
        ("timezone_id", "40".into()),
        ("date_format_id", "5".into()),
        ("payment_terms", "14".into()),
        ("counter_number_applied", "when_saved".into()),
        ("lock_invoices", "off".into()),
        ("military_time", true.into()),
        ("invoice_terms", text(&ledger.defaults.terms)),
        ("invoice_footer", text(&ledger.defaults.footer)),
    ]);
    Json::object([
        ("id", id(COMPANY)),
        ("company_key", token(COMPANY, 5, 32).into()),
        ("size_id", none()),
        ("industry_id", none()),
        ("subdomain", none()),
        ("portal_mode", "subdomain".into()),
        ("custom_fields", Json::empty()),
        ("settings", settings),
        ("enabled_tax_rates", Json::Int(1)),
        ("enabled_item_tax_rates", Json::Int(2)),
        ("is_deleted", false.into()),
        ("created_at", Json::Int(1_577_872_800)),
        ("updated_at", Json::Int(1_577_872_800)),
        ("archived_at", Json::Int(0)),
    ])
}
