//! The simulators: vendor APIs over real sockets, for development, demonstrations and tests.
//!
//! They are written from the vendors' pages and share nothing with the rest of the crate, so that
//! a misreading on one side shows up as a disagreement. They prove that our two readings of a page
//! agree, not that the vendor does. No request leaves the machine, nothing is stored.
//!
//! Invariant: equal [`Options`] give byte-identical books. Seeded rows end on the day before
//! [`Options::today`]; rows that control commands add or edit carry real time, so with a `today` in the
//! future they are older than the seeded ones.
//!
//! Another vendor is one file or folder that implements `vendor::Vendor`, and one line in `vendors`.
//!
//! ```text
//! request -> suffix off -> record -> latency -> rate limit -> fault -> authorization -> vendor
//! ```
//!
//! # Routes beside the vendors'
//! They need no credential and are never counted, limited, delayed or spoilt.
//!
//! - `GET /_requests`: route template to number of requests since the last `DELETE /_requests`, such as
//!   `{"POST /moneybird/api/v2/{administration_id}/sales_invoices/synchronization": 3}`. Requests that a
//!   limit, a fault or a missing credential refused are counted too; unknown routes as `GET {unknown}`.
//! - `GET /_requests/log`: the latest 10,000 requests in order, at most 64 MB of them: `method`, `path`,
//!   `query`, `content_type` where one was sent, and `body`, the text of at most 64 KB, with `body_size`
//!   where it was longer. A multipart body is not kept: `parts` lists `name`, `filename`,
//!   `content_type`, `size` and `sha256` of each part, and the `text` of plain form fields; `broken`
//!   says that it ended too early.
//! - `GET /_books/{resource}`: all invoices, newest first, as the vendor renders them; `?ids_only=true`
//!   gives the ids alone, as strings. Dashdoc's links are paths there. A row of `i3d` has both faces of an
//!   invoice: `{"list": {..}, "details": {..}}`.
//! - `POST /_control`: one command or an array of commands, answered by `{"ids": [...]}` or an array of
//!   such. Wrong input is 400 `{"error": "..."}`; an array is read whole before its first command runs.
//!
//! # Commands of `/_control`
//! Resources are `moneybird` (sales invoices), `moneybird-external`, `dashdoc` and `i3d`, whose fields are
//! below, and `invoice-ninja`, `invoice-ninja-clients` and `invoice-ninja-payments`, whose fields the room
//! `invoice_ninja` describes.
//!
//! | command | effect |
//! |---|---|
//! | `{"add": {"resource": R, "invoice": {..}, "count": 1}}` | adds invoices; everything in `invoice` is optional |
//! | `{"edit": {"resource": R, "id": "..", "set": {..}}}` | sets fields, moves `updated_at` and `version` (Dashdoc: `updated`) to now; `ids` for several |
//! | `{"remove": {"resource": R, "id": ".."}}` | removes; `ids` for several |
//! | `{"rate_limit": false}` | switches the limit; or `{"on", "limit", "window_seconds", "used"}`, where `used` begins a window |
//! | `{"latency_ms": 50}` | delays every later answer |
//! | `{"fault": {"add": {..}}}`, `{"fault": "clear"}` | see [`Fault`] |
//! | `{"paging": {"resource": R, "manner": M}}` | makes the pages of lists misbehave, see below; not for Moneybird |
//! | `{"today": "2026-01-05"}` | moves the vendors' day; what falls overdue by it becomes late |
//!
//! ## Moneybird
//! An invoice takes the vendor's own keys. For both resources: `state`, `reference`, `currency`,
//! `due_date`, `paid_at`, `created_at`, `updated_at`, `prices_are_incl_tax`, `marked_dubious_on`,
//! `marked_uncollectible_on`, `contact_id` (an existing one), `contact` (any of `id`, `company_name`,
//! `firstname`, `lastname`, `address1`, `address2`, `zipcode`, `city`, `country`, `phone`, `email`,
//! `customer_id`, `tax_number`), `details` (`description`, `price`, `amount`, `tax_rate_id` or
//! `tax_rate` as `"21"`, `"9"` or `"0"`, `period`), `payments` (`price`, `payment_date`,
//! `transaction_identifier`), `notes` (`note`, `todo`) and `attachments` (`filename`, `content_type`,
//! `size`). Sales invoices also take `invoice_id`, `invoice_date`, `discount`, `paused`,
//! `original_sales_invoice_id`, `recurring_sales_invoice_id`, `workflow_id`, `reminder_count` and
//! `custom_fields` (`id`, `name`, `value`); external ones `date`, `origin`, `source`, `source_url`.
//! An attachment that is added so has `size` bytes, which are invented while it is downloaded: after a
//! few that fit its type, the byte at position `p` is `p` modulo 251, as it is behind the first KB of
//! an upload above 64 KB. Lists replace. `null` clears what the vendor may leave empty. A state of
//! `paid` without payments gets one payment of the rest. A `contact` is a new one when adding, unless
//! its `id` is known; editing changes it in that invoice only, as the copy that a sent invoice keeps.
//! Moving `today` sends what was scheduled.
//!
//! The API's writes take every contact, person, tax rate, workflow and other setting that the seeded
//! invoices show, and some that they do not: document style `281474976710700302`, number sequence
//! `..700551`, user `..700501`, ledger account `..700603`, financial account `..700701`, custom field
//! `..700802`, open time entries `..700901` to `..700904`, estimate `..703000`, project `..704000` and
//! products `..705000` to `..705039`.
//!
//! ## Dashdoc
//! `status` (any word), `document_number`, `due_date`, `invoicing_date`, `created`, `updated`,
//! `finalized_at`, `total_price`, `total_tax_amount`, `currency`, `file` (a link, or null), `remote_id`,
//! `debtor_reference`, `debtor` (any of `pk`, `name`, `country`, `vat_number`, `invoicing_remote_id`,
//! `notes`, `is_invoiceable`), `lines` (`description`, `quantity`, `unit_price`, `tax_rate`; they replace
//! transports too),
//! `credit_notes` (`status`, `document_number`, `total_tax_free_amount`, `total_tax_amount`),
//! `attachments` (`name`, `file_size`), `paid_at`, `payment_method` (`name`), `payment_notes`,
//! `is_dashdoc` (false makes the tax null) and `omit`, the keys that the row is written without. Lines
//! set the totals unless those are given; a status of `draft` clears what drafts do not have, another
//! one finalizes, `paid` pays. A `debtor` changes that company in all its invoices; a `pk` chooses
//! another company, which may be new.
//!
//! ## i3D.net
//! `invoiceNumber`, `description`, `currency`, `currencySign`, `creationDate` and `dueDate` (Unix
//! seconds), `amountIncVAT`, `amountExclVAT`, `paymentStatus`, `paymentDate`, `isCredit`,
//! `remainingAmount`, `totalPaidAmount`, and of the details `paymentTerm`, `vatPercentage`, `items`
//! (`orderId`, `description`, `remarks`, `quantity`, `unitPrice`, `setupCosts`), `clientNumber` and
//! `clientDetails` (any of `fullName`, `companyName`, `email`, `city`, `country`, `vatNumber`), for this
//! invoice only; `pdf` (`raw`, `base64`, `json` or `failure`, which is a 500 that says it were a PDF) and
//! `pdfSize`, the bytes of a raw one. Amounts are cents, down to hundredths of one. Items make the totals
//! unless those are given, totals alone make one item, and both forget what was paid; a `paymentStatus` of 1 pays all.
//!
//! ## Pages that misbehave
//! In all lists of the resource, for all but Moneybird's. Rows do not change, only where they are found:
//!
//! | manner | pages |
//! |---|---|
//! | `"normal"` | in the vendor's order |
//! | `"unordered"` | in an order that means nothing but stays |
//! | `"shuffle"` | in another order for every call |
//! | `{"rotate": 1}` | with every call, all rows move this many places towards the end, the last to the front: a client sees some twice and others never; negative numbers move them the other way |
//! | `"repeat"` | every page is given twice, under two numbers |
//! | `"endless"` | after the end the rows begin again, and there is always a next page |
//! | `"stuck"` | every page is the first one, and there is always a next page |
//!
//! Invoice Ninja's lists have the order that `sort` asks for. Only what it leaves open (all of it without `sort`, else
//! rows that are equal) comes in an order that means nothing: `"normal"` is another one for each page, `"unordered"` one
//! that stays, `"shuffle"` another one for every call. They never rotate.

mod clock;
mod control;
mod dashdoc;
mod fault;
mod gate;
mod i3d;
mod invoice_ninja;
mod moneybird;
mod options;
mod paging;
mod pdf;
mod random;
mod requests;
mod server;
mod spoil;
mod state;
mod stored_file;
mod upload;
mod vendor;

use std::sync::Arc;

pub use fault::{Applied, Ending, Fault, FaultAnswer, RetryAfter};
pub use options::Options;
pub use server::{router, serve};

/// The table of vendors: one line each.
fn vendors(options: &Options) -> Vec<Arc<dyn vendor::Vendor>> {
    vec![
        Arc::new(moneybird::Moneybird::open(options)),
        Arc::new(invoice_ninja::InvoiceNinja::open(options)),
        Arc::new(dashdoc::Dashdoc::open(options)),
        Arc::new(i3d::I3d::open(options)),
    ]
}
