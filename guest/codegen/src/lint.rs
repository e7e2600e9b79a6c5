//! Rules that hold for the schema folder as a whole, beyond the shape of one file.

use crate::json::{Json, quote};
use crate::model::{
    Client, Definition, Field, FilledBy, Heartbeat, Kind, Meaning, Product, Schema,
};
use crate::problem::Notebook;

/// Note every broken rule.
pub(crate) fn check(schema: &Schema, notebook: &Notebook) {
    let texts = [&schema.line, &schema.settings, &schema.outbox_line];
    for definition in schema.events.iter().chain(&schema.records).chain(texts) {
        check_values(definition, notebook);
    }
    for event in &schema.events {
        check_event(event, notebook);
    }
    for (old, new) in schema.events.iter().zip(schema.events.iter().skip(1)) {
        if old.name == new.name {
            check_successor(old, new, notebook);
        }
    }
    for record in &schema.records {
        check_record(record, &schema.records, notebook);
    }
    for product in &schema.products {
        check_product(product, &schema.events, notebook);
        check_client(product, &schema.clients, notebook);
    }
    check_settings(schema, notebook);
    // A fault in a field would be told again for each example.
    for event in schema
        .events
        .iter()
        .filter(|event| !notebook.tells_of(&event.file))
    {
        check_examples(event, notebook);
    }
}

/// Defaults and sentinels are values that the field itself would accept.
fn check_values(definition: &Definition, notebook: &Notebook) {
    if definition.fields.len() > usize::from(u8::MAX) {
        notebook.add(
            &definition.file,
            "/properties",
            format!(
                "expected at most 255 properties, found {}; split the event",
                definition.fields.len()
            ),
        );
    }
    for field in &definition.fields {
        let place = Place::of(definition, field, notebook);
        if let Some(default) = &field.default {
            place.check_value("default", &field.kind, default);
            if field.required {
                place.fail("required or a default", "both", "remove one");
            }
        }
        if let Some(sentinel) = &field.notes.sentinel {
            place.check_value("x-sentinel", &field.kind, sentinel);
        }
        if let Some(example) = &field.notes.example {
            place.check_value("x-example", &field.kind, example);
        }
        if let Some(default) = &field.notes.host_default {
            place.check_value("x-host-default", &field.kind, default);
        }
    }
}

/// Examples are objects that the definition itself would accept.
fn check_examples(definition: &Definition, notebook: &Notebook) {
    for (number, example) in definition.examples.iter().enumerate() {
        let fail = |step: &str, expected: &str, found: &str, todo: &str| {
            let message = format!("expected {expected}, found {found}; {todo}");
            notebook.add(
                &definition.file,
                &format!("/x-examples/{number}{step}"),
                message,
            );
        };
        let Json::Object(members) = example else {
            fail("", "an object", &example.describe(), "change the value");
            continue;
        };
        for (name, value) in members {
            let step = format!("/{name}");
            match definition.fields.iter().find(|field| field.name == *name) {
                None => fail(
                    &step,
                    "the name of a property",
                    &quote(name),
                    "correct or remove it",
                ),
                Some(field) => {
                    if let Some(expected) = refusal(&field.kind, value) {
                        fail(
                            &step,
                            &expected,
                            &value.describe(),
                            "correct it or the type",
                        );
                    }
                }
            }
        }
        let is_there = |field: &&Field| members.iter().any(|(name, _)| *name == field.name);
        for field in definition
            .fields
            .iter()
            .filter(|field| field.required && !is_there(field))
        {
            fail(
                "",
                &format!("the property {}", quote(&field.name)),
                "none",
                "add it",
            );
        }
    }
}

/// Every field of an event says why it is collected and what keeps user data out of it.
fn check_event(event: &Definition, notebook: &Notebook) {
    for second in event.fields.iter().filter(|field| field.is_instant).skip(1) {
        Place::of(event, second, notebook).fail("x-instant at one field", "it again", "remove one");
    }
    for field in &event.fields {
        let place = Place::of(event, field, notebook);
        if !field.required && field.default.is_none() {
            place.fail(
                "required or a default",
                "neither",
                "add a default or name the field in required",
            );
        }
        if field.notes.host_default.is_some() {
            place.fail(
                "x-host-default at settings only",
                "it in an event",
                "remove it",
            );
        }
        if field.filled_by.is_some() && field.default.is_none() {
            place.fail(
                "a default beside x-filled-by",
                "none",
                "add the value that stands until it is filled",
            );
        }
        if field.filled_by == Some(FilledBy::Clock) && !matches!(field.kind, Kind::Text { .. }) {
            place.fail(
                "a string beside x-filled-by clock",
                "another type",
                "change the type",
            );
        }
        if field.filled_by == Some(FilledBy::Ci) && field.kind != Kind::Flag {
            place.fail(
                "a boolean beside x-filled-by ci",
                "another type",
                "change the type",
            );
        }
        if field.is_instant && field.kind != Kind::Number {
            place.fail(
                "a number beside x-instant",
                "another type",
                "change the type",
            );
        }
        let missing = [
            ("x-sensitivity", field.notes.sensitivity.is_none()),
            ("x-purpose", field.notes.purpose.is_empty()),
            ("x-source", field.notes.source.is_empty()),
            (
                "x-example",
                field.notes.example.is_none() && !says_enough(&field.kind),
            ),
        ];
        for (key, _) in missing.iter().filter(|(_, missing)| *missing) {
            place.fail(&format!("the keyword {}", quote(key)), "none", "add it");
        }
        check_guard(&place, field);
    }
}

/// Whether a kind shows what its values look like.
fn says_enough(kind: &Kind) -> bool {
    matches!(kind, Kind::OneOf(_) | Kind::OneOfList(_) | Kind::Flag)
}

fn check_guard(place: &Place<'_>, field: &Field) {
    let free = matches!(field.kind, Kind::Text { .. } | Kind::TextList { .. });
    match &field.notes.guard {
        None if free => place.fail(
            "x-guard or x-free-text on a free string",
            "neither",
            "name a guard, or the reason why it cannot hold user data",
        ),
        Some(Meaning::Check(_)) if !free => place.fail(
            "x-guard on a free string only",
            "another kind",
            "remove x-guard",
        ),
        Some(Meaning::Reason(_)) if !free => place.fail(
            "x-free-text on a free string only",
            "another kind",
            "remove x-free-text",
        ),
        _ => {}
    }
}

/// A collector that knows the old version must be able to go on counting by the same words.
fn check_successor(old: &Definition, new: &Definition, notebook: &Notebook) {
    for field in &new.fields {
        let before = old.fields.iter().find(|before| before.name == field.name);
        let Some((before, after)) = before.and_then(|before| {
            let words = words_of(&before.kind)?;
            Some((words, words_of(&field.kind)?))
        }) else {
            continue;
        };
        for word in before.iter().filter(|word| !after.contains(word)) {
            Place::of(new, field, notebook).fail(
                &format!("every value of version {}", old.version),
                &format!("no {}", quote(word)),
                "put it back, or give the field another name",
            );
        }
    }
}

fn words_of(kind: &Kind) -> Option<&[String]> {
    match kind {
        Kind::OneOf(words) | Kind::OneOfList(words) => Some(words),
        _ => None,
    }
}

/// An object in a record is a record, too.
fn check_record(record: &Definition, records: &[Definition], notebook: &Notebook) {
    for field in &record.fields {
        let place = Place::of(record, field, notebook);
        let is_object = matches!(field.kind, Kind::Object | Kind::ObjectList);
        if is_object && !records.iter().any(|other| other.name == field.record) {
            let names: Vec<_> = records.iter().map(|other| other.name.as_str()).collect();
            place.fail(
                &format!("x-record with one of {}", names.join(", ")),
                &quote(&field.record),
                "correct it or add a record",
            );
        }
        if !is_object && !field.record.is_empty() {
            place.fail("x-record beside an object", "another type", "remove it");
        }
    }
}

/// A product names events that exist.
fn check_product(product: &Product, events: &[Definition], notebook: &Notebook) {
    for (name, version) in &product.events {
        let event = events
            .iter()
            .find(|event| event.name == *name && event.version == *version);
        if let Some(event) = event.filter(|event| event.examples.is_empty()) {
            let message = "expected the keyword \"x-examples\", found none; add whole events that can be shown to people";
            notebook.add(&event.file, "", message.to_owned());
        }
        let asks_for_ci = |field: &Field| field.filled_by == Some(FilledBy::Ci);
        if event.is_some_and(|event| event.fields.iter().any(asks_for_ci))
            && product.ci_variables.is_empty()
        {
            let message = format!(
                "expected the keyword \"ci\", found none; name the variables that fill a field of {name}"
            );
            notebook.add(&product.file, "", message);
        }
        if event.is_none() {
            notebook.add(
                &product.file,
                &format!("/events/{name}"),
                format!(
                    "expected the version of an event file, found {}; add events/{name}.{version}.json or correct the version",
                    quote(version)
                ),
            );
        }
    }
    if let Some(heartbeat) = &product.heartbeat {
        check_heartbeat(heartbeat, product, events, notebook);
    }
}

/// What is registered for a product's client is known, so that its schemas can be compared with the
/// registry's.
fn check_client(product: &Product, clients: &[Client], notebook: &Notebook) {
    if clients.iter().all(|client| client.id != product.client_id) {
        let message = format!(
            "expected a client of clients.json, found {}; add it there or correct the id",
            quote(&product.client_id)
        );
        notebook.add(&product.file, "/clientId", message);
    }
}

/// A heartbeat is an event of the product with another word in one field.
fn check_heartbeat(
    heartbeat: &Heartbeat,
    product: &Product,
    events: &[Definition],
    notebook: &Notebook,
) {
    let fail = |key: &str, expected: &str, found: &str| {
        let message = format!("expected {expected}, found {}; correct it", quote(found));
        notebook.add(&product.file, &format!("/heartbeat/{key}"), message);
    };
    let Some((name, version)) = product
        .events
        .iter()
        .find(|(name, _)| *name == heartbeat.event)
    else {
        return fail("event", "an event of this product", &heartbeat.event);
    };
    let Some(event) = events
        .iter()
        .find(|event| event.name == *name && event.version == *version)
    else {
        return;
    };
    let Some(field) = event
        .fields
        .iter()
        .find(|field| field.name == heartbeat.field)
    else {
        return fail("field", "a field of the event", &heartbeat.field);
    };
    for (key, word) in [("first", &heartbeat.first), ("value", &heartbeat.value)] {
        if !words_of(&field.kind).is_some_and(|words| words.contains(word)) {
            fail(key, "a word that the field allows", word);
        }
    }
}

/// Settings can name exactly the products that there are, which nobody keeps by hand.
fn check_settings(schema: &Schema, notebook: &Notebook) {
    let settings = &schema.settings;
    let Some(field) = settings.fields.iter().find(|field| field.name == "product") else {
        return;
    };
    let mut named = match &field.kind {
        Kind::OneOf(words) => words.clone(),
        _ => Vec::new(),
    };
    named.sort();
    let known: Vec<_> = schema
        .products
        .iter()
        .map(|product| product.id.clone())
        .collect();
    if named != known {
        Place::of(settings, field, notebook).fail(
            &format!("the enum of products {}", known.join(", ")),
            &named.join(", "),
            "write \"x-words\": \"products\" in place of the enum",
        );
    }
}

/// A field in a file.
struct Place<'a> {
    definition: &'a Definition,
    field: &'a Field,
    notebook: &'a Notebook,
}

impl<'a> Place<'a> {
    fn of(definition: &'a Definition, field: &'a Field, notebook: &'a Notebook) -> Self {
        Self {
            definition,
            field,
            notebook,
        }
    }

    fn fail(&self, expected: &str, found: &str, todo: &str) {
        self.add("", expected, found, todo);
    }

    fn add(&self, step: &str, expected: &str, found: &str, todo: &str) {
        self.notebook.add(
            &self.definition.file,
            &format!("/properties/{}{step}", self.field.name),
            format!("expected {expected}, found {found}; {todo}"),
        );
    }

    fn check_value(&self, key: &str, kind: &Kind, value: &Json) {
        if let Some(expected) = refusal(kind, value) {
            self.add(
                &format!("/{key}"),
                &expected,
                &value.describe(),
                "correct it or the type",
            );
        }
    }
}

/// What the kind would have accepted; none when it accepts the value.
fn refusal(kind: &Kind, value: &Json) -> Option<String> {
    let (accepts, expected) = match kind {
        Kind::Text { max_length } => (
            matches!(value, Json::Text(text) if fits(text, *max_length)),
            format!("a text of at most {max_length} bytes"),
        ),
        Kind::OneOf(words) => (
            matches!(value, Json::Text(text) if words.contains(text)),
            format!("one of {}", words.join(", ")),
        ),
        Kind::Integer { minimum, maximum } => (
            matches!(value, Json::Number(number)
                if number.as_i64().is_some_and(|number| (*minimum..=*maximum).contains(&number))),
            format!("an integer from {minimum} to {maximum}"),
        ),
        // An integer would go to the wire without its fraction, which the collector tells apart.
        Kind::Number => (
            matches!(value, Json::Number(number) if number.is_f64()),
            "a number with a fraction".to_owned(),
        ),
        Kind::Flag => (matches!(value, Json::Flag(_)), "true or false".to_owned()),
        Kind::TextList { max_length } => (
            texts(value).is_some_and(|texts| texts.iter().all(|text| fits(text, *max_length))),
            format!("a list of texts of at most {max_length} bytes"),
        ),
        Kind::OneOfList(words) => (
            texts(value).is_some_and(|texts| texts.iter().all(|text| words.contains(text))),
            format!("a list of {}", words.join(", ")),
        ),
        Kind::Object => (matches!(value, Json::Object(_)), "an object".to_owned()),
        Kind::ObjectList => (
            matches!(value, Json::List(items) if items.iter().all(|item| matches!(item, Json::Object(_)))),
            "a list of objects".to_owned(),
        ),
    };
    (!accepts).then_some(expected)
}

fn fits(text: &str, max_length: u32) -> bool {
    u32::try_from(text.len()).is_ok_and(|length| length <= max_length)
}

fn texts(value: &Json) -> Option<Vec<String>> {
    let Json::List(items) = value else {
        return None;
    };
    let texts = items.iter().map(|item| match item {
        Json::Text(text) => Some(text.clone()),
        _ => None,
    });
    texts.collect()
}
