//! The lines of the log on their way to standard error.
//!
//! Whoever tells something never waits for whoever reads it: a thread of its own writes. A reader that stalls costs
//! lines, and a place that is full or gone costs nothing else.

use std::{
    io::{self, Write},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
        mpsc::{Receiver, SyncSender, TrySendError, sync_channel},
    },
    thread,
    time::{Duration, Instant},
};

use tracing_subscriber::fmt::MakeWriter;

/// Lines that may wait to be written: what a busy second tells.
const WAITING: usize = 8192;
/// How long the last lines have when the process ends.
const LAST: Duration = Duration::from_secs(1);

/// Where lines are handed in.
#[derive(Clone, Debug)]
pub(super) struct Lines {
    queue: SyncSender<Piece>,
    lost: Arc<AtomicU64>,
}

#[derive(Debug)]
enum Piece {
    Line(Vec<u8>),
    /// Everything before it is written.
    Mark(SyncSender<()>),
}

impl Lines {
    /// Begins to write to standard error.
    pub(super) fn to_standard_error() -> io::Result<Self> {
        Self::to(io::stderr())
    }

    fn to(place: impl Write + Send + 'static) -> io::Result<Self> {
        let (queue, waiting) = sync_channel(WAITING);
        let lost = Arc::new(AtomicU64::new(0));
        let losses = Arc::clone(&lost);
        let writer = thread::Builder::new().name("log".to_owned());
        writer.spawn(move || write(&waiting, place, &losses))?;
        Ok(Self { queue, lost })
    }

    /// Waits a moment until what was handed in is written.
    pub(super) fn finish(&self) {
        let until = Instant::now() + LAST;
        let (done, is_done) = sync_channel(1);
        let mut mark = Piece::Mark(done);
        while let Err(TrySendError::Full(again)) = self.queue.try_send(mark) {
            if Instant::now() >= until {
                return;
            }
            mark = again;
            thread::sleep(Duration::from_millis(10));
        }
        // In vain where nobody reads.
        let _ = is_done.recv_timeout(until.saturating_duration_since(Instant::now()));
    }
}

fn write(waiting: &Receiver<Piece>, mut place: impl Write, lost: &AtomicU64) {
    for piece in waiting {
        match piece {
            Piece::Line(line) => {
                // There is nowhere left to tell that it failed.
                let _ = place.write_all(&line);
                let lines = lost.swap(0, Ordering::Relaxed);
                if lines > 0 {
                    tracing::warn!(
                        lines,
                        "lines of the log were lost: nobody took them in time"
                    );
                }
            }
            Piece::Mark(done) => {
                let _ = done.try_send(());
            }
        }
    }
}

impl Write for Lines {
    /// Takes a whole line, as the log hands in each event at once.
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        if self.queue.try_send(Piece::Line(line.to_vec())).is_err() {
            self.lost.fetch_add(1, Ordering::Relaxed);
        }
        Ok(line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Lines {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use super::*;

    /// Writes for as long as nobody holds it.
    #[derive(Clone, Default)]
    struct Place(Arc<Mutex<Vec<u8>>>);

    impl Write for Place {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().unwrap().extend_from_slice(bytes);
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn lines_arrive_in_order_and_before_the_end() {
        let place = Place::default();
        let mut lines = Lines::to(place.clone()).unwrap();
        for number in 0..1000 {
            writeln!(lines, "{number}").unwrap();
        }
        lines.finish();
        let expected: String = (0..1000).map(|number| format!("{number}\n")).collect();
        let written = String::from_utf8(place.0.lock().unwrap().clone()).unwrap();
        assert_eq!(written, expected);
    }

    #[test]
    fn nobody_waits_for_a_reader_that_stalls_and_what_is_lost_is_counted() {
        let place = Place::default();
        let mut lines = Lines::to(place.clone()).unwrap();
        let held = place.0.lock().unwrap();
        let begun = Instant::now();
        for _ in 0..WAITING + 100 {
            lines.write_all(b"line\n").unwrap();
        }
        lines.finish();
        assert!(begun.elapsed() < 5 * LAST);
        assert!(lines.lost.load(Ordering::Relaxed) >= 99);
        drop(held);
        lines.finish();
        assert_eq!(lines.lost.load(Ordering::Relaxed), 0);
    }
}
