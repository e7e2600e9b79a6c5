//! What this machine and its user are called, for the guard: names that must not be in an event.
//!
//! They stay in this process: the component has them to compare with, and no way to tell anybody.

use std::{env, ffi::OsString};

use crate::bindings::{Fact, Source};

/// Names of the host facts that the policy asks for.
const NAMES: [&str; 3] = ["user-name", "host-name", "home-directory"];

/// What a host fact of that name says on this machine; none: it is no name, or nothing says it.
#[must_use]
pub fn find(name: &str) -> Option<String> {
    let value = match name {
        "user-name" => ["USER", "LOGNAME", "USERNAME"].iter().find_map(env::var_os),
        "host-name" => Some(gethostname::gethostname()),
        "home-directory" => env::home_dir().map(OsString::from),
        _ => None,
    };
    value.map(|value| value.to_string_lossy().into_owned())
}

/// All of them.
#[must_use]
pub fn facts() -> Vec<Fact> {
    let fact = |name: &str| {
        Some(Fact {
            source: Source::Host,
            name: name.into(),
            value: find(name)?,
        })
    };
    NAMES.into_iter().filter_map(fact).collect()
}
