//! What tests of the component and of programs that send with it need: a collector on this machine,
//! and a runner of test vectors.
//!
//! The command `nemo-telemetry` has both, too: `collect` is the collector, `replay` the runner.

pub mod collector;
pub mod replay;
