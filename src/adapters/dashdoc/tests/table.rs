//! `MAPPING.md` is true.

use crate::adapters::tests::table::Table;

const TABLE: Table = Table {
    text: include_str!("../MAPPING.md"),
    native: &[
        include_str!("../../../native/dashdoc/company.rs"),
        include_str!("../../../native/dashdoc/invoice.rs"),
        include_str!("../../../native/dashdoc/line.rs"),
    ],
    columns: &["DashdocInvoice"],
    field: str::to_owned,
};

#[test]
fn every_name_in_the_table_is_a_field() {
    TABLE.names_only_fields();
}

#[test]
fn every_field_of_an_invoice_is_in_the_table() {
    TABLE.names_every_field();
}
