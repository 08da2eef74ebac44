use std::time::Duration;

use tokio::time::Instant;

use super::double::{POLICY, accounts, plenty};
use crate::{domain::NativeId, error::ErrorKind};

#[tokio::test(start_paused = true)]
async fn the_notes_of_many_invoices_end_by_the_deadline_of_one() {
    let (accounts, [provider]) = accounts(["a"]);
    provider.with(|state| state.tells_apart = true);
    // Eight at a time: a hundred would take thirteen seconds.
    provider.with(|state| state.delay = Duration::from_secs(1));
    let ids: Vec<NativeId> = (0..100)
        .map(|number| NativeId::new(&number.to_string()))
        .collect();
    let before = Instant::now();
    let found = accounts.get("a").unwrap();
    let found = found.activities(&ids, plenty()).await;
    assert!(before.elapsed() <= POLICY.deadline + Duration::from_secs(1));
    assert_eq!(found.len(), 100);
    let told = found.iter().filter(|(_, told)| told.is_ok()).count();
    assert!((72..=88).contains(&told), "{told}");
    for (_, told) in found {
        assert!(told.is_ok() || told.unwrap_err().kind() == ErrorKind::Timeout);
    }
}
