//! The hosts in other languages: each loads the bytes that this build made, in an environment of
//! its own.
//!
//! Python 3 and Node have to be there, nothing else: what they need is installed below
//! `target/hosts`, from the versions that are pinned in the repository.

use std::{
    collections::BTreeSet,
    env, fs,
    io::{BufRead as _, BufReader},
    net::SocketAddr,
    path::Path,
    process::{Command, Stdio},
    thread,
    time::Duration,
};

use nemo_telemetry::{Component, outbox::Outbox};
use nemo_telemetry_testkit::{
    collector::{Collector, Options},
    replay::Testee,
};
use nemo_telemetry_tests::{
    languages::{
        command, component, environments, executable, install, make_environment, newest_python,
        npm, pip, python, python_host, run,
    },
    native, vectors,
};
use serde_json::Value;

fn pytest(python: &Path) -> Command {
    let mut pytest = Command::new(python);
    pytest
        .args(["-B", "-m", "pytest", "--quiet", "--capture", "no"])
        .current_dir(python_host());
    pytest.env("NEMO_TELEMETRY_TEST_CACHE", environments().join("cache"));
    pytest
}

#[test]
fn python_passes_its_tests() {
    run(&mut pytest(&newest_python()));
}

/// Runs the whole set on a program; `tests/vectors/TESTEE.md` says how it is asked.
fn pass_the_vectors(name: &str, testee: &mut Command) {
    let mut testee = Testee::start(testee).unwrap();
    let (count, failures) = vectors::run(&mut testee).unwrap();
    println!(
        "{name}: {count} vectors ran, 0 skipped, set {}",
        vectors::hash().unwrap()
    );
    assert!(
        count > 0 && failures.is_empty(),
        "{name}:\n{}",
        failures.join("\n")
    );
}

/// The testee over one of the hosts that `vectors.py` names.
fn python_testee(python: &Path, host: &str) -> Command {
    let folder = python_host();
    let path = env::join_paths([folder.join("src"), folder.clone()]).unwrap();
    let mut testee = Command::new(python);
    testee
        .arg("-B")
        .arg(folder.join("tests/vectors.py"))
        .arg(component())
        .arg(host)
        .env("PYTHONPATH", path);
    testee
}

#[test]
fn python_passes_the_vectors() {
    let python = newest_python();
    for host in ["smoke", "library", "package"] {
        pass_the_vectors(
            &format!("Python, {host}"),
            &mut python_testee(&python, host),
        );
    }
}

#[test]
fn python_passes_with_the_oldest_runtime() {
    let python = python(
        "python-lowest",
        &["requirements-lowest.txt", "requirements-test.txt"],
    );
    for host in ["smoke", "library"] {
        pass_the_vectors(
            &format!("Python with the oldest runtime, {host}"),
            &mut python_testee(&python, host),
        );
    }
    run(pytest(&python).args([
        "tests/test_smoke.py",
        "tests/test_library.py",
        "tests/test_telemetry.py",
        "tests/test_http.py",
    ]));
}

/// The block of Python that stands first in the package's README.
fn quickstart() -> String {
    let readme = fs::read_to_string(python_host().join("README.md")).unwrap();
    let (_, after) = readme.split_once("```python\n").unwrap();
    after.split_once("```").unwrap().0.to_owned()
}

#[test]
fn the_wheel_installs_into_an_empty_environment_and_its_quickstart_works() {
    let (builder, folder, work) = (newest_python(), python_host(), environments().join("wheel"));
    let _ = fs::remove_dir_all(&work);
    let dist = work.join("dist");
    let only = |ending: &str| {
        let mut files = fs::read_dir(&dist)
            .unwrap()
            .map(|entry| entry.unwrap().path());
        files
            .find(|path| path.to_string_lossy().ends_with(ending))
            .unwrap()
    };
    let mut sources = Command::new(&builder);
    sources
        .args([
            "-m",
            "hatchling",
            "build",
            "--target",
            "sdist",
            "--directory",
        ])
        .arg(&dist)
        .current_dir(&folder);
    run(sources.env("NEMO_TELEMETRY_COMPONENT", component()));
    // From the sources that a registry would have, which know no repository and no cargo.
    let mut wheel = Command::new(&builder);
    wheel.args([
        "-m",
        "pip",
        "wheel",
        "--quiet",
        "--disable-pip-version-check",
        "--no-deps",
        "--no-build-isolation",
        "--wheel-dir",
    ]);
    run(wheel
        .arg(&dist)
        .arg(only(".tar.gz"))
        .env_remove("NEMO_TELEMETRY_COMPONENT"));
    let wheel = only(".whl");
    let environment = work.join("environment");
    make_environment(&environment);
    run(pip(&environment)
        .arg("install")
        .arg(wheel)
        .arg("--constraint")
        .arg(folder.join("requirements.txt")));

    let collector =
        Collector::bind(SocketAddr::from(([127, 0, 0, 1], 0)), Options::default()).unwrap();
    let address = "http://127.0.0.1:8787/v1.1/events/json";
    let program = quickstart();
    assert!(
        program.contains(address),
        "the quickstart sends to `nemo-telemetry collect`: {program}"
    );
    let home = work.join("home");
    let in_home = |command: &mut Command| {
        command
            .env_clear()
            .env("HOME", &home)
            .env("PYTHONWARNINGS", "error")
            .current_dir(&work);
        let output = command.output().unwrap();
        let (out, err) = (
            String::from_utf8(output.stdout).unwrap(),
            String::from_utf8(output.stderr).unwrap(),
        );
        assert!(output.status.success() && err.is_empty(), "{out}{err}");
        out
    };
    let out = in_home(
        Command::new(executable(&environment))
            .arg("-c")
            .arg(program.replace(address, &collector.url())),
    );
    assert!(out.contains("delivered=1"), "{out}");
    assert!(collector.received()[0].body.contains("nat_cli_command"));
    let status =
        in_home(Command::new(executable(&environment)).args(["-m", "nemo_telemetry", "status"]));
    assert!(
        status.contains(&format!("sha256 {}", nemo_telemetry_artifact::SHA256)),
        "{status}"
    );

    if env::var_os("NEMO_TELEMETRY_FREEZE").is_none() {
        println!("no program was frozen: NEMO_TELEMETRY_FREEZE is not set");
        return;
    }
    run(pip(&environment)
        .arg("install")
        .arg("--requirement")
        .arg(folder.join("requirements-frozen.txt")));
    fs::write(
        work.join("program.py"),
        program.replace(address, &collector.url()),
    )
    .unwrap();
    // Without any option for this package: the wheel has the hook.
    run(Command::new(executable(&environment))
        .args(["-m", "PyInstaller", "--noconfirm", "--log-level", "ERROR"])
        .args(["--distpath", "frozen", "program.py"])
        .current_dir(&work));
    let out = in_home(&mut Command::new(
        work.join("frozen/program/program")
            .with_extension(env::consts::EXE_EXTENSION),
    ));
    assert!(out.contains("delivered=1"), "{out}");
    assert_eq!(collector.received().len(), 2);
}

/// A program that sends in one of the languages; see `tests/src/bin/sender.rs` for its words.
fn sender(
    place: usize,
    python: &Path,
    home: &Path,
    collector: &Collector,
    numbers: [u64; 5],
) -> Command {
    let mut command = if place.is_multiple_of(2) {
        Command::new(env!("CARGO_BIN_EXE_sender"))
    } else {
        let mut command = Command::new(python);
        command
            .args(["-B"])
            .arg(python_host().join("tests/sender.py"))
            .env("PYTHONPATH", python_host().join("src"));
        command
    };
    command
        .arg(home)
        .arg(collector.url())
        .args(numbers.map(|number| number.to_string()));
    command
}

#[test]
fn what_a_killed_process_in_one_language_left_a_process_in_the_other_sends() {
    /// More than a lease.
    const LATER: u64 = 11 * 60 * 1000;
    const ROUNDS: u64 = 6;
    const EACH: u64 = 20;
    let python = newest_python();
    let home = Path::new(env!("CARGO_TARGET_TMPDIR")).join("exchange");
    let _ = fs::remove_dir_all(&home);
    Component::load(Some(&home.join("cache")))
        .unwrap()
        .remember();
    let collector =
        Collector::bind(SocketAddr::from(([127, 0, 0, 1], 0)), Options::default()).unwrap();
    let (mut accepted, mut number) = (BTreeSet::new(), 0);
    // Killed, in both languages by turns, each a lease later than the one before, so that it takes
    // over what was left.
    for round in 1..=ROUNDS {
        let place = usize::try_from(round).unwrap();
        let mut child = sender(
            place,
            &python,
            &home,
            &collector,
            [number, EACH, 60_000, 50, round * LATER],
        )
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap())
            .lines()
            .map(Result::unwrap);
        accepted.extend(
            lines
                .take(place * 3)
                .map(|line| line.parse::<u64>().unwrap()),
        );
        child.kill().unwrap();
        child.wait().unwrap();
        number += EACH;
    }
    for place in [1, 0] {
        let numbers = [
            0,
            0,
            0,
            60_000,
            (ROUNDS + 2 - u64::try_from(place).unwrap()) * LATER,
        ];
        let output = sender(place, &python, &home, &collector, numbers)
            .output()
            .unwrap();
        assert!(output.status.success(), "{output:?}");
    }
    let arrived: BTreeSet<u64> = collector
        .received()
        .iter()
        .filter(|request| request.status == 200)
        .flat_map(|request| {
            let body: Value = serde_json::from_str(&request.body).unwrap();
            let events = body["events"].as_array().unwrap().clone();
            events
                .into_iter()
                .map(|event| event["parameters"]["durationMs"].as_u64().unwrap())
        })
        .collect();
    let lost: Vec<_> = accepted.difference(&arrived).collect();
    assert!(lost.is_empty(), "lost: {lost:?}");
    assert_eq!(
        Outbox::new(&home.join("state"), "agent-toolkit")
            .segments()
            .unwrap(),
        []
    );
}

/// Events that a process kept because its collector was silent are sent by the other language's
/// process as they are.
#[test]
fn segments_are_read_in_both_directions() {
    let python = newest_python();
    for (place, other) in [(0, 1), (1, 0)] {
        let home = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("exchange-{place}"));
        let _ = fs::remove_dir_all(&home);
        Component::load(Some(&home.join("cache")))
            .unwrap()
            .remember();
        let options = Options {
            on_request: Some(Box::new(|_| thread::sleep(Duration::from_secs(1)))),
            ..Options::default()
        };
        let slow = Collector::bind(SocketAddr::from(([127, 0, 0, 1], 0)), options).unwrap();
        let output = sender(place, &python, &home, &slow, [0, 3, 0, 25, 0])
            .output()
            .unwrap();
        assert!(output.status.success(), "{output:?}");
        let ledger = String::from_utf8(output.stdout).unwrap().replace(' ', "");
        assert!(ledger.contains("\"kept\":3"), "{ledger}");
        let collector =
            Collector::bind(SocketAddr::from(([127, 0, 0, 1], 0)), Options::default()).unwrap();
        let output = sender(other, &python, &home, &collector, [0, 0, 0, 60_000, 0])
            .output()
            .unwrap();
        assert!(output.status.success(), "{output:?}");
        let bodies: Vec<_> = collector
            .received()
            .into_iter()
            .map(|request| request.body)
            .collect();
        let events: usize = bodies
            .iter()
            .map(|body| body.matches("\"durationMs\":").count())
            .sum();
        assert_eq!(events, 3, "{bodies:?}");
    }
}

#[test]
fn node_passes_its_tests() {
    let folder = native::root().unwrap().join("host/js");
    install(&folder);
    let mut tests = npm(&folder);
    tests
        .env("NEMO_TELEMETRY_WASM", component())
        .env("NEMO_TELEMETRY_COMMAND", command())
        .env("NEMO_TELEMETRY_PYTHON", newest_python());
    run(tests.arg("test"));

    // What has just been built, in another Node: a current one with long-term support, where the
    // system's may be an older one.
    let other = folder.join("test/lts");
    install(&other);
    let node = other.join(if cfg!(windows) {
        "node_modules/node/bin/node.exe"
    } else {
        "node_modules/node/bin/node"
    });
    let files = [
        "client",
        "lifecycle",
        "loading",
        "pure",
        "smoke",
        "transport",
    ];
    let mut tests = Command::new(&node);
    tests
        .arg("--test")
        .args(files.map(|name| format!("test/{name}.test.mjs")));
    run(tests
        .current_dir(&folder)
        .env("NEMO_TELEMETRY_WASM", component()));

    // All at once: the other hosts have ended by now, and each keeps one core busy.
    let testees = [
        ("Node", Path::new("node"), "vectors.mjs"),
        ("Node with long-term support", &node, "vectors.mjs"),
        (
            "Node beside jco's glue",
            Path::new("node"),
            "test/judged.mjs",
        ),
        ("Chromium", Path::new("node"), "test/browser/testee.mjs"),
    ];
    thread::scope(|scope| {
        for (name, node, testee) in testees {
            let folder = &folder;
            scope.spawn(move || {
                pass_the_vectors(name, Command::new(node).arg(testee).current_dir(folder));
            });
        }
    });
}
