//! Chores of the repository: `cargo xtask VERB`.

mod against;
mod compatible;
mod dist;
mod docs;
mod files;
mod generate;
mod import;
mod ingest;
mod licences;
mod lines;
mod load;
mod optimiser;
mod packages;
mod process;
mod python;
mod sizes;
mod upstream;
mod wasmtime;
mod wide;

use std::{
    env,
    path::{Path, PathBuf},
    process::ExitCode,
};

use dist::Build;

const HELP: &str = "\
Usage: cargo xtask VERB

Verbs:
  gen           write the files that are generated from guest/schema and wit, and remove those that no longer are
  gen --check   fail when one of them is not up to date, or left over
  bench         measure, and print one table of times, ratios and sizes; takes a few minutes after the build
  bench --quick the same with a fifth of the samples' time
  against REV   measure this tree beside that commit, in one run, and print tables of Markdown, with a plot of what grows with
                events, threads and segments; Linux only, takes five minutes after two release builds
  captures FOLDER [OUT]
                judge captures of the upstream clients: a line for each, and the vectors in OUT; fails where one is unmatched
  compatible REV
                fail where a host that was written for the interface of that commit could not run today's component
  dist c        build the C library, and put it with its headers and licence into a folder and a tarball below target/c
  dist c --test the same, built soon instead of small, and without the tarball
  docs          build the book and the references into target/docs, and follow every link; installs the tools for it
  import FILE   write an event file for each event of a registered schema, and name the keywords that each lacks; writes all
                files or none
  ingest        build the receiving end, guest/ingest, into target/guest/ingest.wasm
  lines         count lines of code, and print the table of ARCHITECTURE.md
  load          measure the receiving end under load beside axum and FastAPI, in three minutes; installs wasmtime and FastAPI
                before, in ten
  load --quick  the same with short turns
  packages      make everything that is handed on, in dist: component, core module, WIT, Python, npm, command, C library, receiving
                end, and SHA256SUMS; needs a tree without changes, and builds releases for ten minutes
  packages --test
                the same from debug builds, in target/packages
  upstream      compare the drop-in modules of the Python package with the products' own, which it installs; takes two minutes
  upstream --callers
                let the products' own programs run twice, with their module and with ours; installs 1.1 GB
  sizes         print what the component's bytes are spent on: parts with their budgets, and the largest functions
  sizes --check fail where a part has more than its budget in tests/sizes.json
  sizes --accept
                make budgets of what the parts have now
  wide          run the JavaScript package in every engine that can be installed, and print a table; the receiving end with
                `wasmtime serve`, and its rows in ClickHouse; installs them as it goes
";

/// The repository, two folders above this crate: where cargo runs this, for a copy of the repository may have its build folder, too.
fn root() -> PathBuf {
    let here = env::var_os("CARGO_MANIFEST_DIR");
    let here = here.unwrap_or_else(|| env!("CARGO_MANIFEST_DIR").into());
    Path::new(&here).join("../..")
}

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let asks_for_help = |word: &&str| matches!(*word, "--help" | "-h" | "help");
    if arguments.iter().any(asks_for_help) {
        print!("{HELP}");
        return ExitCode::SUCCESS;
    }
    let outcome = match arguments.as_slice() {
        ["gen"] => generate::write_all(&root()),
        ["gen", "--check"] => generate::check_all(&root()),
        ["against", revision] => against::measure(&root(), revision),
        ["bench"] => bench("1"),
        ["bench", "--quick"] => bench("0.2"),
        ["captures", folders @ ..] if matches!(folders.len(), 1 | 2) => captures(folders),
        ["compatible", revision] => compatible::with(&root(), revision),
        ["dist", "c"] => dist(Build::Release),
        ["dist", "c", "--test"] => dist(Build::Test),
        ["docs"] => docs::run(&root()),
        ["import", file] => import::run(file, &root().join("guest/schema")),
        ["ingest"] => ingest::run(&root()),
        ["lines"] => lines::print(&root()),
        ["load"] => load::measure(&root(), "2000"),
        ["load", "--quick"] => load::measure(&root(), "300"),
        ["packages"] => packages::run_all(&root(), Build::Release),
        ["packages", "--test"] => packages::run_all(&root(), Build::Test),
        ["upstream"] => upstream::judge(&root(), false),
        ["upstream", "--callers"] => upstream::judge(&root(), true),
        ["sizes"] => sizes::run(&root(), None),
        ["sizes", option @ ("--check" | "--accept")] => sizes::run(&root(), Some(option)),
        ["wide"] => wide::run_all(&root()),
        words => {
            eprintln!(
                "expected a verb and what belongs to it, found {:?}\n",
                words.join(" ")
            );
            eprint!("{HELP}");
            return ExitCode::from(2);
        }
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error:#}");
            ExitCode::FAILURE
        }
    }
}

/// Run the benches of `tests/benches`, each for that many seconds, then those of `tests/validators`.
/// They print their tables themselves: this crate is compiled for the guest's build too, and stays
/// free of what they need.
fn bench(seconds: &str) -> anyhow::Result<()> {
    let compare = ["bench", "--quiet", "--package", "nemo-telemetry-tests"];
    let samples = ["--", "--quiet", "--measurement-time", seconds];
    cargo(&[&compare[..], &["--bench", "compare"], &samples].concat())?;
    let validators = ["--manifest-path", "tests/validators/Cargo.toml"];
    let target = ["--target-dir", "target/validators"];
    cargo(&[&["run", "--quiet", "--release"][..], &validators, &target].concat())
}

/// Build the C library, a release with its tarball beside it, and say where it is.
fn dist(build: Build) -> anyhow::Result<()> {
    let folder = dist::c(&root(), build, None)?;
    if build == Build::Release {
        process::pack_beside(&folder)?;
    }
    println!("{}", folder.display());
    Ok(())
}

/// Run cargo in the root of the repository.
fn cargo(arguments: &[&str]) -> anyhow::Result<()> {
    process::run(process::cargo(&root()).args(arguments))
}

/// Judge captures of the upstream clients, with the tests' own judges.
fn captures(folders: &[&str]) -> anyhow::Result<()> {
    // In the folder of whoever asks, for whom the folders are.
    let mut judge = process::cargo(Path::new("."));
    judge
        .args(["run", "--quiet", "--manifest-path"])
        .arg(root().join("tests/Cargo.toml"))
        .args(["--bin", "captures", "--"])
        .args(folders);
    process::run(&mut judge)
}
