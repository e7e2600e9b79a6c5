//! Serves a component with `jco serve`, in Node.

use std::{
    fs,
    io::{BufRead as _, BufReader, Read as _},
    net::{SocketAddr, TcpListener},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::mpsc::{self, Receiver},
    thread,
};

use nemo_telemetry_tests::{languages::install, native};

/// A server, until it is dropped.
pub(crate) struct Jco {
    pub(crate) address: SocketAddr,
    child: Child,
    lines: Receiver<String>,
}

/// The folder in which the pinned jco is installed; it survives `cargo test`.
fn installed() -> PathBuf {
    let source = native::root().unwrap().join("tests/tests/ingest/jco");
    let folder = native::root().unwrap().join("target/hosts/jco");
    fs::create_dir_all(&folder).unwrap();
    for file in [".npmrc", "package.json", "package-lock.json"] {
        fs::copy(source.join(file), folder.join(file)).unwrap();
    }
    install(&folder);
    folder
}

impl Jco {
    pub(crate) fn serve(component: &Path) -> Self {
        let folder = installed();
        // Free a moment ago; jco takes no port 0.
        let address = TcpListener::bind("127.0.0.1:0")
            .unwrap()
            .local_addr()
            .unwrap();
        let mut child = Command::new("node")
            .arg(folder.join("node_modules/@bytecodealliance/jco/dist/jco.js"))
            .args(["serve", "--host", "127.0.0.1", "--port"])
            .arg(address.port().to_string())
            .args(["--isolate-requests", "instance"])
            .arg(component)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let (sender, lines) = mpsc::channel();
        let out = child.stdout.take().unwrap();
        let rows = sender.clone();
        thread::spawn(move || {
            for line in BufReader::new(out).lines().map_while(Result::ok) {
                let _ = rows.send(line);
            }
        });
        // It says on standard error that it listens.
        let mut log = BufReader::new(child.stderr.take().unwrap());
        let mut said = String::new();
        while !said.contains("listening") {
            let mut line = String::new();
            let read = log.read_line(&mut line).unwrap();
            assert!(read > 0, "jco ended: {said}");
            said += &line;
        }
        thread::spawn(move || {
            let _ = log.read_to_string(&mut said);
        });
        Self {
            address,
            child,
            lines,
        }
    }

    /// The next line that is printed.
    pub(crate) fn line(&self) -> String {
        self.lines.recv().unwrap()
    }
}

impl Drop for Jco {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
