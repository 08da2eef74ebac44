//! Which commit a build says that it is of.

use std::{
    path::{Path, PathBuf},
    process::Command,
};

#[expect(dead_code, reason = "cargo runs the rest of it")]
#[path = "../../build.rs"]
mod build;

use build::{Checkout, checked, features};

/// A folder that is gone with the test.
struct Place(PathBuf);

impl Place {
    fn new(name: &str) -> Self {
        let name = format!("invoice-gateway-version-{}-{name}", std::process::id());
        let path = std::env::temp_dir().join(name);
        std::fs::create_dir_all(&path).unwrap();
        Self(path.canonicalize().unwrap())
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn git(folder: &Path, arguments: &[&str]) -> String {
    let output = Command::new("git")
        .arg("-C")
        .arg(folder)
        .args([
            "-c",
            "user.name=Eva Elm",
            "-c",
            "user.email=eva@elm.example",
        ])
        .args([
            "-c",
            "commit.gpgsign=false",
            "-c",
            "init.defaultBranch=main",
        ])
        .args(arguments)
        .output()
        .expect("git is there");
    assert!(output.status.success(), "{arguments:?}: {output:?}");
    String::from_utf8(output.stdout).unwrap().trim().to_owned()
}

fn commit(folder: &Path) {
    git(
        folder,
        &["commit", "--quiet", "--allow-empty", "--message", "More"],
    );
}

/// What is told of a checkout, and all that would make it be told anew.
fn told(folder: &Path) -> (String, Vec<(PathBuf, Vec<u8>)>) {
    let checkout = Checkout::at(folder).expect("it is a checkout");
    let watched = checkout.moves_with().into_iter();
    let watched = watched.map(|file| {
        let bytes = std::fs::read(&file).expect("it is there");
        (file, bytes)
    });
    (
        checkout.commit().expect("it has a commit"),
        watched.collect(),
    )
}

/// Sees that the commit is told, and that another one is noticed.
fn moves(folder: &Path) {
    let (before, watched) = told(folder);
    let hash = git(folder, &["rev-parse", "HEAD"]);
    let (short, day) = before.split_once(" of ").unwrap();
    assert!(hash.starts_with(short) && short.len() >= 12, "{before}");
    assert_eq!(day.len(), "2026-01-31".len(), "{before}");
    assert_eq!(told(folder), (before.clone(), watched.clone()));
    commit(folder);
    let (after, _) = told(folder);
    assert_ne!(after, before);
    let noticed = |(file, bytes): &(PathBuf, Vec<u8>)| std::fs::read(file).unwrap() != *bytes;
    assert!(watched.iter().any(noticed), "{watched:?}");
}

#[test]
fn a_commit_is_told_and_another_noticed_in_every_kind_of_checkout() {
    let place = Place::new("kinds");
    let (first, linked) = (place.0.join("first"), place.0.join("linked"));
    std::fs::create_dir_all(&first).unwrap();
    git(&first, &["init", "--quiet"]);
    commit(&first);
    moves(&first);
    let name = linked.to_str().unwrap();
    git(
        &first,
        &["worktree", "add", "--quiet", "-b", "other/one", name],
    );
    moves(&linked);
    for folder in [&first, &linked] {
        git(folder, &["pack-refs", "--all"]);
        moves(folder);
    }
    git(&linked, &["checkout", "--quiet", "--detach"]);
    moves(&linked);
}

#[test]
fn where_this_is_no_checkout_of_its_own_nobody_elses_commit_is_told() {
    let place = Place::new("inside");
    assert!(Checkout::at(&place.0).is_none(), "a tarball");
    git(&place.0, &["init", "--quiet"]);
    let inside = place.0.join("vendor");
    std::fs::create_dir_all(&inside).unwrap();
    assert!(Checkout::at(&inside).is_none());
    let empty = Checkout::at(&place.0).expect("it is a checkout");
    assert_eq!(empty.commit(), None, "without a commit");
    commit(&place.0);
    assert!(Checkout::at(&inside).is_none());
}

#[test]
fn a_packager_says_it_in_plain_words() {
    let said = |text: &str| checked(text.to_owned());
    assert_eq!(
        said("0123abcd-dirty 1.2+deb13"),
        Ok("0123abcd-dirty 1.2+deb13".to_owned())
    );
    for bad in ["a\nb", "$(id)", "\u{1b}[31m", &"0".repeat(65)] {
        assert!(
            said(bad).unwrap_err().contains("INVOICE_GATEWAY_COMMIT"),
            "{bad:?}"
        );
    }
}

#[test]
fn features_are_told_by_their_names() {
    let of = |names: &[&str]| features(names.iter().map(|name| (*name).to_owned()));
    assert_eq!(of(&["PATH", "CARGO_FEATURE_DEFAULT"]), "none");
    assert_eq!(of(&["CARGO_FEATURE_B_C", "CARGO_FEATURE_A"]), "a b-c");
}

#[test]
fn the_program_says_its_version_its_commit_and_its_features() {
    let say = |flag: &str| {
        let program = env!("CARGO_BIN_EXE_invoice-gateway");
        let output = Command::new(program).arg(flag).output().unwrap();
        assert!(output.status.success());
        String::from_utf8(output.stdout).unwrap()
    };
    let name = concat!("invoice-gateway ", env!("CARGO_PKG_VERSION"), "\n");
    assert_eq!(say("-V"), name);
    let told = say("--version");
    let rest = told.strip_prefix(name).expect("the version comes first");
    let lines: Vec<_> = rest.lines().collect();
    assert!(
        matches!(lines[..], [commit, features]
            if commit.starts_with("commit: ") && features.starts_with("features: ")),
        "{told}"
    );
}
