//! The command as a person sees it: each `*.txt` beside this file is a session at a terminal, run
//! line by line and compared as a whole.
//!
//! A file begins with what it shows. Each line that starts with `$ ` goes to `sh`; what came out
//! follows it, standard output and standard error apart, and how it ended. `SNAPSHOTS=overwrite
//! cargo test --test transcripts` writes what comes out instead.
//!
//! The shell has no variable of the person who runs the tests, only those below, and works on a
//! copy of `files/`.

#[cfg(target_os = "linux")]
mod session;

fn main() {
    // `sh`, `/dev/full` and the words of the system for its errors are not the same elsewhere.
    #[cfg(target_os = "linux")]
    session::test_all()
}
