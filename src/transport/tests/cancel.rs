//! What a vendor that hangs sees, on real sockets of this machine.

use std::{sync::Arc, time::Duration};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    time::timeout,
};

use super::{
    read_of,
    server::{head, listen},
};
use crate::{
    domain::{AccountId, ProviderId},
    error::ErrorKind,
    transport::{Client, ClientSettings, Transport, TransportSettings, stack},
};

const SOON: Duration = Duration::from_secs(5);

fn transport(attempt_timeout: Duration) -> Arc<dyn Transport> {
    let client = Client::new(&ClientSettings::default()).unwrap();
    let settings = TransportSettings {
        attempt_timeout,
        retries: 0,
        ..TransportSettings::default()
    };
    stack(
        Arc::new(client),
        ProviderId::Moneybird,
        &AccountId::new("acme"),
        &settings,
        None,
    )
}

async fn sees_the_end(mut socket: TcpStream) {
    let mut rest = Vec::new();
    let read = timeout(SOON, socket.read_to_end(&mut rest)).await;
    // A reset is an end too.
    let _ = read.expect("the connection is closed");
}

#[tokio::test]
async fn dropping_a_call_closes_its_connection() {
    let (listener, address) = listen().await;
    let transport = transport(Duration::from_secs(60));
    let call = tokio::spawn(async move { transport.send(read_of(&address)).await });
    let (mut socket, _) = listener.accept().await.unwrap();
    head(&mut socket).await;
    call.abort();
    sees_the_end(socket).await;
}

#[tokio::test]
async fn dropping_a_call_in_the_middle_of_its_answer_closes_its_connection() {
    let (listener, address) = listen().await;
    let transport = transport(Duration::from_secs(60));
    let call = tokio::spawn(async move { transport.send(read_of(&address)).await });
    let (mut socket, _) = listener.accept().await.unwrap();
    head(&mut socket).await;
    let start = b"HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n[";
    socket.write_all(start).await.unwrap();
    call.abort();
    sees_the_end(socket).await;
}

#[tokio::test]
async fn a_vendor_that_hangs_is_a_timeout_and_its_connection_is_closed() {
    for start in ["", "HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n["] {
        let (listener, address) = listen().await;
        let transport = transport(Duration::from_millis(300));
        let vendor = tokio::spawn(async move {
            let (mut socket, _) = listener.accept().await.unwrap();
            head(&mut socket).await;
            socket.write_all(start.as_bytes()).await.unwrap();
            sees_the_end(socket).await;
        });
        let error = transport.send(read_of(&address)).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Timeout);
        vendor.await.unwrap();
    }
}
