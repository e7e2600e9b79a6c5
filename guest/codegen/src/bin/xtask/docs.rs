//! The site: the book of `docs` with the pages that stand elsewhere, and the references beside it.

mod links;
mod pages;
mod references;
mod tools;

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context as _, bail, ensure};
use tools::Tools;

/// Builds the site into `target/docs`. Fails where a tool warns, where a page is in no chapter, and
/// where a link leads nowhere.
pub(crate) fn run(root: &Path) -> anyhow::Result<()> {
    // Typedoc finds no file behind `..`.
    let root = &root.canonicalize()?;
    let (site, book) = (root.join("target/docs"), root.join("target/book"));
    let tools = Tools::install(root)?;
    pages::gather(root, &book)?;
    build(&tools, &book, &site)?;
    references::build(root, &tools, &site.join("docs/reference"))?;
    let followed = links::check(root, &site)?;
    println!("{followed} links lead somewhere");
    println!("target/docs/index.html");
    Ok(())
}

fn build(tools: &Tools, book: &Path, site: &Path) -> anyhow::Result<()> {
    if site.exists() {
        fs::remove_dir_all(site)?;
    }
    let mut mdbook = Command::new(tools.python_script("mdbook"));
    mdbook.arg("build").arg(book).arg("--dest-dir").arg(site);
    let output = mdbook.output().context("failed to start mdbook")?;
    let told = String::from_utf8_lossy(&output.stderr);
    ensure!(output.status.success(), "mdbook failed\n{told}");
    let warnings: Vec<&str> = told
        .lines()
        .filter(|line| line.contains("WARN") || line.contains("ERROR"))
        .collect();
    ensure!(warnings.is_empty(), "mdbook: {}", warnings.join("\n"));
    Ok(())
}

/// Runs a tool to its end; what it says is shown where it fails.
fn run_quietly(command: &mut Command) -> anyhow::Result<()> {
    let output = command
        .output()
        .with_context(|| format!("failed to start {command:?}"))?;
    if !output.status.success() {
        bail!(
            "{command:?} ended with {}\n{}{}",
            output.status,
            String::from_utf8_lossy(&output.stdout),
            String::from_utf8_lossy(&output.stderr)
        );
    }
    Ok(())
}
