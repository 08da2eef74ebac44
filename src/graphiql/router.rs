//! The routes of the page: the page itself, the files that it loads, and what it must know of the accounts.

use axum::{
    Json, Router,
    extract::Path,
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
    routing::get,
};
use serde::Serialize;

use super::assets::{Asset, INDEX};

/// Lets the browser refuse whatever is not ours, also in workers and for pictures that an answer links to.
/// Styles may be inline because the editor writes them, fonts may be `data:` because GraphiQL's style sheet holds them.
const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; script-src 'self'; worker-src 'self'; connect-src 'self'; \
     style-src 'self' 'unsafe-inline'; font-src 'self' data:; img-src 'self' data:; \
     base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// What the page must know of its gateway.
#[derive(Clone, Copy, Debug, Serialize)]
pub(crate) struct Surroundings {
    /// Whether the books that its examples write in are simulated: then they are carried out at the first click, over all
    /// other accounts they begin as dry runs.
    pub(crate) simulated: bool,
    /// Whether the gateway asks for a key or a token, which the page then asks a person for.
    pub(crate) keys: bool,
}

/// Serves GraphiQL at `/` and its files below `/graphiql/`.
pub(crate) fn router(surroundings: Surroundings) -> Router {
    Router::new()
        .route("/", get(page))
        .route("/graphiql/{file}", get(file))
        .route(
            "/graphiql/accounts.json",
            get(async move || told(surroundings)),
        )
}

/// Never kept by a browser: the next gateway at this address may be over other accounts.
fn told(surroundings: Surroundings) -> Response {
    let headers = [(header::CACHE_CONTROL, "no-store")];
    (headers, Json(surroundings)).into_response()
}

async fn page(request: HeaderMap) -> Response {
    answer(Asset::named(INDEX), &request).await
}

async fn file(Path(name): Path<String>, request: HeaderMap) -> Response {
    // The page has one address, so that no cache keeps it for ever under another.
    let asset = if name == INDEX {
        None
    } else {
        Asset::named(&name)
    };
    answer(asset, &request).await
}

async fn answer(asset: Option<Asset>, request: &HeaderMap) -> Response {
    let Some(asset) = asset else {
        return (StatusCode::NOT_FOUND, "no such file").into_response();
    };
    let mut headers = headers_of(&asset);
    if knows(request, &asset.etag) {
        return (StatusCode::NOT_MODIFIED, headers).into_response();
    }
    headers.insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static(asset.content_type),
    );
    if accepts_brotli(request) {
        headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static("br"));
        return (headers, asset.compressed).into_response();
    }
    match asset.plain().await {
        Some(plain) => (headers, plain).into_response(),
        None => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

fn headers_of(asset: &Asset) -> HeaderMap {
    let cache_control = if asset.immutable {
        "public, max-age=31536000, immutable"
    } else {
        "no-cache"
    };
    let etag = HeaderValue::from_str(&asset.etag)
        .expect("hexadecimal digits in quotes are a header value");
    let fixed: [(HeaderName, &'static str); 5] = [
        (header::CACHE_CONTROL, cache_control),
        (header::CONTENT_SECURITY_POLICY, CONTENT_SECURITY_POLICY),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::VARY, "accept-encoding"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    ];
    let mut headers =
        HeaderMap::from_iter(fixed.map(|(name, value)| (name, HeaderValue::from_static(value))));
    headers.insert(header::ETAG, etag);
    headers
}

/// Tells whether the client holds these bytes already (RFC 9110, 13.1.2: compares weakly).
fn knows(request: &HeaderMap, etag: &str) -> bool {
    let opaque = |tag: &str| tag.trim().trim_start_matches("W/").to_owned();
    list_of(request, header::IF_NONE_MATCH)
        .any(|tag| tag.trim() == "*" || opaque(tag) == opaque(etag))
}

/// Tells whether the client takes brotli: by name, else by `*`, and not with a weight of zero (RFC 9110, 12.5.3).
fn accepts_brotli(request: &HeaderMap) -> bool {
    let weight_of = |coding: &str| {
        list_of(request, header::ACCEPT_ENCODING).find_map(|entry| {
            let (name, weight) = entry.split_once(';').unwrap_or((entry, "q=1"));
            name.trim()
                .eq_ignore_ascii_case(coding)
                .then(|| weight.trim().to_ascii_lowercase())
        })
    };
    let Some(weight) = weight_of("br").or_else(|| weight_of("*")) else {
        return false;
    };
    weight
        .trim_start_matches("q=")
        .parse::<f32>()
        .is_ok_and(|weight| weight > 0.0)
}

/// The entries of a header that is a list and may be sent in several lines.
fn list_of(request: &HeaderMap, name: HeaderName) -> impl Iterator<Item = &str> {
    request
        .get_all(name)
        .into_iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|line| line.split(','))
}

#[cfg(test)]
mod tests {
    use axum::{
        body::{Body, to_bytes},
        http::{Request, Response, StatusCode, header},
    };
    use tower::ServiceExt;

    use super::{Asset, INDEX, Surroundings, router};

    const USUAL: Surroundings = Surroundings {
        simulated: false,
        keys: false,
    };

    async fn get(uri: &str, headers: &[(&str, &str)]) -> Response<Body> {
        let mut request = Request::get(uri);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        router(USUAL)
            .oneshot(request.body(Body::empty()).unwrap())
            .await
            .unwrap()
    }

    async fn text(response: Response<Body>) -> String {
        String::from_utf8(
            to_bytes(response.into_body(), usize::MAX)
                .await
                .unwrap()
                .to_vec(),
        )
        .unwrap()
    }

    /// The address of the script that the page starts with; its name changes with every build.
    async fn script() -> String {
        let page = text(get("/", &[]).await).await;
        let start = page.find("/graphiql/index-").unwrap();
        page[start..].split('"').next().unwrap().to_owned()
    }

    fn header_of<'a>(response: &'a Response<Body>, name: &str) -> Option<&'a str> {
        response
            .headers()
            .get(name)
            .map(|value| value.to_str().unwrap())
    }

    #[tokio::test]
    async fn a_client_without_brotli_gets_the_page_in_plain() {
        for coding in [
            None,
            Some("gzip, deflate"),
            Some("gzip, br;q=0"),
            Some("br;q=0.000, *"),
            Some("br;q=x"),
        ] {
            let headers: Vec<_> = coding
                .map(|coding| ("accept-encoding", coding))
                .into_iter()
                .collect();
            let response = get("/", &headers).await;
            assert_eq!(response.status(), StatusCode::OK);
            assert_eq!(header_of(&response, "content-encoding"), None, "{coding:?}");
            assert_eq!(
                header_of(&response, "content-type"),
                Some("text/html; charset=utf-8")
            );
            assert!(
                text(response)
                    .await
                    .contains("<title>invoice-gateway</title>")
            );
        }
    }

    #[tokio::test]
    async fn a_client_with_brotli_gets_the_stored_bytes() {
        for coding in [
            "br",
            "gzip, deflate, br, zstd",
            "gzip;q=1.0, BR;q=0.5",
            "*",
            "gzip, *;q=0.1",
        ] {
            let response = get("/", &[("accept-encoding", coding)]).await;
            assert_eq!(
                header_of(&response, "content-encoding"),
                Some("br"),
                "{coding}"
            );
            let body = to_bytes(response.into_body(), usize::MAX).await.unwrap();
            assert_eq!(body, Asset::named(INDEX).unwrap().compressed);
        }
    }

    #[tokio::test]
    async fn the_page_is_asked_again_and_its_files_are_kept_for_ever() {
        assert_eq!(
            header_of(&get("/", &[]).await, "cache-control"),
            Some("no-cache")
        );
        assert_eq!(
            header_of(&get("/graphiql/licenses.md", &[]).await, "cache-control"),
            Some("no-cache")
        );
        let response = get(&script().await, &[]).await;
        assert_eq!(
            header_of(&response, "content-type"),
            Some("text/javascript; charset=utf-8")
        );
        assert_eq!(
            header_of(&response, "cache-control"),
            Some("public, max-age=31536000, immutable")
        );
        assert_eq!(header_of(&response, "vary"), Some("accept-encoding"));
    }

    #[tokio::test]
    async fn a_client_that_has_the_bytes_gets_304_without_a_body() {
        let etag = header_of(&get("/", &[]).await, "etag").unwrap().to_owned();
        let strong = etag.trim_start_matches("W/").to_owned();
        for known in [
            etag.clone(),
            strong,
            format!("\"other\", {etag}"),
            "*".to_owned(),
        ] {
            let response = get("/", &[("if-none-match", &known), ("accept-encoding", "br")]).await;
            assert_eq!(response.status(), StatusCode::NOT_MODIFIED, "{known}");
            assert_eq!(header_of(&response, "etag"), Some(etag.as_str()));
            assert_eq!(header_of(&response, "content-encoding"), None);
            assert_eq!(text(response).await, "");
        }
        assert_eq!(
            get("/", &[("if-none-match", "\"other\"")]).await.status(),
            StatusCode::OK
        );
    }

    #[tokio::test]
    async fn names_outside_the_bundle_are_404() {
        for name in [
            "nothing.js",
            "index.html",
            "SOURCE.sha256",
            "index.html.br",
            "..%2Fmod.rs",
            "..%2f..%2fmain.rs",
        ] {
            assert_eq!(
                get(&format!("/graphiql/{name}"), &[]).await.status(),
                StatusCode::NOT_FOUND,
                "{name}"
            );
        }
    }

    #[tokio::test]
    async fn the_page_and_its_workers_may_load_only_their_own_origin() {
        for uri in ["/".to_owned(), script().await] {
            let response = get(&uri, &[]).await;
            let policy = header_of(&response, header::CONTENT_SECURITY_POLICY.as_str()).unwrap();
            assert!(policy.starts_with("default-src 'none'"), "{policy}");
            assert!(!policy.contains("http"), "{policy}");
        }
    }

    #[tokio::test]
    async fn the_page_learns_what_the_gateway_is_like_and_never_from_a_cache() {
        for (simulated, keys) in [(true, false), (false, false), (false, true)] {
            let request = Request::get("/graphiql/accounts.json");
            let request = request.body(Body::empty()).unwrap();
            let response = router(Surroundings { simulated, keys })
                .oneshot(request)
                .await
                .unwrap();
            assert_eq!(header_of(&response, "cache-control"), Some("no-store"));
            let told: serde_json::Value = serde_json::from_str(&text(response).await).unwrap();
            assert_eq!(
                told,
                serde_json::json!({ "simulated": simulated, "keys": keys })
            );
        }
    }

    #[tokio::test]
    async fn head_tells_the_length_and_sends_no_body() {
        let request = Request::head("/")
            .header("accept-encoding", "br")
            .body(Body::empty())
            .unwrap();
        let response = router(USUAL).oneshot(request).await.unwrap();
        let length = Asset::named(INDEX).unwrap().compressed.len().to_string();
        assert_eq!(
            header_of(&response, "content-length"),
            Some(length.as_str())
        );
        assert_eq!(text(response).await, "");
    }
}
