//! Where things are on this machine: one pure function of the system and a few variables.
//!
//! `tests/host/paths.json` says in data what it answers; hosts in other languages answer the same.

use std::{
    env,
    ffi::{OsStr, OsString},
    path::PathBuf,
};

/// A kind of system, as far as folders go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum System {
    /// Linux, macOS and other Unixes.
    Unix,
    /// Windows.
    Windows,
}

/// Folders; none where the system does not say where a person's things are. None of them need be
/// there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Paths {
    /// What persons decide, of all programs: a product's own folder is in it. On every system
    /// `.config` in the person's own folder, where the products keep it.
    pub config: Option<PathBuf>,
    /// This project's own: outboxes and audit logs, which outlive a restart.
    pub state: Option<PathBuf>,
    /// This project's own: what can be made again.
    pub cache: Option<PathBuf>,
    /// What the administrator of the machine decides, for everybody.
    pub machine: Option<PathBuf>,
}

impl System {
    /// The system that this program was built for.
    pub const HERE: Self = if cfg!(windows) {
        Self::Windows
    } else {
        Self::Unix
    };

    fn is_absolute(self, path: &OsStr) -> bool {
        match (self, path.as_encoded_bytes()) {
            (Self::Unix, path) => path.starts_with(b"/"),
            (Self::Windows, path) => match path {
                [b'\\', b'\\', ..] => true,
                [drive, b':', b'\\' | b'/', ..] => drive.is_ascii_alphabetic(),
                _ => false,
            },
        }
    }

    fn join(self, folder: &OsStr, steps: &[&str]) -> OsString {
        let (separator, separators): (_, &[char]) = match self {
            Self::Unix => ("/", &['/']),
            Self::Windows => ("\\", &['\\', '/']),
        };
        // What is not UTF-8 is left as it is: a separator too many does no harm.
        let mut path = folder.to_str().map_or_else(
            || folder.to_owned(),
            |text| text.trim_end_matches(separators).into(),
        );
        for step in steps {
            path.push(separator);
            path.push(step);
        }
        path
    }
}

impl Paths {
    /// The folders of this process's environment.
    #[must_use]
    pub fn here() -> Self {
        Self::find(System::HERE, |name| env::var_os(name))
    }

    /// The folders by the variables that `variable` knows. A value that is empty or no absolute
    /// path counts as not set, as the XDG base directory specification has it.
    #[must_use]
    pub fn find(system: System, variable: impl Fn(&str) -> Option<OsString>) -> Self {
        let folder = |name: &str| variable(name).filter(|path| system.is_absolute(path));
        let below =
            |root: Option<OsString>, steps: &[&str]| root.map(|root| system.join(&root, steps));
        // A folder that is named, else one in the person's own.
        let either = |name: &str, home: &str, steps: &[&str]| {
            folder(name).or_else(|| below(folder(home), steps))
        };
        let (home, state, cache) = match system {
            System::Unix => (
                "HOME",
                either("XDG_STATE_HOME", "HOME", &[".local", "state"]),
                either("XDG_CACHE_HOME", "HOME", &[".cache"]),
            ),
            System::Windows => {
                let local = either("LOCALAPPDATA", "USERPROFILE", &["AppData", "Local"]);
                ("USERPROFILE", local.clone(), local)
            }
        };
        // The products look nowhere else, whatever XDG_CONFIG_HOME or APPDATA say; elsewhere a no
        // that one of them stored would not be seen.
        let config = below(folder(home), &[".config"]);
        let cache_steps: &[&str] = match system {
            System::Unix => &["nemo-telemetry"],
            System::Windows => &["nemo-telemetry", "cache"],
        };
        let machine = match system {
            System::Unix => Some("/etc/nemo-telemetry".into()),
            System::Windows => below(folder("PROGRAMDATA"), &["nemo-telemetry"]),
        };
        Self {
            config: config.map(PathBuf::from),
            state: below(state, &["nemo-telemetry"]).map(PathBuf::from),
            cache: below(cache, cache_steps).map(PathBuf::from),
            machine: machine.map(PathBuf::from),
        }
    }
}
