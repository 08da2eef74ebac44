//! Makes a wish of an input, and passes it through the door.

use std::{sync::Arc, time::Duration};

use async_graphql::{Context, ID};

use crate::{
    act::{self, Done, Door, Key, Trail, Wish},
    auth::{Scope, Viewer},
    domain::{ChildKind, GlobalId, NativeId},
    error::ErrorKind,
    graphql::{
        input::{Upload, action::Options},
        mutation::{file, fingerprint},
    },
    provider::{
        action::{ActionKind, Refusal, What},
        not_offered,
    },
    snapshot::{Account, Accounts, Allowance},
};

/// How long sending a file may take.
const UPLOAD_TIME: Duration = Duration::from_secs(10 * 60);

/// Why whoever asks may not change anything; `None` when they may.
pub(super) fn forbidden(ctx: &Context<'_>) -> Option<Refusal> {
    (!viewer(ctx).may(Scope::Write)).then(|| act::refusal(&act::no_scope()))
}

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
    pass(ctx, &account, vec![id], what(), options).await
}

/// Passes a wish to add a file to an invoice.
pub(super) async fn of_invoice_with_file(
    ctx: &Context<'_>,
    id: &ID,
    file: Upload,
    options: Options,
) -> Done {
    let (account, id) = match invoice(ctx, id) {
        Ok(found) => found,
        Err(refusal) => return refused(ctx, None, named([id]), refusal),
    };
    let what = match taken(ctx, &account, ActionKind::AddAttachment) {
        Ok(()) => file::read(ctx, file).await.map(What::AddAttachment),
        Err(refusal) => Err(refusal),
    };
    pass(ctx, &account, vec![id], what, options).await
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
    let what = match id.child {
        Some((found, child)) if found == kind => Ok(what(child)),
        _ => Err(wrong_kind().at(field)),
    };
    pass(ctx, &account, vec![id.invoice], what, options).await
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
    pass(ctx, &account, Vec::new(), what(), options).await
}

/// Passes a wish to make an invoice of a file.
pub(super) async fn of_account_with_file(
    ctx: &Context<'_>,
    id: &ID,
    file: Upload,
    options: Options,
) -> Done {
    let account = match account(ctx, id) {
        Ok(found) => found,
        Err(refusal) => return refused(ctx, None, Vec::new(), refusal),
    };
    let kind = ActionKind::CreateInvoiceFromAttachment;
    let what = match taken(ctx, &account, kind) {
        Ok(()) => file::read(ctx, file)
            .await
            .map(What::CreateInvoiceFromAttachment),
        Err(refusal) => Err(refusal),
    };
    pass(ctx, &account, Vec::new(), what, options).await
}

/// Whether a file is worth reading: only where it may be passed on.
fn taken(ctx: &Context<'_>, account: &Account, kind: ActionKind) -> Result<(), Refusal> {
    if let Some(refusal) = forbidden(ctx) {
        return Err(refusal);
    }
    let info = account.info();
    match info.actions.contains(&kind) {
        true => Ok(()),
        false => Err(not_offered(info, kind)),
    }
}

async fn pass(
    ctx: &Context<'_>,
    account: &Arc<Account>,
    invoices: Vec<NativeId>,
    what: Result<What, Refusal>,
    options: Options,
) -> Done {
    let door: &Arc<Door> = ctx.data_unchecked();
    match what {
        Ok(what) => {
            door.perform(wish(ctx, account, invoices, what, options))
                .await
        }
        Err(refusal) => refused(ctx, Some(account), invoices, refusal),
    }
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
    // Whoever may not write need not know what else would be wrong.
    let refusals = vec![forbidden(ctx).unwrap_or(refusal)];
    trail.end(act::ActOutcome::Refused, &refusals);
    Done::refused(refusals)
}

/// Begins the trace of the mutation that is under way.
pub(super) fn trail(ctx: &Context<'_>) -> Trail {
    Trail::new(&viewer(ctx).name, ctx.field().name())
}

/// The invoices that ids are of, as far as they are ids at all: whatever else a client writes is told to nobody.
pub(super) fn named<'a>(ids: impl IntoIterator<Item = &'a ID>) -> Vec<NativeId> {
    let ids = ids.into_iter().filter_map(|id| GlobalId::decode(id));
    ids.map(|id| id.invoice).collect()
}

fn viewer<'a>(ctx: &Context<'a>) -> &'a Viewer {
    let viewer: &Arc<Viewer> = ctx.data_unchecked();
    viewer
}

/// The upstream calls that the operation may make.
pub(super) fn allowance<'a>(ctx: &Context<'a>) -> &'a Arc<Allowance> {
    ctx.data_unchecked()
}

/// The key as a vendor that takes one gets it.
pub(super) fn vendor_key(ctx: &Context<'_>, options: &Options) -> Option<String> {
    let word = options.key.as_deref()?;
    Some(fingerprint::vendor_key(&viewer(ctx).name, word))
}

pub(super) fn wish(
    ctx: &Context<'_>,
    account: &Arc<Account>,
    targets: Vec<NativeId>,
    what: What,
    options: Options,
) -> Wish {
    let viewer = viewer(ctx);
    let upload = match &what {
        What::AddAttachment(upload) | What::CreateInvoiceFromAttachment(upload) => Some(upload),
        _ => None,
    };
    let key = options.key.map(|word| Key {
        word,
        input: fingerprint::of(ctx, upload),
        part: None,
    });
    let time = if upload.is_some() {
        UPLOAD_TIME
    } else {
        account.deadline()
    };
    Wish {
        caller: viewer.name.to_string(),
        may_write: viewer.may(Scope::Write),
        account: Arc::clone(account),
        targets,
        what,
        native: options.native,
        key,
        expected_version: options.expected_version,
        dry_run: options.dry_run,
        allowance: Arc::clone(allowance(ctx)),
        time,
    }
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
