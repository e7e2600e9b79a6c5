//! The servers that are compared, each in a process of its own.

use std::{
    fs,
    net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream},
    process::{Child, Command, Stdio},
    thread,
    time::Duration,
};

use anyhow::{Context as _, bail};

use crate::cores::on_second;

/// Memory that an instance of the component may have, in bytes.
const INSTANCE: u32 = 4 << 20;

/// Ticks of a second, in which Linux tells processor time to programs.
const TICKS: f64 = 100.0;

/// A server, until it is dropped.
pub(crate) struct Server {
    pub(crate) name: &'static str,
    pub(crate) address: SocketAddr,
    /// It refuses what is wrong.
    pub(crate) checks: bool,
    child: Child,
}

/// Starts them all.
pub(crate) fn start(
    wasmtime: &str,
    component: &str,
    python: &str,
    pinned: bool,
) -> anyhow::Result<Vec<Server>> {
    let mut axum = std::env::current_exe().context("failed to find this program")?;
    axum.set_file_name("axum");
    let axum = axum.to_string_lossy();
    let memory = format!("max-memory-size={INSTANCE}");
    let serve = ["serve", "-Scli", "--no-logging-prefix", "-W", &memory];
    let ingest = |more: &[&str], port: u16| {
        let mut command = on_second(wasmtime, pinned);
        let address = format!("127.0.0.1:{port}");
        command
            .args(serve)
            .args(more)
            .args(["--addr", &address, component]);
        command
    };
    let rust = |more: &[&str], port: u16| {
        let mut command = on_second(&axum, pinned);
        command.arg(port.to_string()).args(more);
        command
    };
    let fastapi = |port: u16| {
        let mut command = on_second(python, pinned);
        command
            .args([
                "-m",
                "uvicorn",
                "app:app",
                "--no-access-log",
                "--log-level",
                "warning",
                "--port",
            ])
            .arg(port.to_string())
            .current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/."));
        command
    };
    let server =
        |name, checks, command: &dyn Fn(u16) -> Command| Server::start(name, checks, command);
    Ok(vec![
        server("axum and serde_json, no check", false, &|port| {
            rust(&[], port)
        })?,
        server("the same, with rows and hash", false, &|port| {
            rust(&["rows"], port)
        })?,
        server("FastAPI and pydantic, no rows", true, &fastapi)?,
        server("ingest, an instance per request", true, &|port| {
            ingest(&[], port)
        })?,
        server("ingest, 128 requests per instance", true, &|port| {
            ingest(&["--max-instance-reuse-count", "128"], port)
        })?,
    ])
}

impl Server {
    fn start(
        name: &'static str,
        checks: bool,
        command: &dyn Fn(u16) -> Command,
    ) -> anyhow::Result<Self> {
        // Free a moment ago.
        let address = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?;
        let mut child = command(address.port())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            // It would have wasmtime write down where each of its errors comes from.
            .env_remove("RUST_BACKTRACE")
            .spawn()
            .with_context(|| format!("failed to start {name}"))?;
        while TcpStream::connect(address).is_err() {
            if let Some(status) = child.try_wait()? {
                bail!("{name} ended with {status}");
            }
            thread::sleep(Duration::from_millis(20));
        }
        Ok(Self {
            name,
            address,
            checks,
            child,
        })
    }

    /// Most memory that its process has had so far, in MiB.
    pub(crate) fn memory(&self) -> anyhow::Result<f64> {
        let status = self.told("status")?;
        let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let kib = peak.and_then(|peak| peak.split_whitespace().next());
        let kib: f64 = kib.context("a process without memory")?.parse()?;
        Ok(kib / 1024.0)
    }

    /// What Linux tells of the process. taskset becomes what it runs.
    fn told(&self, file: &str) -> anyhow::Result<String> {
        let path = format!("/proc/{}/{file}", self.child.id());
        fs::read_to_string(&path).with_context(|| format!("failed to read {path}"))
    }

    /// Processor time that its process has had so far, in seconds.
    pub(crate) fn processor(&self) -> anyhow::Result<f64> {
        let stat = self.told("stat")?;
        // After the name, which stands in brackets: the state and ten fields, then user and system.
        let (_, fields) = stat.rsplit_once(')').context("a process without a name")?;
        let ticks: Vec<u64> = fields
            .split_whitespace()
            .skip(11)
            .take(2)
            .map(str::parse)
            .collect::<Result<_, _>>()?;
        Ok(ticks.iter().sum::<u64>() as f64 / TICKS)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
