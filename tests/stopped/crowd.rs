//! Clients that read and write without a pause until nobody listens any more.

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Instant,
};

use futures_util::future::join_all;
use serde_json::{Value, json};
use tokio::task::JoinHandle;

use crate::{
    acts::Act,
    chance::Chance,
    client::{Line, Protocol, Reply},
};

/// Clients with a connection of their own, and with what share of one.
const ALONE: u64 = 6;
const SHARED: u64 = 2;
const SHARERS: u64 = 4;

/// What a snapshot answers, and what only vendors can.
const READS: [&str; 3] = [
    "{ invoices(first: 20) { nodes { id number status total { amount currency } } } }",
    "{ invoices(first: 5, freshness: LIVE) { complete nodes { id payments { reference } notes { text } } } }",
    "{ invoiceSummary(groupBy: [STATUS]) { groups { count } } accounts { id } }",
];

/// What a client asked, and what became of it.
#[derive(Clone, Debug)]
pub(crate) struct Asked {
    /// Nothing for a read.
    pub(crate) act: Option<Act>,
    pub(crate) sent: Instant,
    pub(crate) over: Instant,
    pub(crate) reply: Reply,
}

/// All clients of a round.
pub(crate) struct Crowd(Vec<JoinHandle<Vec<Asked>>>);

/// What the clients take their acts from.
#[derive(Clone)]
struct Work {
    address: String,
    acts: Arc<[Act]>,
    next: Arc<AtomicUsize>,
}

impl Crowd {
    /// Sets them going.
    pub(crate) async fn start(address: &str, acts: Arc<[Act]>, chance: &mut Chance) -> Self {
        let work = Work {
            address: address.to_owned(),
            acts,
            next: Arc::default(),
        };
        let mut lines = Vec::new();
        for _ in 0..ALONE {
            lines.push(Line::open(address, Protocol::One).await);
        }
        for _ in 0..SHARED {
            let line = Line::open(address, Protocol::Two)
                .await
                .expect("it listens");
            lines.extend((1..SHARERS).map(|_| line.share()));
            lines.push(Some(line));
        }
        let clients = lines.into_iter().map(|line| {
            let line = line.expect("it listens");
            let chance = Chance::new(chance.below(u64::MAX));
            tokio::spawn(work.clone().go_on(line, chance))
        });
        Self(clients.collect())
    }

    /// Waits until the last one has found nobody listening; tells all that was asked.
    pub(crate) async fn left(self) -> Vec<Asked> {
        let all = join_all(self.0).await;
        all.into_iter().flat_map(|asked| asked.unwrap()).collect()
    }
}

impl Work {
    async fn go_on(self, mut line: Line, mut chance: Chance) -> Vec<Asked> {
        let protocol = line.protocol();
        let mut all = Vec::new();
        loop {
            let (act, body) = self.choose(&mut chance);
            let sent = Instant::now();
            let reply = line.ask(&self.address, &body).await;
            let over = Instant::now();
            let answered = matches!(reply, Reply::Answer(_));
            all.push(Asked {
                act,
                sent,
                over,
                reply,
            });
            if answered {
                continue;
            }
            match Line::open(&self.address, protocol).await {
                Some(next) => line = next,
                None => return all,
            }
        }
    }

    /// Two writes for each read, as long as there are any.
    fn choose(&self, chance: &mut Chance) -> (Option<Act>, Value) {
        if chance.below(3) > 0 {
            let next = self.next.fetch_add(1, Ordering::Relaxed);
            if let Some(act) = self.acts.get(next) {
                return (Some(act.clone()), act.body());
            }
        }
        let read = READS[usize::try_from(chance.below(READS.len() as u64)).expect("it is small")];
        (None, json!({ "query": read }))
    }
}
