//! The simulated Invoice Ninja: version 5.12.28 with one company, its clients, invoices and payments.
//!
//! Written from the vendor page. Requests change the books as the vendor's do (`write`), and so does
//! `/_control`. With the rate limit on it is the hosted service, without it a server of one's own. Where
//! the page is silent or its sources disagree, the choice is commented where it is made.
//!
//! The user is an administrator whose password is `sandbox-password`. All clients share one address, and
//! with it the vendor's locks of a second: `POST /invoices/bulk` for each action (up to three seconds for
//! `delete`), `POST /payments` for a client with its invoices, `DELETE /invoices/{id}`.
//!
//! # Books
//! - `/_books/invoice-ninja`: invoices as `GET /invoices/{id}` gives them with
//!   `include=client.group_settings,payments,activities`, deleted and archived ones too. Notes of users are the
//!   activities of type `141`.
//! - `/_books/invoice-ninja-clients`: clients with `include=group_settings`.
//! - `/_books/invoice-ninja-payments`: payments.
//!
//! # Commands
//! Ids are the vendor's hashes, amounts numbers or texts (which keep every digit), times Unix seconds, days `2026-01-31` or the
//! empty text. `updated_at` moves to now unless it is given.
//!
//! - `invoice-ninja` takes `client_id`, `status_id` (`"1"` to `"6"`), `number`, `po_number`, `date`, `due_date`,
//!   `partial`, `partial_due_date`, `last_sent_date`, `discount`, `is_amount_discount`, `uses_inclusive_taxes`,
//!   `tax_name1..3`, `tax_rate1..3`, `custom_surcharge1..4`, `custom_value1..4`, `exchange_rate`, `terms`,
//!   `public_notes`, `private_notes`, `footer`, `line_items` (the vendor's keys, and `era`: `now`, `noisy` for
//!   unrounded floats, `strings` for numbers in texts), `amount`, `balance`, `paid_to_date`, `total_taxes`,
//!   `is_deleted`, `archived_at`, `created_at`, `updated_at`, `viewed`, and what is added: `payments` (`amount`,
//!   `refunded`, `date`, `transaction_reference`, `private_notes`, `type_id`), `documents` (`name`, `size`,
//!   `is_public`) and `activity_notes` (texts). `is_deleted` deletes and restores as the vendor does;
//!   `remove` leaves no trace. A status of `"4"` pays the rest.
//! - `invoice-ninja-clients` takes a client's own keys, `group_settings_id`, `settings` (`currency_id`,
//!   `language_id`, `lock_invoices`), `contacts`, `is_deleted`, `archived_at`, `updated_at`. A client's invoices do not change.
//! - `invoice-ninja-payments` takes `client_id`, `amount`, `date`, `transaction_reference`, `private_notes`,
//!   `type_id`, `status_id`, `invoices` and `refund` (lists of `invoice_id` and `amount`), `is_deleted`,
//!   `archived_at`, `updated_at`.

mod activities;
mod change;
mod change_client;
mod change_input;
mod change_invoice;
mod change_lines;
mod change_payment;
mod currencies;
mod downloads;
mod envelope;
mod errors;
mod events;
mod events_delete;
mod events_payment;
mod filter;
mod filter_invoice;
mod filter_other;
mod fixed;
mod hashid;
mod host;
mod includes;
mod json;
mod ledger;
mod lists;
mod locks;
mod order;
mod params;
mod rate_limit;
mod records;
mod render;
mod render_activity;
mod render_client;
mod render_credit;
mod render_document;
mod render_invoice;
mod render_line;
mod render_payment;
mod resource;
mod routes;
mod rows;
mod seed;
mod seed_clients;
mod seed_lines;
mod seed_story;
mod seed_words;
mod statics;
mod story;
mod totals;
mod vendor;
mod write;

pub(crate) use host::InvoiceNinja;
