//! The third witness: bodies that the vendors published, against the adapters.
//!
//! The samples are the vendors' and not part of this project. They are looked for at `../shared/samples`, or where
//! `INVOICE_GATEWAY_SAMPLES` says; without them these tests say that they did not run. `manifest.txt` lists every sample
//! and how it is checked, so that none is left out by accident.

mod dashdoc;
mod i3d;
mod invoice_ninja;
mod invoice_ninja_requests;
mod lossless;
mod manifest;
mod moneybird;
mod moneybird_requests;

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
            Check::Decode => decodes(file, &body).await,
            Check::ShapeOnly => moneybird::has_shape(&body),
            Check::RequestEqual => equals(file, &body),
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
    failures.extend(dashdoc::own_documents().await);
    failures.extend(i3d::own_documents().await);
    failures.extend(invoice_ninja::own_documents().await);
    assert!(failures.is_empty(), "{failures:#?}");
}

/// Each vendor's samples are read by that vendor's adapter.
async fn decodes(file: &str, body: &str) -> Result<(), String> {
    match file.split('/').next() {
        Some("moneybird") => moneybird::decodes(file, body).await,
        Some("dashdoc") => dashdoc::decodes(file, body).await,
        Some("i3d") => i3d::decodes(file, body).await,
        Some("invoice_ninja") => invoice_ninja::decodes(file, body).await,
        _ => Err("nobody reads samples of this vendor".to_owned()),
    }
}

/// Each vendor's requests are made by that vendor's adapter.
fn equals(file: &str, body: &str) -> Result<(), String> {
    match file.split('/').next() {
        Some("moneybird") => moneybird_requests::equals(file, body),
        Some("invoice_ninja") => invoice_ninja_requests::equals(file, body),
        _ => Err("nobody makes requests of this vendor".to_owned()),
    }
}
