//! One invoice of an answer, shared by all objects that are made of it.

use std::sync::{Arc, OnceLock};

use async_graphql::ID;
use tokio::sync::OnceCell;

use crate::{
    domain::{Activity, ChildKind, GlobalId, Invoice, NativeId, ProviderId},
    error::Result,
    list::List,
    loaders::Loaders,
    native::{
        NativeActivity, NativeAttachment, NativeEvent, NativeInvoice, NativeLineItem, NativeNote,
        NativeParty, NativePayment, NativeTaxLine,
    },
    provider::{Feature, Reads},
    snapshot::Entry,
};

/// An invoice as one answer shows it. The provider's own document is read when somebody first asks for a `native` of
/// the invoice or of anything below it, once for all of them.
#[derive(Debug)]
pub(crate) struct Document {
    pub(crate) entry: Entry,
    whole: OnceCell<Result<Arc<Self>>>,
    native: OnceLock<Result<Native>>,
    apart: OnceCell<Result<Arc<Apart>>>,
}

/// Notes and events that the provider tells apart from the invoice, asked for when somebody first wants either.
#[derive(Debug)]
pub(crate) struct Apart {
    pub(crate) activity: Arc<Activity>,
    provider: ProviderId,
    native: OnceLock<Result<NativeActivity>>,
}

#[derive(Debug)]
struct Native {
    invoice: NativeInvoice,
    customer: OnceLock<Option<NativeParty>>,
    supplier: OnceLock<Option<NativeParty>>,
    line_items: OnceLock<Vec<NativeLineItem>>,
    tax_lines: OnceLock<Vec<NativeTaxLine>>,
    payments: OnceLock<Vec<NativePayment>>,
    notes: OnceLock<Vec<NativeNote>>,
    attachments: OnceLock<Vec<NativeAttachment>>,
    events: OnceLock<Vec<NativeEvent>>,
}

/// A provider's own words: null where the document has none for this.
pub(crate) type NativeField<'a, T> = Option<Result<&'a T>>;

impl Document {
    pub(crate) fn new(entry: Entry) -> Arc<Self> {
        Arc::new(Self {
            entry,
            whole: OnceCell::new(),
            native: OnceLock::new(),
            apart: OnceCell::new(),
        })
    }

    /// Asks for notes and events, once for this answer and together with the others of the request; `None` where `feature` says that there is nothing to ask.
    pub(crate) async fn apart(
        &self,
        loaders: &Loaders,
        feature: Feature,
    ) -> Option<Result<Arc<Apart>>> {
        if feature != Feature::Separate {
            return None;
        }
        let ask = || async {
            let account = &self.entry.account;
            let activity = loaders.activity(account, &self.invoice().id).await?;
            Ok(Arc::new(Apart {
                activity,
                provider: account.info().id,
                native: OnceLock::new(),
            }))
        };
        Some(self.apart.get_or_init(ask).await.clone())
    }

    pub(crate) fn invoice(&self) -> &Invoice {
        &self.entry.invoice
    }

    /// The document with all that the provider tells of the invoice by id: itself where that is known, else asked for
    /// once, together with the others of the request.
    pub(crate) async fn whole<'a>(self: &'a Arc<Self>, loaders: &Loaders) -> Result<&'a Arc<Self>> {
        if !self.invoice().partial {
            return Ok(self);
        }
        let load = async {
            let (account, id) = (&self.entry.account, &self.invoice().id);
            let entry = loaders.whole_invoice(account, id).await?;
            Ok(Self::new(entry))
        };
        let whole = self.whole.get_or_init(|| load).await;
        whole.as_ref().map_err(Clone::clone)
    }

    /// What its provider tells, and how.
    pub(crate) fn reads(&self) -> Reads {
        self.entry.account.info().reads
    }

    pub(crate) fn id(&self) -> ID {
        ID(GlobalId::invoice(&self.entry.account.id, &self.invoice().id).encode())
    }

    pub(crate) fn child_id(&self, kind: ChildKind, id: &NativeId) -> ID {
        ID(GlobalId::child(&self.entry.account.id, &self.invoice().id, kind, id).encode())
    }

    fn native(&self) -> Result<&Native> {
        let native = self.native.get_or_init(|| {
            let provider = self.invoice().provider;
            match NativeInvoice::decode(provider, &self.invoice().raw) {
                Ok(invoice) => Ok(Native::new(invoice)),
                Err(error) => Err(error.at(&self.entry.account.id, provider)),
            }
        });
        native.as_ref().map_err(Clone::clone)
    }

    pub(crate) fn native_invoice(&self) -> Result<&NativeInvoice> {
        self.native().map(|native| &native.invoice)
    }

    pub(crate) fn native_customer(&self) -> NativeField<'_, NativeParty> {
        let customer = self.native().map(|native| {
            native
                .customer
                .get_or_init(|| native.invoice.customer())
                .as_ref()
        });
        customer.transpose()
    }

    pub(crate) fn native_supplier(&self) -> NativeField<'_, NativeParty> {
        let supplier = self.native().map(|native| {
            native
                .supplier
                .get_or_init(|| native.invoice.supplier())
                .as_ref()
        });
        supplier.transpose()
    }

    pub(crate) fn native_line_item(&self, place: usize) -> NativeField<'_, NativeLineItem> {
        self.native_child(place, |native| {
            native
                .line_items
                .get_or_init(|| native.invoice.line_items())
        })
    }

    pub(crate) fn native_tax_line(&self, place: usize) -> NativeField<'_, NativeTaxLine> {
        self.native_child(place, |native| {
            native.tax_lines.get_or_init(|| native.invoice.tax_lines())
        })
    }

    pub(crate) fn native_payment(&self, place: usize) -> NativeField<'_, NativePayment> {
        self.native_child(place, |native| {
            native.payments.get_or_init(|| native.invoice.payments())
        })
    }

    pub(crate) fn native_note(&self, place: usize) -> NativeField<'_, NativeNote> {
        self.native_child(place, |native| {
            native.notes.get_or_init(|| native.invoice.notes())
        })
    }

    pub(crate) fn native_attachment(&self, place: usize) -> NativeField<'_, NativeAttachment> {
        self.native_child(place, |native| {
            native
                .attachments
                .get_or_init(|| native.invoice.attachments())
        })
    }

    pub(crate) fn native_event(&self, place: usize) -> NativeField<'_, NativeEvent> {
        self.native_child(place, |native| {
            native.events.get_or_init(|| native.invoice.events())
        })
    }

    /// The native lists keep the unified lists' order, so the place is the same in both.
    fn native_child<T>(
        &self,
        place: usize,
        list: impl FnOnce(&Native) -> &Vec<T>,
    ) -> NativeField<'_, T> {
        self.native()
            .map(|native| list(native).get(place))
            .transpose()
    }
}

impl Apart {
    pub(crate) fn native_note(&self, place: usize) -> NativeField<'_, NativeNote> {
        let native = self.native();
        native.map(|native| native.notes.get(place)).transpose()
    }

    pub(crate) fn native_event(&self, place: usize) -> NativeField<'_, NativeEvent> {
        let native = self.native();
        native.map(|native| native.events.get(place)).transpose()
    }

    fn native(&self) -> Result<&NativeActivity> {
        let read = || NativeActivity::decode(self.provider, &self.activity.raw);
        self.native.get_or_init(read).as_ref().map_err(Clone::clone)
    }
}

impl Native {
    fn new(invoice: NativeInvoice) -> Self {
        Self {
            invoice,
            customer: OnceLock::new(),
            supplier: OnceLock::new(),
            line_items: OnceLock::new(),
            tax_lines: OnceLock::new(),
            payments: OnceLock::new(),
            notes: OnceLock::new(),
            attachments: OnceLock::new(),
            events: OnceLock::new(),
        }
    }
}

/// Wraps every element of a list of the invoice by its place; `None` where the provider does not tell the list.
pub(crate) fn by_place<T, W>(
    document: &Arc<Document>,
    list: Option<&Vec<T>>,
    wrap: impl Fn(Arc<Document>, usize) -> W,
) -> Option<List<W>> {
    let places = 0..list?.len();
    Some(
        places
            .map(|place| wrap(Arc::clone(document), place))
            .collect(),
    )
}

/// The element that was wrapped.
pub(crate) fn at_place<T>(list: Option<&Vec<T>>, place: usize) -> &T {
    list.and_then(|list| list.get(place)).expect(
        "a place is only given out for an element that is there, and documents never change",
    )
}
