//! What the files of a NeMo Guardrails configuration say, for the label `guardrails-usage`.
//!
//! An approximation: the product loads the configuration with all its rules, resolves imports and
//! compares sections with their defaults. Here the files are read as they stand. A section counts
//! as used when it says anything; a flow counts as the user's own when its header is in a file of
//! the folder.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, bail};
use serde::{
    Deserialize,
    de::{IgnoredAny, MapAccess, Visitor},
};
use serde_json::{Value, json};

use crate::file;

/// Longest file of a configuration, in bytes. Real ones have some thousand.
const LONGEST: u64 = 4 * 1024 * 1024;

/// Most files below a folder: more are no configuration but somebody's whole disk.
const MOST_FILES: usize = 10_000;

/// What the files say that were read so far.
#[derive(Debug, Default)]
pub struct Configuration {
    colang_version: Option<String>,
    engines: Vec<String>,
    /// By the index of [`LISTS`].
    flows: [Vec<String>; LISTS.len()],
    sections: Vec<String>,
    own_flows: Vec<Flow>,
    single_call: bool,
    tracing: bool,
    streaming: bool,
    knowledge_base: bool,
}

/// Members of the record that hold flows, in the order of the kinds of rails.
const LISTS: [&str; 5] = [
    "inputFlows",
    "outputFlows",
    "retrievalFlows",
    "toolOutputFlows",
    "toolInputFlows",
];

#[derive(Debug)]
struct Flow {
    file: String,
}

impl Configuration {
    /// Reads a folder as the product does: its YAML and Colang files, also below it, and whether
    /// there are documents in `kb`.
    ///
    /// # Errors
    /// A file cannot be read, or is no YAML of the shape that the product takes. The message names
    /// the place and repeats nothing of the file.
    pub fn read(folder: &Path) -> anyhow::Result<Self> {
        let mut found = Self::default();
        let mut is_one = false;
        for path in files(folder)? {
            let read = || file::read_text_found(&path, LONGEST);
            let is_document = path
                .strip_prefix(folder)
                .is_ok_and(|inside| inside.starts_with("kb"));
            match path.extension().and_then(|extension| extension.to_str()) {
                Some("md") if is_document => found.knowledge_base = true,
                Some("yml" | "yaml") if !is_document => {
                    found.add_yaml(&read()?, &path.display().to_string())?;
                    is_one = true;
                }
                Some("co") if !is_document => {
                    found.add_colang(&read()?, &path.display().to_string())
                }
                _ => {}
            }
        }
        if !is_one {
            bail!(
                "expected a folder with a YAML file such as config.yml, found none in {}",
                folder.display()
            );
        }
        Ok(found)
    }

    /// Adds what a YAML file says. Lists are joined, as the product joins them.
    ///
    /// # Errors
    /// The text is no YAML of that shape.
    pub fn add_yaml(&mut self, text: &str, file: &str) -> anyhow::Result<()> {
        let read: Option<File> = serde_saphyr::from_str(text).map_err(|error| {
            let place = error
                .location()
                .map(|at| format!(":{}:{}", at.line(), at.column()))
                .unwrap_or_default();
            anyhow::anyhow!(
                "{file}{place}: expected YAML as NeMo Guardrails takes it, found another text"
            )
        })?;
        let File {
            colang_version,
            models,
            rails,
            tracing,
        } = read.unwrap_or_default();
        self.colang_version = colang_version.or(self.colang_version.take());
        self.engines.extend(
            models
                .into_iter()
                .flatten()
                .filter_map(|model| model.engine),
        );
        self.tracing |= tracing.unwrap_or_default().enabled;
        let Rails {
            input,
            output,
            retrieval,
            tool_output,
            tool_input,
            dialog,
            config,
        } = rails.unwrap_or_default();
        self.streaming |= output
            .as_ref()
            .and_then(|output| output.streaming.as_ref())
            .is_some_and(|switch| switch.enabled);
        self.single_call |= dialog
            .unwrap_or_default()
            .single_call
            .unwrap_or_default()
            .enabled;
        self.sections.extend(config.unwrap_or_default().0);
        let lists = [input, output, retrieval, tool_output, tool_input];
        for (flows, list) in self.flows.iter_mut().zip(lists) {
            flows.extend(list.unwrap_or_default().flows.into_iter().flatten());
        }
        Ok(())
    }

    /// Adds the flows whose headers a Colang file has, of version 1 (`define flow greeting`) or 2
    /// (`flow greeting $name`).
    pub fn add_colang(&mut self, text: &str, file: &str) {
        let flow = |line: &str| {
            let words = line.strip_prefix("define ").map_or(line, str::trim_start);
            let name = ["flow", "subflow"]
                .iter()
                .find_map(|word| words.strip_prefix(word))?;
            (name.is_empty() || name.starts_with(char::is_whitespace))
                .then(|| Flow { file: file.into() })
        };
        self.own_flows.extend(text.lines().filter_map(flow));
    }

    /// The configuration as `guardrails-usage` takes it.
    #[must_use]
    pub fn record(&self) -> Value {
        let mut record = serde_json::Map::new();
        record.insert(
            "colangVersion".into(),
            self.colang_version.as_deref().unwrap_or("1.0").into(),
        );
        let lists = LISTS.iter().copied().zip(&self.flows);
        for (name, names) in [("engines", &self.engines), ("sections", &self.sections)]
            .into_iter()
            .chain(lists)
        {
            if !names.is_empty() {
                record.insert(name.into(), names.as_slice().into());
            }
        }
        let flags = [
            ("singleCall", self.single_call),
            ("tracing", self.tracing),
            ("streaming", self.streaming),
            ("knowledgeBase", self.knowledge_base),
        ];
        record.extend(
            flags
                .into_iter()
                .filter(|(_, flag)| *flag)
                .map(|(name, flag)| (name.into(), flag.into())),
        );
        if !self.own_flows.is_empty() {
            let flows = self
                .own_flows
                .iter()
                // A name tells nothing, and a place only where it may be the product's library; a
                // record of thousands of flows must fit into a call.
                .map(|flow| match flow.file.contains("library") {
                    true => json!({"file": flow.file}),
                    false => json!({}),
                });
            record.insert("flows".into(), flows.collect());
        }
        record.into()
    }
}

/// Every file below a folder, sorted by path.
fn files(folder: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in
            fs::read_dir(&folder).with_context(|| format!("failed to read {}", folder.display()))?
        {
            let entry = entry.with_context(|| format!("failed to read {}", folder.display()))?;
            // A link to a folder could lead back here.
            let is_folder = entry.file_type().is_ok_and(|kind| kind.is_dir());
            if is_folder {
                folders.push(entry.path())
            } else {
                files.push(entry.path())
            }
            if files.len() + folders.len() > MOST_FILES {
                bail!("expected a configuration of at most {MOST_FILES} files, found more");
            }
        }
    }
    files.sort();
    Ok(files)
}

/// What is read of a YAML file; everything else in it is left alone.
#[derive(Default, Deserialize)]
#[serde(default)]
struct File {
    colang_version: Option<String>,
    models: Option<Vec<Model>>,
    rails: Option<Rails>,
    tracing: Option<Switch>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Model {
    engine: Option<String>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Rails {
    input: Option<Flows>,
    output: Option<Flows>,
    retrieval: Option<Flows>,
    tool_output: Option<Flows>,
    tool_input: Option<Flows>,
    dialog: Option<Dialog>,
    config: Option<Sections>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Flows {
    flows: Option<Vec<String>>,
    streaming: Option<Switch>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Dialog {
    single_call: Option<Switch>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Switch {
    enabled: bool,
}

/// Names of the sections that say anything.
#[derive(Default)]
struct Sections(Vec<String>);

impl<'de> Deserialize<'de> for Sections {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Names;
        impl<'de> Visitor<'de> for Names {
            type Value = Sections;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("sections by their names")
            }

            fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<Sections, M::Error> {
                let mut names = Vec::new();
                while let Some((name, section)) = map.next_entry::<String, Option<IgnoredAny>>()? {
                    names.extend(section.map(|_| name));
                }
                Ok(Sections(names))
            }
        }
        deserializer.deserialize_map(Names)
    }
}
