//! Notes, which are activities of an invoice: written once, and neither changed nor deleted.

use reqwest::Method;

use crate::{
    adapters::{
        invoice_ninja::actions::{draft::Draft, native},
        step::{Step, StepBody},
    },
    domain::Invoice,
    provider::action::{Action, NewNote, Refusal},
};

/// POST a note.
pub(super) fn add(
    action: &Action,
    target: &Invoice,
    wanted: &NewNote,
) -> Result<Step, Vec<Refusal>> {
    let mut draft = Draft::default();
    if wanted.text.trim().is_empty() {
        draft.refuse(Refusal::invalid("text", "a note needs words"));
    }
    draft.unsupported(
        wanted.todo.is_some(),
        "todo",
        "notes of invoice ninja ask nobody to do anything",
    );
    draft.unsupported(
        wanted.assignee_id.is_some(),
        "assigneeId",
        "notes of invoice ninja ask nobody to do anything",
    );
    // This endpoint has its kinds of things in the plural, unlike that which reads them.
    draft.set("entity", "invoices");
    draft.set("entity_id", target.id.as_str());
    draft.set("notes", wanted.text.as_str());
    native::add(&mut draft, action);
    Ok(Step {
        operation: "storeNote",
        method: Method::POST,
        path: "/activities/notes".to_owned(),
        body: StepBody::Json(draft.finish()?),
    })
}
