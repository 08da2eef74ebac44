//! Adding and deleting notes and to-dos.

use axum::Json;
use axum::http::StatusCode;
use axum::response::IntoResponse;
use serde_json::json;

use crate::sandbox::moneybird::answer::Answer;
use crate::sandbox::moneybird::errors::Refusal;
use crate::sandbox::moneybird::fixed::USER_ID;
use crate::sandbox::moneybird::host::Moneybird;
use crate::sandbox::moneybird::invoice::{EventData, Note, Text};
use crate::sandbox::moneybird::render_children::NoteView;
use crate::sandbox::moneybird::resource::Resource;
use crate::sandbox::moneybird::writes::body::Fields;
use crate::sandbox::moneybird::writes::life::{Checked, Desk, change, event};
use crate::sandbox::moneybird::writes::validation::Validation;

/// A note on an invoice that is not there is 400, not 404.
fn no_entity(resource: Resource) -> Refusal {
    let class = resource.class();
    let error = format!("Entity is invalid; User has no permissions to notes for {class}");
    let symbolic = json!({"entity": "not_found", "user": "insufficient_permissions"});
    let body = json!({"error": error, "symbolic": symbolic});
    Refusal::with_body(StatusCode::BAD_REQUEST, body)
}

/// `POST .../{invoice_id}/notes`.
pub(super) fn create(moneybird: &Moneybird, resource: Resource, id: &str, body: &[u8]) -> Answer {
    let missing = || no_entity(resource);
    let (row, note) = change(moneybird, resource, id, missing, |desk, row| {
        let note = read(desk, &Fields::wrapped(body, "note")?)?;
        let action = if note.todo {
            "todo_created"
        } else {
            "note_created"
        };
        event(row, action, EventData::Note(note.id), desk.now);
        row.notes.push(note.clone());
        Ok(note)
    })?;
    let view = NoteView::of(&note, &row, resource);
    Ok((StatusCode::CREATED, Json(view)).into_response())
}

fn read(desk: &mut Desk<'_>, fields: &Fields) -> Checked<Note> {
    let mut validation = Validation::default();
    let note = fields.filled("note");
    if note.is_none() {
        // The vendor names both.
        validation.blank("note");
        validation.blank("todo_type");
    }
    let assignee_id = fields.id("assignee_id").flatten();
    if assignee_id.is_some_and(|id| id != USER_ID) {
        validation.invalid("assignee_id");
    }
    validation.finish()?;
    Ok(Note {
        id: desk.new_id(),
        note: Text::Owned(note.unwrap_or_default()),
        todo: assignee_id.is_some() || fields.flag("todo") == Some(true),
        assignee_id,
        completed_at: None,
        created_at: desk.now,
    })
}

/// `DELETE .../{invoice_id}/notes/{id}`.
///
/// For sales invoices the page lists 400 alone, which is taken for an invoice that is not there;
/// a note that is gone is 404 for both, which clients report.
pub(super) fn delete(
    moneybird: &Moneybird,
    resource: Resource,
    invoice_id: &str,
    id: &str,
) -> Answer {
    let missing = || match resource {
        Resource::Sales => no_entity(resource),
        Resource::External => Refusal::not_found("id"),
    };
    change(moneybird, resource, invoice_id, missing, |desk, row| {
        let place = row.notes.iter().position(|one| one.id.to_string() == id);
        let place = place.ok_or_else(|| Box::new(Refusal::not_found("id")))?;
        let note = row.notes.remove(place);
        let action = if note.todo {
            "todo_destroyed"
        } else {
            "note_destroyed"
        };
        event(row, action, EventData::Note(note.id), desk.now);
        Ok(())
    })?;
    Ok(StatusCode::NO_CONTENT.into_response())
}
