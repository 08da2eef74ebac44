//! Every kind of file of every vendor: what is asked for, and what becomes of the answer.

use std::sync::Arc;

use bytes::Bytes;
use futures_util::StreamExt;
use reqwest::header::{CONTENT_TYPE, HeaderMap, HeaderValue, LOCATION};
use serde_json::{Value, json};

use crate::{
    adapters::{
        Adapter,
        tests::script::{Script, answer, call, ok, settings},
    },
    domain::{Invoice, NativeId, ProviderId},
    error::{ErrorKind, Result},
    provider::{DocumentKind, FileContent, FileWanted, Provider},
    transport::{Request, Response, Transport},
};

const UID: &str = "00000000-0000-4000-8000-000000000001";

fn provider(provider: ProviderId, script: &Arc<Script>) -> Arc<dyn Provider> {
    let transport: Arc<dyn Transport> = Arc::<Script>::clone(script);
    let mut settings = settings(provider);
    if matches!(
        provider,
        ProviderId::Moneybird | ProviderId::MoneybirdExternal
    ) {
        settings.administration_id = Some("123".to_owned());
    }
    (Adapter::of(provider).unwrap().build)(&settings, transport).unwrap()
}

/// A vendor with one invoice, which answers all else by `file`.
fn vendor(
    invoice: Value,
    id: &'static str,
    file: impl Fn(&Request) -> Response + Send + Sync + 'static,
) -> Arc<Script> {
    const STATICS: &str = include_str!("../../../tests/fixtures/invoice_ninja/statics.json");
    const COMPANY: &str = include_str!("../../../tests/fixtures/invoice_ninja/company.json");
    Script::new(move |request| {
        let path = request.url.path().trim_end_matches('/');
        match path.trim_end_matches(".json").rsplit('/').next() {
            Some("statics") => answer(200, STATICS),
            Some("current") => answer(200, &format!("{{\"data\":{COMPANY}}}")),
            Some("invoice") => answer(200, "[]"),
            Some(last) if last == id => ok(&invoice),
            _ => file(request),
        }
    })
}

fn typed(media_type: &'static str, body: &'static str) -> Response {
    let headers = HeaderMap::from_iter([(CONTENT_TYPE, HeaderValue::from_static(media_type))]);
    Response {
        headers,
        ..answer(200, body)
    }
}

fn redirect(to: &'static str) -> Response {
    let headers = HeaderMap::from_iter([(LOCATION, HeaderValue::from_static(to))]);
    Response {
        headers,
        ..answer(
            302,
            "<hash><message>Use the Location header</message></hash>",
        )
    }
}

struct Case {
    script: Arc<Script>,
    provider: Arc<dyn Provider>,
    invoice: Arc<Invoice>,
}

impl Case {
    async fn new(which: ProviderId, script: Arc<Script>, id: &str) -> Self {
        let provider = provider(which, &script);
        let id = NativeId::new(id);
        let invoices = provider.invoices(&call(), std::slice::from_ref(&id)).await;
        let invoice = Arc::clone(invoices.get(&id).unwrap().as_ref().unwrap());
        script.take();
        Self {
            script,
            provider,
            invoice,
        }
    }

    fn documents(&self) -> Vec<DocumentKind> {
        self.provider.documents(&self.invoice)
    }

    async fn open(&self, wanted: FileWanted) -> Result<FileContent> {
        self.provider.file(&call(), &self.invoice, &wanted).await
    }

    async fn document(&self, kind: DocumentKind, stationery: bool) -> Result<FileContent> {
        self.open(FileWanted::Document { kind, stationery }).await
    }

    async fn attachment(&self, id: &str) -> Result<FileContent> {
        self.open(FileWanted::Attachment(NativeId::new(id))).await
    }

    /// The addresses asked since the last time, each with whether the credential went along.
    fn asked(&self) -> Vec<(String, bool)> {
        let words = ["authorization", "x-api-token", "private-token"];
        let asked = self.script.take().into_iter().map(|request| {
            let secret = words.iter().any(|name| request.headers.contains_key(*name));
            (request.url.to_string(), secret)
        });
        asked.collect()
    }
}

async fn read(content: Result<FileContent>) -> (Bytes, Option<String>, Option<String>) {
    let mut content = content.unwrap();
    let mut body = Vec::new();
    while let Some(piece) = content.body.next().await {
        body.extend_from_slice(&piece.unwrap());
    }
    (body.into(), content.content_type, content.filename)
}

fn some(text: &str) -> Option<String> {
    Some(text.to_owned())
}

const STORAGE: &str = "https://storage.moneybird.com/8/f/download?sig=1";

fn moneybird_document() -> Value {
    json!({
        "id": "77", "state": "open", "currency": "EUR", "version": 1,
        "attachments": [
            {"id": "5", "filename": "order 7.xlsx", "content_type": "application/vnd.ms-excel", "size": 3},
        ],
    })
}

async fn moneybird(which: ProviderId) -> Case {
    let script = vendor(moneybird_document(), "77", |request| {
        match request.url.host_str() {
            Some("moneybird.com") if request.url.path().contains("download_ubl") => {
                typed("text/xml; charset=utf-8", "<Invoice/>")
            }
            Some("moneybird.com") => redirect(STORAGE),
            _ => typed("application/octet-stream", "bytes"),
        }
    });
    Case::new(which, script, "77").await
}

#[tokio::test]
async fn moneybird_draws_documents_and_keeps_them_elsewhere() {
    let case = moneybird(ProviderId::Moneybird).await;
    let (pdf, slip) = (DocumentKind::Pdf, DocumentKind::PackingSlip);
    assert_eq!(case.documents(), [pdf, DocumentKind::Ubl, slip]);
    let root = "https://moneybird.com/api/v2/123/sales_invoices/77";
    for (kind, stationery, address) in [
        (pdf, false, format!("{root}/download_pdf.json")),
        (
            pdf,
            true,
            format!("{root}/download_pdf.json?media=stationery"),
        ),
        (
            slip,
            false,
            format!("{root}/download_packing_slip_pdf.json"),
        ),
        (
            slip,
            true,
            format!("{root}/download_packing_slip_pdf.json?media=stationery"),
        ),
    ] {
        let (body, media_type, _) = read(case.document(kind, stationery).await).await;
        assert_eq!(
            (&*body, media_type),
            (&b"bytes"[..], some("application/pdf"))
        );
        assert_eq!(case.asked(), [(address, true), (STORAGE.to_owned(), false)]);
    }
    let (body, media_type, _) = read(case.document(DocumentKind::Ubl, true).await).await;
    assert_eq!((&*body, media_type), (&b"<Invoice/>"[..], some("text/xml")));
    assert_eq!(case.asked(), [(format!("{root}/download_ubl.json"), true)]);
}

#[tokio::test]
async fn moneybirds_links_open_by_themselves_also_at_its_own_address() {
    let script = vendor(moneybird_document(), "77", |request| {
        match request.url.path().starts_with("/storage") {
            true => typed("application/pdf", "bytes"),
            false => redirect("/storage/f?sig=1"),
        }
    });
    let case = Case::new(ProviderId::Moneybird, script, "77").await;
    read(case.document(DocumentKind::Pdf, false).await).await;
    let stored = "https://moneybird.com/storage/f?sig=1".to_owned();
    assert_eq!(case.asked()[1], (stored, false));
}

#[tokio::test]
async fn attachments_of_both_of_moneybirds_resources_come_by_a_redirect() {
    for (which, resource) in [
        (ProviderId::Moneybird, "sales_invoices"),
        (ProviderId::MoneybirdExternal, "external_sales_invoices"),
    ] {
        let case = moneybird(which).await;
        let (body, media_type, name) = read(case.attachment("5").await).await;
        assert_eq!(&*body, b"bytes");
        assert_eq!(media_type, some("application/vnd.ms-excel"));
        assert_eq!(name, some("order 7.xlsx"));
        let root = "https://moneybird.com/api/v2/123";
        let address = format!("{root}/{resource}/77/attachments/5/download.json");
        assert_eq!(case.asked(), [(address, true), (STORAGE.to_owned(), false)]);
    }
}

#[tokio::test]
async fn what_a_vendor_does_not_have_is_not_asked_for() {
    let external = moneybird(ProviderId::MoneybirdExternal).await;
    assert!(external.documents().is_empty());
    for case in [
        external,
        moneybird(ProviderId::Moneybird).await,
        dashdoc(json!(null)).await,
        ninja(json!([])).await,
        i3d().await,
    ] {
        let offered = case.documents();
        for kind in [
            DocumentKind::Pdf,
            DocumentKind::Ubl,
            DocumentKind::EInvoice,
            DocumentKind::PackingSlip,
            DocumentKind::DeliveryNote,
        ] {
            if !offered.contains(&kind) {
                let error = case.document(kind, false).await.unwrap_err();
                assert_eq!(error.kind(), ErrorKind::NotFound);
            }
        }
        let error = case.attachment("../77").await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::NotFound);
        assert!(error.account().is_some() && error.operation().is_some());
        assert!(case.asked().is_empty());
    }
}

async fn dashdoc(file: Value) -> Case {
    let document = json!({
        "uid": UID, "status": "final", "document_number": "D-1", "currency": "EUR", "lines": [],
        "total_price": "10.00", "total_tax_amount": "2.00", "file": file,
        "attachments": [
            {"uid": "a-1", "name": "cmr.pdf", "file_url": "/media/cmr.pdf", "file_size": 3},
            {"uid": "a-2", "name": "x", "file_url": "https://evil.example/s3cret", "file_size": 3},
            {"uid": "a-3", "name": "y", "file_url": null, "file_size": 3},
        ],
    });
    let script = vendor(document, UID, |_| typed("image/png", "bytes"));
    Case::new(ProviderId::Dashdoc, script, UID).await
}

#[tokio::test]
async fn dashdocs_token_goes_to_its_api_alone() {
    for (link, address, has_token) in [
        (
            "https://storage.googleapis.com/dashdoc-media/media/invoices/1.pdf",
            "https://storage.googleapis.com/dashdoc-media/media/invoices/1.pdf",
            false,
        ),
        (
            "https://www.dashdoc.eu/media/1.pdf",
            "https://www.dashdoc.eu/media/1.pdf",
            false,
        ),
        (
            "https://api.dashdoc.com/media/1.pdf",
            "https://api.dashdoc.com/media/1.pdf",
            false,
        ),
        ("/media/1.pdf", "https://api.dashdoc.eu/media/1.pdf", true),
        (
            "https://api.dashdoc.eu/media/1.pdf",
            "https://api.dashdoc.eu/media/1.pdf",
            true,
        ),
    ] {
        let case = dashdoc(json!(link)).await;
        assert_eq!(case.documents(), [DocumentKind::Pdf]);
        let (body, media_type, _) = read(case.document(DocumentKind::Pdf, true).await).await;
        assert_eq!((&*body, media_type), (&b"bytes"[..], some("image/png")));
        assert_eq!(case.asked(), [(address.to_owned(), has_token)]);
    }
    let case = dashdoc(json!("https://evil.example/s3cret.pdf")).await;
    let error = case.document(DocumentKind::Pdf, false).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::BadAnswer);
    assert!(case.asked().is_empty());
}

#[tokio::test]
async fn dashdoc_has_a_pdf_once_it_tells_where_it_is() {
    for file in [json!(null), json!("")] {
        assert!(dashdoc(file).await.documents().is_empty());
    }
}

#[tokio::test]
async fn dashdocs_attachments_are_where_it_says() {
    let case = dashdoc(json!(null)).await;
    let (body, _, name) = read(case.attachment("a-1").await).await;
    assert_eq!((&*body, name), (&b"bytes"[..], some("cmr.pdf")));
    let address = "https://api.dashdoc.eu/media/cmr.pdf".to_owned();
    assert_eq!(case.asked(), [(address, true)]);
    for (id, kind) in [
        ("a-2", ErrorKind::BadAnswer),
        ("a-3", ErrorKind::NotFound),
        ("a-4", ErrorKind::NotFound),
    ] {
        assert_eq!(case.attachment(id).await.unwrap_err().kind(), kind, "{id}");
        assert!(case.asked().is_empty());
    }
}

const NINJA: &str = "VolejRejNm";

async fn ninja_answering(
    invitations: Value,
    file: impl Fn(&Request) -> Response + Send + Sync + 'static,
) -> Case {
    let document = json!({"data": {
        "id": NINJA, "status_id": "2", "number": "0007", "amount": 10, "balance": 10,
        "date": "2026-05-01", "client_id": "Wpmbk5ezJn", "line_items": [],
        "invitations": invitations,
        "documents": [
            {"id": "Opnel5aKBz", "name": "purchase order.pdf", "type": "pdf", "hash": "vSJ0 a.pdf", "size": 5},
            {"id": "wMvbmOeYAl", "name": "old.txt", "type": "txt", "hash": "", "size": 5},
            {"id": "xYRdG7dDzO", "name": "odd.txt", "type": "txt", "hash": "..", "size": 5},
        ],
    }});
    let script = vendor(document, NINJA, file);
    Case::new(ProviderId::InvoiceNinja, script, NINJA).await
}

async fn ninja(invitations: Value) -> Case {
    ninja_answering(invitations, |_| typed("application/pdf", "bytes")).await
}

fn invited() -> Value {
    json!([
        {"id": "a", "key": "gone", "archived_at": 1_700_000_000},
        {"id": "b", "key": "db-1/ä", "archived_at": 0},
    ])
}

#[tokio::test]
async fn invoice_ninjas_documents_come_by_the_key_of_an_invitation() {
    let case = ninja(invited()).await;
    let [pdf, note, e_invoice] = [
        DocumentKind::Pdf,
        DocumentKind::DeliveryNote,
        DocumentKind::EInvoice,
    ];
    assert_eq!(case.documents(), [pdf, note, e_invoice]);
    let root = "https://invoicing.co/api/v1";
    for (kind, path) in [
        (pdf, "invoice/db-1%2F%C3%A4/download"),
        (e_invoice, "invoice/db-1%2F%C3%A4/download_e_invoice"),
        (note, "invoices/VolejRejNm/delivery_note"),
    ] {
        assert_eq!(&*read(case.document(kind, true).await).await.0, b"bytes");
        let requests = case.script.take();
        let [request] = requests.as_slice() else {
            panic!("{requests:?}");
        };
        assert_eq!(request.url.as_str(), format!("{root}/{path}"));
        // Without them, errors come as pages of HTML.
        assert_eq!(request.headers["x-requested-with"], "XMLHttpRequest");
        assert_eq!(request.headers["x-api-token"], "s3cret");
    }
}

#[tokio::test]
async fn without_a_usable_invitation_invoice_ninjas_pdf_comes_by_its_id() {
    let case = ninja(json!([])).await;
    assert_eq!(
        case.documents(),
        [DocumentKind::Pdf, DocumentKind::DeliveryNote]
    );
    let by_id = "https://invoicing.co/api/v1/invoices/VolejRejNm/download".to_owned();
    read(case.document(DocumentKind::Pdf, false).await).await;
    assert_eq!(case.asked(), [(by_id.clone(), true)]);
    let case = ninja_answering(invited(), |request| {
        match request.url.path().contains("/invoice/") {
            true => answer(400, r#"{"message":"no record found"}"#),
            false => typed("application/pdf", "bytes"),
        }
    });
    let case = case.await;
    read(case.document(DocumentKind::Pdf, false).await).await;
    assert_eq!(case.asked()[1], (by_id, true));
}

#[tokio::test]
async fn invoice_ninjas_attachments_come_under_their_own_type_where_that_works() {
    let root = "https://invoicing.co";
    let case = ninja(json!([])).await;
    let (_, media_type, name) = read(case.attachment("Opnel5aKBz").await).await;
    assert_eq!(media_type, some("application/pdf"));
    assert_eq!(name, some("purchase order.pdf"));
    let by_hash = format!("{root}/documents/vSJ0%20a.pdf");
    assert_eq!(case.asked(), [(by_hash.clone(), true)]);
    // No name of its own, or one that is another address.
    for id in ["wMvbmOeYAl", "xYRdG7dDzO"] {
        read(case.attachment(id).await).await;
        let by_id = format!("{root}/api/v1/documents/{id}/download");
        assert_eq!(case.asked(), [(by_id, true)]);
    }
    // Not found, or a page for people: then by the id, where the type says nothing.
    for status in [404, 200] {
        let case = ninja_answering(json!([]), move |request| {
            match request.url.path().starts_with("/api/") {
                true => {
                    let mut file = typed("text/html; charset=UTF-8", "bytes");
                    let attached = HeaderValue::from_static("attachment; filename=vSJ0.pdf");
                    file.headers.insert("content-disposition", attached);
                    file
                }
                false => Response {
                    status: reqwest::StatusCode::from_u16(status).unwrap(),
                    ..typed("text/html", "<html>log in</html>")
                },
            }
        });
        let case = case.await;
        let (body, media_type, name) = read(case.attachment("Opnel5aKBz").await).await;
        assert_eq!(
            (&*body, media_type),
            (&b"bytes"[..], some("application/pdf"))
        );
        assert_eq!(name, some("purchase order.pdf"));
        let by_id = format!("{root}/api/v1/documents/Opnel5aKBz/download");
        assert_eq!(case.asked(), [(by_hash.clone(), true), (by_id, true)]);
    }
}

async fn i3d() -> Case {
    let document = json!([{
        "id": 9, "invoiceNumber": "F-9", "currency": "EUR", "currencySign": "€",
        "amountIncVat": "12100", "amountExclVat": "10000", "vatAmount": "2100",
        "creationDate": "2026-05-01", "dueDate": "2026-05-31", "paymentStatus": 0, "isCredit": 0,
        "items": [], "clientDetails": {}, "companyDetails": {},
    }]);
    let script = vendor(document, "9", |_| {
        typed("application/json", "[\"JVBERi0xLjQK\"]")
    });
    Case::new(ProviderId::I3d, script, "9").await
}

#[tokio::test]
async fn i3ds_pdf_is_unpacked_on_the_way() {
    let case = i3d().await;
    assert_eq!(case.documents(), [DocumentKind::Pdf]);
    let (body, media_type, _) = read(case.document(DocumentKind::Pdf, true).await).await;
    assert_eq!(&*body, b"%PDF-1.4\n");
    assert_eq!(media_type, some("application/pdf"));
    let address = "https://api.i3d.net/v3/account/invoice/9/pdf".to_owned();
    assert_eq!(case.asked(), [(address, true)]);
}
