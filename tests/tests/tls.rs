//! Collectors that say by their certificates who they are, as data: `tests/host/tls.json`. Where
//! `SSL_CERT_FILE` counts, a test can have an authority of its own.

#![cfg(all(unix, not(target_os = "macos")))]

use std::{
    fs,
    io::{Read as _, Write as _},
    net::{SocketAddr, TcpListener},
    path::{Path, PathBuf},
    process::Command,
    sync::Arc,
    thread,
};

use nemo_telemetry_tests::{host::cases, native};
use rustls::{
    ServerConfig, ServerConnection, StreamOwned,
    crypto::ring,
    pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject as _},
};
use serde::Deserialize;
use serde_json::{Value, json};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    certificate: String,
    host: String,
    believed: bool,
    why: String,
}

/// A file of the certificates that all hosts are tested with.
fn file(name: &str) -> PathBuf {
    let folder = native::root().unwrap().join("tests/host/tls");
    folder.join(name).with_extension("pem")
}

/// A collector on this machine that shows a certificate, and answers 200 to whoever believes it.
fn serve(certificate: &str) -> SocketAddr {
    let pem = fs::read(file(certificate)).unwrap();
    let chain: Vec<_> = CertificateDer::pem_slice_iter(&pem)
        .map(Result::unwrap)
        .collect();
    let key = PrivateKeyDer::from_pem_slice(&pem).unwrap();
    let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()));
    let config = config
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth();
    let config = Arc::new(config.with_single_cert(chain, key).unwrap());
    let listener = TcpListener::bind(SocketAddr::from(([127, 0, 0, 1], 0))).unwrap();
    let address = listener.local_addr().unwrap();
    thread::spawn(move || {
        for stream in listener.incoming().map(Result::unwrap) {
            let mut tls =
                StreamOwned::new(ServerConnection::new(Arc::clone(&config)).unwrap(), stream);
            let mut request = [0; 300];
            if tls.read_exact(&mut request).is_ok() {
                let _ = tls
                    .write_all(b"HTTP/1.1 200 \r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
                let _ = tls.read_to_end(&mut Vec::new());
            }
        }
    });
    address
}

/// Sends one event to that host, and closes once it was accepted and tried. What became of it.
fn send(home: &Path, host: &str, address: SocketAddr) -> Value {
    let url = format!("https://{host}:{}/v1.1/events/json", address.port());
    let mut sender = Command::new(env!("CARGO_BIN_EXE_sender"));
    sender.arg(home).arg(url).args(["0", "1", "0", "3000", "0"]);
    let output = sender
        .env("SSL_CERT_FILE", file("authority"))
        .env_remove("SSL_CERT_DIR")
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let out = String::from_utf8(output.stdout).unwrap();
    serde_json::from_str(out.lines().last().unwrap()).unwrap()
}

#[test]
fn a_collector_is_believed_whose_certificate_an_authority_made_for_it() {
    for (number, case) in cases::<Case>("tls.json").into_iter().enumerate() {
        let home = Path::new(env!("CARGO_TARGET_TMPDIR"))
            .join("tls")
            .join(number.to_string());
        let _ = fs::remove_dir_all(&home);
        fs::create_dir_all(&home).unwrap();
        let found = send(&home, &case.host, serve(&case.certificate));
        let (delivered, kept) = if case.believed { (1, 0) } else { (0, 1) };
        // Nothing left before it was known who is there.
        let expected = json!({"delivered": delivered, "kept": kept, "unsure": 0});
        assert_eq!(found, expected, "{}", case.why);
    }
}
