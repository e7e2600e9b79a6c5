//! Follows every link of the book, to its anchor. What a page shows of the repository, sources or
//! pictures, is put beside it.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use anyhow::{Context as _, ensure};

use super::pages;

/// Pages that are another tool's: a link may lead to them, and theirs are not followed.
const REFERENCES: [&str; 3] = ["rust", "python", "typescript"];

/// The number of links; or an error that names each that leads nowhere.
pub(super) fn check(root: &Path, site: &Path) -> anyhow::Result<usize> {
    let mut found = Vec::new();
    read(site, "", &mut found)?;
    let (mut followed, mut broken) = (0, BTreeSet::new());
    let mut anchors = BTreeMap::new();
    for (page, text) in &found {
        for link in attributes(text, &["href", "src"]) {
            if is_elsewhere(&link) {
                continue;
            }
            followed += 1;
            if let Err(reason) = follow(root, site, page, &link, &mut anchors) {
                broken.insert(format!("{page}: {link}: {reason}"));
            }
        }
        for picture in tags(text, "<img") {
            if attributes(picture, &["alt"]).all(|text| text.is_empty()) {
                broken.insert(format!("{page}: a picture without words: {picture}"));
            }
        }
    }
    let broken: Vec<String> = broken.into_iter().collect();
    ensure!(broken.is_empty(), "{}", broken.join("\n"));
    Ok(followed)
}

/// Every page of the book below a folder: its place, and its text.
fn read(site: &Path, folder: &str, found: &mut Vec<(String, String)>) -> anyhow::Result<()> {
    for entry in fs::read_dir(site.join(folder))? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let place = pages::join(folder, &name);
        if entry.file_type()?.is_dir() {
            if folder != "docs/reference" || !REFERENCES.contains(&name.as_str()) {
                read(site, &place, found)?;
            }
        // The first chapter stands again as index.html, and all of them in print.html. 404.html has
        // the links of a site at the root of a server.
        } else if name.ends_with(".html")
            && !["print.html", "404.html", "toc.html"].contains(&name.as_str())
        {
            found.push((place, fs::read_to_string(entry.path())?));
        }
    }
    Ok(())
}

/// Whether a link leaves the site. Nothing here asks the network.
fn is_elsewhere(link: &str) -> bool {
    ["https://", "http://", "mailto:", "data:"]
        .iter()
        .any(|scheme| link.starts_with(scheme))
}

type Anchors = BTreeMap<String, BTreeSet<String>>;

fn follow(
    root: &Path,
    site: &Path,
    page: &str,
    link: &str,
    known: &mut Anchors,
) -> anyhow::Result<()> {
    let (path, anchor) = link.split_once('#').unwrap_or((link, ""));
    let path = path.split('?').next().unwrap_or(path);
    let folder = page.rsplit_once('/').map_or("", |(folder, _)| folder);
    let target = if path.is_empty() {
        page.to_owned()
    } else {
        pages::join(folder, path)
    };
    if !site.join(&target).is_file() {
        bring(root, site, &target)?;
    }
    if anchor.is_empty() || !target.ends_with(".html") {
        return Ok(());
    }
    if !known.contains_key(&target) {
        let text = fs::read_to_string(site.join(&target))?;
        known.insert(target.clone(), attributes(&text, &["id", "name"]).collect());
    }
    ensure!(
        known.get(&target).is_some_and(|ids| ids.contains(anchor)),
        "no such anchor"
    );
    Ok(())
}

/// Puts a file of the repository into the site, or a list of a folder's files with all of them.
fn bring(root: &Path, site: &Path, target: &str) -> anyhow::Result<()> {
    let from = root.join(target);
    if from.is_file() {
        return pages::copy(&from, &site.join(target));
    }
    ensure!(from.is_dir(), "no such page, and no such file");
    let index = site.join(target).join("index.html");
    if index.is_file() {
        return Ok(());
    }
    let mut names = Vec::new();
    for entry in fs::read_dir(&from)? {
        let entry = entry?;
        let mut name = entry.file_name().to_string_lossy().into_owned();
        if entry.file_type()?.is_file() {
            match name.strip_suffix(".md") {
                Some(page) => name = format!("{page}.html"),
                None => pages::copy(&entry.path(), &site.join(target).join(&name))?,
            }
            names.push(name);
        }
    }
    names.sort();
    let rows: String = names
        .iter()
        .map(|name| format!("<li><a href=\"{name}\">{name}</a></li>\n"))
        .collect();
    let text = format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n<title>{target}</title>\n<h1>{target}</h1>\n<ul>\n{rows}</ul>\n</html>\n"
    );
    fs::create_dir_all(site.join(target))?;
    fs::write(&index, text).with_context(|| format!("failed to write {}", index.display()))
}

/// What tags of a name hold between their brackets.
fn tags<'a>(text: &'a str, start: &'a str) -> impl Iterator<Item = &'a str> {
    text.split(start)
        .skip(1)
        .filter_map(|rest| Some(rest.split_once('>')?.0))
}

/// Values of attributes of these names. The code on a page is none of them: mdBook escapes what opens
/// a tag.
fn attributes<'a>(text: &'a str, names: &'a [&str]) -> impl Iterator<Item = String> + 'a {
    names.iter().flat_map(move |name| {
        text.split('<').flat_map(move |tag| {
            let tag = tag.split_once('>').map_or(tag, |(inside, _)| inside);
            let value = tag.split_once(&format!(" {name}=\"")).map(|(_, rest)| rest);
            value
                .and_then(|rest| Some(rest.split_once('"')?.0))
                .map(|value| value.replace("&amp;", "&"))
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A repository with a file, and a site with two pages of which the first has this in it.
    fn checked(name: &str, text: &str) -> anyhow::Result<usize> {
        let folder = std::env::temp_dir().join(format!("nemo-links-{}-{name}", std::process::id()));
        let (root, site) = (folder.join("repository"), folder.join("site"));
        fs::create_dir_all(root.join("data")).unwrap();
        fs::create_dir_all(site.join("docs")).unwrap();
        fs::write(root.join("data/one.json"), "{}").unwrap();
        fs::write(site.join("docs/a.html"), text).unwrap();
        fs::write(site.join("docs/b.html"), "<h1 id=\"there\">B</h1>").unwrap();
        let found = check(&root, &site);
        let is_brought = site.join("data/one.json").is_file();
        fs::remove_dir_all(folder).unwrap();
        assert_eq!(is_brought, text.contains("data"), "{text}");
        found
    }

    #[test]
    fn what_leads_somewhere_is_followed_and_brought() {
        let text = "<a href=\"b.html#there\">b</a> <code>&lt;a href=\"c.html\"&gt;</code>
            <a href=\"../data/one.json\">data</a> <a href=\"../data\">all</a>
            <a href=\"https://example.com/\">elsewhere</a> <img alt=\"One\" src=\"../data/one.json\">";
        assert_eq!(checked("good", text).unwrap(), 4);
    }

    #[test]
    fn what_leads_nowhere_is_named_with_its_page() {
        for (name, text, problem) in [
            (
                "page",
                "<a href=\"c.html\">c</a>",
                "docs/a.html: c.html: no such page",
            ),
            (
                "anchor",
                "<a href=\"b.html#here\">b</a>",
                "docs/a.html: b.html#here: no such anchor",
            ),
            (
                "own",
                "<h2 id=\"x\"><a href=\"#y\">y</a></h2>",
                "docs/a.html: #y: no such anchor",
            ),
            (
                "picture",
                "<img src=\"b.html\">",
                "docs/a.html: a picture without words",
            ),
        ] {
            let told = checked(name, text).unwrap_err().to_string();
            assert!(told.starts_with(problem), "{told}");
        }
    }
}
