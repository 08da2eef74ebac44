//! Many at once: afterwards the gateway holds what the books hold, nothing is lost and nothing is there twice.

use libtest_mimic::Trial;

pub(crate) fn trials() -> Vec<Trial> {
    Vec::new()
}
