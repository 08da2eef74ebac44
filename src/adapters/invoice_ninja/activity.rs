//! Notes and events, which the vendor keeps in one list: a note is an activity of its own kind.

use crate::{
    adapters::invoice_ninja::children::{each, native_id, text},
    domain::{Activity, NativeId, Note, Raw, Text, TimelineEvent},
    error::Result,
    native::{InvoiceNinjaActivities, InvoiceNinjaActivity, decode},
};

/// Reads the vendor's answer. One document holds all, so that a note's native form is found by its place.
pub(super) fn activity(json: &str) -> Result<Activity> {
    let (notes, events) = decode::<InvoiceNinjaActivities>(json)?.split()?;
    let note = |activity: InvoiceNinjaActivity| {
        let author = activity.user.and_then(|user| user.hashed_id);
        let written = activity.created_at.map(|moment| moment.0);
        Some(Note {
            id: native_id(activity.hashed_id.as_ref().or(activity.id.as_ref()))?,
            text: text(activity.notes),
            todo: None,
            assignee_id: None,
            author_id: native_id(author.as_ref()),
            completed_at: None,
            created_at: written,
            // A note can be neither edited nor deleted.
            updated_at: written,
        })
    };
    let event = |activity: InvoiceNinjaActivity| TimelineEvent {
        action: action(activity.activity_type_id.as_deref().unwrap_or_default()),
        at: activity.created_at.map(|moment| moment.0),
        user_id: activity
            .user
            .and_then(|user| user.hashed_id)
            .map(|id| NativeId::new(&id)),
    };
    Ok(Activity {
        notes: each("data", Some(notes.into()), note)?.unwrap_or_default(),
        timeline: events.into_iter().map(event).collect(),
        raw: Raw::new(json, ""),
    })
}

/// The vendor's word for one of its numbers; the number where its page names none.
fn action(number: &str) -> Text {
    let word = match number {
        "4" => "created",
        "5" => "updated",
        "6" => "emailed",
        "7" => "viewed",
        "8" => "archived",
        "9" => "deleted",
        "10" => "payment_created",
        "11" => "payment_updated",
        "12" => "payment_archived",
        "13" => "payment_deleted",
        "25" => "restored",
        "27" => "payment_restored",
        "39" => "payment_voided",
        "40" => "payment_refunded",
        "41" => "payment_failed",
        "53" => "marked_sent",
        "54" => "paid",
        "57" => "email_failed",
        "58" => "reversed",
        "59" => "cancelled",
        "63" => "reminder1_emailed",
        "64" => "reminder2_emailed",
        "65" => "reminder3_emailed",
        "66" => "reminder_endless_emailed",
        "138" => "payment_emailed",
        "143" => "auto_bill_success",
        "144" => "auto_bill_failure",
        "145" | "146" | "147" => "e_invoice",
        other => other,
    };
    word.into()
}
