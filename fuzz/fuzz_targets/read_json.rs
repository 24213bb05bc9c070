//! A JSON file of any bytes.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| tallybook_fuzz::read("json", bytes));
