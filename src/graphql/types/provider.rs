//! What the providers are and can do.

use async_graphql::{Context, Object, SimpleObject};

use crate::{
    graphql::types::{Account, ActionKind, FeatureSupport, ProviderId, account::count},
    list::List,
    provider::{ProviderInfo, Reads},
    snapshot::Accounts,
};

/// The providers that an account can be of.
#[derive(Debug)]
pub(crate) struct Providers(pub(crate) Vec<&'static ProviderInfo>);

/// One of them.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Provider(pub(crate) &'static ProviderInfo);

/// How a provider tells the parts of an invoice.
#[derive(Clone, Copy, Debug, SimpleObject)]
pub(crate) struct ProviderReads {
    /// How `Invoice.payments` is told.
    payments: FeatureSupport,
    /// How `Invoice.notes` is told.
    notes: FeatureSupport,
    /// How `Invoice.attachments` is told.
    attachments: FeatureSupport,
    /// How `Invoice.timeline` is told.
    timeline: FeatureSupport,
    /// How `Invoice.creditOf` and `Invoice.credits` are told.
    credits: FeatureSupport,
}

impl From<Reads> for ProviderReads {
    fn from(reads: Reads) -> Self {
        Self {
            payments: reads.payments.into(),
            notes: reads.notes.into(),
            attachments: reads.attachments.into(),
            timeline: reads.timeline.into(),
            credits: reads.credits.into(),
        }
    }
}

/// How many calls a provider allows in how much time.
#[derive(Clone, Copy, Debug, SimpleObject)]
pub(crate) struct Quota {
    /// How many calls.
    calls: Option<i32>,
    /// In how many seconds.
    window_seconds: Option<i32>,
}

/// An invoicing API: what it is, and what the gateway can do with it.
#[Object]
impl Provider {
    /// Which provider.
    async fn id(&self) -> ProviderId {
        self.0.id.into()
    }

    /// Its name for people.
    async fn name(&self) -> Option<&str> {
        Some(self.0.name)
    }

    /// Where its vendor describes the API.
    async fn documentation(&self) -> Option<&str> {
        Some(self.0.documentation)
    }

    /// How it tells the parts of an invoice.
    async fn reads(&self) -> Option<ProviderReads> {
        Some(self.0.reads.into())
    }

    /// What it can be asked to do.
    async fn actions(&self) -> Option<List<ActionKind>> {
        let actions = self.0.actions.iter().copied();
        Some(actions.map(Into::into).collect())
    }

    /// How many invoices one call can ask by id; null where each costs a call.
    async fn batch_size(&self) -> Option<i32> {
        self.0.batch.and_then(|size| size.try_into().ok())
    }

    /// How many calls a refresh costs when little changed.
    async fn refresh_calls(&self) -> Option<i32> {
        self.0.refresh_calls.try_into().ok()
    }

    /// What its vendor allows; null where the vendor does not say.
    async fn quota(&self) -> Option<Quota> {
        let quota = self.0.quota?;
        Some(Quota {
            calls: quota.calls.try_into().ok(),
            window_seconds: usize::try_from(quota.window.as_secs()).ok().and_then(count),
        })
    }

    /// What a frontend developer should know of it, in sentences.
    async fn quirks(&self) -> Option<List<&str>> {
        Some(self.0.quirks.iter().copied().collect())
    }

    /// The configured accounts at this provider.
    async fn accounts(&self, ctx: &Context<'_>) -> Option<List<Account>> {
        let accounts: &Accounts = ctx.data_unchecked();
        let here = accounts
            .iter()
            .filter(|account| account.info().id == self.0.id);
        Some(here.cloned().map(Account).collect())
    }
}
