//! What a program has around it: folders, variables, clocks, a network, and its own word.

mod noticed;

use std::{
    env,
    ffi::OsString,
    fmt,
    panic::{AssertUnwindSafe, catch_unwind},
};

use noticed::noticed;

use crate::{
    component::Component,
    imports::{Clock, SystemClock},
    paths::Paths,
    printable::tell,
    transport::{HttpTransport, Transport},
};

/// Surroundings. [`Options::default`] are those of this process.
pub struct Options {
    /// The program's own yes or no; none: it has no opinion.
    pub enabled: Option<bool>,
    /// What the product's own setting of that name says: false is a no; true is its default and
    /// says nothing.
    pub emit_telemetry: Option<bool>,
    /// Folders of decisions and outboxes.
    pub paths: Paths,
    /// Environment variables; asked for those only that the product's policy names.
    pub variable: Variables,
    /// What this process notices, by the name of the host fact: its terminals, a test runner in it,
    /// and what the machine and its user are called; events that hold one of those names are not
    /// sent as they are.
    pub host: Noticed,
    /// Told what a person or a developer should know, a line each: the product's notice, events
    /// that are wrong, lines that cannot be kept. A private value never is among it.
    pub on_problem: Box<dyn Fn(&str) + Send + Sync>,
    /// The component; none: the one that was built with this crate.
    pub component: Option<Component>,
    /// Called in the thread that works before it does anything else, for what only the program can
    /// say about a thread, such as which signals it takes. The thread of requests inherits it.
    pub thread: Box<dyn Fn() + Send + Sync>,
    /// Makes clocks. The thread makes new ones when the component has to be started again.
    pub clock: Box<dyn Fn() -> Box<dyn Clock> + Send + Sync>,
    /// Makes transports, likewise.
    pub transport: Box<dyn Fn() -> Box<dyn Transport> + Send + Sync>,
}

/// The value of a host fact, by its name; none: there is nothing to say.
pub type Noticed = Box<dyn Fn(&str) -> Option<String> + Send + Sync>;

/// The value of an environment variable, by its name; none: it is not set.
pub type Variables = Box<dyn Fn(&str) -> Option<OsString> + Send + Sync>;

impl Default for Options {
    /// This process's environment, folders, clocks and network; notices go to standard error.
    fn default() -> Self {
        Self {
            enabled: None,
            emit_telemetry: None,
            paths: Paths::here(),
            variable: Box::new(|name| env::var_os(name)),
            host: Box::new(noticed),
            on_problem: Box::new(tell),
            component: None,
            thread: Box::new(|| {}),
            clock: Box::new(|| Box::new(SystemClock::default())),
            transport: Box::new(|| Box::new(HttpTransport::new())),
        }
    }
}

impl Options {
    /// Tells the listener. False: it has panicked, which ends nothing.
    pub(crate) fn tell(&self, text: &str) -> bool {
        catch_unwind(AssertUnwindSafe(|| (self.on_problem)(text))).is_ok()
    }
}

impl fmt::Debug for Options {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Options")
            .field("enabled", &self.enabled)
            .field("paths", &self.paths)
            .finish_non_exhaustive()
    }
}
