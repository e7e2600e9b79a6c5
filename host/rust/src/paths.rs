//! Where things are on this machine: one pure function of the system and a few variables.
//!
//! `tests/host/paths.json` says in data what it answers; hosts in other languages answer the same.

use std::{env, path::PathBuf};

/// A kind of system, as far as folders go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum System {
    /// Linux, macOS and other Unixes.
    Unix,
    /// Windows.
    Windows,
}

/// Folders; none where the system does not say where a person's things are. None of them need be there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Paths {
    /// What persons decide, of all programs: a product's own folder is in it. On every system `.config` in the person's own folder, where the
    /// products keep it.
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
    pub const HERE: Self = if cfg!(windows) { Self::Windows } else { Self::Unix };

    fn is_absolute(self, path: &str) -> bool {
        match self {
            Self::Unix => path.starts_with('/'),
            Self::Windows => match path.as_bytes() {
                [b'\\', b'\\', ..] => true,
                [drive, b':', b'\\' | b'/', ..] => drive.is_ascii_alphabetic(),
                _ => false,
            },
        }
    }

    fn join(self, folder: &str, steps: &[&str]) -> String {
        let (separator, separators): (_, &[char]) = match self {
            Self::Unix => ("/", &['/']),
            Self::Windows => ("\\", &['\\', '/']),
        };
        let mut path = folder.trim_end_matches(separators).to_owned();
        for step in steps {
            path.push_str(separator);
            path.push_str(step);
        }
        path
    }
}

impl Paths {
    /// The folders of this process's environment.
    #[must_use]
    pub fn here() -> Self {
        Self::find(System::HERE, |name| env::var(name).ok())
    }

    /// The folders by the variables that `variable` knows. A value that is empty or no absolute path counts as not set, as the XDG
    /// base directory specification has it.
    #[must_use]
    pub fn find(system: System, variable: impl Fn(&str) -> Option<String>) -> Self {
        let folder = |name: &str| variable(name).filter(|path| system.is_absolute(path));
        let below = |root: Option<String>, steps: &[&str]| root.map(|root| system.join(&root, steps));
        // A folder that is named, else one in the person's own.
        let either = |name: &str, home: &str, steps: &[&str]| folder(name).or_else(|| below(folder(home), steps));
        let (home, state, cache) = match system {
            System::Unix => {
                ("HOME", either("XDG_STATE_HOME", "HOME", &[".local", "state"]), either("XDG_CACHE_HOME", "HOME", &[".cache"]))
            }
            System::Windows => {
                let local = either("LOCALAPPDATA", "USERPROFILE", &["AppData", "Local"]);
                ("USERPROFILE", local.clone(), local)
            }
        };
        // The products look nowhere else, whatever XDG_CONFIG_HOME or APPDATA say; elsewhere a no that one of them stored would not be seen.
        let config = below(folder(home), &[".config"]);
        let cache_steps: &[&str] = match system {
            System::Unix => &["nemo-telemetry"],
            System::Windows => &["nemo-telemetry", "cache"],
        };
        let machine = match system {
            System::Unix => Some("/etc/nemo-telemetry".to_owned()),
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
