//! The invoice as the vendor writes it.

use crate::sandbox::invoice_ninja::fixed::{APP_URL, DESIGN, USER};
use crate::sandbox::invoice_ninja::includes::Includes;
use crate::sandbox::invoice_ninja::json::Json;
use crate::sandbox::invoice_ninja::ledger::Ledger;
use crate::sandbox::invoice_ninja::params::Params;
use crate::sandbox::invoice_ninja::render::{id, moment, none, taxes, token};
use crate::sandbox::invoice_ninja::render_line::line;
use crate::sandbox::invoice_ninja::rows::{Instalment, Invitation, Invoice};
use crate::sandbox::invoice_ninja::{
    render_activity, render_client, render_document, render_payment,
};

/// What a request adds to invoices, and to them alone.
#[derive(Debug, Clone, Default)]
pub(super) struct Wishes {
    pub(super) includes: Includes,
    /// Lists cannot find the activities of their rows.
    pub(super) is_list: bool,
    reminder_schedule: bool,
    is_locked: bool,
    show_schedule: bool,
}

impl Wishes {
    /// Reads the flags, which must be exactly `true`.
    pub(super) fn read(params: &Params, includes: Includes, is_list: bool) -> Self {
        let flag = |name: &str| params.get(name) == Some("true");
        Self {
            includes,
            is_list,
            reminder_schedule: flag("reminder_schedule"),
            is_locked: flag("is_locked"),
            show_schedule: flag("show_schedule"),
        }
    }

    /// Wishes for includes alone.
    pub(super) fn including(includes: Includes) -> Self {
        Self {
            includes,
            ..Self::default()
        }
    }
}

/// Writes an invoice with everything that was wished for.
pub(super) fn invoice<'a>(ledger: &'a Ledger, row: &'a Invoice, wishes: &Wishes) -> Json<'a> {
    let mut fields = Vec::with_capacity(80);
    fields.extend(head(row));
    fields.extend(texts(row));
    fields.extend(custom(row));
    let is_inclusive = row.uses_inclusive_taxes;
    let lines = row.lines.iter().map(|one| line(one, is_inclusive));
    fields.push(("line_items", Json::List(lines.collect())));
    fields.extend(tail(row));
    let invitations = row.invited().map(|one| invitation(row, one));
    fields.push(("invitations", Json::List(invitations.collect())));
    let documents = render_document::of(ledger, &row.documents);
    fields.push(("documents", documents));
    fields.extend(included(ledger, row, wishes));
    Json::Object(fields)
}

fn head(row: &Invoice) -> [(&'static str, Json<'_>); 18] {
    [
        ("id", id(row.id)),
        ("user_id", id(USER)),
        ("project_id", none()),
        ("assigned_user_id", id(row.links.assigned_user)),
        ("amount", row.money.amount.into()),
        ("balance", row.money.balance.into()),
        ("client_id", id(row.client)),
        ("vendor_id", none()),
        ("status_id", row.status.to_string().into()),
        ("design_id", id(design(row))),
        ("recurring_id", id(row.recurring)),
        ("created_at", row.stamps.created_at.into()),
        ("updated_at", row.stamps.updated_at.into()),
        ("archived_at", row.stamps.archived_at.into()),
        ("is_deleted", row.stamps.is_deleted.into()),
        ("number", row.number.as_ref().into()),
        ("discount", row.discount.into()),
        ("po_number", row.po_number.as_ref().into()),
    ]
}

fn design(row: &Invoice) -> u32 {
    match row.links.design {
        0 => DESIGN,
        chosen => chosen,
    }
}

fn texts(row: &Invoice) -> Vec<(&'static str, Json<'_>)> {
    let mut fields = vec![
        ("date", Some(row.date).into()),
        ("last_sent_date", row.last_sent_date.into()),
        ("next_send_date", moment(row.next_send_at)),
        ("due_date", row.due_date.into()),
        ("terms", row.terms.as_ref().into()),
        ("public_notes", row.public_notes.as_ref().into()),
        ("private_notes", row.private_notes.as_ref().into()),
        ("uses_inclusive_taxes", row.uses_inclusive_taxes.into()),
    ];
    fields.extend(taxes(&row.taxes));
    fields.extend([
        ("total_taxes", row.money.total_taxes.into()),
        ("is_amount_discount", row.is_amount_discount.into()),
        ("footer", row.footer.as_ref().into()),
        ("partial", row.money.partial.into()),
        ("partial_due_date", row.partial_due_date.into()),
    ]);
    fields
}

fn custom(row: &Invoice) -> [(&'static str, Json<'_>); 15] {
    let [value1, value2, value3, value4] = &row.custom_values;
    let [surcharge1, surcharge2, surcharge3, surcharge4] = row.surcharges;
    [
        ("custom_value1", value1.as_ref().into()),
        ("custom_value2", value2.as_ref().into()),
        ("custom_value3", value3.as_ref().into()),
        ("custom_value4", value4.as_ref().into()),
        ("has_tasks", false.into()),
        ("has_expenses", false.into()),
        ("custom_surcharge1", surcharge1.into()),
        ("custom_surcharge2", surcharge2.into()),
        ("custom_surcharge3", surcharge3.into()),
        ("custom_surcharge4", surcharge4.into()),
        ("exchange_rate", row.exchange_rate.into()),
        ("custom_surcharge_tax1", false.into()),
        ("custom_surcharge_tax2", false.into()),
        ("custom_surcharge_tax3", false.into()),
        ("custom_surcharge_tax4", false.into()),
    ]
}

fn tail(row: &Invoice) -> [(&'static str, Json<'_>); 12] {
    let [first, second, third] = row.reminders_sent;
    let backup = match row.cancelled_from {
        Some((adjustment, status)) => {
            let cancellation = Json::object([
                ("adjustment", adjustment.into()),
                ("status_id", i64::from(status).into()),
            ]);
            Json::object([("cancellation", cancellation)])
        }
        None => Json::empty(),
    };
    [
        ("entity_type", "invoice".into()),
        ("reminder1_sent", first.into()),
        ("reminder2_sent", second.into()),
        ("reminder3_sent", third.into()),
        ("reminder_last_sent", third.or(second).or(first).into()),
        ("paid_to_date", row.money.paid_to_date.into()),
        ("subscription_id", id(row.links.subscription)),
        ("auto_bill_enabled", row.auto_bill_enabled.into()),
        ("tax_info", Json::empty()),
        ("e_invoice", Json::empty()),
        ("backup", backup),
        ("location_id", none()),
    ]
}

/// The secret of an invitation, by which a PDF is found.
pub(super) fn key(invitation: &Invitation) -> String {
    token(invitation.id, 1, 32)
}

fn invitation<'a>(row: &Invoice, one: &'a Invitation) -> Json<'a> {
    let created_at = match one.created_at {
        0 => row.stamps.created_at,
        at => at,
    };
    let key = key(one);
    let link = format!("{APP_URL}/client/invoice/{key}");
    Json::object([
        ("id", id(one.id)),
        ("client_contact_id", id(one.contact)),
        ("key", key.into()),
        ("link", link.into()),
        ("sent_date", moment(one.sent_at)),
        ("viewed_date", moment(one.viewed_at)),
        ("opened_date", none()),
        (
            "updated_at",
            one.sent_at.max(one.viewed_at).max(created_at).into(),
        ),
        ("archived_at", one.archived_at.into()),
        ("created_at", created_at.into()),
        ("email_status", one.email_status.into()),
        ("email_error", none()),
        ("message_id", none()),
    ])
}

fn schedule(ledger: &Ledger, row: &Invoice) -> Json<'static> {
    let currency = ledger.currency_of(row.client);
    let digits = currency.precision as usize;
    let part = |one: &Instalment| {
        let amount = format!("{}{:.digits$}", currency.symbol, one.amount);
        Json::object([
            ("date", Some(one.date).into()),
            ("amount", amount.into()),
            ("auto_bill", one.auto_bill.into()),
        ])
    };
    Json::List(row.schedule.iter().map(part).collect())
}

fn included<'a>(
    ledger: &'a Ledger,
    row: &'a Invoice,
    wishes: &Wishes,
) -> Vec<(&'static str, Json<'a>)> {
    let includes = &wishes.includes;
    let mut fields = Vec::new();
    if let Some(below) = includes.get("payments") {
        let payments = row.payments.iter().filter_map(|id| ledger.payments.get(id));
        let payments = payments.map(|payment| render_payment::payment(ledger, payment, below));
        fields.push(("payments", Json::List(payments.collect())));
    }
    if let (Some(below), Some(client)) = (includes.get("client"), ledger.client_of(row)) {
        fields.push(("client", render_client::client(ledger, client, below)));
    }
    if let Some(below) = includes.get("activities") {
        let activities = if wishes.is_list {
            Json::List(Vec::new())
        } else {
            render_activity::latest(ledger, below, ledger.activities_of(row.id))
        };
        fields.push(("activities", activities));
    }
    if wishes.reminder_schedule {
        let text = match row.next_send_at {
            0 => none(),
            at => format!("<p>{}</p>", crate::sandbox::invoice_ninja::render::day(at)).into(),
        };
        fields.push(("reminder_schedule", text));
    }
    if wishes.is_locked {
        fields.push(("is_locked", ledger.is_locked(row).into()));
    }
    if wishes.show_schedule {
        fields.push(("schedule", schedule(ledger, row)));
    }
    fields
}
