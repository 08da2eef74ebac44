//! What is added to an invoice beside its own words.

use async_graphql::{Context, Object};

use crate::{
    domain::{ChildKind, NativeId},
    graphql::{
        input::action::{AddAttachmentInput, AddNoteInput, AttachmentActionInput, NoteActionInput},
        mutation::ask,
        types::{AttachmentPayload, DeletePayload, NotePayload},
    },
    provider::action::{NewNote, What},
};

/// What is added to an invoice beside its own words.
#[derive(Debug, Default)]
pub(super) struct NoteMutations;

#[Object]
impl NoteMutations {
    /// Writes a note on an invoice.
    async fn add_note(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "On which invoice, and the words.")] input: AddNoteInput,
    ) -> Option<NotePayload> {
        let options = input.options();
        let note = NewNote {
            text: input.text,
            todo: input.todo,
            assignee_id: input.assignee_id.as_deref().map(|id| NativeId::new(id)),
        };
        let what = || Ok(What::AddNote(note));
        let done = ask::of_invoice(ctx, &input.invoice_id, what, options).await;
        Some(NotePayload::of(done, ctx.data_unchecked()).await)
    }

    /// Deletes a note.
    async fn delete_note(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which note, and how.")] input: NoteActionInput,
    ) -> Option<DeletePayload> {
        let (options, id) = (input.options(), ("noteId", &input.note_id));
        let done = ask::of_child(ctx, id, ChildKind::Note, What::DeleteNote, options).await;
        Some(DeletePayload::of(input.note_id, done))
    }

    /// Adds a file to an invoice. The file comes as a part of a multipart request.
    async fn add_attachment(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "To which invoice, and the file.")] input: AddAttachmentInput,
    ) -> Option<AttachmentPayload> {
        let (options, invoice) = (input.options(), input.invoice_id.clone());
        let done = ask::of_invoice_with_file(ctx, &invoice, input.file, options).await;
        Some(done.into())
    }

    /// Deletes a file of an invoice.
    async fn delete_attachment(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which file, and how.")] input: AttachmentActionInput,
    ) -> Option<DeletePayload> {
        let (options, id) = (input.options(), ("attachmentId", &input.attachment_id));
        let (kind, what) = (ChildKind::Attachment, What::DeleteAttachment);
        let done = ask::of_child(ctx, id, kind, what, options).await;
        Some(DeletePayload::of(input.attachment_id, done))
    }
}
