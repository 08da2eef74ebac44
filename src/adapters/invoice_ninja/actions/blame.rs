//! Which part of the input a vendor's name is about.

use crate::{
    adapters::invoice_ninja::actions::{lines, native},
    provider::action::{Action, ActionKind},
};

/// The part of the input that names the thing which the action is of.
pub(super) fn thing(kind: ActionKind) -> Option<&'static str> {
    match kind {
        ActionKind::DeletePayment | ActionKind::RefundPayment => Some("paymentId"),
        ActionKind::DeleteAttachment => Some("attachmentId"),
        _ if kind.is_for_many() || kind.is_for_account() => None,
        _ => Some("invoiceId"),
    }
}

/// The part of the input to blame for a field of the vendor's; `None` where the input has no such part.
pub(super) fn field(action: &Action, wire: &str) -> Option<String> {
    let kind = action.kind();
    let mut names = wire.split('.');
    let name = names.next().unwrap_or_default();
    let unified = match kind {
        ActionKind::CreateInvoice | ActionKind::UpdateInvoice => {
            return of_invoice(kind, name, &mut names);
        }
        ActionKind::SendInvoice => match name {
            "subject" => Some("subject"),
            "body" => Some("message"),
            "entity_id" => Some("invoiceId"),
            _ => None,
        },
        ActionKind::SendReminders => match (name, native::given(action, name)) {
            ("email_type", None) => Some("step"),
            _ => None,
        },
        ActionKind::CreatePayment => match name {
            "amount" => Some("amount"),
            "date" => Some("date"),
            "transaction_reference" => Some("reference"),
            "idempotency_key" => Some("idempotencyKey"),
            // Of all invoices together it says that they take no money, of one that this is too much.
            "invoices" => return Some(share(&mut names)),
            "client_id" => Some("invoiceId"),
            _ => None,
        },
        ActionKind::RefundPayment => match name {
            "id" => Some("paymentId"),
            "amount" | "invoices" => Some("amount"),
            "date" => Some("date"),
            _ => None,
        },
        ActionKind::AddAttachment => ["documents", "file"].contains(&name).then_some("file"),
        ActionKind::AddNote => match name {
            "notes" => Some("text"),
            "entity_id" => Some("invoiceId"),
            _ => None,
        },
        _ => None,
    };
    if let Some(unified) = unified {
        return Some(unified.to_owned());
    }
    native::taken(kind)
        .contains(&name)
        .then(|| native::path(name))
}

fn of_invoice<'a>(
    kind: ActionKind,
    name: &str,
    names: &mut impl Iterator<Item = &'a str>,
) -> Option<String> {
    let (before, lines) = match kind {
        ActionKind::UpdateInvoice => ("changes.", "lineItems.replaceAll"),
        _ => ("", "lineItems"),
    };
    let unified = match name {
        "client_id" => "customerId",
        "number" => "number",
        "po_number" => "reference",
        "date" => "issueDate",
        "due_date" => "dueDate",
        "uses_inclusive_taxes" => "pricesIncludeTax",
        "discount" | "is_amount_discount" => "discount",
        "public_notes" => "publicNote",
        "private_notes" => "privateNote",
        "line_items" => {
            let whole = format!("{before}{lines}");
            // Without a place it is about all of them.
            let Some(Ok(place)) = names.next().map(str::parse::<usize>) else {
                return Some(whole);
            };
            return Some(match names.next().and_then(lines::name) {
                Some(name) => format!("{whole}.{place}.{name}"),
                None => format!("{whole}.{place}"),
            });
        }
        _ => {
            return native::taken(kind)
                .contains(&name)
                .then(|| native::path(name));
        }
    };
    Some(format!("{before}{unified}"))
}

/// Which share of a payment is to blame: the first is that of the invoice itself.
fn share<'a>(names: &mut impl Iterator<Item = &'a str>) -> String {
    match names.next().map(str::parse::<usize>) {
        None => "invoiceId".to_owned(),
        Some(Ok(place)) if place > 0 => format!("{}.{}", native::path("invoices"), place - 1),
        Some(_) => "amount".to_owned(),
    }
}
