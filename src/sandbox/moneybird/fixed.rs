//! What never changes: paths, and the ids of the one seller's settings.

/// The only administration.
pub(super) const ADMINISTRATION_ID: u64 = 123;

/// Where the API lives.
pub(super) const API: &str = "/moneybird/api/v2";

/// Where downloads live: the vendor keeps them on another host.
pub(super) const STORAGE: &str = "/moneybird/storage";

// The seller's defaults, which every invoice of these books uses.
pub(super) const WORKFLOW_ID: u64 = 281_474_976_710_700_201;
pub(super) const WORKFLOW_EN_ID: u64 = 281_474_976_710_700_202;
pub(super) const DOCUMENT_STYLE_ID: u64 = 281_474_976_710_700_301;
pub(super) const OTHER_DOCUMENT_STYLE_ID: u64 = 281_474_976_710_700_302;
pub(super) const IDENTITY_ID: u64 = 281_474_976_710_700_401;
pub(super) const USER_ID: u64 = 281_474_976_710_700_501;
pub(super) const SEQUENCE_ID: u64 = 281_474_976_710_700_551;

pub(super) const REVENUE_LEDGER_ID: u64 = 281_474_976_710_700_601;
pub(super) const SETTLEMENT_LEDGER_ID: u64 = 281_474_976_710_700_602;
pub(super) const OTHER_LEDGER_ID: u64 = 281_474_976_710_700_603;
pub(super) const FINANCIAL_ACCOUNT_ID: u64 = 281_474_976_710_700_701;

/// The field that some customers carry; invoices have the next one.
pub(super) const CUSTOM_FIELD_ID: u64 = 281_474_976_710_700_801;

/// The field of sales invoices.
pub(super) const INVOICE_FIELD_ID: u64 = CUSTOM_FIELD_ID + 1;

/// Hours that no invoice has yet: this one and those after it.
pub(super) const FIRST_TIME_ENTRY_ID: u64 = 281_474_976_710_700_901;
pub(super) const TIME_ENTRIES: u64 = 4;

pub(super) const ESTIMATE_ID: u64 = 281_474_976_710_703_000;
pub(super) const PROJECT_ID: u64 = 281_474_976_710_704_000;

/// The products: this one and those after it.
pub(super) const FIRST_PRODUCT_ID: u64 = 281_474_976_710_705_000;
pub(super) const PRODUCTS: u64 = 40;

/// Days until an invoice is due, by the workflow.
pub(super) const DUE_DAYS: u16 = 14;
