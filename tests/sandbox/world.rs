//! A running sandbox and a client that does nothing by itself.

use invoice_gateway::sandbox::{self, Options};
use jiff::civil::{Date, date};
use reqwest::header::{HeaderMap, HeaderName, LOCATION};
use reqwest::{Client, Method, StatusCode, redirect};
use serde_json::Value;
use tokio::net::TcpListener;

/// The day of all tests.
pub(crate) const TODAY: Date = date(2026, 3, 10);

/// The API below its base URL.
pub(crate) const API: &str = "/moneybird/api/v2";

/// Paths of the two resources and their names in control commands.
pub(crate) const SALES: &str = "sales_invoices";
pub(crate) const EXTERNAL: &str = "external_sales_invoices";

/// One sandbox on a port of its own.
#[derive(Debug)]
pub(crate) struct World {
    pub(crate) origin: String,
    client: Client,
}

/// An answer, read whole.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Vec<u8>,
}

impl World {
    /// Starts with the default books and no rate limit.
    pub(crate) async fn start() -> Self {
        let mut options = Options::new(TODAY);
        options.rate_limit = false;
        Self::with(options).await
    }

    /// Starts with these options.
    pub(crate) async fn with(options: Options) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = listener.local_addr().expect("an address");
        tokio::spawn(sandbox::serve(listener, options, std::future::pending()));
        let client = Client::builder()
            .redirect(redirect::Policy::none())
            .no_proxy()
            // Without this the client asks for the certificates of the machine.
            .tls_certs_only(Vec::new())
            .build()
            .expect("a client");
        Self {
            origin: format!("http://{address}"),
            client,
        }
    }

    /// Asks for any path, with or without a token.
    pub(crate) async fn send(
        &self,
        method: Method,
        path: &str,
        token: Option<&str>,
        body: Option<&Value>,
    ) -> Result<Answer, reqwest::Error> {
        let mut request = self
            .client
            .request(method, format!("{}{path}", self.origin));
        if let Some(token) = token {
            request = request.bearer_auth(token);
        }
        if let Some(body) = body {
            request = request.body(body.to_string());
        }
        let response = request.send().await?;
        Ok(Answer {
            status: response.status(),
            headers: response.headers().clone(),
            body: response.bytes().await?.to_vec(),
        })
    }

    /// Asks for any path with these headers and nothing else.
    pub(crate) async fn ask(&self, path: &str, headers: &[(&str, &str)]) -> Answer {
        self.ask_by(Method::GET, path, headers).await
    }

    /// Asks by any method with these headers and nothing else.
    pub(crate) async fn ask_by(
        &self,
        method: Method,
        path: &str,
        headers: &[(&str, &str)],
    ) -> Answer {
        self.say(method, path, headers, None).await
    }

    /// Asks by any method with these headers and a JSON body.
    pub(crate) async fn say(
        &self,
        method: Method,
        path: &str,
        headers: &[(&str, &str)],
        body: Option<&Value>,
    ) -> Answer {
        let url = format!("{}{path}", self.origin);
        let mut request = self.client.request(method, url);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        if let Some(body) = body {
            request = request.body(body.to_string());
        }
        Answer::read(request.send().await.expect("an answer")).await
    }

    /// Sends bytes with these headers.
    pub(crate) async fn submit(
        &self,
        method: Method,
        path: &str,
        headers: &[(&str, &str)],
        body: &[u8],
    ) -> Answer {
        let answer = self.try_submit(method, path, headers, body).await;
        answer.expect("an answer")
    }

    /// Sends bytes with these headers; the answer may be lost.
    pub(crate) async fn try_submit(
        &self,
        method: Method,
        path: &str,
        headers: &[(&str, &str)],
        body: &[u8],
    ) -> Result<Answer, reqwest::Error> {
        let url = format!("{}{path}", self.origin);
        let mut request = self.client.request(method, url).body(body.to_vec());
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        Ok(Answer::read(request.send().await?).await)
    }

    /// Asks the API as an authorized client; `path` begins after the administration.
    pub(crate) async fn get(&self, path: &str) -> Answer {
        let path = format!("{API}/123/{path}");
        let answer = self.send(Method::GET, &path, Some("sandbox"), None).await;
        answer.expect("an answer")
    }

    /// Posts JSON to the API as an authorized client.
    pub(crate) async fn post(&self, path: &str, body: Value) -> Answer {
        let path = format!("{API}/123/{path}");
        let answer = self
            .send(Method::POST, &path, Some("sandbox"), Some(&body))
            .await;
        answer.expect("an answer")
    }

    /// Calls the API as an authorized client with a JSON body; `path` begins after the administration.
    pub(crate) async fn call(&self, method: Method, path: &str, body: Value) -> Answer {
        let path = format!("{API}/123/{path}");
        let headers = [
            ("authorization", "Bearer sandbox"),
            ("content-type", "application/json"),
        ];
        self.say(method, &path, &headers, Some(&body)).await
    }

    /// Posts bytes of any type to the API as an authorized client.
    pub(crate) async fn upload(&self, path: &str, content_type: &str, body: &[u8]) -> Answer {
        let url = format!("{}{API}/123/{path}", self.origin);
        let request = self.client.post(url).bearer_auth("sandbox");
        let request = request.header("content-type", content_type);
        let response = request.body(body.to_vec()).send().await;
        Answer::read(response.expect("an answer")).await
    }

    /// Asks without a token.
    pub(crate) async fn plain(&self, method: Method, path: &str) -> Answer {
        let answer = self.send(method, path, None, None).await;
        answer.expect("an answer")
    }

    /// Follows a redirect as a client should: without the token.
    pub(crate) async fn follow(&self, answer: &Answer) -> Answer {
        let target = answer.header("location");
        let path = target.strip_prefix(&self.origin).expect("the same host");
        self.plain(Method::GET, path).await
    }

    /// Runs a control command that must succeed.
    pub(crate) async fn control(&self, command: Value) -> Value {
        let answer = self.try_control(command).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
        answer.json()
    }

    /// Runs a control command.
    pub(crate) async fn try_control(&self, command: Value) -> Answer {
        let sent = self.send(Method::POST, "/_control", None, Some(&command));
        sent.await.expect("an answer")
    }

    /// Adds one invoice and gives its id.
    pub(crate) async fn add(&self, resource: &str, invoice: Value) -> String {
        let command = serde_json::json!({"add": {"resource": resource, "invoice": invoice}});
        let answer = self.control(command).await;
        answer["ids"][0].as_str().expect("an id").to_owned()
    }

    /// The whole books.
    pub(crate) async fn books(&self, resource: &str) -> Vec<Value> {
        let path = format!("/_books/{resource}");
        let books = self.plain(Method::GET, &path).await.json();
        books.as_array().expect("a list").clone()
    }

    /// The ids of a list answer.
    pub(crate) async fn ids(&self, path: &str) -> Vec<String> {
        let answer = self.get(path).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
        ids(&answer.json())
    }
}

impl Answer {
    /// Reads an answer whole.
    async fn read(response: reqwest::Response) -> Self {
        Self {
            status: response.status(),
            headers: response.headers().clone(),
            body: response.bytes().await.expect("a body").to_vec(),
        }
    }

    /// The body as JSON.
    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|_| panic!("no JSON: {}", self.text()))
    }

    /// The body as text.
    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// A header that must be there.
    pub(crate) fn header(&self, name: &str) -> String {
        let name: HeaderName = name.parse().expect("a header name");
        let value = self.headers.get(&name);
        let value = value.unwrap_or_else(|| panic!("no {name} in {:?}", self.headers));
        value.to_str().expect("text").to_owned()
    }

    /// A header that is a number.
    pub(crate) fn number(&self, name: &str) -> i64 {
        self.header(name).parse().expect("a number")
    }

    /// Whether it redirects.
    pub(crate) fn redirects(&self) -> bool {
        self.status == StatusCode::FOUND && self.headers.contains_key(LOCATION)
    }
}

/// The ids of a list of invoices.
pub(crate) fn ids(list: &Value) -> Vec<String> {
    let rows = list.as_array().expect("a list");
    let id = |row: &Value| row["id"].as_str().expect("a string id").to_owned();
    rows.iter().map(id).collect()
}

/// A control name for a resource path.
pub(crate) fn name_of(resource: &str) -> &'static str {
    if resource == SALES {
        "moneybird"
    } else {
        "moneybird-external"
    }
}
