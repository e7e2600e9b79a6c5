//! The C library: its programs, and those of every language whose tools are on this machine.
//!
//! With `NEMO_TELEMETRY_LANGUAGES=all` the tools of all of them have to be there.

use std::{
    env, fs,
    net::SocketAddr,
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
    sync::OnceLock,
    thread,
    time::{Duration, Instant},
};

use nemo_telemetry::{
    BodyVerdict, Checked, Component, Decision, EventId, Fact, Imports, Instance, Life, Problem,
    labels::LabelCall, outbox::Outbox,
};
use nemo_telemetry_codegen::cargo::cargo;
use nemo_telemetry_testkit::{
    collector::{Collector, Options, Respond},
    replay::{Session, Subject, Testee, Vector, World},
};
use nemo_telemetry_tests::{native, pages, vectors};
use serde_json::Value;

/// Longest time of a program, far more than any takes on a busy machine.
const LONGEST: Duration = Duration::from_secs(120);

fn root() -> PathBuf {
    native::root().unwrap()
}

/// The library with its headers, as `cargo xtask dist c --test` lays it out. It is built once for
/// all tests, in a workspace of its own.
fn library() -> &'static Path {
    static LIBRARY: OnceLock<PathBuf> = OnceLock::new();
    LIBRARY.get_or_init(|| {
        if let Some(folder) = env::var_os("NEMO_TELEMETRY_C") {
            return folder.into();
        }
        run(cargo(&root()).args(["xtask", "dist", "c", "--test"]));
        root().join("target/c/test")
    })
}

/// Where programs are built.
fn programs() -> PathBuf {
    let folder = root().join("target/c/programs");
    fs::create_dir_all(&folder).unwrap();
    folder
}

/// A folder of its own for a test, empty.
fn home(name: &str) -> PathBuf {
    let home = root().join("target/c/homes").join(name);
    let _ = fs::remove_dir_all(&home);
    fs::create_dir_all(&home).unwrap();
    home
}

fn run(command: &mut Command) -> String {
    let output = command
        .output()
        .unwrap_or_else(|error| panic!("{command:?} could not be started: {error}"));
    read(command, &output)
}

fn read(command: &Command, output: &Output) -> String {
    let (out, err) = (
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr),
    );
    assert!(
        output.status.success(),
        "{command:?} ended with {}\n{out}{err}",
        output.status
    );
    out.into_owned()
}

/// What a program prints that ends by itself.
fn finish(command: &mut Command) -> String {
    let child = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn();
    let mut child = child.unwrap_or_else(|error| panic!("{command:?} did not start: {error}"));
    let start = Instant::now();
    while child.try_wait().unwrap().is_none() {
        if start.elapsed() > LONGEST {
            child.kill().unwrap();
            panic!("{command:?} did not end");
        }
        thread::sleep(Duration::from_millis(5));
    }
    read(command, &child.wait_with_output().unwrap())
}

/// A program that finds the library, with a person's folders of its own and no other variables.
fn program(path: impl AsRef<Path>, home: &Path) -> Command {
    let lib = library().join("lib");
    let mut command = Command::new(path.as_ref());
    command
        .env_clear()
        .env("PATH", env::var_os("PATH").unwrap_or_default())
        .env("HOME", home)
        .env("LD_LIBRARY_PATH", &lib)
        .env("DYLD_LIBRARY_PATH", &lib)
        .env("PKG_CONFIG_PATH", lib.join("pkgconfig"))
        .current_dir(home);
    command
}

/// Whether a tool is here. Where all have to be, it has to be.
fn has(tool: &str, arguments: &[&str]) -> bool {
    let output = Command::new(tool).args(arguments).output();
    let found = output.is_ok_and(|output| output.status.success());
    let must = env::var_os("NEMO_TELEMETRY_LANGUAGES").is_some_and(|value| value == "all");
    assert!(found || !must, "{tool} {arguments:?} does not work here");
    if !found {
        println!("{tool} {arguments:?} does not work here; its programs do not run");
    }
    found
}

fn compile(compiler: &str, source: &str, name: &str, more: &[&str]) -> PathBuf {
    let (lib, program) = (library().join("lib"), programs().join(name));
    let include = library().join("include");
    let mut command = Command::new(compiler);
    command
        .args(["-O1", "-Wall", "-Wextra", "-Werror"])
        .args(more)
        .arg("-I")
        .arg(include)
        .arg(root().join("host/c").join(source))
        .arg("-o")
        .arg(&program)
        .arg("-L")
        .arg(lib)
        .args(["-lnemo_telemetry", "-lpthread", "-ldl"]);
    run(&mut command);
    program
}

const C: &[&str] = &["-std=c11", "-pedantic"];
const CPP: &[&str] = &["-std=c++17", "-pedantic"];
/// For what looks at the system.
const SYSTEM: &[&str] = &["-std=c11", "-D_GNU_SOURCE"];

fn collector(respond: Respond) -> Collector {
    let address = SocketAddr::from(([127, 0, 0, 1], 0));
    let options = Options {
        respond,
        ..Options::default()
    };
    Collector::bind(address, options).unwrap()
}

fn accepting() -> Collector {
    collector(Respond::Status(200, None))
}

/// How many events have come.
fn arrived(collector: &Collector) -> usize {
    let received = collector.received();
    let events = received
        .iter()
        .map(|request| request.body.matches("nat_cli_command").count());
    events.sum()
}

#[test]
fn every_misuse_has_its_answer() {
    let home = home("misuse");
    let shared = compile("cc", "tests/programs/misuse.c", "misuse", C);
    finish(&mut program(shared, &home));
    let archive = library().join("lib/libnemo_telemetry.a");
    let more = ["-std=c11", "-pedantic"];
    let program_of_its_own = programs().join("misuse-static");
    let mut command = Command::new("cc");
    command
        .args(more)
        .arg("-I")
        .arg(library().join("include"))
        .arg(root().join("host/c/tests/programs/misuse.c"))
        .arg(archive)
        .args(["-lpthread", "-ldl", "-lm", "-lgcc_s", "-o"])
        .arg(&program_of_its_own);
    run(&mut command);
    finish(&mut program(program_of_its_own, &home));
}

#[test]
#[cfg(target_os = "linux")]
fn the_library_leaves_signals_threads_and_children_to_its_program() {
    let (home, collector) = (home("guest"), accepting());
    let guest = compile("cc", "tests/programs/guest.c", "guest", SYSTEM);
    finish(program(&guest, &home).arg(collector.url()));
    let mut limited = program("sh", &home);
    limited
        .args(["-c", "ulimit -v 1000000; exec \"$0\" \"$1\""])
        .arg(&guest)
        .arg(collector.url());
    finish(&mut limited);
    // What the exits have kept.
    let example = compile("cc", "examples/c/example.c", "example-after-guest", C);
    finish(program(example, &home).arg(collector.url()));
    // In each run its own first event, those of the parent and of each child, and the last one,
    // which nobody has flushed. One that arrived at an exit, unanswered, comes again.
    let expected = 2 * (1 + 25 + 25 + 1) + 1;
    assert!(
        arrived(&collector) >= expected,
        "{} of {expected}",
        arrived(&collector)
    );
}

#[test]
#[cfg(target_os = "linux")]
fn where_no_memory_may_become_executable_the_status_says_so() {
    let refused = compile("cc", "tests/programs/refused.c", "refused", SYSTEM);
    finish(&mut program(refused, &home("refused")));
}

#[test]
fn the_shared_library_has_the_functions_of_its_header_and_no_others() {
    if !has("nm", &["--version"]) {
        return;
    }
    let header = fs::read_to_string(library().join("include/nemo_telemetry.h")).unwrap();
    let mut declared: Vec<&str> = header
        .lines()
        .filter(|line| !line.starts_with("//"))
        .filter_map(|line| {
            let (before, _) = line.split_once('(')?;
            before.rsplit([' ', '*']).next()
        })
        .filter(|name| name.starts_with("nt_"))
        .collect();
    declared.sort_unstable();
    let mut nm = Command::new("nm");
    nm.args(["--dynamic", "--defined-only", "--format=posix"]);
    let out = run(nm.arg(library().join("lib/libnemo_telemetry.so")));
    let mut found: Vec<&str> = out
        .lines()
        .filter_map(|line| line.split(' ').next())
        .collect();
    found.sort_unstable();
    assert_eq!(declared.len(), 13);
    assert_eq!(found, declared);
}

/// A language, and its program that sends one event and prints its ledger. It takes an endpoint,
/// and how many milliseconds it waits.
struct Language {
    name: &'static str,
    tool: PathBuf,
    words: Vec<PathBuf>,
}

impl Language {
    fn command(&self, home: &Path) -> Command {
        let mut command = program(&self.tool, home);
        let shared = library().join("lib").join("libnemo_telemetry.so.0");
        command
            .args(&self.words)
            .env("NEMO_TELEMETRY_LIBRARY", shared);
        command
    }
}

fn languages() -> Vec<Language> {
    let examples = root().join("host/c/examples");
    let compiled = |name, tool| Language {
        name,
        tool,
        words: Vec::new(),
    };
    let mut languages = vec![
        compiled("C", compile("cc", "examples/c/example.c", "example-c", C)),
        compiled(
            "C++",
            compile("c++", "examples/cpp/example.cpp", "example-cpp", CPP),
        ),
    ];
    let built = go(&examples.join("go"), "./example", "example-go");
    languages.extend(built.map(|built| compiled("Go", built)));
    if let Some((classes, jna)) = java(&examples.join("java")) {
        let path = env::join_paths([classes, jna]).unwrap();
        languages.push(Language {
            name: "Java",
            tool: "java".into(),
            words: vec!["-cp".into(), path.into(), "Example".into()],
        });
    }
    let scripts: [(&str, &str, &[&str], &str); 4] = [
        (
            "PHP",
            "php",
            &["-r", "exit(extension_loaded('FFI') ? 0 : 1);"],
            "php/example.php",
        ),
        (
            "Ruby",
            "ruby",
            &["-e", "require 'fiddle'"],
            "ruby/example.rb",
        ),
        ("Lua", "luajit", &["-e", "require 'ffi'"], "lua/example.lua"),
        (
            "Perl",
            "perl",
            &["-e", "use FFI::Platypus 2.00"],
            "perl/example.pl",
        ),
    ];
    for (name, tool, probe, script) in scripts {
        if has(tool, probe) {
            languages.push(Language {
                name,
                tool: tool.into(),
                words: vec![examples.join(script)],
            });
        }
    }
    languages
}

/// Builds a Go program of a module.
fn go(module: &Path, package: &str, name: &str) -> Option<PathBuf> {
    if !has("go", &["version"]) || !has("pkg-config", &["--version"]) {
        return None;
    }
    let (built, cache) = (programs().join(name), root().join("target/c/go"));
    let mut go = program("go", module);
    go.args(["build", "-o"]).arg(&built).arg(package);
    run(go
        .env("GOCACHE", cache.join("cache"))
        .env("GOPATH", cache.join("path"))
        .envs([
            ("GOFLAGS", "-mod=mod"),
            ("GOPROXY", "off"),
            ("GOTOOLCHAIN", "local"),
        ]));
    Some(built)
}

/// Compiles the Java package and its program. Returns the folder of the classes, and the archive of
/// JNA.
fn java(folder: &Path) -> Option<(PathBuf, PathBuf)> {
    let jna = env::var_os("JNA_JAR").map_or("/usr/share/java/jna.jar".into(), PathBuf::from);
    let must = env::var_os("NEMO_TELEMETRY_LANGUAGES").is_some_and(|value| value == "all");
    if !has("javac", &["-version"]) || !(jna.exists() || must) {
        return None;
    }
    let classes = programs().join("java");
    let mut javac = Command::new("javac");
    javac.args(["-Xlint:all", "-Werror", "-d"]).arg(&classes);
    javac.arg("-cp").arg(&jna);
    for part in ["src/nemo/telemetry", "example"] {
        let mut files: Vec<PathBuf> = fs::read_dir(folder.join(part))
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .collect();
        files.sort();
        javac.args(files);
    }
    run(&mut javac);
    Some((classes, jna))
}

fn ledger(out: &str) -> Value {
    let line = out.lines().last().unwrap_or_default();
    serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {out}"))
}

#[test]
fn each_language_delivers_what_it_and_the_one_before_could_not() {
    let home = home("languages");
    let silent = collector(Respond::Silence);
    let languages = languages();
    let (mut before, mut waiting) = ("nobody", 0);
    // The first one comes again, so that somebody delivers what the last one leaves.
    for language in languages.iter().chain(languages.first()) {
        let (name, collector) = (language.name, accepting());
        let told = ledger(&finish(language.command(&home).arg(collector.url())));
        let shown = format!("{name} after {before}: {told}");
        assert_eq!(told["recovered"], waiting, "{shown}");
        assert_eq!(told["delivered"], waiting + 1, "{shown}");
        assert_eq!(arrived(&collector), waiting + 1, "{shown}");
        let told = ledger(&finish(
            language.command(&home).args([&silent.url(), "100"]),
        ));
        assert_eq!(told["kept"], 1, "{name}: {told}");
        assert_eq!(told["delivered"], 0, "{name}: {told}");
        (before, waiting) = (name, 1);
    }
    let names: Vec<_> = languages.iter().map(|language| language.name).collect();
    println!("{}", names.join(", "));
}

#[test]
fn a_forked_child_of_php_or_ruby_has_telemetry_of_its_own() {
    let examples = root().join("host/c/examples");
    let probes: [(&str, &[&str], &str); 2] = [
        (
            "php",
            &[
                "-r",
                "exit(extension_loaded('FFI') && extension_loaded('pcntl') ? 0 : 1);",
            ],
            "php/fork.php",
        ),
        ("ruby", &["-e", "require 'fiddle'"], "ruby/fork.rb"),
    ];
    for (tool, probe, script) in probes {
        if !has(tool, probe) {
            continue;
        }
        let collector = accepting();
        let mut command = program(tool, &home(tool));
        let told = ledger(&finish(
            command.arg(examples.join(script)).arg(collector.url()),
        ));
        assert_eq!(told["child"], 0, "{told}");
        assert_eq!(told["parent"]["delivered"], 1, "{told}");
        assert_eq!(arrived(&collector), 2);
    }
}

#[test]
fn every_program_in_go_of_the_pages_sends_its_event() {
    let programs = pages::to_run("go");
    assert!(!programs.is_empty());
    for (number, shown) in programs.iter().enumerate() {
        assert!(
            shown.text.contains(pages::COLLECTOR),
            "it sends to `nemo-telemetry collect`: {}",
            shown.page
        );
        let name = format!("page-{number}");
        let (home, collector) = (home(&name), accepting());
        let package = root().join("host/c/examples/go");
        let module = format!(
            "module example\n\ngo 1.19\n\nrequire nemo/telemetry v0.0.0\n\nreplace nemo/telemetry => {}\n",
            package.display()
        );
        fs::write(home.join("go.mod"), module).unwrap();
        let own = collector.local_addr().to_string();
        let program_of_the_page = shown.text.replace(pages::COLLECTOR, &own);
        fs::write(home.join("main.go"), program_of_the_page).unwrap();
        let Some(built) = go(&home, ".", &name) else {
            return;
        };
        finish(&mut program(built, &home));
        assert_eq!(arrived(&collector), 1);
    }
}

#[test]
fn every_program_in_c_of_the_pages_sends_its_event() {
    let programs = pages::to_run("c");
    assert!(!programs.is_empty());
    for (number, shown) in programs.iter().enumerate() {
        let name = format!("page-{number}-c");
        let (home, collector) = (home(&name), accepting());
        let source = home.join("page.c");
        fs::write(&source, &shown.text).unwrap();
        let built = compile("cc", source.to_str().unwrap(), &name, C);
        // A person has said yes, and names a collector of this machine.
        finish(program(built, &home).envs([
            ("NAT_TELEMETRY_ENABLED", "true"),
            ("NAT_TELEMETRY_ENDPOINT", &collector.url()),
        ]));
        // What has not arrived when the program ends is kept for the next one.
        let outbox = Outbox::new(&home.join(".local/state/nemo-telemetry"), "agent-toolkit");
        let kept = outbox.segments().unwrap().len();
        assert_eq!(arrived(&collector) + kept, 1, "{}", shown.page);
    }
}

/// The library by way of its functions, as far as they reach: what has a world of its own does not
/// come through them.
struct Functions {
    testee: Testee,
    catalog: Instance,
}

impl Subject for Functions {
    fn events(&mut self) -> anyhow::Result<Vec<EventId>> {
        self.catalog.events()
    }

    fn validate(&mut self, id: &EventId, parameters: &str) -> anyhow::Result<Checked> {
        self.testee.validate(id, parameters)
    }

    fn check_body(&mut self, _: &str) -> anyhow::Result<BodyVerdict> {
        anyhow::bail!("no function of the library checks bodies")
    }

    fn decide(&mut self, _: &str, _: &[Fact]) -> anyhow::Result<Decision> {
        anyhow::bail!("no function of the library decides from facts")
    }

    fn label(&mut self, call: &LabelCall) -> anyhow::Result<Result<String, Vec<Problem>>> {
        self.testee.label(call)
    }

    fn open(
        &mut self,
        _: &str,
        _: &[Fact],
        _: &Life,
        _: &World,
    ) -> anyhow::Result<Result<Box<dyn Session>, Vec<Problem>>> {
        anyhow::bail!("no function of the library opens a client in another world")
    }
}

#[test]
fn the_library_passes_the_vectors_of_the_kinds_that_its_functions_reach() {
    let mut testee = Command::new("python3");
    testee
        .arg("-B")
        .arg(root().join("host/c/tests/vectors.py"))
        .arg(library().join("lib/libnemo_telemetry.so"));
    let mut functions = Functions {
        testee: Testee::start(&mut testee).unwrap(),
        catalog: Instance::new(Component::embedded().unwrap(), Imports::real()).unwrap(),
    };
    let reached = |vector: &Vector| matches!(vector.kind(), "validate" | "labels");
    let (count, failures) = vectors::run_those(&mut functions, reached).unwrap();
    println!(
        "C library: {count} vectors of the kinds validate and labels ran, 0 skipped, set {}",
        vectors::hash().unwrap()
    );
    assert!(count > 0 && failures.is_empty(), "{}", failures.join("\n"));
}
