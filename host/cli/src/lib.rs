//! What the command `nemo-telemetry` knows besides the host: how a configuration of Guardrails is
//! read, how tokens are counted, and what to do about each problem.

pub mod explain;
pub mod file;
pub mod rails;
pub mod tokens;
