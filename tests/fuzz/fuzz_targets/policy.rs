//! Facts that a decision is made from.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    if let Ok(text) = std::str::from_utf8(bytes) {
        nemo_telemetry_fuzz::policy::check(text);
    }
});
