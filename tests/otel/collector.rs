//! A collector that takes traces on loopback.

use std::{
    collections::BTreeMap,
    net::SocketAddr,
    sync::{Arc, Mutex},
};

use axum::{
    Router,
    body::Bytes,
    extract::State,
    http::{HeaderMap, header},
    routing::post,
};
use tokio::net::TcpListener;

/// A span, as far as it is asked about.
#[derive(Clone, Debug, Default)]
pub(crate) struct Span {
    pub(crate) trace: String,
    pub(crate) id: String,
    pub(crate) parent: String,
    pub(crate) name: String,
    pub(crate) kind: u64,
    attributes: BTreeMap<String, String>,
    /// The traces and spans that it is linked to.
    pub(crate) links: Vec<(String, String)>,
}

impl Span {
    /// What it tells by a name; nothing where it does not.
    pub(crate) fn told(&self, name: &str) -> &str {
        self.attributes.get(name).map_or("", String::as_str)
    }
}

type Received = Arc<Mutex<Vec<(HeaderMap, Bytes)>>>;

#[derive(Debug)]
pub(crate) struct Collector {
    pub(crate) address: SocketAddr,
    received: Received,
}

impl Collector {
    pub(crate) async fn open() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let received = Received::default();
        let router = Router::new().route("/v1/traces", post(take));
        let router = router.with_state(Arc::clone(&received));
        tokio::spawn(async move { axum_serve(listener, router).await });
        Self { address, received }
    }

    pub(crate) fn spans(&self) -> Vec<Span> {
        let received = self.received.lock().unwrap();
        let batches = received.iter().flat_map(|(_, body)| all(body, 1));
        let scopes = batches.flat_map(|batch| all(batch, 2));
        scopes.flat_map(|scope| all(scope, 2)).map(span).collect()
    }

    /// Whether all batches come from a service of this name.
    pub(crate) fn resource_names(&self, service: &str) -> bool {
        let received = self.received.lock().unwrap();
        let mut batches = received.iter().flat_map(|(_, body)| all(body, 1));
        batches.all(|batch| {
            let resource = all(batch, 1).into_iter().next().unwrap();
            let attributes = attributes(all(resource, 1));
            attributes
                .get("service.name")
                .is_some_and(|name| name == service)
        })
    }

    pub(crate) fn headers(&self) -> HeaderMap {
        self.received.lock().unwrap()[0].0.clone()
    }

    /// Whether a text is anywhere in what was sent.
    pub(crate) fn contains(&self, text: &str) -> bool {
        let received = self.received.lock().unwrap();
        let text = text.as_bytes();
        let mut bodies = received.iter().map(|(_, body)| body);
        bodies.any(|body| body.windows(text.len()).any(|here| here == text))
    }
}

async fn take(
    State(received): State<Received>,
    headers: HeaderMap,
    body: Bytes,
) -> ([(header::HeaderName, &'static str); 1], Bytes) {
    received.lock().unwrap().push((headers, body));
    (
        [(header::CONTENT_TYPE, "application/x-protobuf")],
        Bytes::new(),
    )
}

/// Serves until the test is over.
pub(crate) async fn axum_serve(listener: TcpListener, router: Router) {
    let builder =
        hyper_util::server::conn::auto::Builder::new(hyper_util::rt::TokioExecutor::new());
    loop {
        let (socket, _) = listener.accept().await.unwrap();
        let service = hyper_util::service::TowerToHyperService::new(router.clone());
        let (builder, socket) = (builder.clone(), hyper_util::rt::TokioIo::new(socket));
        tokio::spawn(async move {
            let _ = builder.serve_connection(socket, service).await;
        });
    }
}

fn span(bytes: &[u8]) -> Span {
    let text = |number| first(bytes, number).map(hex).unwrap_or_default();
    let kind = fields(bytes).into_iter().find_map(|field| match field {
        (6, Value::Number(kind)) => Some(kind),
        _ => None,
    });
    let link = |link: &[u8]| {
        let id = |number| first(link, number).map(hex).unwrap_or_default();
        (id(1), id(2))
    };
    Span {
        trace: text(1),
        id: text(2),
        parent: text(4),
        name: first(bytes, 5).map(utf8).unwrap_or_default(),
        kind: kind.unwrap_or_default(),
        attributes: attributes(all(bytes, 9)),
        links: all(bytes, 13).into_iter().map(link).collect(),
    }
}

fn attributes(pairs: Vec<&[u8]>) -> BTreeMap<String, String> {
    let pairs = pairs.into_iter().map(|pair| {
        let value = first(pair, 2).map(fields).unwrap_or_default();
        let value = value.into_iter().map(|(_, value)| match value {
            Value::Number(number) => number.to_string(),
            Value::Bytes(bytes) => utf8(bytes),
        });
        (
            first(pair, 1).map(utf8).unwrap_or_default(),
            value.collect(),
        )
    });
    pairs.collect()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn utf8(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

/// A value of a message in protobuf.
enum Value<'b> {
    Number(u64),
    Bytes(&'b [u8]),
}

fn all(message: &[u8], number: u64) -> Vec<&[u8]> {
    let fields = fields(message).into_iter();
    let wanted = fields.filter_map(|(field, value)| match value {
        Value::Bytes(bytes) if field == number => Some(bytes),
        _ => None,
    });
    wanted.collect()
}

fn first(message: &[u8], number: u64) -> Option<&[u8]> {
    all(message, number).into_iter().next()
}

fn fields(mut message: &[u8]) -> Vec<(u64, Value<'_>)> {
    let mut found = vec![];
    while !message.is_empty() {
        let key = varint(&mut message);
        let value = match key & 7 {
            0 => Value::Number(varint(&mut message)),
            1 => Value::Bytes(cut(&mut message, 8)),
            2 => {
                let length = varint(&mut message);
                Value::Bytes(cut(&mut message, usize::try_from(length).unwrap()))
            }
            5 => Value::Bytes(cut(&mut message, 4)),
            other => panic!("{other} is no kind of field"),
        };
        found.push((key >> 3, value));
    }
    found
}

fn cut<'b>(bytes: &mut &'b [u8], length: usize) -> &'b [u8] {
    let (head, rest) = bytes.split_at(length);
    *bytes = rest;
    head
}

fn varint(bytes: &mut &[u8]) -> u64 {
    let mut number = 0;
    for place in 0..10 {
        let byte = cut(bytes, 1)[0];
        number |= u64::from(byte & 0x7f) << (7 * place);
        if byte < 0x80 {
            return number;
        }
    }
    panic!("a number has at most ten bytes")
}
