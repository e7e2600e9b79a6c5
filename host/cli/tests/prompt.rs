//! The question at a terminal: each answer, the end of input and Ctrl-C, typed as a person types
//! them.

#![cfg(target_os = "linux")]

use std::{
    fs::{self, File},
    io::{Read as _, Write as _},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
};

use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};

/// `nemo-telemetry consent prompt` at a terminal of its own.
struct Session {
    terminal: File,
    child: Child,
    home: PathBuf,
    shown: String,
}

impl Session {
    fn start(name: &str, variables: &[(&str, &str)]) -> Self {
        let home = Path::new(env!("CARGO_TARGET_TMPDIR"))
            .join("prompt")
            .join(name);
        let _ = fs::remove_dir_all(&home);
        fs::create_dir_all(&home).unwrap();
        let terminal = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY).unwrap();
        grantpt(&terminal).unwrap();
        unlockpt(&terminal).unwrap();
        let name = ptsname(&terminal, Vec::new())
            .unwrap()
            .into_string()
            .unwrap();
        let end = || Stdio::from(File::options().read(true).write(true).open(&name).unwrap());
        // `setsid` makes it the terminal that Ctrl-C is pressed at.
        let child = Command::new("setsid")
            .args([
                "--ctty",
                "--wait",
                env!("CARGO_BIN_EXE_nemo-telemetry"),
                "consent",
                "prompt",
                "--product",
                "agent-toolkit",
            ])
            .env_clear()
            .env("PATH", "/usr/bin:/bin")
            .env("HOME", &home)
            .env(
                "XDG_CACHE_HOME",
                concat!(env!("CARGO_TARGET_TMPDIR"), "/cache"),
            )
            .envs(variables.iter().copied())
            .stdin(end())
            .stdout(end())
            .stderr(end())
            .spawn()
            .unwrap();
        Self {
            terminal: terminal.into(),
            child,
            home,
            shown: String::new(),
        }
    }

    /// Reads until that was shown.
    fn wait_for(&mut self, text: &str) {
        let mut byte = [0];
        while !self.shown.contains(text) {
            let read = self.terminal.read(&mut byte);
            assert!(
                matches!(read, Ok(1)),
                "{read:?} before {text:?} was shown: {}",
                self.shown
            );
            self.shown.push(char::from(byte[0]));
        }
    }

    fn answer(&mut self, keys: &[u8]) {
        self.wait_for("[Y/n] ");
        self.terminal.write_all(keys).unwrap();
    }

    /// How it ended, and all that was shown.
    fn end(&mut self) -> (Option<i32>, String) {
        let mut bytes = Vec::new();
        // A terminal whose other end is closed fails to be read.
        let _ = self.terminal.read_to_end(&mut bytes);
        self.shown.push_str(&String::from_utf8_lossy(&bytes));
        (
            self.child.wait().unwrap().code(),
            self.shown.replace("\r\n", "\n"),
        )
    }

    fn stored(&self) -> Option<bool> {
        let text = fs::read_to_string(self.home.join(".config/nat/telemetry.toml")).ok()?;
        Some(text.contains("consent = \"enabled\""))
    }
}

#[test]
fn what_is_typed_is_stored() {
    for (keys, granted) in [
        (&b"y\n"[..], true),
        (b"\n", true),
        (b" YES \n", true),
        (b"n\n", false),
        (b"nope\n", false),
        (b"yess\n", false),
        // Ctrl-D: the end of input.
        (b"\x04", false),
    ] {
        let mut session = Session::start("typed", &[]);
        session.answer(keys);
        let (code, shown) = session.end();
        assert_eq!(code, Some(0), "{keys:?}: {shown}");
        assert_eq!(session.stored(), Some(granted), "{keys:?}: {shown}");
        let told = if granted {
            "stored yes for agent-toolkit in "
        } else {
            "stored no for agent-toolkit in "
        };
        assert!(
            shown.starts_with("NeMo Agent Toolkit would like to send anonymous usage events")
                && shown.contains(told),
            "{shown}"
        );
    }
}

#[test]
fn ctrl_c_is_a_no() {
    let mut session = Session::start("ctrl-c", &[]);
    session.answer(b"\x03");
    let (code, shown) = session.end();
    assert_eq!(
        (code, session.stored()),
        (Some(130), Some(false)),
        "{shown}"
    );
    assert!(shown.contains("stored no for agent-toolkit in "), "{shown}");
}

#[test]
fn nobody_is_asked_twice_nor_under_a_kill_switch_nor_where_an_agent_would_answer() {
    for (variable, why) in [
        ("DO_NOT_TRACK", "DO_NOT_TRACK=1 in the environment"),
        ("CLAUDECODE", "CLAUDECODE=1 in the environment"),
        ("CI", "CI=1 in the environment"),
        (
            "NAT_TELEMETRY_ENABLED",
            "NAT_TELEMETRY_ENABLED=1 in the environment",
        ),
    ] {
        let mut session = Session::start("not-asked", &[(variable, "1")]);
        let (code, shown) = session.end();
        assert_eq!((code, session.stored()), (Some(0), None));
        assert_eq!(shown, format!("not asked: {why}\n"));
    }
}
