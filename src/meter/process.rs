//! What the process tells of itself.

use std::fs;

use super::{
    catalogue::{BUILD, PROCESS_MEMORY, PROCESS_START},
    recorder,
    sheet::Sheet,
};

/// Writes down version, start and memory.
pub(super) fn measure(sheet: &mut Sheet) {
    sheet.count(&BUILD, &[env!("CARGO_PKG_VERSION")], 1);
    sheet.moment(&PROCESS_START, &[], recorder::started());
    if let Some(bytes) = resident_bytes() {
        sheet.count(&PROCESS_MEMORY, &[], bytes);
    }
}

/// The memory that the process has in use, where the system tells. Not from `statm`, which counts in pages and does not
/// say how large they are.
fn resident_bytes() -> Option<usize> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmRSS:"))?;
    let kibibytes: usize = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    kibibytes.checked_mul(1024)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[cfg(target_os = "linux")]
    fn a_process_takes_some_memory() {
        assert!(resident_bytes().is_some_and(|bytes| bytes > 1 << 20));
    }
}
