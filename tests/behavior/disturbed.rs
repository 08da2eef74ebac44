//! The manners in which the pages of a list can misbehave, and a vendor whose books change between two calls.

use std::sync::{Arc, Mutex};

use invoice_gateway::{domain::ProviderId, provider::Provider};
use serde_json::{Value, json};

use crate::{meddling::BetweenCalls, providers::Row, world::World};

/// How the pages of a list follow each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Manner {
    /// As they should.
    Normal,
    /// In an order that means nothing.
    Unordered,
    /// In another order for every call.
    Shuffle,
    /// With every call all rows move one place towards the end.
    Forward,
    /// With every call all rows move one place towards the front.
    Backward,
    /// With every call all rows move many places.
    Far,
    /// Every page comes twice.
    Repeat,
    /// After the end it begins again.
    Endless,
    /// Every page is the first one.
    Stuck,
}

impl Manner {
    /// All of them.
    pub(crate) const ALL: [Self; 9] = [
        Self::Normal,
        Self::Unordered,
        Self::Shuffle,
        Self::Forward,
        Self::Backward,
        Self::Far,
        Self::Repeat,
        Self::Endless,
        Self::Stuck,
    ];

    /// What such a list is called in the trials.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Normal => "a_list_that_behaves",
            Self::Unordered => "a_list_without_order",
            Self::Shuffle => "a_list_that_is_shuffled_for_every_call",
            Self::Forward => "a_list_whose_rows_move_on",
            Self::Backward => "a_list_whose_rows_move_back",
            Self::Far => "a_list_whose_rows_move_far",
            Self::Repeat => "a_list_whose_pages_come_twice",
            Self::Endless => "a_list_that_never_ends",
            Self::Stuck => "a_list_that_is_stuck_at_its_first_page",
        }
    }

    fn command(self) -> Value {
        match self {
            Self::Normal => json!("normal"),
            Self::Unordered => json!("unordered"),
            Self::Shuffle => json!("shuffle"),
            Self::Forward => json!({"rotate": 1}),
            Self::Backward => json!({"rotate": -1}),
            Self::Far => json!({"rotate": 7}),
            Self::Repeat => json!("repeat"),
            Self::Endless => json!("endless"),
            Self::Stuck => json!("stuck"),
        }
    }

    /// Whether the pages of this vendor's lists can be so at all.
    pub(crate) fn is_possible(self, row: &Row) -> bool {
        match row.id {
            // All ids and versions come in one answer.
            ProviderId::Moneybird | ProviderId::MoneybirdExternal => self == Self::Normal,
            // A list that is in order does not rotate.
            ProviderId::InvoiceNinja => !matches!(self, Self::Forward | Self::Backward | Self::Far),
            ProviderId::Dashdoc | ProviderId::I3d => true,
        }
    }
}

/// Sets how the pages of all lists of the vendor behave.
pub(crate) async fn disturb(world: &World, manner: Manner) {
    let own = [world.row.resource];
    let lists: &[&str] = match world.row.id {
        // Nothing can be disturbed there, so the simulator knows no such command.
        ProviderId::Moneybird | ProviderId::MoneybirdExternal => &[],
        ProviderId::InvoiceNinja => &[
            "invoice-ninja",
            "invoice-ninja-clients",
            "invoice-ninja-payments",
        ],
        ProviderId::Dashdoc | ProviderId::I3d => &own,
    };
    for resource in lists {
        let command = json!({"paging": {"resource": resource, "manner": manner.command()}});
        world.control(command).await;
    }
}

/// A provider behind whose back something happens after each answer, from when that is said.
pub(crate) struct Eventful {
    /// The provider.
    pub(crate) provider: Arc<dyn Provider>,
    between: Arc<BetweenCalls>,
}

impl Eventful {
    /// Sets up the provider; nothing happens yet.
    pub(crate) fn new(world: &World) -> Self {
        let mut between = None;
        let provider = world.provider_with(&world.host, |inner| {
            let meddling = Arc::new(BetweenCalls {
                inner,
                host: world.host.clone(),
                commands: Mutex::default(),
            });
            between = Some(Arc::clone(&meddling));
            meddling
        });
        let between = between.expect("a provider takes its transport");
        Self { provider, between }
    }

    /// What happens from now on, a command after each answer.
    pub(crate) fn expect(&self, commands: Vec<Value>) {
        let commands = commands.into_iter().map(Some).collect();
        *self.between.commands.lock().expect("commands") = commands;
    }

    /// Nothing happens any more.
    pub(crate) fn calm(&self) {
        self.expect(Vec::new());
    }
}
