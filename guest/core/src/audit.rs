//! The local audit log: what it says, and the files that hold it. `host/AUDIT.md` describes both.

mod line;
mod log_file;

pub use line::Ending;
pub(crate) use line::{Digest, Dropped, answer, request};
pub use log_file::LogFile;
