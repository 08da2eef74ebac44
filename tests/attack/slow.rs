//! Many who are slow at once: heads, bodies and frames of h2 that come byte by byte or not at all. The others are served as
//! if nobody was there, and each of the slow ones ends in its time.

use std::time::{Duration, Instant};

use futures_util::future::join_all;
use serde_json::json;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    time::{sleep, timeout},
};

use crate::{
    attack::{post, request},
    none_is_wrong,
    planted::{OTHER, WRITER},
    told_by_the_log,
    wire::Wire,
    world::{Plan, World},
};

const HELLO: &str = r#"{"query":"{ __typename }"}"#;
/// How long a head or a body may take, and the moment in which a connection is told that it ends.
const END: Duration = Duration::from_secs(10);
/// How much later on a machine that is busy with tests.
const LATE: Duration = Duration::from_secs(4);
/// How long somebody who is not slow waits at most, here.
const QUICK: Duration = Duration::from_secs(3);
/// Between two bytes of a slow one.
const PAUSE: Duration = Duration::from_millis(250);

/// Somebody slow.
#[derive(Clone)]
struct Slow {
    what: &'static str,
    /// Sent at once.
    first: Vec<u8>,
    /// Sent byte by byte, again and again.
    then: Vec<u8>,
    /// What the answer must have, if there must be one.
    answer: Option<&'static str>,
    /// Whether the connection is for more requests, so that only the one ends.
    is_shared: bool,
}

/// How it ended, and after how long.
struct End {
    what: &'static str,
    after: Duration,
    wrong: Option<String>,
}

impl Slow {
    async fn go(self, world: &World) -> End {
        let started = Instant::now();
        let stream = TcpStream::connect(world.process.address).await.unwrap();
        let (mut reading, mut writing) = stream.into_split();
        let writes = async {
            if writing.write_all(&self.first).await.is_err() {
                return;
            }
            for byte in self.then.iter().cycle() {
                sleep(PAUSE).await;
                if writing.write_all(&[*byte]).await.is_err() {
                    break;
                }
            }
        };
        let mut told = vec![];
        let has =
            |told: &[u8], text: &str| told.windows(text.len()).any(|part| part == text.as_bytes());
        let reads = async {
            let mut buffer = [0; 4096];
            while let Ok(count @ 1..) = reading.read(&mut buffer).await {
                told.extend_from_slice(&buffer[..count]);
                if self.is_shared && self.answer.is_some_and(|text| has(&told, text)) {
                    break;
                }
            }
        };
        let both = async {
            tokio::pin!(reads);
            tokio::select! {
                () = &mut reads => {}
                () = writes => reads.await,
            }
        };
        let ended = timeout(END + LATE + END, both).await;
        let after = started.elapsed();
        let text = String::from_utf8_lossy(&told);
        let wrong = match self.answer {
            _ if ended.is_err() => Some("does not end".to_owned()),
            _ if after > END + LATE => Some(format!("ends after {after:?}")),
            Some(answer) if !has(&told, answer) => Some(format!("is told {text:?}")),
            None if text.contains("Query") => Some(format!("is answered {text:?}")),
            _ => None,
        };
        let what = self.what;
        End { what, after, wrong }
    }
}

/// A frame of h2.
fn frame(kind: u8, flags: u8, stream: u8, payload: &[u8]) -> Vec<u8> {
    let length = u8::try_from(payload.len()).unwrap();
    [&[0, 0, length, kind, flags, 0, 0, 0, stream], payload].concat()
}

/// The beginning of h2: what everybody says first, and no settings of one's own.
fn preface() -> Vec<u8> {
    [
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".to_vec(),
        frame(4, 0, 0, &[]),
    ]
    .concat()
}

/// The fields of a POST of JSON, as h2 writes them without a table of its own.
fn fields() -> Vec<u8> {
    let text = |text: &str| [&[u8::try_from(text.len()).unwrap()], text.as_bytes()].concat();
    [
        vec![0x83, 0x86],
        [vec![0x04], text("/graphql")].concat(),
        [vec![0x01], text("localhost")].concat(),
        [vec![0x0f, 0x10], text("application/json")].concat(),
        [vec![0x0f, 0x08], text(&format!("Bearer {WRITER}"))].concat(),
    ]
    .concat()
}

fn slow_ones() -> Vec<(usize, Slow)> {
    let slow = |what, first: Vec<u8>, then: &[u8], answer, is_shared| Slow {
        what,
        first,
        then: then.to_vec(),
        answer,
        is_shared,
    };
    let head = |length: &str| {
        let key = format!("Authorization: Bearer {WRITER}");
        let lines = [
            "POST /graphql HTTP/1.1",
            "Host: localhost",
            "Content-Type: application/json",
            &key,
            length,
        ];
        request(&lines, "")
    };
    let (ping, headers) = (frame(6, 0, 0, &[0; 8]), fields());
    let open = [preface(), frame(1, 0, 1, &headers[..10])].concat();
    let continuation = frame(9, 0, 1, &headers[10..]);
    let begun = [preface(), frame(1, 4, 1, &headers)].concat();
    let (timeout, json) = (Some("TIMEOUT"), b" ");
    vec![
        (60, slow("nothing at all", vec![], b"", None, false)),
        (
            80,
            slow("a request line", b"GET /".to_vec(), b"a", None, false),
        ),
        (
            80,
            slow(
                "headers",
                b"GET / HTTP/1.1\r\nHost: localhost\r\n".to_vec(),
                b"A: b\r\n",
                None,
                false,
            ),
        ),
        (30, slow("newlines", vec![], b"\r\n", None, false)),
        (
            30,
            slow(
                "a handshake of TLS",
                vec![0x16, 3, 1, 2, 0],
                &[1],
                None,
                false,
            ),
        ),
        (
            80,
            slow("a body", head("Content-Length: 1000"), json, timeout, false),
        ),
        (
            60,
            slow(
                "a chunked body",
                head("Transfer-Encoding: chunked"),
                b"1\r\n \r\n",
                timeout,
                false,
            ),
        ),
        (
            30,
            slow(
                "a body that never comes",
                head("Content-Length: 1000"),
                b"",
                timeout,
                false,
            ),
        ),
        (
            30,
            slow(
                "half a preface of h2",
                b"PRI * HTTP/2.0\r\n".to_vec(),
                b"",
                None,
                false,
            ),
        ),
        (
            30,
            slow("a frame of h2", preface(), &continuation, None, false),
        ),
        (30, slow("a head of h2", open, &continuation, None, false)),
        (30, slow("pings of h2", preface(), &ping, None, false)),
        (
            40,
            slow(
                "a body of h2",
                begun.clone(),
                &frame(0, 0, 1, b" "),
                timeout,
                true,
            ),
        ),
        (
            20,
            slow("a body of h2 that never comes", begun, b"", timeout, true),
        ),
    ]
}

async fn is_served(world: &World, key: &str) -> Duration {
    let started = Instant::now();
    let answer = world.send(&Wire::of(post(key, HELLO))).await;
    assert_eq!(answer.status, Some(200), "{}", answer.text());
    let told = answer.json().unwrap();
    assert_eq!(told, json!({"data": {"__typename": "Query"}}));
    started.elapsed()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn hundreds_who_are_slow_end_in_time_and_nobody_waits_for_them() {
    let world = World::open(Plan::new("slow")).await;
    is_served(&world, WRITER).await;
    let ones = slow_ones().into_iter();
    let ones = ones.flat_map(|(count, slow)| std::iter::repeat_n(slow, count));
    let ends = join_all(ones.map(|slow| slow.go(&world)));
    let others = async {
        let (mut longest, mut count) = (Duration::ZERO, 0);
        let until = Instant::now() + END;
        while Instant::now() < until {
            for key in [WRITER, OTHER] {
                longest = longest.max(is_served(&world, key).await);
                count += 1;
            }
            sleep(Duration::from_millis(50)).await;
        }
        (longest, count)
    };
    let (ends, (longest, count)) = tokio::join!(ends, others);
    let all = ends.len();
    let mut wrong: Vec<String> = ends
        .iter()
        .filter_map(|end| Some(format!("{} {}", end.what, end.wrong.as_ref()?)))
        .collect();
    wrong.sort_unstable();
    wrong.dedup();
    none_is_wrong(&wrong);
    let last = ends.iter().map(|end| end.after).max().unwrap();
    println!("{all} slow ones, the last for {last:?}; {count} others, the longest for {longest:?}");
    assert!(longest < QUICK, "{longest:?}");
    is_served(&world, WRITER).await;
    assert!(world.relay.calls().is_empty());
    none_is_wrong(&told_by_the_log(&world));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn those_who_idle_and_those_who_are_slow_give_their_places_up() {
    const PLACES: usize = 32;
    let world = World::open(Plan {
        sections: "[limits]\nconnections = 32",
        ..Plan::new("places")
    })
    .await;
    let connect = async |said: &[u8]| {
        let mut stream = TcpStream::connect(world.process.address).await.unwrap();
        stream.write_all(said).await.unwrap();
        stream
    };
    // All places are taken by those who were served and stay.
    let alive = b"GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n";
    let mut idle = vec![];
    for _ in 0..PLACES {
        let mut stream = connect(alive).await;
        let mut buffer = [0; 4096];
        assert!(stream.read(&mut buffer).await.unwrap() > 0);
        idle.push(stream);
    }
    let waited = is_served(&world, WRITER).await;
    assert!(waited < QUICK, "{waited:?}");
    drop(idle);
    // All places are taken by heads that do not come.
    let slow = join_all((0..PLACES).map(|_| connect(b"GET / HT"))).await;
    sleep(Duration::from_millis(500)).await;
    let waited = is_served(&world, WRITER).await;
    assert!(waited < END + LATE, "{waited:?}");
    drop(slow);
    none_is_wrong(&told_by_the_log(&world));
}
