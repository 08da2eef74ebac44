//! The contract, kept for the toy vendor, and how an account's adapter is made.

use std::sync::Arc;

use async_trait::async_trait;
use futures_util::{StreamExt, stream};
use invoice_gateway::{
    clock,
    domain::{Activity, Invoice, NativeId},
    error::{ErrorKind, Result},
    provider::{AccountSettings, Batch, Call, Checkpoint, Lookup, Provider, ProviderInfo, Sink},
    transport::Transport,
};
use jiff::Timestamp;
use reqwest::header::HeaderValue;
use secrecy::ExposeSecret;

use crate::toy::{api::Api, info::TOY, map};

/// The mark of the checkpoint that holds how far the feed was read.
const REVISION: &str = "revision";
/// How many calls are under way at once.
const SIDE_BY_SIDE: usize = 3;

#[derive(Debug)]
struct Toy(Api);

pub(super) fn build(
    settings: &AccountSettings,
    transport: Arc<dyn Transport>,
) -> Result<Arc<dyn Provider>, String> {
    if settings.administration_id.is_some() {
        return Err("administration_id: toy books has none, remove the key".to_owned());
    }
    let standard = || TOY.base_url.parse().expect("written in this program");
    let root = settings.base_url.clone().unwrap_or_else(standard);
    let mut authorization =
        HeaderValue::from_str(&format!("Bearer {}", settings.token.expose_secret()))
            .map_err(|_| "token: holds characters that no token has".to_owned())?;
    authorization.set_sensitive(true);
    Ok(Arc::new(Toy(Api {
        transport,
        account: settings.id.clone(),
        root,
        authorization,
    })))
}

#[async_trait]
impl Provider for Toy {
    fn info(&self) -> &'static ProviderInfo {
        &TOY
    }

    async fn probe(&self, call: &Call) -> Result<()> {
        self.0.feed(call, "0").await.map(drop)
    }

    async fn changes(
        &self,
        call: &Call,
        checkpoint: Option<&Checkpoint>,
        sink: &dyn Sink,
    ) -> Result<Checkpoint> {
        let mut next = checkpoint.cloned().unwrap_or_default();
        let since = next.marks.get(REVISION).map_or("0", String::as_str);
        let feed = self.0.feed(call, since).await?;
        sink.expect(feed.ids.len());
        sink.keep_only(&feed.ids, feed.asked_at);
        let mut found = Vec::new();
        for json in &feed.changed {
            let invoice = self.decode("feed", json, feed.asked_at)?;
            found.push((invoice.id.clone(), Ok(invoice)));
        }
        sink.put(found);
        next.marks.insert(REVISION, feed.revision.to_string());
        next.listed_at = Some(feed.asked_at);
        Ok(next)
    }

    fn calls_for(&self, ids: &[NativeId]) -> usize {
        ids.len()
    }

    async fn invoices(&self, call: &Call, ids: &[NativeId]) -> Batch<Arc<Invoice>> {
        let found = stream::iter(ids.to_vec())
            .map(|id| async move {
                let result = self.one(call, &id).await;
                (id, result)
            })
            .buffer_unordered(SIDE_BY_SIDE);
        Batch::new(ids, found.collect::<Vec<_>>().await)
    }

    async fn find(&self, _: &Call, _: &Lookup) -> Result<Vec<Arc<Invoice>>> {
        Err(self.0.error("find", ErrorKind::Unsupported))
    }

    async fn activity(&self, _: &Call, _: &NativeId) -> Result<Activity> {
        Err(self.0.error("activity", ErrorKind::Unsupported))
    }
}

impl Toy {
    async fn one(&self, call: &Call, id: &NativeId) -> Result<Arc<Invoice>> {
        let asked_at = clock::now();
        let json = self.0.invoice(call, id).await?;
        self.decode("invoice", &json, asked_at)
    }

    fn decode(
        &self,
        operation: &'static str,
        json: &str,
        asked_at: Timestamp,
    ) -> Result<Arc<Invoice>> {
        map::invoice(json, asked_at)
            .map(Arc::new)
            .map_err(|error| error.at(&self.0.account, TOY.id).during(operation))
    }
}
