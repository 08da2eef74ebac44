//! A pipe before the simulators that tells how many connections are open.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use tokio::{
    io::copy,
    net::{TcpListener, TcpStream},
    task::JoinHandle,
};

/// Passes bytes on, both ways.
#[derive(Debug)]
pub(crate) struct Pipe {
    /// Where it listens.
    pub(crate) host: String,
    open: Arc<AtomicUsize>,
    task: JoinHandle<()>,
}

impl Pipe {
    /// Starts before `target`.
    pub(crate) async fn before(target: &str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let host = listener.local_addr().expect("an address").to_string();
        let open = Arc::new(AtomicUsize::new(0));
        let task = tokio::spawn(pass(listener, target.to_owned(), Arc::clone(&open)));
        Self { host, open, task }
    }

    /// How many connections are open now.
    pub(crate) fn open(&self) -> usize {
        self.open.load(Ordering::SeqCst)
    }
}

impl Drop for Pipe {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn pass(listener: TcpListener, target: String, open: Arc<AtomicUsize>) {
    while let Ok((mut client, _)) = listener.accept().await {
        let (target, open) = (target.clone(), Arc::clone(&open));
        open.fetch_add(1, Ordering::SeqCst);
        tokio::spawn(async move {
            if let Ok(mut server) = TcpStream::connect(target).await {
                let (mut from_client, mut to_client) = client.split();
                let (mut from_server, mut to_server) = server.split();
                // Whoever hangs up first ends both: a vendor that hangs would never notice.
                tokio::select! {
                    _ = copy(&mut from_client, &mut to_server) => {}
                    _ = copy(&mut from_server, &mut to_client) => {}
                }
            }
            open.fetch_sub(1, Ordering::SeqCst);
        });
    }
}
