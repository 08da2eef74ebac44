//! Makes a wish of an input, and passes it through the door.

use std::{io, os::unix::fs::FileExt, sync::Arc, time::Duration};

use async_graphql::{Context, ID};
use sha2::{Digest, Sha256};

use crate::{
    act::{self, Done, Door, Key, Trail, Wish},
    domain::{ChildKind, GlobalId, NativeId},
    error::{Error, ErrorKind},
    graphql::input::{Upload, action::Options},
    provider::action::{self, Refusal, What},
    snapshot::{Account, Accounts},
};

/// How long sending a file may take.
const UPLOAD_TIME: Duration = Duration::from_secs(10 * 60);
/// Longest name of a file that is passed on, in characters.
const MAX_FILENAME: usize = 200;

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
    let (account, id) = match invoice(ctx, id) {
        Ok(found) => found,
        Err(refusal) => return refused(ctx, None, named([id]), refusal),
    };
    match what() {
        Ok(what) => perform(ctx, wish(ctx, &account, vec![id], what, options)).await,
        Err(refusal) => refused(ctx, Some(&account), vec![id], refusal),
    }
}

/// Passes a wish with what hangs below an invoice.
pub(super) async fn of_child(
    ctx: &Context<'_>,
    (field, id): (&'static str, &ID),
    kind: ChildKind,
    what: impl FnOnce(NativeId) -> What,
    options: Options,
) -> Done {
    let (account, id) = match known(ctx, id) {
        Ok(found) => found,
        Err(refusal) => return refused(ctx, None, named([id]), refusal.at(field)),
    };
    match id.child {
        Some((found, child)) if found == kind => {
            let wish = wish(ctx, &account, vec![id.invoice], what(child), options);
            perform(ctx, wish).await
        }
        _ => refused(
            ctx,
            Some(&account),
            vec![id.invoice],
            wrong_kind().at(field),
        ),
    }
}

/// Passes a wish with an account.
pub(super) async fn of_account(
    ctx: &Context<'_>,
    id: &ID,
    what: impl FnOnce() -> Result<What, Refusal>,
    options: Options,
) -> Done {
    let account = match account(ctx, id) {
        Ok(found) => found,
        Err(refusal) => return refused(ctx, None, Vec::new(), refusal),
    };
    match what() {
        Ok(what) => perform(ctx, wish(ctx, &account, Vec::new(), what, options)).await,
        Err(refusal) => refused(ctx, Some(&account), Vec::new(), refusal),
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

async fn perform(ctx: &Context<'_>, wish: Wish) -> Done {
    let door: &Arc<Door> = ctx.data_unchecked();
    door.perform(wish).await
}

/// Refuses what does not get as far as the door, which leaves its trace too.
fn refused(
    ctx: &Context<'_>,
    account: Option<&Arc<Account>>,
    invoices: Vec<NativeId>,
    refusal: Refusal,
) -> Done {
    let trail = trail(ctx).with(invoices);
    let trail = match account {
        Some(account) => trail.in_account(&account.id),
        None => trail,
    };
    let refusals = vec![refusal];
    trail.end(act::ActOutcome::Refused, &refusals);
    Done::refused(refusals)
}

/// Begins the trace of the mutation that is under way.
pub(super) fn trail(ctx: &Context<'_>) -> Trail {
    Trail::new(caller(ctx), ctx.field().name())
}

/// The invoices that ids are of, as far as they are ids at all: whatever else a client writes is told to nobody.
pub(super) fn named<'a>(ids: impl IntoIterator<Item = &'a ID>) -> Vec<NativeId> {
    let ids = ids.into_iter().filter_map(|id| GlobalId::decode(id));
    ids.map(|id| id.invoice).collect()
}

fn caller<'a>(ctx: &Context<'a>) -> &'a str {
    let caller = ctx.data_opt::<Caller>();
    caller.map_or("anonymous", |caller| caller.0.as_str())
}

pub(super) fn wish(
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
        part: None,
    });
    let time = if upload.is_some() {
        UPLOAD_TIME
    } else {
        account.deadline()
    };
    Wish {
        caller: caller(ctx).to_owned(),
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

pub(super) fn invoice(ctx: &Context<'_>, id: &ID) -> Result<(Arc<Account>, NativeId), Refusal> {
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
