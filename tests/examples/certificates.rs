//! Writes the certificates of `tests/host/tls` anew: `cargo run -p nemo-telemetry-tests --example
//! certificates`. They are for tests alone, and nothing trusts them.

use std::{fs, path::Path};

use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, DnType, ExtendedKeyUsagePurpose, IsCa,
    Issuer, KeyPair, KeyUsagePurpose, SigningKey, date_time_ymd,
};

/// What a server of this machine is called.
const NAMES: [&str; 2] = ["localhost", "127.0.0.1"];

fn main() {
    let folder = nemo_telemetry_tests::native::root()
        .unwrap()
        .join("tests/host/tls");
    fs::create_dir_all(&folder).unwrap();
    let authority = authority();
    fs::write(folder.join("authority.pem"), authority.pem()).unwrap();

    let right = params(&NAMES);
    let key = write(&folder, "right", &right, &authority);
    write(
        &folder,
        "elsewhere",
        &params(&["elsewhere.example"]),
        &authority,
    );
    write(&folder, "name", &params(&["localhost"]), &authority);

    let mut expired = params(&NAMES);
    expired.not_before = date_time_ymd(2020, 1, 1);
    expired.not_after = date_time_ymd(2021, 1, 1);
    write(&folder, "expired", &expired, &authority);

    let mut not_yet = params(&NAMES);
    not_yet.not_before = date_time_ymd(2200, 1, 1);
    write(&folder, "not-yet", &not_yet, &authority);

    let mut client = params(&NAMES);
    client.extended_key_usages = vec![ExtendedKeyUsagePurpose::ClientAuth];
    write(&folder, "client", &client, &authority);

    write(&folder, "unknown", &params(&NAMES), &self::authority());
    let own = KeyPair::generate().unwrap();
    let pem = params(&NAMES).self_signed(&own).unwrap().pem();
    fs::write(folder.join("self.pem"), pem + &own.serialize_pem()).unwrap();

    // A server that makes a certificate for another one, with its own as the way to the authority.
    let server = Issuer::from_params(&right, &key);
    let below = KeyPair::generate().unwrap();
    let leaf = params(&NAMES).signed_by(&below, &server).unwrap().pem();
    let above = right.signed_by(&key, &authority).unwrap().pem();
    fs::write(
        folder.join("by-a-server.pem"),
        leaf + &above + &below.serialize_pem(),
    )
    .unwrap();
}

/// All that are made have this name, and keys of their own.
fn authority() -> CertifiedIssuer<'static, KeyPair> {
    let mut params = params(&[]);
    params
        .distinguished_name
        .push(DnType::CommonName, "authority");
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign];
    CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap()
}

fn params(names: &[&str]) -> CertificateParams {
    let names: Vec<String> = names.iter().map(|name| (*name).into()).collect();
    let mut params = CertificateParams::new(names).unwrap();
    params.distinguished_name = rcgen::DistinguishedName::new();
    params.is_ca = IsCa::ExplicitNoCa;
    params.use_authority_key_identifier_extension = true;
    params.not_before = date_time_ymd(2026, 1, 1);
    params.not_after = date_time_ymd(2226, 1, 1);
    params
}

/// Writes a certificate and its key, which it returns.
fn write(
    folder: &Path,
    name: &str,
    params: &CertificateParams,
    issuer: &Issuer<'_, impl SigningKey>,
) -> KeyPair {
    let key = KeyPair::generate().unwrap();
    let pem = params.signed_by(&key, issuer).unwrap().pem();
    fs::write(
        folder.join(name).with_extension("pem"),
        pem + &key.serialize_pem(),
    )
    .unwrap();
    key
}
