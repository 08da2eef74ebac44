//! The server itself: unknown paths, and its end.

use std::time::Duration;

use invoice_gateway::sandbox::{self, Fault, FaultAnswer, Options};
use reqwest::{Method, StatusCode};
use tokio::net::TcpListener;
use tokio::sync::oneshot;

use crate::world::{TODAY, World};

#[tokio::test]
async fn an_unknown_path_is_refused_by_the_vendor_whose_it_is() {
    let world = World::start().await;
    let inside = world.get("purchase_invoices").await;
    assert_eq!(inside.status, StatusCode::NOT_FOUND);
    assert!(inside.json()["error"].is_string());
    let outside = world.plain(Method::GET, "/elsewhere").await;
    assert_eq!(outside.status, StatusCode::NOT_FOUND);
    let path = "/moneybird/api/v2/123/payments/1";
    let wrong_method = world.send(Method::PUT, path, Some("sandbox"), None).await;
    let wrong_method = wrong_method.expect("an answer");
    assert_eq!(wrong_method.status, StatusCode::METHOD_NOT_ALLOWED);
}

#[tokio::test]
async fn a_shutdown_does_not_wait_for_calls_that_hang() {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let address = listener.local_addr().expect("an address");
    let mut options = Options::new(TODAY);
    options.faults = vec![Fault::always(FaultAnswer::Hang)];
    let (stop, stopped) = oneshot::channel::<()>();
    let shutdown = async move {
        stopped.await.expect("the word to stop");
    };
    let server = tokio::spawn(sandbox::serve(listener, options, shutdown));
    let mut call = tokio::net::TcpStream::connect(address)
        .await
        .expect("a connection");
    let request = b"GET /moneybird/api/v2/123/payments/1 HTTP/1.1\r\nHost: x\r\n\r\n";
    tokio::io::AsyncWriteExt::write_all(&mut call, request)
        .await
        .expect("sent");
    stop.send(()).expect("a running server");
    let ended = tokio::time::timeout(Duration::from_secs(5), server).await;
    ended
        .expect("in time")
        .expect("no panic")
        .expect("no error");
}
