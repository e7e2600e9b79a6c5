//! Engines that serve a component in a process of their own.

use std::{
    io::{BufRead as _, BufReader, Read as _},
    net::{SocketAddr, TcpListener},
    path::Path,
    process::{Child, Command, Stdio},
    sync::mpsc::{self, Receiver},
    thread,
};

/// A server, until it is dropped.
pub(crate) struct Server {
    pub(crate) address: SocketAddr,
    child: Child,
    lines: Receiver<String>,
}

/// An address of loopback that was free a moment ago, for engines that take no port 0.
pub(crate) fn free() -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.local_addr().unwrap()
}

/// `wasmtime serve` itself, with more arguments.
pub(crate) fn wasmtime(program: &str, more: &[&str], component: &Path) -> Server {
    let address = free();
    let mut command = Command::new(program);
    command
        .args(["serve", "-Scli", "--no-logging-prefix", "--addr"])
        .arg(address.to_string())
        .args(more)
        .arg(component);
    Server::start(&mut command, address, "Serving HTTP")
}

impl Server {
    /// Starts it, and waits until it says on standard error that it listens.
    pub(crate) fn start(command: &mut Command, address: SocketAddr, listens: &str) -> Self {
        let mut child = command
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let (sender, lines) = mpsc::channel();
        let out = child.stdout.take().unwrap();
        thread::spawn(move || {
            for line in BufReader::new(out).lines().map_while(Result::ok) {
                let _ = sender.send(line);
            }
        });
        let mut log = BufReader::new(child.stderr.take().unwrap());
        let mut said = String::new();
        while !said.contains(listens) {
            let mut line = String::new();
            let read = log.read_line(&mut line).unwrap();
            assert!(read > 0, "the server ended: {said}");
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

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
