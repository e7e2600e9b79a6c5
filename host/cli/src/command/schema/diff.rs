use std::{
    io::{self, Write},
    path::Path,
};

use anyhow::Context as _;
use clap::Args;
use nemo_telemetry::{EventId, Instance, SchemaKind};
use nemo_telemetry_cli::{
    contract::{Change, Client, Contract, Event, Origin, compare, normal},
    file, sms,
};
use serde_json::Value;

use crate::{
    command::{Exit, Failure, arguments::Product},
    output,
};

/// Longest file that is read, in bytes. Registered ones have less than a hundred kilobytes.
const LONGEST_FILE: u64 = 4 * 1024 * 1024;

/// Every change from one schema to another, field by field, and whom it breaks
///
/// A side is an event of the component, such as anonymizer_event@1.7, or a file in the format in
/// which NVIDIA registers schemas. `breaks sender`: what a sender of OLD sends, NEW refuses.
/// `breaks collector`: what NEW allows, a collector of OLD refuses. `breaks person`: more is
/// collected than was agreed to. Everything else is a note.
///
/// Ends with 1 when a file and the other side differ in what is sent or accepted. Between two
/// events of the component changes are meant, and it ends with 0.
#[derive(Args, Debug)]
#[command(
    override_usage = "nemo-telemetry schema diff [--json] <OLD> <NEW>\n       nemo-telemetry schema diff [--json] <OLD> --product <PRODUCT>"
)]
pub(super) struct Diff {
    /// The older side: an event, or the path of a file, which has a slash or ends in .json
    old: String,
    /// The newer side
    #[arg(required_unless_present = "product", conflicts_with = "product")]
    new: Option<String>,
    /// In place of NEW: all that this product sends. Events of other products in the file are left
    /// aside
    #[arg(long, value_enum)]
    product: Option<Product>,
    /// Print a JSON object for each change, one a line
    #[arg(long)]
    json: bool,
}

impl Diff {
    pub(super) fn run(
        self,
        out: &mut impl Write,
        instance: &mut Instance,
    ) -> Result<Exit, Failure> {
        let catalog = super::inventory(instance)?;
        let mut old = side(instance, &catalog, &self.old)?;
        let mut new = match (&self.new, self.product) {
            (Some(new), _) => side(instance, &catalog, new)?,
            (None, Some(product)) => of_product(instance, &catalog, product)?,
            (None, None) => return Err(Failure::Mistake(anyhow::anyhow!("expected NEW"))),
        };
        match self.product {
            Some(product) => {
                let of_others = set_aside_foreign(&mut old, &catalog, product);
                if old.events.is_empty() && !of_others.is_empty() {
                    output::warning(format_args!(
                        "{} has no event of {}; other products send {}, which it has",
                        self.old,
                        product.id(),
                        of_others.join(" and ")
                    ));
                }
            }
            None => {
                restrict(&mut old, &new);
                restrict(&mut new, &old);
            }
        }
        let changes = compare(&old, &new);
        let of_one_event = old.events.len() <= 1 && new.events.len() <= 1;
        for change in &changes {
            match self.json {
                true => writeln!(out, "{}", change.json())?,
                false => print(out, change, of_one_event)?,
            }
        }
        if changes.is_empty() && !self.json {
            writeln!(out, "no change")?;
        }
        let is_registered = [&old, &new]
            .map(|side| side.origin)
            .contains(&Origin::Registry);
        let differ = changes.iter().any(|change| change.breaks.on_the_wire());
        Ok(match is_registered && differ {
            true => Exit::Invalid,
            false => Exit::Done,
        })
    }
}

fn print(out: &mut impl Write, change: &Change, of_one_event: bool) -> io::Result<()> {
    let Change {
        event,
        field,
        breaks,
        text,
        ..
    } = change;
    let place = match (event.as_str(), field.as_str()) {
        ("", _) => String::new(),
        (event, "") => format!("{event}: "),
        (_, field) if of_one_event => format!("{field}: "),
        (event, field) => format!("{event}.{field}: "),
    };
    writeln!(out, "{breaks:<32}  {place}{text}")
}

/// A side as a person names it.
fn side(instance: &mut Instance, catalog: &Value, name: &str) -> Result<Contract, Failure> {
    let is_path = name.contains(['/', '\\']) || name.ends_with(".json");
    if is_path {
        return of_file(Path::new(name)).map_err(Failure::Mistake);
    }
    let id = super::find(instance, name)?;
    let sender = products(catalog).find(|product| !product["events"][&id.name].is_null());
    let client = sender.and_then(|product| client(catalog, product));
    Ok(Contract {
        origin: Origin::Component,
        events: vec![event(instance, id, client)?],
        client: client.map(as_client),
    })
}

fn of_file(path: &Path) -> anyhow::Result<Contract> {
    let bytes = file::read(path, LONGEST_FILE)?;
    let read = String::from_utf8(bytes)
        .context("expected UTF-8, found other bytes")
        .and_then(|text| sms::read(&text));
    read.with_context(|| format!("{} is no registered schema", path.display()))
}

fn of_product(
    instance: &mut Instance,
    catalog: &Value,
    product: Product,
) -> Result<Contract, Failure> {
    let product = entry(catalog, product);
    let client = client(catalog, product);
    let mut events = Vec::new();
    for (name, version) in product["events"].as_object().into_iter().flatten() {
        let id = EventId {
            name: name.clone(),
            version: super::text(version),
        };
        events.push(event(instance, id, client)?);
    }
    Ok(Contract {
        origin: Origin::Component,
        client: client.map(as_client),
        events,
    })
}

fn event(instance: &mut Instance, id: EventId, client: Option<&Value>) -> anyhow::Result<Event> {
    let registered = |key: &str| client.map(|client| super::text(&client[key]));
    Ok(Event {
        schema: normal(super::schema(instance, &id, SchemaKind::Wire)?),
        name: id.name,
        version: id.version,
        service: registered("service").unwrap_or_default(),
        category: registered("category").unwrap_or_default(),
    })
}

fn products(catalog: &Value) -> impl Iterator<Item = &Value> {
    catalog["products"].as_array().into_iter().flatten()
}

fn entry(catalog: &Value, product: Product) -> &Value {
    products(catalog)
        .find(|entry| entry["id"] == product.id())
        .unwrap_or(&Value::Null)
}

fn client<'a>(catalog: &'a Value, product: &Value) -> Option<&'a Value> {
    let clients = catalog["clients"].as_array()?;
    clients
        .iter()
        .find(|client| client["id"] == product["clientId"])
}

fn as_client(client: &Value) -> Client {
    Client {
        id: super::text(&client["id"]),
        name: super::text(&client["name"]),
        definition_version: super::text(&client["definitionVersion"]),
    }
}

/// Products that share a client share a file. Removes the events of other products, and gives their names.
fn set_aside_foreign(side: &mut Contract, catalog: &Value, product: Product) -> Vec<String> {
    let own = &entry(catalog, product)["events"];
    let sent: Vec<&String> = products(catalog)
        .filter_map(|product| product["events"].as_object())
        .flat_map(serde_json::Map::keys)
        .collect();
    let foreign = |event: &mut Event| own[&event.name].is_null() && sent.contains(&&event.name);
    side.events
        .extract_if(.., foreign)
        .map(|event| event.name)
        .collect()
}

/// Beside a single event of the component, a file is read for that event alone.
fn restrict(side: &mut Contract, other: &Contract) {
    if let (Origin::Registry, Origin::Component, [only]) =
        (side.origin, other.origin, other.events.as_slice())
    {
        side.events.retain(|event| event.name == only.name);
    }
}
