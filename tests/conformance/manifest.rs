//! The list of samples.

use std::{
    collections::BTreeSet,
    env, fs,
    path::{Path, PathBuf},
};

const MANIFEST: &str = include_str!("manifest.txt");
/// The vendors whose samples are listed.
const VENDORS: [&str; 4] = ["dashdoc", "i3d", "invoice_ninja", "moneybird"];

/// How a sample is checked.
#[derive(Debug)]
pub(crate) enum Check {
    /// The adapter reads it, and loses nothing of it.
    Decode,
    /// The gateway sends the same.
    RequestEqual,
    /// It looks like what it is said to be.
    ShapeOnly,
    /// It is not checked; the manifest says why.
    Excluded,
}

/// The samples on this machine.
#[derive(Debug)]
pub(crate) struct Samples {
    root: PathBuf,
    /// Each sample and its check.
    pub(crate) manifest: Vec<(String, Check)>,
}

impl Samples {
    /// Finds them; `None`, saying so, where there are none.
    pub(crate) fn find() -> Option<Self> {
        let named = env::var_os("INVOICE_GATEWAY_SAMPLES").map(PathBuf::from);
        let usual = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/samples");
        if named.is_none() && !usual.is_dir() {
            eprintln!("did not run: no vendor samples at {}", usual.display());
            return None;
        }
        Some(Self {
            root: named.unwrap_or(usual),
            manifest: MANIFEST.lines().filter_map(entry).collect(),
        })
    }

    /// The names in the manifest.
    pub(crate) fn listed(&self) -> BTreeSet<String> {
        let names: BTreeSet<_> = self.manifest.iter().map(|(file, _)| file.clone()).collect();
        assert_eq!(names.len(), self.manifest.len(), "a sample is listed twice");
        names
    }

    /// The names on the disk.
    pub(crate) fn there(&self) -> BTreeSet<String> {
        let mut files = BTreeSet::new();
        let mut folders: Vec<PathBuf> = VENDORS.iter().map(|name| self.root.join(name)).collect();
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(&folder).expect("the samples can be listed") {
                let path = entry.expect("the samples can be listed").path();
                if path.is_dir() {
                    folders.push(path);
                } else {
                    let name = path.strip_prefix(&self.root).expect("it is below the root");
                    files.insert(name.to_string_lossy().replace('\\', "/"));
                }
            }
        }
        files
    }

    /// The text of a sample.
    pub(crate) fn read(&self, file: &str) -> String {
        fs::read_to_string(self.root.join(file)).expect("a listed sample can be read")
    }
}

fn entry(line: &str) -> Option<(String, Check)> {
    let line = line.trim();
    if line.is_empty() || line.starts_with('#') {
        return None;
    }
    let (file, check) = line.split_once(" -> ").expect("a line is `file -> check`");
    let check = match check {
        "decode" => Check::Decode,
        "request-equal" => Check::RequestEqual,
        "shape-only" => Check::ShapeOnly,
        reason if reason.starts_with("excluded: ") => Check::Excluded,
        other => panic!("{file}: no such check as {other:?}"),
    };
    Some((file.to_owned(), check))
}
