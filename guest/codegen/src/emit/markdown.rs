//! `EVENTS.md`: what is collected and what never is, for people who decide about it.

use crate::model::{
    ByDefault, Definition, EnvelopeField, EnvelopeValue, Field, FilledBy, Kind, Meaning, Product,
    Schema, Variables,
};

const HEADER: &str = "<!-- Written by `cargo xtask gen` from guest/schema; edit the files there. -->

# What is collected

Every event and every field that can leave the machine, in the order in which they are sent. A field that is not listed
cannot be sent: an event that has one is refused. The `inventory` function of the component gives the same list as JSON.

*technical* fields are about software and hardware, *interaction* fields about what a person did with the product.
Nothing more sensitive has a place in the schema.

A field is *required*, or has a default that is sent when nothing else is known. A text that is no choice between words says
what it is for: *meant as* a label, a version, a platform, a class name or an id on a model hub. A value of it that looks
like a path, a URL, an e-mail or IP address, that holds a character nobody sees, that is longer than 128 bytes between two
commas, or that holds a name of the machine or its user which the host knows, is sent as `redacted`. A value that is marked
*no value* stands where nothing was measured or nothing applies.
";

const NEVER: &str = "
## What is never collected

- What a person typed: arguments, option values, prompts, instructions, messages.
- What a product worked on: records, column names, entities, documents, answers.
- Where: paths, addresses of services, host names, IP addresses.
- Who: names, accounts, e-mail addresses, keys, ids that outlive a process, but for the session id of a product that says so above.
- What went wrong in words: messages of exceptions and their traces. Of an exception only its class is named.
- Configuration as such: of settings only the ones listed above.

The component that builds these texts can read a clock, make random numbers, ask for a POST, and hand out lines to keep. It
cannot read a file, an environment variable or a host name. As with every request, the collector sees the network address
from which it comes.
";

/// The text of `EVENTS.md`.
#[must_use]
pub fn events(schema: &Schema) -> String {
    let mut out = HEADER.to_owned();
    let mut earlier = "";
    for event in &schema.events {
        if event.name != earlier {
            out += &format!("\n## `{}`\n", event.name);
            earlier = &event.name;
        }
        out += &event_section(event, &schema.products);
    }
    out += &envelope_section(&schema.envelope);
    out += &product_section(&schema.products);
    out + NEVER
}

fn event_section(event: &Definition, products: &[Product]) -> String {
    let current = |product: &&Product| {
        let id = (event.name.clone(), event.version.clone());
        product.events.contains(&id)
    };
    let senders: Vec<_> = products.iter().filter(current).collect();
    let senders = match senders.as_slice() {
        [] => "No product sends this version unless asked to.".to_owned(),
        senders => {
            let titles: Vec<_> = senders.iter().map(|sender| sender.title.as_str()).collect();
            format!("Sent by {}.", titles.join(", "))
        }
    };
    let mut sources: Vec<_> = event
        .fields
        .iter()
        .map(|field| &field.notes.source)
        .collect();
    sources.sort();
    sources.dedup();
    let sources: Vec<_> = sources.iter().map(|source| format!("`{source}`")).collect();

    let mut out = format!(
        "\n### Version {}: {}\n\n{} {senders} Source: {}.\n\n",
        event.version,
        event.title,
        event.description,
        sources.join(", ")
    );
    out += "| Field | Type | Default | Meaning | Purpose | Sensitivity |\n";
    out += "|---|---|---|---|---|---|\n";
    for field in &event.fields {
        out += &row(&[
            code(&field.name),
            type_text(field),
            default_text(field),
            format!("**{}.** {}", field.notes.title, field.notes.description),
            field.notes.purpose.clone(),
            field
                .notes
                .sensitivity
                .map_or("", |word| word.word())
                .to_owned(),
        ]);
    }
    out
}

fn type_text(field: &Field) -> String {
    let mut text = match &field.kind {
        Kind::Text { .. } => "text".to_owned(),
        Kind::OneOf(words) => codes(words),
        Kind::Integer {
            minimum: i64::MIN, ..
        } => "integer".to_owned(),
        Kind::Integer { minimum, .. } => format!("integer from {minimum}"),
        Kind::Number => "number".to_owned(),
        Kind::Flag => "true or false".to_owned(),
        Kind::TextList { .. } => "list of texts".to_owned(),
        Kind::OneOfList(words) => format!("list of {}", codes(words)),
        Kind::Object => "object".to_owned(),
        Kind::ObjectList => "list of objects".to_owned(),
    };
    if !field.notes.unit.is_empty() {
        text += &format!(" ({})", field.notes.unit);
    }
    match &field.notes.guard {
        Some(Meaning::Check(name)) => text += &format!(", meant as {name}"),
        Some(Meaning::Reason(reason)) => text += &format!(": {reason}"),
        None => {}
    }
    text
}

fn default_text(field: &Field) -> String {
    let mut text = match &field.default {
        Some(default) => code(&default.canonical()),
        None => "required".to_owned(),
    };
    match &field.notes.sentinel {
        Some(sentinel) if field.default.as_ref() == Some(sentinel) => text += " (no value)",
        Some(sentinel) => text += &format!("; {} is no value", code(&sentinel.canonical())),
        None => {}
    }
    text += match field.filled_by {
        Some(FilledBy::Constant) => "; always",
        Some(FilledBy::Session) => "; filled with the session id",
        Some(FilledBy::Clock) => "; filled with the instant",
        Some(FilledBy::Policy) => "; may be set for the whole process",
        Some(FilledBy::Ci) => "; else what the environment says",
        None => "",
    };
    text
}

fn envelope_section(fields: &[EnvelopeField]) -> String {
    let mut out = "\n## The envelope\n\nSent once around a batch of events.\n\n".to_owned();
    out += "| Field | Value | Meaning |\n|---|---|---|\n";
    for field in fields {
        let value = match &field.value {
            EnvelopeValue::Constant(constant) => code(constant),
            EnvelopeValue::Slot(_) => "filled in".to_owned(),
        };
        out += &row(&[code(&field.name), value, field.description.clone()]);
    }
    out
}

fn product_section(products: &[Product]) -> String {
    let mut out =
        "\n## The products\n\nWhat holds unless a person or an operator says otherwise.\n\n"
            .to_owned();
    out += "| Product | Without a decision | Goes to | Environment variables | Stored decision |\n|---|---|---|---|---|\n";
    for product in products {
        let consent = match product.default {
            ByDefault::Off => "nothing is sent",
            ByDefault::Ask => "nothing is sent until a person says yes",
            ByDefault::Notify => "nothing is sent until a notice was shown",
            ByDefault::On => "events are sent",
        };
        out += &row(&[
            format!("{} (`{}`)", product.title, product.id),
            consent.to_owned(),
            format!("<{}>", product.endpoint),
            variables_text(&product.variables),
            decision_text(product),
        ]);
    }
    out += "\n";
    for product in products {
        out += &format!("**{}.** {}", product.title, product.description);
        if let Some(file) = &product.session_file {
            out += &format!(
                " Its session id stays in `{}` for {} days, and is the same in all programs of the person; a random one then takes its place.",
                file.path, file.days
            );
        }
        if !product.ci_variables.is_empty() {
            out += &format!(
                " Continuous integration is where one of these variables is set to anything but `0`, `false`, `no` or `off`: {}.",
                codes(&product.ci_variables)
            );
        }
        out += "\n\n";
    }
    out.pop();
    out
}

fn decision_text(product: &Product) -> String {
    let stored = product.consent_file.as_ref().map(|file| code(&file.path));
    let settings = product
        .setting_files
        .iter()
        .map(|file| format!("a no of `{}` in {}", file.key, code(&file.path)));
    let all: Vec<_> = stored.into_iter().chain(settings).collect();
    if all.is_empty() {
        "none".to_owned()
    } else {
        all.join("; ")
    }
}

fn variables_text(variables: &Variables) -> String {
    let names = [
        &variables.enabled,
        &variables.disabled,
        &variables.endpoint,
        &variables.dry_run,
        &variables.session_prefix,
        &variables.deployment_type,
    ];
    let names: Vec<_> = names.into_iter().filter(|name| !name.is_empty()).collect();
    codes(&names)
}

fn row(cells: &[String]) -> String {
    let cells: Vec<_> = cells.iter().map(|cell| cell.replace('|', "\\|")).collect();
    format!("| {} |\n", cells.join(" | "))
}

fn code(text: &str) -> String {
    format!("`{text}`")
}

fn codes<T: AsRef<str>>(texts: &[T]) -> String {
    let texts: Vec<_> = texts.iter().map(|text| code(text.as_ref())).collect();
    texts.join(", ")
}
