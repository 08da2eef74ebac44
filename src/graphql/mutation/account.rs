//! What is done with an account.

use std::sync::Arc;

use async_graphql::{Context, Object};

use crate::{
    error::{Error, ErrorKind},
    graphql::{
        input::action::{AccountActionInput, RefreshInput},
        mutation::ask,
        types::{Account, AccountPayload, ActOutcome, Said, UserError},
    },
    provider::action::{Refusal, What},
    snapshot::Accounts,
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
        let refused = |refusal: Refusal| AccountPayload {
            outcome: ActOutcome::Refused,
            account: None,
            user_errors: vec![UserError::from(&refusal)],
            request: None,
            requests: None,
        };
        if let Some(refusal) = ask::forbidden(ctx) {
            return Some(refused(refusal));
        }
        let account = match accounts.get(&input.account_id) {
            Ok(account) => Arc::clone(account),
            Err(error) => return Some(refused(Refusal::from(error).at("accountId"))),
        };
        // Outside of the operation, whose reads share refreshes: this one must begin after whatever was done before it.
        let refreshing = tokio::spawn({
            let account = Arc::clone(&account);
            async move { account.refresh().await }
        });
        let refreshed = refreshing.await.unwrap_or_else(|_| {
            let message = "the refresh broke off: see the gateway's log";
            Err(Error::new(ErrorKind::Internal, message))
        });
        Some(match refreshed {
            Ok(()) => AccountPayload {
                outcome: ActOutcome::Applied,
                account: Some(Account(account)),
                user_errors: Vec::new(),
                request: None,
                requests: None,
            },
            Err(error) => AccountPayload {
                account: Some(Account(account)),
                ..refused(Refusal::from(error).at("accountId"))
            },
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
