//! What `status` says where a command cannot show it: in a build without telemetry, by a machine's
//! policy, and at its longest.

use std::{
    fs,
    path::{Path, PathBuf},
};

use nemo_telemetry::{
    State,
    status::{Report, json, text},
    telemetry::Options,
    testing::World,
};

/// A folder of this test alone.
fn home(name: &str) -> PathBuf {
    let home = Path::new(env!("CARGO_TARGET_TMPDIR"))
        .join("status")
        .join(name);
    let _ = fs::remove_dir_all(&home);
    fs::create_dir_all(home.join("machine")).unwrap();
    home
}

fn options(home: &Path) -> Options {
    let mut options = Options {
        enabled: None,
        ..World::new().options_in(home)
    };
    options.paths.machine = Some(home.join("machine"));
    options
}

fn head(report: &Report) -> Vec<String> {
    report.text().lines().take(3).map(str::to_owned).collect()
}

#[test]
fn a_machine_s_policy_is_named_and_shown() {
    let home = home("administrator");
    fs::write(home.join("machine/policy.toml"), "consent = \"disabled\"\n").unwrap();
    let report = Report::of(
        "anonymizer",
        &Options {
            enabled: Some(true),
            ..options(&home)
        },
    )
    .unwrap();
    assert_eq!(
        head(&report),
        [
            "anonymizer: telemetry is off",
            "  because    the policy of this machine's administrator",
            "  ignored    the program says enabled=true"
        ]
    );
    let line = format!(
        "  policy     of this machine  {}\n",
        home.join("machine/policy.toml").display()
    );
    assert!(report.text().contains(&line), "{}", report.text());
    assert_eq!(
        json(std::slice::from_ref(&report))["products"][0]["policy"]["exists"],
        true
    );
}

#[test]
fn a_build_without_telemetry_says_so() {
    let home = home("compiled-out");
    let host = Box::new(|name: &str| (name == "compiled-out").then(|| "true".into()));
    let report = Report::of(
        "guardrails",
        &Options {
            host,
            ..options(&home)
        },
    )
    .unwrap();
    assert_eq!(
        head(&report)[..2],
        [
            "guardrails: telemetry is off",
            "  because    this build leaves telemetry out"
        ]
    );
}

#[test]
fn a_product_that_asks_waits_for_a_person() {
    let home = home("ask");
    let host = Box::new(|name: &str| (name == "terminals").then(|| "stdin stdout stderr".into()));
    let report = Report::of(
        "agent-toolkit",
        &Options {
            host,
            ..options(&home)
        },
    )
    .unwrap();
    assert_eq!(report.decision.state, State::Ask);
    assert_eq!(
        head(&report)[..2],
        [
            "agent-toolkit: telemetry is off until a person was asked",
            "  because    the product's default: to ask first"
        ]
    );
}

#[test]
fn the_longest_report_fits_on_a_screen() {
    let home = home("longest");
    fs::write(home.join("machine/policy.toml"), "nonsense").unwrap();
    fs::create_dir_all(home.join("config/nat")).unwrap();
    fs::write(home.join("config/nat/telemetry.toml"), "nonsense").unwrap();
    // Where the outbox and the audit log would be is a file.
    fs::write(home.join("state"), "").unwrap();
    let options = Options {
        enabled: Some(true),
        emit_telemetry: Some(false),
        variable: Box::new(|name| match name {
            "DO_NOT_TRACK" => Some("1".into()),
            "NAT_TELEMETRY_ENABLED" => Some("perhaps".into()),
            "NAT_TELEMETRY_ENDPOINT" => Some("nowhere".into()),
            "NAT_SESSION_PREFIX" => Some("Not a prefix".into()),
            _ => None,
        }),
        ..options(&home)
    };
    let report = Report::of("agent-toolkit", &options).unwrap();
    assert_eq!(report.warnings.len(), 5, "{:#?}", report.warnings);
    let text = text(&[report]);
    assert!(text.lines().count() <= 24, "{text}");
    for problem in [
        "outbox     expected a folder, found a link or a file: ",
        "audit      0 bytes, cannot be written: Not a directory",
    ] {
        assert!(text.contains(problem), "{text}");
    }
}
