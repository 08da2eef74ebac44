//! The third witness: bodies that the vendors published, against the adapters.
//!
//! The samples are the vendors' and not part of this project. They are looked for at `../shared/samples`, or where
//! `INVOICE_GATEWAY_SAMPLES` says; without them these tests say that they did not run. `manifest.txt` lists every sample
//! and how it is checked, so that none is left out by accident.

mod invoice_ninja;
mod lossless;
mod manifest;
mod moneybird;

use manifest::{Check, Samples};

#[test]
fn every_sample_is_listed_and_every_listed_one_is_there() {
    let Some(samples) = Samples::find() else {
        return;
    };
    let (listed, there) = (samples.listed(), samples.there());
    let unlisted: Vec<_> = there.difference(&listed).collect();
    let missing: Vec<_> = listed.difference(&there).collect();
    assert!(unlisted.is_empty(), "not in the manifest: {unlisted:#?}");
    assert!(missing.is_empty(), "only in the manifest: {missing:#?}");
}

#[tokio::test]
async fn every_sample_passes_its_check() {
    let Some(samples) = Samples::find() else {
        return;
    };
    let mut failures = Vec::new();
    for (file, check) in &samples.manifest {
        let body = samples.read(file);
        let outcome = match check {
            Check::Decode if file.starts_with("invoice_ninja/") => {
                invoice_ninja::decodes(file, &body).await
            }
            Check::Decode => moneybird::decodes(file, &body).await,
            Check::ShapeOnly => moneybird::has_shape(&body),
            Check::RequestEqual => Err("no request is made yet".to_owned()),
            Check::Excluded => Ok(()),
        };
        if let Err(why) = outcome {
            failures.push(format!("{file}: {why}"));
        }
    }
    assert!(failures.is_empty(), "{failures:#?}");
}

#[tokio::test]
async fn our_own_documents_lose_nothing_either() {
    let mut failures = moneybird::own_documents().await;
    failures.extend(invoice_ninja::own_documents().await);
    assert!(failures.is_empty(), "{failures:#?}");
}
