//! Lines, alone and grouped by transport, with all that follows from the transport.

use serde::Serialize;

use crate::sandbox::dashdoc::encode::{Double, Fixed};
use crate::sandbox::dashdoc::files::Links;
use crate::sandbox::dashdoc::invoice::{Group, Line, Uid};
use crate::sandbox::dashdoc::words::{PLACES, SITES};
use crate::sandbox::random::Random;

/// A standalone line: all its amounts are strings.
#[derive(Debug, Serialize)]
pub(super) struct LineView<'a> {
    description: &'a str,
    quantity: Fixed<3>,
    unit_price: Fixed<4>,
    currency: &'a str,
    amount: Fixed<2>,
    tax_rate: Option<Fixed<2>>,
}

impl<'a> LineView<'a> {
    pub(super) fn of(line: &'a Line, currency: &'a str) -> Self {
        Self {
            description: &line.description,
            quantity: Fixed(line.quantity),
            unit_price: Fixed(line.unit_price),
            currency,
            amount: Fixed(line.amount()),
            tax_rate: line.tax_rate.map(Fixed),
        }
    }
}

/// A line of a transport: all its amounts are numbers, with the noise of doubles.
#[derive(Debug, Serialize)]
struct NumberLine<'a> {
    description: &'a str,
    quantity: Double,
    unit_price: Double,
    currency: &'a str,
    total_price_without_tax: Double,
}

impl<'a> NumberLine<'a> {
    fn of(line: &'a Line, currency: &'a str) -> Self {
        let quantity = line.quantity as f64 / 1_000.0;
        let unit_price = line.unit_price as f64 / 10_000.0;
        Self {
            description: &line.description,
            quantity: Double(quantity),
            unit_price: Double(unit_price),
            currency,
            total_price_without_tax: Double(quantity * unit_price),
        }
    }
}

/// Both forms were seen.
#[derive(Debug, Serialize)]
#[serde(untagged)]
enum AnyLine<'a> {
    Numbers(NumberLine<'a>),
    Strings(LineView<'a>),
}

/// What one transport brings onto an invoice.
#[derive(Debug, Serialize)]
pub(super) struct GroupView<'a> {
    id: u64,
    description: String,
    transport: Transport,
    lines: Vec<AnyLine<'a>>,
    total_price_without_tax: Fixed<2>,
}

impl<'a> GroupView<'a> {
    pub(super) fn of(group: &'a Group, currency: &'a str, links: &Links) -> Self {
        let transport = Transport::of(group.seed, links);
        let strings = group.seed.is_multiple_of(3);
        let line = |line: &'a Line| {
            if strings {
                AnyLine::Strings(LineView::of(line, currency))
            } else {
                AnyLine::Numbers(NumberLine::of(line, currency))
            }
        };
        Self {
            id: group.seed % 10_000_000,
            description: format!(
                "Transport {} {} → {}",
                transport.sequential_id,
                transport.deliveries[0].origin.city,
                transport.deliveries[0].destination.city
            ),
            lines: group.lines.iter().map(line).collect(),
            total_price_without_tax: Fixed(group.lines.iter().map(Line::amount).sum()),
            transport,
        }
    }
}

#[derive(Debug, Serialize)]
struct Transport {
    uid: Uid,
    sequential_id: u64,
    deliveries: [Delivery; 1],
    documents: Vec<Document>,
    messages: Vec<Message>,
}

#[derive(Debug, Serialize)]
struct Delivery {
    uid: Uid,
    origin: Site,
    destination: Site,
}

#[derive(Debug, Serialize)]
struct Site {
    uid: Uid,
    company_name: &'static str,
    city: &'static str,
}

#[derive(Debug, Serialize)]
struct Document {
    delivery: Uid,
    file: String,
    reference: String,
    category: &'static str,
}

#[derive(Debug, Serialize)]
struct Message {
    document: String,
    reference: String,
    document_type: &'static str,
}

/// The id of a transport's document.
pub(super) fn document_of(seed: u64) -> Uid {
    Uid::of(seed ^ 0xD0C0_0000_0000)
}

impl Transport {
    fn of(seed: u64, links: &Links) -> Self {
        let mut random = Random::new(seed);
        let delivery = Uid::of(random.next());
        let mut site = || Site {
            uid: Uid::of(random.next()),
            company_name: random.pick::<&str>(&SITES),
            city: random.pick::<&str>(&PLACES),
        };
        let (origin, destination) = (site(), site());
        let reference = format!("CMR-{:06}", seed % 1_000_000);
        let file = links.document(document_of(seed));
        let message = Message {
            document: file.clone(),
            reference: reference.clone(),
            document_type: "load_photo",
        };
        let document = Document {
            delivery,
            file,
            reference,
            category: "cmr",
        };
        Self {
            uid: Uid::of(seed ^ 0x7124),
            sequential_id: 30_000 + seed % 900_000,
            deliveries: [Delivery {
                uid: delivery,
                origin,
                destination,
            }],
            documents: vec![document],
            messages: if seed.is_multiple_of(2) {
                vec![message]
            } else {
                Vec::new()
            },
        }
    }
}
