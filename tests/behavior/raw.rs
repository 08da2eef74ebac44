//! The vendor's own document comes along unharmed.

use invoice_gateway::{domain::NativeId, native::NativeInvoice, provider::Call};
use serde_json::Value;

use crate::{
    providers::Row,
    suite::{Case, case},
    world::{LONG, World},
};

pub(crate) fn cases() -> Vec<Case> {
    vec![
        case("is_the_document_of_the_books", is_the_document),
        case("has_its_typed_form", has_its_typed_form),
        case("is_the_same_however_it_was_read", same_by_every_way),
    ]
}

async fn is_the_document(row: &'static Row) {
    let world = World::with(row, 120).await;
    let (record, _) = world.load(world.provider().as_ref()).await;
    for document in world.books().await {
        let id = NativeId::new(&(row.truth)(&document).id);
        let invoice = record.get(&id).expect("every invoice is told");
        let raw = world.as_in_books(&invoice);
        assert_eq!(raw, world.told_of(&invoice, &document), "{id}");
    }
}

async fn has_its_typed_form(row: &'static Row) {
    let world = World::with(row, 120).await;
    let provider = world.provider();
    let (record, _) = world.load(provider.as_ref()).await;
    let ids = world.ids().await;
    let whole = provider.invoices(&Call::within(LONG), &ids[..30]).await;
    let whole = whole.into_iter().map(|(_, read)| read.expect("an invoice"));
    for invoice in record.held().into_iter().chain(whole) {
        let native = NativeInvoice::decode(row.id, &invoice.raw);
        let native = native.unwrap_or_else(|error| panic!("{}: {error:?}", invoice.id));
        // A child's own words are found by its place.
        let length = |list: Option<usize>| list.unwrap_or_default();
        let lines = invoice.line_items.as_ref().map(Vec::len);
        let payments = invoice.payments.as_ref().filter(|payments| {
            // Where the vendor keeps none, there are no words of its own.
            payments.iter().all(|payment| !payment.synthetic)
        });
        let notes = invoice.notes.as_ref().map(Vec::len);
        let attachments = invoice.attachments.as_ref().map(Vec::len);
        let taxes = invoice.tax_lines.as_ref().filter(|_| row.has_tax_lines);
        let timeline = invoice.timeline.as_ref().map(Vec::len);
        assert_eq!(native.line_items().len(), length(lines));
        assert_eq!(native.payments().len(), length(payments.map(Vec::len)));
        assert_eq!(native.notes().len(), length(notes));
        assert_eq!(native.attachments().len(), length(attachments));
        assert_eq!(native.tax_lines().len(), length(taxes.map(Vec::len)));
        assert_eq!(native.events().len(), length(timeline));
        assert_eq!(native.customer().is_some(), invoice.customer.is_some());
    }
}

async fn same_by_every_way(row: &'static Row) {
    let world = World::with(row, 20).await;
    let provider = world.provider();
    let (record, _) = world.load(provider.as_ref()).await;
    let ids = world.ids().await;
    let alone = provider.invoices(&Call::within(LONG), &ids[..1]).await;
    let together = provider.invoices(&Call::within(LONG), &ids).await;
    let words = |json: &str| -> Value { serde_json::from_str(json).expect("JSON") };
    let listed = record.get(&ids[0]).expect("it was listed");
    let document = words(&listed.raw.json());
    for batch in [&alone, &together] {
        let read = batch.get(&ids[0]).expect("an answer").as_ref();
        let read = read.expect("an invoice");
        let read_document = words(&read.raw.json());
        match listed.partial {
            true => assert_eq!((row.listed)(&read_document), document),
            false => assert_eq!(read_document, document),
        }
        assert_eq!(read.version, listed.version);
        assert_eq!(read.total, listed.total);
    }
}
