//! Makes a wish of an input, and passes it through the door.

use std::{collections::BTreeMap, io, os::unix::fs::FileExt, sync::Arc, time::Duration};

use async_graphql::{Context, ID};
use futures_util::future::join_all;
use sha2::{Digest, Sha256};

use crate::{
    act::{ActOutcome, Done, Door, Key, Wish},
    domain::{AccountId, ChildKind, GlobalId, NativeId},
    error::{Error, ErrorKind},
    graphql::{
        input::{Upload, action::Options},
        types::{InvoiceResult, InvoicesPayload, PlannedRequest, Said, UserError},
    },
    provider::action::{self, Refusal, What},
    snapshot::{Account, Accounts},
};

/// How long sending a file may take.
const UPLOAD_TIME: Duration = Duration::from_secs(10 * 60);
/// Longest name of a file that is passed on, in characters.
const MAX_FILENAME: usize = 200;

/// An account, and its invoices among those that were given, with their places.
type Group = (Arc<Account>, Vec<(usize, NativeId)>);

/// Who asks, for keys and the audit.
#[derive(Clone, Debug)]
pub(crate) struct Caller(pub(crate) String);

/// Passes a wish with one invoice.
pub(super) async fn of_invoice(
    ctx: &Context<'_>,
    id: &ID,
    what: impl FnOnce() -> Result<What, Refusal>,
    options: Options,
) -> Done {
    let wish = || {
        let (account, id) = invoice(ctx, id)?;
        Ok(wish(ctx, &account, vec![id], what()?, options))
    };
    pass(ctx, wish()).await
}

/// Passes a wish with what hangs below an invoice.
pub(super) async fn of_child(
    ctx: &Context<'_>,
    (field, id): (&'static str, &ID),
    kind: ChildKind,
    what: impl FnOnce(NativeId) -> What,
    options: Options,
) -> Done {
    let wish = || {
        let (account, id) = known(ctx, id).map_err(|refusal| refusal.at(field))?;
        match id.child {
            Some((found, child)) if found == kind => {
                Ok(wish(ctx, &account, vec![id.invoice], what(child), options))
            }
            _ => Err(wrong_kind().at(field)),
        }
    };
    pass(ctx, wish()).await
}

/// Passes a wish with an account.
pub(super) async fn of_account(
    ctx: &Context<'_>,
    id: &ID,
    what: impl FnOnce() -> Result<What, Refusal>,
    options: Options,
) -> Done {
    let wish = || {
        let account = account(ctx, id)?;
        Ok(wish(ctx, &account, Vec::new(), what()?, options))
    };
    pass(ctx, wish()).await
}

/// Passes a wish with several invoices: one for each account, side by side.
pub(super) async fn of_invoices(
    ctx: &Context<'_>,
    ids: &[ID],
    what: impl Fn() -> What,
    options: &Options,
) -> InvoicesPayload {
    let mut groups: BTreeMap<AccountId, Group> = BTreeMap::new();
    let mut results: Vec<Option<InvoiceResult>> = Vec::with_capacity(ids.len());
    for (place, id) in ids.iter().enumerate() {
        match invoice(ctx, id) {
            Ok((account, native)) => {
                let group = groups.entry(account.id.clone());
                let (_, members) = group.or_insert_with(|| (account, Vec::new()));
                members.push((place, native));
                results.push(None);
            }
            Err(refusal) => {
                let refusal = refusal.at(&format!("invoiceIds.{place}"));
                results.push(Some(InvoiceResult {
                    id: id.clone(),
                    outcome: ActOutcome::Refused.into(),
                    invoice: None,
                    user_errors: vec![UserError::from(&refusal)],
                }));
            }
        }
    }
    if groups.is_empty() && ids.is_empty() {
        let refusal = Refusal::invalid("invoiceIds", "give at least one invoice");
        return many(&[Done::refused(vec![refusal])], Vec::new());
    }
    let many_accounts = groups.len() > 1;
    let passed = groups.into_values().map(|(account, members)| {
        let (what, mut options) = (what(), options.clone());
        if many_accounts && let Some(word) = &mut options.key {
            // The same key in each account, and in none for another's part.
            *word = format!("{word}@{}", account.id);
        }
        async move {
            let ids = members.iter().map(|(_, id)| id.clone()).collect();
            let wish = wish(ctx, &account, ids, what, options);
            let done = pass(ctx, Ok(wish)).await;
            (account, members, done)
        }
    });
    let mut dones = Vec::new();
    for (account, members, done) in join_all(passed).await {
        for ((place, id), result) in members.iter().zip(&done.results) {
            let mut told = InvoiceResult::of(&account, result);
            for error in &mut told.user_errors {
                error.place(*place);
            }
            debug_assert_eq!(*id, result.id);
            results[*place] = Some(told);
        }
        if done.results.is_empty() {
            for (place, id) in &members {
                results[*place] = Some(InvoiceResult {
                    id: ID(GlobalId::invoice(&account.id, id).encode()),
                    outcome: done.outcome.into(),
                    invoice: None,
                    user_errors: done.refusals.iter().map(UserError::from).collect(),
                });
            }
        }
        dones.push(done);
    }
    many(&dones, results.into_iter().flatten().collect())
}

fn many(dones: &[Done], results: Vec<InvoiceResult>) -> InvoicesPayload {
    let said: Vec<Said> = dones.iter().map(Said::by).collect();
    let requests: Vec<PlannedRequest> = said
        .iter()
        .flat_map(|said| said.requests.iter().flatten().cloned())
        .collect();
    let user_errors = if results.is_empty() {
        said.iter()
            .flat_map(|said| said.user_errors.iter().cloned())
            .collect()
    } else {
        let of_results = results.iter().flat_map(|result| &result.user_errors);
        of_results.cloned().collect()
    };
    InvoicesPayload {
        outcome: crate::act::overall(dones.iter().map(|done| done.outcome)).into(),
        results,
        user_errors,
        request: requests.first().cloned(),
        requests: (!requests.is_empty()).then_some(requests),
    }
}

/// Takes a file that came with the request.
pub(super) fn upload(ctx: &Context<'_>, field: Upload) -> Result<action::Upload, Refusal> {
    let refuse = |error: io::Error| {
        let message = "the file that came with the request cannot be read";
        Refusal::from(Error::new(ErrorKind::Internal, message).with_detail(error)).at("file")
    };
    let value = field
        .value(ctx)
        .ok_or_else(|| Refusal::invalid("file", "no file came with the request"))?;
    let value = value.map_err(refuse)?;
    let size_bytes = value.size().map_err(refuse)?;
    if size_bytes == 0 {
        return Err(Refusal::invalid("file", "the file is empty"));
    }
    let sha256 = checksum(&value.content, size_bytes).map_err(refuse)?;
    Ok(action::Upload {
        filename: plain_name(&value.filename),
        content_type: value
            .content_type
            .unwrap_or_else(|| "application/octet-stream".to_owned()),
        size_bytes,
        sha256,
        content: Arc::new(value.content),
    })
}

/// A file's name without a path or anything that means something to a terminal or a header.
fn plain_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let kept = last.chars().filter(|letter| !letter.is_control());
    let kept: String = kept.take(MAX_FILENAME).collect();
    if kept.trim_matches('.').is_empty() {
        "file".to_owned()
    } else {
        kept
    }
}

fn checksum(file: &std::fs::File, size: u64) -> io::Result<String> {
    let (mut hash, mut piece, mut offset) = (Sha256::new(), vec![0; 64 << 10], 0);
    while offset < size {
        let read = file.read_at(&mut piece, offset)?;
        if read == 0 {
            break;
        }
        hash.update(&piece[..read]);
        offset += read as u64;
    }
    Ok(hex(&hash.finalize()))
}

fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes.iter().fold(String::new(), |mut text, byte| {
        write!(text, "{byte:02x}").expect("writing to a string cannot fail");
        text
    })
}

async fn pass(ctx: &Context<'_>, wish: Result<Wish, Refusal>) -> Done {
    let door: &Arc<Door> = ctx.data_unchecked();
    match wish {
        Ok(wish) => door.perform(wish).await,
        Err(refusal) => Done::refused(vec![refusal]),
    }
}

/// The key as a vendor that takes one gets it: two callers with the same word must not meet there, and no vendor needs to
/// read the word. 64 letters, which is the most that one of them keeps.
pub(super) fn vendor_key(ctx: &Context<'_>, options: &Options) -> Option<String> {
    Some(sealed(&caller(ctx), options.key.as_deref()?))
}

/// The caller's name cannot run into the word.
fn sealed(caller: &str, word: &str) -> String {
    hex(&Sha256::digest(format!("{}/{caller}/{word}", caller.len())))
}

fn caller(ctx: &Context<'_>) -> String {
    let caller = ctx.data_opt::<Caller>();
    caller.map_or_else(|| "anonymous".to_owned(), |caller| caller.0.clone())
}

fn wish(
    ctx: &Context<'_>,
    account: &Arc<Account>,
    targets: Vec<NativeId>,
    what: What,
    options: Options,
) -> Wish {
    let upload = match &what {
        What::AddAttachment(upload) | What::CreateInvoiceFromAttachment(upload) => Some(upload),
        _ => None,
    };
    let key = options.key.map(|word| Key {
        word,
        input: fingerprint(ctx, upload),
    });
    let time = if upload.is_some() {
        UPLOAD_TIME
    } else {
        account.deadline()
    };
    Wish {
        caller: caller(ctx),
        account: Arc::clone(account),
        targets,
        what,
        native: options.native,
        key,
        expected_version: options.expected_version,
        dry_run: options.dry_run,
        time,
    }
}

/// Tells one input from another: the field and all that was given to it but the key, and the content of a file.
fn fingerprint(ctx: &Context<'_>, upload: Option<&action::Upload>) -> String {
    let field = ctx.field();
    let mut arguments = serde_json::Map::new();
    for (name, value) in field.arguments().unwrap_or_default() {
        let mut value = value.into_json().unwrap_or_default();
        if let Some(input) = value.as_object_mut() {
            input.remove("idempotencyKey");
            input.remove("dryRun");
        }
        arguments.insert(name.to_string(), value);
    }
    if let Some(upload) = upload {
        arguments.insert("sha256".to_owned(), upload.sha256.clone().into());
    }
    // Objects keep their keys sorted, so that the order in which a client writes them does not count.
    let text = serde_json::Value::Object(arguments).to_string();
    hex(&Sha256::digest(format!("{}{text}", field.name())))
}

fn account(ctx: &Context<'_>, id: &ID) -> Result<Arc<Account>, Refusal> {
    let accounts: &Accounts = ctx.data_unchecked();
    let found = accounts.get(id).map(Arc::clone);
    found.map_err(|error| Refusal::from(error).at("accountId"))
}

fn invoice(ctx: &Context<'_>, id: &ID) -> Result<(Arc<Account>, NativeId), Refusal> {
    let (account, id) = known(ctx, id).map_err(|refusal| refusal.at("invoiceId"))?;
    if id.child.is_some() {
        return Err(wrong_kind().at("invoiceId"));
    }
    Ok((account, id.invoice))
}

fn known(ctx: &Context<'_>, id: &ID) -> Result<(Arc<Account>, GlobalId), Refusal> {
    let accounts: &Accounts = ctx.data_unchecked();
    let id = GlobalId::decode(id).ok_or_else(|| {
        let message = "this is not an id of this gateway: use one that it gave you as `id`";
        Refusal::new(ErrorKind::InvalidId, message)
    })?;
    let account = accounts.get(id.account.as_str()).map_err(|_| {
        let message = "this id is of an account that this gateway does not have";
        Refusal::new(ErrorKind::InvalidId, message)
    })?;
    Ok((Arc::clone(account), id))
}

fn wrong_kind() -> Refusal {
    let message = "this is the id of another kind of thing: give one of the kind that is named";
    Refusal::new(ErrorKind::InvalidId, message)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_callers_give_a_vendor_the_same_key() {
        let key = sealed("dashboard", "order-1");
        assert_eq!(key, sealed("dashboard", "order-1"));
        assert_eq!(key.len(), 64);
        for (caller, word) in [
            ("studio", "order-1"),
            ("dashboard", "order-2"),
            ("dashboard/order", "1"),
            ("dashboar", "d/order-1"),
        ] {
            assert_ne!(sealed(caller, word), key, "{caller} {word}");
        }
        assert_ne!(sealed("a", "1/b/c"), sealed("a/1/b", "c"));
    }
}
