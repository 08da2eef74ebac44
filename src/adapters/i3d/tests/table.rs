//! `MAPPING.md` is true.

use crate::adapters::tests::table::{Table, snake};

const TABLE: Table = Table {
    text: include_str!("../MAPPING.md"),
    native: &[
        include_str!("../../../native/i3d/details.rs"),
        include_str!("../../../native/i3d/invoice.rs"),
    ],
    columns: &["I3dListedInvoice", "I3dInvoiceDetails"],
    field: |name| snake(&name.replace("VAT", "Vat")),
};

#[test]
fn every_name_in_the_table_is_a_field() {
    TABLE.names_only_fields();
}

#[test]
fn every_field_of_an_invoice_is_in_the_table() {
    TABLE.names_every_field();
}
