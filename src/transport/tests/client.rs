//! The client, on real sockets of this machine.

use bytes::Bytes;
use reqwest::{
    Method,
    header::{AUTHORIZATION, CONTENT_ENCODING, HeaderValue, LOCATION},
};
use tokio::io::AsyncWriteExt;

use super::{
    read_of,
    server::{Server, answer, gzip, head, listen, plain_text_on_the_tls_port},
};
use crate::{
    error::{Error, ErrorKind, Retry},
    transport::{Client, ClientSettings, Response, Transport},
};

fn client() -> Client {
    Client::new(&ClientSettings::default()).unwrap()
}

fn client_reading(max_body_bytes: usize) -> Client {
    let settings = ClientSettings {
        max_body_bytes,
        ..ClientSettings::default()
    };
    Client::new(&settings).unwrap()
}

async fn ask(client: &Client, bytes: impl Into<Vec<u8>>) -> Result<Response, Error> {
    let server = Server::answering(bytes).await;
    client.send(read_of(&server.address)).await
}

async fn refusal(client: &Client, bytes: impl Into<Vec<u8>>) -> Error {
    let error = ask(client, bytes).await.unwrap_err();
    assert_eq!(error.operation(), Some("list things"));
    error
}

#[tokio::test]
async fn the_vendor_gets_the_request_as_it_was_written() {
    let mut server = Server::answering(answer("200 OK", "", b"{}")).await;
    let mut request = read_of(&format!("{}/things?filter=a%3Ab%2Cc", server.address));
    request.method = Method::POST;
    request.body = Bytes::from_static(b"{\"ids\":[1]}");
    let request = request.header(AUTHORIZATION, HeaderValue::from_static("Bearer secret"));
    client().send(request).await.unwrap();
    let head = server.request().await;
    let version = env!("CARGO_PKG_VERSION");
    for line in [
        "POST /things?filter=a%3Ab%2Cc HTTP/1.1\r\n",
        "authorization: Bearer secret\r\n",
        "content-length: 11\r\n",
        "accept-encoding: gzip,br\r\n",
        &format!("user-agent: invoice-gateway/{version}\r\n"),
    ] {
        assert!(head.contains(line), "{line:?} in {head}");
    }
}

#[tokio::test]
async fn every_status_and_kind_of_body_passes_through() {
    let page = b"<html><h1>Bad Gateway</h1></html>";
    let bytes = answer("502 Bad Gateway", "content-type: text/html\r\n", page);
    let response = ask(&client(), bytes).await.unwrap();
    assert_eq!(
        (response.status.as_u16(), &*response.body),
        (502, &page[..])
    );
    assert_eq!(response.headers["content-type"], "text/html");
}

#[tokio::test]
async fn a_redirect_is_an_answer_and_not_followed() {
    let mut elsewhere = Server::answering(answer("200 OK", "", b"")).await;
    let location = format!("location: {}/file\r\n", elsewhere.address);
    let response = ask(&client(), answer("302 Found", &location, b""))
        .await
        .unwrap();
    assert_eq!(response.status, 302);
    assert!(response.headers.contains_key(LOCATION));
    assert_eq!(elsewhere.further_requests(), 0);
    client().send(read_of(&elsewhere.address)).await.unwrap();
    elsewhere.request().await;
}

#[tokio::test]
async fn a_body_that_breaks_off_is_a_bad_answer_worth_another_try() {
    let whole = answer("200 OK", "", b"[1,2,3]");
    let chunked = "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n7\r\n[1,2";
    let packed = gzip(&[b'x'; 1000]);
    let packed = answer(
        "200 OK",
        "content-encoding: gzip\r\n",
        &packed[..packed.len() / 2],
    );
    let mangled = answer("200 OK", "content-encoding: gzip\r\n", b"not gzip at all");
    for bytes in [
        whole[..whole.len() - 3].to_vec(),
        chunked.into(),
        packed,
        mangled,
    ] {
        let error = refusal(&client(), bytes).await;
        assert_eq!(
            (error.kind(), error.retry()),
            (ErrorKind::BadAnswer, Retry::Now)
        );
        assert_eq!(error.message(), "the provider's answer broke off");
        assert!(error.may_be_under_way());
        assert!(error.detail().unwrap().starts_with("status 200 OK, "));
    }
}

#[tokio::test]
async fn no_answer_at_all_is_unavailable() {
    for bytes in ["", "HTTP/1.1 200", "SSH-2.0-OpenSSH_9.6\r\n"] {
        let error = refusal(&client(), bytes).await;
        assert_eq!(error.kind(), ErrorKind::Unavailable, "{bytes:?}");
        assert!(error.may_be_under_way(), "it may have arrived: {bytes:?}");
    }
}

#[tokio::test]
async fn a_refused_connection_is_unavailable() {
    let (listener, address) = listen().await;
    drop(listener);
    let error = client().send(read_of(&address)).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unavailable);
    assert_eq!(error.message(), "the provider cannot be reached");
    assert!(error.detail().unwrap().contains("refused"), "{error:?}");
    assert!(!error.may_be_under_way(), "nothing was sent");
}

#[tokio::test]
async fn a_vendor_that_speaks_no_tls_is_unavailable() {
    let address = plain_text_on_the_tls_port().await;
    let error = client().send(read_of(&address)).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unavailable);
    assert!(!error.may_be_under_way(), "nothing was sent");
}

#[tokio::test]
async fn a_body_up_to_the_limit_is_read_and_one_byte_more_is_refused() {
    let client = client_reading(1000);
    let response = ask(&client, answer("200 OK", "", &[b'x'; 1000]))
        .await
        .unwrap();
    assert_eq!(response.body.len(), 1000);
    let error = refusal(&client, answer("200 OK", "", &[b'x'; 1001])).await;
    assert_eq!(
        (error.kind(), error.retry()),
        (ErrorKind::BadAnswer, Retry::Never)
    );
    assert_eq!(error.detail(), Some("status 200 OK, more than 1000 bytes"));
}

#[tokio::test]
async fn a_body_without_end_is_refused_at_the_limit() {
    let (listener, address) = listen().await;
    let endless = tokio::spawn(async move {
        let (mut socket, _) = listener.accept().await.unwrap();
        head(&mut socket).await;
        let mut sent = 0;
        let mut bytes = b"HTTP/1.1 200 OK\r\n\r\n".to_vec();
        bytes.resize(1 << 16, b'x');
        while socket.write_all(&bytes).await.is_ok() {
            sent += bytes.len();
        }
        sent
    });
    let error = client_reading(1 << 20)
        .send(read_of(&address))
        .await
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::BadAnswer);
    endless.await.expect("the client hung up");
}

#[tokio::test]
async fn a_small_body_that_unpacks_to_a_huge_one_is_refused_at_the_limit() {
    let bomb = gzip(&vec![0; 16 << 20]);
    assert!(bomb.len() < 1 << 17);
    let bytes = answer("200 OK", "content-encoding: gzip\r\n", &bomb);
    let error = refusal(&client_reading(1 << 20), bytes).await;
    assert_eq!(
        (error.kind(), error.retry()),
        (ErrorKind::BadAnswer, Retry::Never)
    );
}

#[tokio::test]
async fn a_packed_body_arrives_unpacked() {
    let bytes = answer("200 OK", "content-encoding: gzip\r\n", &gzip(b"[1,2,3]"));
    let response = ask(&client(), bytes).await.unwrap();
    assert_eq!(&*response.body, b"[1,2,3]");
    assert!(!response.headers.contains_key(CONTENT_ENCODING));
}
