//! The local audit log: what it says, and the files that hold it. `host/AUDIT.md` describes both.

mod line;
mod log_file;

pub(crate) use line::{Digest, Dropped, Ending, answer, request};
pub use log_file::LogFile;
