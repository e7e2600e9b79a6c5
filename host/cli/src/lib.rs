//! What the command `nemo-telemetry` knows besides the host: how a configuration of Guardrails is
//! read, how tokens are counted, what to do about each problem, and how two schemas differ.

pub mod contract;
pub mod explain;
pub mod file;
pub mod rails;
pub mod sms;
pub mod tokens;
