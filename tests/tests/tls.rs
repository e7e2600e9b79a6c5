//! Collectors that say by their certificates who they are. Where `SSL_CERT_FILE` counts, a test can
//! have an authority of its own.

#![cfg(all(unix, not(target_os = "macos")))]

use std::{
    fs,
    io::{Read as _, Write as _},
    net::{SocketAddr, TcpListener},
    path::Path,
    process::Command,
    sync::Arc,
    thread,
};

use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use rustls::{
    ServerConfig, ServerConnection, StreamOwned,
    crypto::ring,
    pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer},
};
use serde_json::Value;

/// An authority that the senders of this test trust, and nobody else.
fn authority() -> CertifiedIssuer<'static, KeyPair> {
    let mut params = CertificateParams::new([]).unwrap();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap()
}

/// A collector on this machine that shows a certificate for a name, and answers 200 to whoever
/// believes it.
fn serve(authority: &CertifiedIssuer<'static, KeyPair>, name: &str) -> SocketAddr {
    let key = KeyPair::generate().unwrap();
    let certificate = CertificateParams::new([name.to_owned()])
        .unwrap()
        .signed_by(&key, authority)
        .unwrap();
    let chain: Vec<CertificateDer<'static>> = vec![certificate.der().clone()];
    let key = PrivateKeyDer::from(PrivatePkcs8KeyDer::from(key.serialize_der()));
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

/// Sends one event to `localhost` at that port, and closes once it was accepted and tried. What
/// became of it.
fn send(home: &Path, authority: &Path, address: SocketAddr) -> Value {
    let url = format!("https://localhost:{}/v1.1/events/json", address.port());
    let mut sender = Command::new(env!("CARGO_BIN_EXE_sender"));
    sender.arg(home).arg(url).args(["0", "1", "0", "3000", "0"]);
    let output = sender
        .env("SSL_CERT_FILE", authority)
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
fn a_certificate_for_another_name_is_not_believed() {
    let home = Path::new(env!("CARGO_TARGET_TMPDIR")).join("tls");
    let _ = fs::remove_dir_all(&home);
    fs::create_dir_all(&home).unwrap();
    let authority = authority();
    let file = home.join("authority.pem");
    fs::write(&file, authority.pem()).unwrap();

    let other = send(&home, &file, serve(&authority, "elsewhere.example"));
    assert_eq!(
        other,
        serde_json::json!({"delivered": 0, "kept": 1, "unsure": 0}),
        "nothing left before the name was known"
    );
    let right = send(&home, &file, serve(&authority, "localhost"));
    assert_eq!(
        right,
        serde_json::json!({"delivered": 2, "kept": 0, "unsure": 0})
    );
}
