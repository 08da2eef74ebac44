//! Tells the program which commit it is built of, for `--version`.
//!
//! A packager says it in `INVOICE_GATEWAY_COMMIT`; else git is asked, where this very folder is its checkout. Only for
//! release builds: a new commit makes the crate compile anew, which would cost each developer a minute a commit.

use std::{
    env,
    path::{Path, PathBuf},
    process::Command,
};

/// Says the commit where git cannot: in a tarball, a container, a distribution's build.
const SAID: &str = "INVOICE_GATEWAY_COMMIT";

/// Longest text that a packager may say.
const LONGEST: usize = 64;

fn main() -> Result<(), String> {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-env-changed={SAID}");
    let here = env::var("CARGO_MANIFEST_DIR").map_err(|error| error.to_string())?;
    let released = env::var("PROFILE").is_ok_and(|profile| profile == "release");
    let commit = match env::var(SAID).ok().filter(|said| !said.is_empty()) {
        Some(said) => checked(said)?,
        None if !released => "unknown (debug build)".to_owned(),
        None => Checkout::at(Path::new(&here)).map_or_else(unknown, |checkout| {
            for file in checkout.moves_with() {
                println!("cargo::rerun-if-changed={}", file.display());
            }
            checkout.commit().unwrap_or_else(unknown)
        }),
    };
    println!("cargo::rustc-env=INVOICE_GATEWAY_BUILD_COMMIT={commit}");
    let features = features(env::vars().map(|(name, _)| name));
    println!("cargo::rustc-env=INVOICE_GATEWAY_BUILD_FEATURES={features}");
    Ok(())
}

fn unknown() -> String {
    "unknown".to_owned()
}

/// A word that can be printed anywhere.
pub(crate) fn checked(said: String) -> Result<String, String> {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.+ ".contains(&byte);
    if said.len() <= LONGEST && said.bytes().all(is_plain) {
        return Ok(said);
    }
    Err(format!(
        "{SAID} must be at most {LONGEST} letters, digits, spaces and -_.+"
    ))
}

/// The features that cargo tells of in its variables, or `none`.
pub(crate) fn features(variables: impl Iterator<Item = String>) -> String {
    let mut names: Vec<String> = variables
        .filter_map(|name| Some(name.strip_prefix("CARGO_FEATURE_")?.to_lowercase()))
        .filter(|name| name != "default")
        .map(|name| name.replace('_', "-"))
        .collect();
    names.sort_unstable();
    match names.is_empty() {
        true => "none".to_owned(),
        false => names.join(" "),
    }
}

/// A folder that git keeps.
#[derive(Debug)]
pub(crate) struct Checkout(PathBuf);

impl Checkout {
    /// The checkout whose top is this folder; none where it only lies in somebody else's.
    pub(crate) fn at(folder: &Path) -> Option<Self> {
        let folder = folder.canonicalize().ok()?;
        let checkout = Self(folder);
        let top = checkout.git(&["rev-parse", "--show-toplevel"])?;
        let top = Path::new(&top).canonicalize().ok()?;
        (top == checkout.0).then_some(checkout)
    }

    /// The commit with its day.
    pub(crate) fn commit(&self) -> Option<String> {
        self.git(&[
            "show",
            "--no-patch",
            "--abbrev=12",
            "--format=%h of %cs",
            "HEAD",
        ])
    }

    /// The files that tell when another commit is checked out, in a linked worktree and with packed refs too. A file that
    /// is not there would make every build a new one.
    pub(crate) fn moves_with(&self) -> Vec<PathBuf> {
        let branch = self.git(&["symbolic-ref", "--quiet", "HEAD"]);
        let names = ["HEAD", "logs/HEAD", "packed-refs"].map(str::to_owned);
        let paths = names.into_iter().chain(branch).filter_map(|name| {
            let path = self.git(&["rev-parse", "--git-path", &name])?;
            Some(self.0.join(path))
        });
        paths.filter(|path| path.exists()).collect()
    }

    fn git(&self, arguments: &[&str]) -> Option<String> {
        let output = Command::new("git")
            .arg("-C")
            .arg(&self.0)
            .args(arguments)
            // Set while a hook runs, and then for another checkout, maybe.
            .env_remove("GIT_DIR")
            .env_remove("GIT_WORK_TREE")
            .env_remove("GIT_INDEX_FILE")
            .output()
            .ok()?;
        let text = String::from_utf8(output.stdout).ok()?;
        output.status.success().then(|| text.trim().to_owned())
    }
}
