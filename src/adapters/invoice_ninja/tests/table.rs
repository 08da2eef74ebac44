//! `MAPPING.md` is true.

use crate::adapters::tests::table::Table;

const TABLE: Table = Table {
    text: include_str!("../MAPPING.md"),
    native: &[
        include_str!("../../../native/invoice_ninja/activity.rs"),
        include_str!("../../../native/invoice_ninja/client.rs"),
        include_str!("../../../native/invoice_ninja/document.rs"),
        include_str!("../../../native/invoice_ninja/invitation.rs"),
        include_str!("../../../native/invoice_ninja/invoice.rs"),
        include_str!("../../../native/invoice_ninja/line_item.rs"),
        include_str!("../../../native/invoice_ninja/payment.rs"),
    ],
    columns: &["InvoiceNinjaInvoice"],
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
