//! The command `nemo-telemetry`.

fn main() {}
