//! The pages of the book: each snippet is run as it is printed, or stands in a list with the reason
//! why not; and the sessions at a terminal print what the pages say.

mod list;
// `sh`, and the words of the system for its errors, are not the same elsewhere.
#[cfg(target_os = "linux")]
mod terminal;
