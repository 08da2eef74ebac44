#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| invoice_gateway_fuzz::run("moneybird_actions", bytes));
