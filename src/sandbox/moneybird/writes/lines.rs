//! `details_attributes`: a line with an id is changed, one without is added, others stay.

use rust_decimal::Decimal;

use crate::sandbox::moneybird::change_children::quantity_of;
use crate::sandbox::moneybird::errors::Refusal;
use crate::sandbox::moneybird::fixed::{
    FIRST_PRODUCT_ID, OTHER_LEDGER_ID, PRODUCTS, PROJECT_ID, REVENUE_LEDGER_ID,
    SETTLEMENT_LEDGER_ID,
};
use crate::sandbox::moneybird::invoice::{Invoice, Line, TAX_RATES, Text};
use crate::sandbox::moneybird::period::Period;
use crate::sandbox::moneybird::totals::round;
use crate::sandbox::moneybird::writes::body::Fields;
use crate::sandbox::moneybird::writes::life::{Checked, Desk};
use crate::sandbox::moneybird::writes::validation::Validation;

/// Digits that a price keeps after the dot, as answers have them.
const PRICE_DECIMALS: u32 = 2;

/// Writes the given lines into an invoice.
pub(super) fn apply(
    desk: &mut Desk<'_>,
    row: &mut Invoice,
    fields: &Fields,
    validation: &mut Validation,
) -> Checked<()> {
    for given in fields.objects("details_attributes") {
        let destroy = given.flag("_destroy") == Some(true);
        let Some(id) = given.id("id").flatten() else {
            if !destroy {
                let mut line = new_line(desk);
                fill(desk, &mut line, &given, validation);
                row.lines.push(line);
            }
            continue;
        };
        let place = row.lines.iter().position(|line| line.id == id);
        // The page does not show the answer for a line of another invoice.
        let place = place.ok_or_else(|| Box::new(Refusal::not_found("id")))?;
        if destroy {
            row.lines.remove(place);
            continue;
        }
        let mut line = row.lines[place].clone();
        let [created_at, _] = line.times.unwrap_or([row.created_at; 2]);
        line.times = Some([created_at, desk.now]);
        fill(desk, &mut line, &given, validation);
        row.lines[place] = line;
    }
    put_in_order(&mut row.lines);
    Ok(())
}

fn new_line(desk: &mut Desk<'_>) -> Line {
    Line {
        id: desk.new_id(),
        tax: 0,
        project_id: None,
        product_id: None,
        amount: None,
        quantity: Decimal::ONE,
        description: Text::Borrowed(""),
        price: Decimal::ZERO,
        period: None,
        ledger_account_id: None,
        row_order: None,
        times: Some([desk.now; 2]),
    }
}

fn fill(desk: &Desk<'_>, line: &mut Line, given: &Fields, validation: &mut Validation) {
    if let Some(product_id) = given.id("product_id") {
        take_product(line, product_id, validation);
    }
    if let Some(description) = given.text("description") {
        line.description = Text::Owned(description.unwrap_or_default());
    }
    if let Some(price) = given.money("price", "details.price", validation) {
        line.price = round(price, PRICE_DECIMALS);
    }
    if let Some(amount) = given.text("amount") {
        let amount = amount.filter(|amount| !amount.is_empty());
        match quantity_of(amount.as_deref()) {
            Ok(quantity) => line.quantity = quantity,
            Err(_) => validation.not_a_number("details.amount"),
        }
        line.amount = amount.map(Text::Owned);
    }
    if let Some(period) = given.text("period") {
        fill_period(desk, line, period.as_deref(), validation);
    }
    if let Some(id) = given.id("tax_rate_id") {
        // Null chooses the administration's default.
        let index = id.map_or(Some(0), |id| {
            TAX_RATES.iter().position(|rate| rate.id == id)
        });
        match index.and_then(|index| u8::try_from(index).ok()) {
            Some(tax) => line.tax = tax,
            None => validation.not_found("details.tax_rate_id"),
        }
    }
    if let Some(id) = given.id("ledger_account_id") {
        line.ledger_account_id = id;
        let known = [REVENUE_LEDGER_ID, SETTLEMENT_LEDGER_ID, OTHER_LEDGER_ID];
        if id.is_some_and(|id| !known.contains(&id)) {
            validation.not_found("details.ledger_account_id");
        }
    }
    if let Some(id) = given.id("project_id") {
        line.project_id = id;
        if id.is_some_and(|id| id != PROJECT_ID) {
            validation.not_found("details.project_id");
        }
    }
    if let Some(place) = given.number("row_order", "details.row_order", validation) {
        line.row_order = Some(place);
    }
}

/// A product fills price, tax, ledger, description and period.
fn take_product(line: &mut Line, product_id: Option<u64>, validation: &mut Validation) {
    line.product_id = product_id;
    let Some(id) = product_id else { return };
    let nth = id.checked_sub(FIRST_PRODUCT_ID);
    let Some(nth) = nth.filter(|nth| *nth < PRODUCTS) else {
        validation.not_found("details.product_id");
        return;
    };
    line.description = Text::Owned(format!("Product {}", nth + 1));
    line.price = Decimal::from(10 + nth);
    line.tax = 0;
    line.ledger_account_id = None;
    line.period = None;
}

fn fill_period(
    desk: &Desk<'_>,
    line: &mut Line,
    period: Option<&str>,
    validation: &mut Validation,
) {
    let Some(text) = period.filter(|text| !text.is_empty()) else {
        line.period = None;
        return;
    };
    // Lines know the presets of lists, but no weeks.
    let preset = !text.ends_with("_week");
    match Period::parse(text, desk.today()) {
        Ok(period) if preset => line.period = Some(Text::Owned(period.range())),
        _ => validation.invalid("details.period"),
    }
}

/// A chosen place comes before a line that happens to be there.
fn put_in_order(lines: &mut Vec<Line>) {
    let mut placed: Vec<_> = lines.drain(..).enumerate().collect();
    placed.sort_by_key(|(index, line)| match line.row_order {
        Some(place) => (place as usize, false),
        None => (*index, true),
    });
    lines.extend(placed.into_iter().map(|(_, line)| line));
}
