//! Whether hosts that were written for an earlier interface can run today's component.

use std::{fs, path::Path, process::Command};

use anyhow::Context as _;
use wit_parser::{PackageId, PackageName, Resolve, WorldId};

use super::process::run;

/// Compares `wit` with what it was at a revision, and fails where a host of then could not run a
/// component of now although both versions say that it could.
pub(crate) fn with(root: &Path, revision: &str) -> anyhow::Result<()> {
    let earlier = root.join("target/baseline");
    let _ = fs::remove_dir_all(&earlier);
    fs::create_dir_all(&earlier).context("failed to make target/baseline")?;
    let archive = earlier.join("wit.tar");
    run(Command::new("git")
        .current_dir(root)
        .args(["archive", "--output"])
        .arg(&archive)
        .args([revision, "wit"]))?;
    run(Command::new("tar")
        .current_dir(&earlier)
        .args(["--extract", "--file"])
        .arg(&archive))?;
    let (mut then, package, world) = read(&earlier.join("wit"))?;
    let then_version = take_version(&mut then, package)?;
    let (mut both, package, now) = read(&root.join("wit"))?;
    let version = version(&both, package)?;
    if !promises(&then_version, &version) {
        println!(
            "wit is {version} and was {then_version}: another interface, which promises nothing"
        );
        return Ok(());
    }
    let then = both.merge(then)?.worlds.get(world.index()).copied();
    let then = then.flatten().context("failed to find the earlier world")?;
    // What an instance of the new one has to be good for is the place of the old one.
    wit_component::semver_check(both, now, then).with_context(|| {
        format!(
            "a host that was written for wit of {revision} ({then_version}) cannot run a component of {version}; undo the change, or give \
             the package in wit/world.wit another version"
        )
    })?;
    println!("wit {version} is compatible with that of {revision} ({then_version})");
    Ok(())
}

/// A package with its only world.
fn read(folder: &Path) -> anyhow::Result<(Resolve, PackageId, WorldId)> {
    let mut resolve = Resolve::default();
    let (package, _) = resolve.push_dir(folder)?;
    let world = resolve.select_world(&[package], None)?;
    Ok((resolve, package, world))
}

fn version(resolve: &Resolve, package: PackageId) -> anyhow::Result<String> {
    let version = resolve.packages[package].name.version.as_ref();
    let version = version.context("expected a version of the package, found none")?;
    Ok(version.to_string())
}

/// Takes a package's version away, so that another of its name can stand beside it.
fn take_version(resolve: &mut Resolve, package: PackageId) -> anyhow::Result<String> {
    let version = version(resolve, package)?;
    let name = &mut resolve.packages[package].name;
    let with: PackageName = name.clone();
    name.version = None;
    let without = name.clone();
    resolve.package_names.shift_remove(&with);
    resolve.package_names.insert(without, package);
    Ok(version)
}

/// Whether semantic versioning has the later version stand in for the earlier one.
fn promises(earlier: &str, later: &str) -> bool {
    fn track(version: &str) -> Vec<&str> {
        let numbers: Vec<_> = version.split('.').collect();
        let first = numbers.iter().position(|number| *number != "0");
        numbers[..first.map_or(numbers.len(), |at| at + 1)].to_vec()
    }
    track(earlier) == track(later)
}
