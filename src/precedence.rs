//! What goes before other calls when little of a vendor's quota is left: what a write takes.
//!
//! Like a tally it goes with the task, so that nobody between who knows it and who keeps the quota has to hand it on. What
//! everybody shares, as refreshes are, runs in tasks of its own and goes before nobody.

use tokio::task_local;

task_local! {
    static OF_WRITE: ();
}

/// Does the work of a write: its calls go before those of others.
pub async fn of_write<F: Future>(work: F) -> F::Output {
    OF_WRITE.scope((), work).await
}

/// Whether a call that is made here and now belongs to a write.
#[must_use]
pub fn is_of_write() -> bool {
    OF_WRITE.try_with(|()| ()).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn only_the_work_of_a_write_is_of_a_write() {
        assert!(!is_of_write());
        assert!(of_write(async { is_of_write() }).await);
        let apart = of_write(async { tokio::spawn(async { is_of_write() }).await });
        assert!(!apart.await.unwrap());
        assert!(!is_of_write());
    }
}
