//! Bodies of requests.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| nemo_telemetry_fuzz::body::check(bytes));
