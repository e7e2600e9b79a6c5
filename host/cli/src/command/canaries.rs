//! What this machine and its user are called, for the guard: names that must not be in an event.

use std::env;

use nemo_telemetry::{Fact, Source};

/// The facts that the policy asks every host for. They stay in this process: the component has them to compare with, and no way to tell
/// anybody.
pub(super) fn canaries() -> Vec<Fact> {
    let user = ["USER", "LOGNAME", "USERNAME"].iter().find_map(env::var_os);
    let home = env::home_dir().map(std::path::PathBuf::into_os_string);
    let names = [("user-name", user), ("host-name", Some(gethostname::gethostname())), ("home-directory", home)];
    let fact = |(name, value): (&str, std::ffi::OsString)| Fact {
        source: Source::Host,
        name: name.into(),
        value: value.to_string_lossy().into_owned(),
    };
    names.into_iter().filter_map(|(name, value)| Some(fact((name, value?)))).collect()
}
