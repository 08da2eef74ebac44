//! A relay between the gateway and the simulators: the gateway holds tokens that must not leak, the simulators know
//! another one. It notes every call, and can answer like a vendor that repeats what it was told.

use std::{
    net::SocketAddr,
    sync::{Arc, Mutex},
};

use axum::{
    Router,
    body::{Body, to_bytes},
    extract::{Request, State},
    http::{HeaderName, HeaderValue, Response},
};
use serde_json::Value;
use tokio::{net::TcpListener, task::JoinHandle};

use crate::planted;

/// How it answers.
#[derive(Clone, Debug, Default)]
pub(crate) enum Manner {
    /// As the simulator does.
    #[default]
    Honest,
    /// With this status, and the credential of the request in every place that an answer has.
    Echo(u16),
    /// With a redirect to this address.
    Redirect(String),
    /// With a redirect to itself, and from there to this address.
    Chain(String),
    /// As the simulator does, with every address in the answer replaced by this one.
    Links(String),
}

/// A running relay.
#[derive(Debug)]
pub(crate) struct Relay {
    pub(crate) address: SocketAddr,
    shared: Arc<Shared>,
    task: JoinHandle<()>,
}

#[derive(Debug)]
struct Shared {
    to: SocketAddr,
    here: SocketAddr,
    client: reqwest::Client,
    calls: Mutex<Vec<String>>,
    manner: Mutex<Manner>,
}

impl Drop for Relay {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Relay {
    pub(crate) async fn to(to: SocketAddr) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let client = reqwest::Client::builder()
            .no_proxy()
            .redirect(reqwest::redirect::Policy::none())
            .tls_certs_only(Vec::new());
        let shared = Arc::new(Shared {
            to,
            here: address,
            client: client.build().unwrap(),
            calls: Mutex::default(),
            manner: Mutex::default(),
        });
        let router = Router::new()
            .fallback(relay)
            .with_state(Arc::clone(&shared));
        let task = tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        Self {
            address,
            shared,
            task,
        }
    }

    /// The calls since the last time, as method and path.
    pub(crate) fn calls(&self) -> Vec<String> {
        std::mem::take(&mut self.shared.calls.lock().unwrap())
    }

    pub(crate) fn behave(&self, manner: Manner) {
        *self.shared.manner.lock().unwrap() = manner;
    }
}

async fn relay(State(shared): State<Arc<Shared>>, request: Request) -> Response<Body> {
    let (parts, body) = request.into_parts();
    let call = format!("{} {}", parts.method, parts.uri);
    shared.calls.lock().unwrap().push(call);
    let manner = shared.manner.lock().unwrap().clone();
    let mut links = None;
    match manner {
        Manner::Honest => {}
        Manner::Echo(status) => return echo(status, &parts),
        Manner::Redirect(location) => {
            let response = Response::builder().status(302);
            let response = response.header("location", header(&location));
            return response.body(Body::from("moved")).unwrap();
        }
        Manner::Chain(location) => {
            let again = format!("{}?hop", parts.uri.path());
            let is_second = parts.uri.query() == Some("hop");
            let location = if is_second { location } else { again };
            let response = Response::builder().status(307);
            let response = response.header("location", header(&location));
            return response.body(Body::from("moved")).unwrap();
        }
        Manner::Links(location) => links = Some(location),
    }
    let body = to_bytes(body, 64 << 20).await.unwrap_or_default();
    let url = format!("http://{}{}", shared.to, parts.uri);
    let mut onward = shared.client.request(parts.method, url).body(body);
    for (name, value) in &parts.headers {
        if name != "host" && name != "content-length" && name != "transfer-encoding" {
            onward = onward.header(name, honest(value));
        }
    }
    let Ok(answer) = onward.send().await else {
        let gone = Response::builder().status(502);
        return gone.body(Body::empty()).unwrap();
    };
    let mut response = Response::builder().status(answer.status());
    for (name, value) in answer.headers() {
        if name != "transfer-encoding" && name != "connection" && name != "content-length" {
            response = response.header(name, own(value, &shared));
        }
    }
    let mut body = answer.bytes().await.unwrap_or_default();
    if let Some(location) = links
        && let Ok(mut told) = serde_json::from_slice(&body)
    {
        lead(&mut told, &location);
        body = told.to_string().into();
        let link = format!("<{location}>; rel=\"next\"");
        response = response.header("link", header(&link));
    }
    response.body(Body::from(body)).unwrap()
}

/// The bytes of a text as a header has them, which need not be ASCII.
fn header(text: &str) -> HeaderValue {
    HeaderValue::from_bytes(text.as_bytes()).unwrap()
}

/// Where the simulator points to itself, the relay points to itself.
fn own(value: &HeaderValue, shared: &Shared) -> HeaderValue {
    let Ok(text) = value.to_str() else {
        return value.clone();
    };
    let (to, here) = (shared.to.port().to_string(), shared.here.port().to_string());
    HeaderValue::from_str(&text.replace(&format!(":{to}/"), &format!(":{here}/"))).unwrap()
}

/// The credential that the simulators know, where the gateway sends a planted one.
fn honest(value: &HeaderValue) -> HeaderValue {
    let Ok(text) = value.to_str() else {
        return value.clone();
    };
    let mut text = text.to_owned();
    for token in planted::TOKENS {
        text = text.replace(token, "sandbox");
    }
    HeaderValue::from_str(&text).unwrap()
}

/// Replaces every address in an answer.
fn lead(told: &mut Value, location: &str) {
    match told {
        Value::String(text) if text.starts_with("http") => location.clone_into(text),
        Value::Array(items) => items.iter_mut().for_each(|item| lead(item, location)),
        Value::Object(fields) => {
            fields.values_mut().for_each(|field| lead(field, location));
        }
        _ => {}
    }
}

/// Repeats every header of the request in the body and in headers of the answer.
fn echo(status: u16, request: &axum::http::request::Parts) -> Response<Body> {
    let told = format!("{:?} {}", request.headers, planted::UPSTREAM_BODY);
    let body = serde_json::json!({
        "error": told, "message": told, "errors": {"base": [told]}, "detail": told, "id": told,
        "errorCode": 1, "errorMessage": told, "data": told,
    });
    let mut response = Response::builder()
        .status(status)
        .header("content-type", "application/json");
    for (name, value) in &request.headers {
        let name = HeaderName::try_from(format!("x-echo-{name}")).unwrap();
        response = response.header(name, value);
        response = response.header("www-authenticate", value);
        response = response.header("x-app-version", value);
    }
    response.body(Body::from(body.to_string())).unwrap()
}
