//! What is done with an account.

use std::sync::Arc;

use async_graphql::{Context, Object};

use tracing::Instrument;

use crate::{
    act,
    error::{self, ErrorKind},
    graphql::{
        input::action::{AccountActionInput, RefreshInput},
        mutation::ask,
        types::{Account, AccountPayload, ActOutcome, Said, UserError},
    },
    provider::action::{Refusal, What},
    snapshot::{self, Accounts},
    tally,
};

/// What is done with an account.
#[derive(Debug, Default)]
pub(super) struct AccountMutations;

#[Object]
impl AccountMutations {
    /// Asks the provider for everything that changed in an account, deletions too, and waits for it.
    async fn refresh_account(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which account.")] input: RefreshInput,
    ) -> Option<AccountPayload> {
        let accounts: &Accounts = ctx.data_unchecked();
        let trail = ask::trail(ctx);
        if let Some(refusal) = ask::forbidden(ctx) {
            trail.end(act::ActOutcome::Refused, std::slice::from_ref(&refusal));
            return Some(refused(None, &refusal));
        }
        let account = match accounts.get(&input.account_id) {
            Ok(account) => Arc::clone(account),
            Err(error) => {
                let refusal = Refusal::from(error).at("accountId");
                trail.end(act::ActOutcome::Refused, std::slice::from_ref(&refusal));
                return Some(refused(None, &refusal));
            }
        };
        if let Err(error) = spend_on_refresh(ctx, &account) {
            let refusal = Refusal::from(error).at("accountId");
            let trail = trail.in_account(&account.id);
            trail.end(act::ActOutcome::Refused, std::slice::from_ref(&refusal));
            return Some(refused(Some(account), &refusal));
        }
        Some(match refreshed(&account, trail).await {
            Ok(()) => AccountPayload {
                outcome: ActOutcome::Applied,
                account: Some(Account(account)),
                user_errors: Vec::new(),
                request: None,
                requests: None,
            },
            Err(refusal) => refused(Some(account), &refusal),
        })
    }

    /// Makes the provider plan all reminders of an account anew, after its reminder settings changed.
    async fn refresh_reminder_schedule(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which account.")] input: AccountActionInput,
    ) -> Option<AccountPayload> {
        let options = input.options();
        let what = || Ok(What::RefreshReminderSchedule);
        let done = ask::of_account(ctx, &input.account_id, what, options).await;
        let accounts: &Accounts = ctx.data_unchecked();
        let account = accounts.get(&input.account_id).ok();
        let said = Said::by(&done);
        Some(AccountPayload {
            outcome: said.outcome,
            account: account.cloned().map(Account),
            user_errors: said.user_errors,
            request: said.request,
            requests: said.requests,
        })
    }
}

/// Nobody shares a refresh that somebody wants for themselves, so it counts as what it takes when little changed.
fn spend_on_refresh(ctx: &Context<'_>, account: &snapshot::Account) -> error::Result<()> {
    let info = account.info();
    let calls = usize::try_from(info.refresh_calls).unwrap_or(usize::MAX);
    let what = format!("refreshing an account of {}", info.name);
    ask::allowance(ctx).take(calls, &what, "refresh fewer accounts in one operation")
}

/// Refreshes an account to the end, whoever leaves before.
async fn refreshed(account: &Arc<snapshot::Account>, trail: act::Trail) -> Result<(), Refusal> {
    let account = Arc::clone(account);
    let work = async move {
        let trail = trail.in_account(&account.id);
        trail.begun();
        let refreshed = account.refresh().await;
        let refreshed = refreshed.map_err(|error| Refusal::from(error).at("accountId"));
        match &refreshed {
            Ok(()) => trail.end(act::ActOutcome::Applied, &[]),
            Err(refusal) => trail.end(act::ActOutcome::Refused, std::slice::from_ref(refusal)),
        }
        refreshed
    };
    // Outside of the operation, whose reads share refreshes: this one must begin after whatever was done before it.
    let refreshed = tokio::spawn(tally::carried(work).in_current_span()).await;
    refreshed.unwrap_or_else(|_| {
        let message = "the refresh broke off: see the gateway's log";
        Err(Refusal::new(ErrorKind::Internal, message).at("accountId"))
    })
}

fn refused(account: Option<Arc<snapshot::Account>>, refusal: &Refusal) -> AccountPayload {
    AccountPayload {
        outcome: ActOutcome::Refused,
        account: account.map(Account),
        user_errors: vec![UserError::from(refusal)],
        request: None,
        requests: None,
    }
}
