//! Writes `seeds/` from the test vectors, a readable file for each vector that has something for a
//! target: `cargo run --manifest-path tests/fuzz/Cargo.toml --target-dir target/fuzz --example
//! seeds`.

use std::{
    collections::BTreeSet,
    error::Error,
    fs,
    path::{Path, PathBuf},
};

use serde::{Deserialize, de::DeserializeOwned};
use serde_json::{Value, value::RawValue};

type Result<T> = std::result::Result<T, Box<dyn Error>>;

/// What a vector of the kind `validate` gives: its numbers are not all numbers of Rust.
#[derive(Deserialize)]
struct Validate {
    name: String,
    text: Option<String>,
    parameters: Option<Box<RawValue>>,
}

/// What a vector of the kind `body` gives; what is long is not given.
#[derive(Deserialize)]
struct Body {
    name: String,
    text: Option<String>,
    body: Option<Box<RawValue>>,
}

fn main() -> Result<()> {
    let fuzz = Path::new(env!("CARGO_MANIFEST_DIR"));
    let vectors = fuzz.join("../vectors");
    let mut seeds = Seeds {
        folder: fuzz.join("seeds"),
        written: BTreeSet::new(),
    };
    let _ = fs::remove_dir_all(&seeds.folder);
    for file in files(&vectors.join("validate"))? {
        // A file has one subject; one vector of it is enough to start from.
        if let Some(Validate {
            name,
            text,
            parameters,
        }) = read::<Validate>(&file)?.first()
        {
            let parameters = parameters
                .as_ref()
                .map_or("", |parameters| parameters.get());
            seeds.write("validate", name, 0, text.as_deref().unwrap_or(parameters))?;
        }
    }
    for file in files(&vectors.join("body"))? {
        for Body { name, text, body } in read::<Body>(&file)? {
            let text = text.or_else(|| Some(body?.get().into()));
            if let Some(text) = text {
                seeds.write("body", &name, 0, &text)?;
            }
        }
    }
    for file in files(&vectors.join("policy"))? {
        for vector in read::<Value>(&file)? {
            let name = vector["name"].as_str().ok_or("a vector without a name")?;
            seeds.write("policy", name, 0, &facts(&vector))?;
        }
    }
    for file in files(&vectors.join("script"))? {
        for vector in read::<Value>(&file)? {
            let name = vector["name"].as_str().ok_or("a vector without a name")?;
            for (place, segment) in list(&vector["segments"]).iter().enumerate() {
                seeds.write("outbox", name, place, segment.as_str().unwrap_or_default())?;
            }
            let headers = list(&vector["steps"])
                .iter()
                .filter_map(|step| step["answer"]["retryAfter"].as_str());
            for (place, header) in headers.enumerate() {
                seeds.write("retry_after", name, place, header)?;
            }
            seeds.write("script", name, 0, &letters(&vector))?;
        }
    }
    Ok(())
}

/// The files of a folder, in the order of their names.
fn files(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut files = fs::read_dir(folder)?
        .map(|entry| Ok(entry?.path()))
        .collect::<Result<Vec<_>>>()?;
    files.sort();
    Ok(files)
}

/// The vectors of a file: values one after the other, each a vector or a list of vectors.
fn read<T: DeserializeOwned>(file: &Path) -> Result<Vec<T>> {
    let text = fs::read_to_string(file)?;
    let mut vectors = Vec::new();
    for value in serde_json::Deserializer::from_str(&text).into_iter::<Box<RawValue>>() {
        let value = value?;
        if value.get().starts_with('[') {
            vectors.extend(serde_json::from_str::<Vec<T>>(value.get())?);
        } else {
            vectors.push(serde_json::from_str(value.get())?);
        }
    }
    Ok(vectors)
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

/// The files that were written.
struct Seeds {
    folder: PathBuf,
    /// Targets and texts.
    written: BTreeSet<(String, String)>,
}

impl Seeds {
    /// Writes a seed, named after its vector; later ones of the same vector are numbered. A text
    /// that is there already tells a target nothing new.
    fn write(&mut self, target: &str, name: &str, place: usize, text: &str) -> Result<()> {
        if !self.written.insert((target.into(), text.into())) {
            return Ok(());
        }
        let number = if place == 0 {
            String::new()
        } else {
            format!("-{}", place + 1)
        };
        let folder = self.folder.join(target);
        fs::create_dir_all(&folder)?;
        Ok(fs::write(folder.join(format!("{name}{number}")), text)?)
    }
}

/// The facts of a decision as the target `policy` reads them.
fn facts(vector: &Value) -> String {
    let letter = match vector["product"].as_str() {
        Some("guardrails") => "g",
        Some("anonymizer") => "n",
        Some("safe-synthesizer") => "s",
        _ => "a",
    };
    let text = |fact: &Value, key: &str| fact[key].as_str().unwrap_or_default().to_owned();
    let facts = list(&vector["facts"]).iter().map(|fact| {
        format!(
            "{} {}\n{}",
            text(fact, "source"),
            text(fact, "name"),
            text(fact, "value")
        )
    });
    [letter.to_owned()]
        .into_iter()
        .chain(facts)
        .collect::<Vec<_>>()
        .join("\n--\n")
}

/// A script in the letters of the target `script`: what it is about, not every number in it.
fn letters(vector: &Value) -> String {
    let settings = &vector["settings"];
    let bits = [
        settings["outbox"] == true,
        settings["overflow"] == "refuse",
        settings["queueEvents"].is_number(),
        settings["batchEvents"].is_number(),
        settings["product"] == "guardrails",
    ];
    let bits = (0..)
        .zip(bits)
        .map(|(place, bit)| u8::from(bit) << place)
        .sum::<u8>();
    let mut letters = String::from(char::from(b'@' + bits));
    for step in list(&vector["steps"]) {
        for event in list(&step["enqueue"]) {
            letters.push(match event["event"].as_str() {
                None => 'b',
                Some("guardrails_usage_event") => 'e',
                Some(_) => 'v',
            });
        }
        let action = |name: &str| !step[name].is_null();
        match step["advance"].as_u64() {
            None => {}
            Some(..=500) => letters.push('a'),
            Some(..=120_000) => letters.push('m'),
            Some(_) => letters.push('d'),
        }
        for (name, letter) in [
            ("clock", 'j'),
            ("flush", 'f'),
            ("poll", 'p'),
            ("close", 'c'),
            ("optOut", 'x'),
        ] {
            letters.extend(action(name).then_some(letter));
        }
        let answer = &step["answer"];
        letters.extend(
            match (answer["outcome"].as_str(), answer["status"].as_u64()) {
                (Some("answered"), Some(300..=399)) => Some('z'),
                (Some("answered"), Some(413)) => Some('s'),
                (Some("answered"), Some(408 | 429)) => Some('t'),
                (Some("answered"), Some(400..=499)) => Some('r'),
                (Some("answered"), Some(500..)) => Some('u'),
                (Some("answered"), _) => Some('o'),
                (Some("timeout"), _) => Some('i'),
                (Some("unreachable"), _) => Some('l'),
                (Some("denied"), _) => Some('h'),
                (Some(_), _) => Some('y'),
                (None, _) => None,
            },
        );
    }
    letters
}
