//! The gate and its scan.

mod gate;
mod scan;
