//! Tables from which a host knows, without the component, that a program is off; `host/FACTS.md` says how they are read.
//!
//! The texts are laid out as each language's formatter would do it, so that its check has nothing to say about them.

use super::text::ORIGIN;
use crate::model::{ByDefault, ConsentFormat, Product, Schema};

/// Words of a switch, in lower case. The component's own are in `core::policy::spelling`; the tests compare what both make of facts.
const YES: [&str; 4] = ["1", "true", "yes", "on"];
const NO: [&str; 5] = ["", "0", "false", "no", "off"];

/// What a host has to know about a product; empty texts for what it does not have.
struct Row<'a> {
    id: &'a str,
    kill_switches: Vec<&'a str>,
    variable: &'a str,
    default: &'static str,
    path: &'a str,
    path_variable: &'a str,
    format: &'static str,
    no: String,
}

impl<'a> Row<'a> {
    fn of(product: &'a Product) -> Self {
        let disabled = product.variables.disabled.as_str();
        let file = product.consent_file.as_ref();
        Self {
            id: &product.id,
            kill_switches: ["DO_NOT_TRACK", disabled]
                .into_iter()
                .filter(|name| !name.is_empty())
                .collect(),
            variable: &product.variables.enabled,
            default: match product.default {
                ByDefault::Off => "off",
                ByDefault::Ask => "ask",
                ByDefault::Notify => "notify",
                ByDefault::On => "on",
            },
            path: file.map_or("", |file| &file.path),
            path_variable: file.map_or("", |file| &file.variable),
            format: match file.map(|file| file.format) {
                None => "",
                Some(ConsentFormat::Toml) => "toml",
                Some(ConsentFormat::Marker) => "marker",
            },
            no: file.map_or_else(String::new, |file| no(&product.title, file.format)),
        }
    }
}

/// The text of a no, with `{at}` for its instant. The component's own is in `core::policy::consent_file`; a test compares the two.
fn no(title: &str, format: ConsentFormat) -> String {
    match format {
        ConsentFormat::Marker => {
            format!("{title} sends no usage events while this file is here, whatever it holds.\n")
        }
        ConsentFormat::Toml => format!(
            "# Telemetry decision of {title}, written when a person answered.\n\
             # `enabled` allows anonymous usage events, `disabled` forbids them.\n\
             # Change it here or with the product's own command; it is read at every start.\n\
             [telemetry]\n\
             consent = \"disabled\"\n\
             consented_at = \"{{at}}\"\n\
             prompt_version = \"1.0\"\n"
        ),
    }
}

/// For the reference host.
#[must_use]
pub fn rust(schema: &Schema) -> String {
    let mut out = format!(
        "//! {ORIGIN}\n\nuse super::Row;\n\n\
         /// Words of a switch that say yes, in lower case.\npub(super) const YES: &[&str] = &[{}];\n\n\
         /// Words of a switch that say no, in lower case.\npub(super) const NO: &[&str] = &[{}];\n\n\
         /// Every product, sorted by id.\npub(super) static PRODUCTS: &[Row] = &[\n",
        texts('"', &YES),
        texts('"', &NO)
    );
    for product in &schema.products {
        let Row {
            id,
            kill_switches,
            variable,
            default,
            path,
            path_variable,
            format,
            no,
        } = Row::of(product);
        out += &format!(
            "    Row {{\n        id: {id:?},\n        kill_switches: &[{}],\n        variable: {variable:?},\n        default: {default:?},\n        \
             path: {path:?},\n        path_variable: {path_variable:?},\n        format: {format:?},\n        no: {no:?},\n    }},\n",
            texts('"', &kill_switches)
        );
    }
    out + "];\n"
}

/// For Python: literals only, so that importing it costs nothing.
#[must_use]
pub fn python(schema: &Schema) -> String {
    let mut out = format!(
        "\"\"\"{ORIGIN}\"\"\"\n\n\
         #: Words of a switch that say yes, in lower case.\nYES: tuple[str, ...] = ({})\n\n\
         #: Words of a switch that say no, in lower case.\nNO: tuple[str, ...] = ({})\n\n\
         #: By product: kill switches, the product's variable, default, path of the stored decision below the configuration\n\
         #: folder, the variable that holds another path, its format, `toml` or `marker`, and the text that stores a no, with\n\
         #: `{{at}}` for the instant. Empty texts for what is not there.\n\
         PRODUCTS: dict[str, tuple[tuple[str, ...], str, str, str, str, str, str]] = {{\n",
        texts('"', &YES),
        texts('"', &NO)
    );
    for product in &schema.products {
        let Row {
            id,
            kill_switches,
            variable,
            default,
            path,
            path_variable,
            format,
            ..
        } = Row::of(product);
        let comma = if kill_switches.len() == 1 { "," } else { "" };
        out += &format!(
            "    {id:?}: (\n        ({}{comma}),\n",
            texts('"', &kill_switches)
        );
        for text in [variable, default, path, path_variable, format] {
            out += &format!("        {text:?},\n");
        }
        let file = product.consent_file.as_ref();
        let refusal = file.map_or_else(String::new, |file| no(&product.title, file.format));
        let lines: Vec<String> = refusal
            .split_inclusive('\n')
            .map(|line| format!("        {line:?}"))
            .collect();
        out += &lines.join("\n");
        out += if lines.is_empty() {
            "        \"\",\n    ),\n"
        } else {
            ",\n    ),\n"
        };
    }
    out + "}\n"
}

/// For JavaScript.
#[must_use]
pub fn javascript(schema: &Schema) -> String {
    let mut out = format!(
        "// {ORIGIN}\n\n\
         /**\n * What is to be known about a product; empty texts for what it does not have.\n *\n * @typedef {{object}} Row\n\
         \x20* @property {{readonly string[]}} killSwitches variables that forbid\n\
         \x20* @property {{string}} variable the product's own, on and off\n\
         \x20* @property {{'off' | 'ask' | 'notify' | 'on'}} default what holds when nobody has decided\n\
         \x20* @property {{string}} path of the stored decision, below the configuration folder\n\
         \x20* @property {{string}} pathVariable variable that holds another path\n\
         \x20* @property {{'' | 'toml' | 'marker'}} format of the stored decision\n */\n\n\
         /** Words of a switch that say yes, in lower case. @type {{readonly string[]}} */\nexport const YES = [{}];\n\n\
         /** Words of a switch that say no, in lower case. @type {{readonly string[]}} */\nexport const NO = [{}];\n\n\
         /** By the identifier of a product. @type {{Readonly<Record<string, Row>>}} */\nexport const PRODUCTS = {{\n",
        texts('\'', &YES),
        texts('\'', &NO)
    );
    for product in &schema.products {
        let Row {
            id,
            kill_switches,
            variable,
            default,
            path,
            path_variable,
            format,
            ..
        } = Row::of(product);
        let key = key(id);
        out += &format!(
            "  {key}: {{\n    killSwitches: [{}],\n    variable: '{variable}',\n    default: '{default}',\n    path: '{path}',\n    \
             pathVariable: '{path_variable}',\n    format: '{format}',\n  }},\n",
            texts('\'', &kill_switches)
        );
    }
    out + "};\n"
}

/// What stores a no, for Node alone: in a browser there is no file.
#[must_use]
pub fn refusals(schema: &Schema) -> String {
    let mut out = format!(
        "// {ORIGIN}\n\n\
         /**\n * Where a no of each product is stored, and its text, in which `{{at}}` stands for the instant.\n *\n\
         \x20* @type {{Readonly<Record<string, {{ path: string, variable: string, text: string }}>>}}\n */\n\
         export const REFUSALS = {{\n"
    );
    for product in &schema.products {
        let Some(file) = &product.consent_file else {
            continue;
        };
        let Row {
            id,
            path,
            path_variable,
            ..
        } = Row::of(product);
        let key = key(id);
        let text = no(&product.title, file.format)
            .replace('\\', "\\\\")
            .replace('`', "\\`");
        out += &format!(
            "  {key}: {{\n    path: '{path}',\n    variable: '{path_variable}',\n    text: `{text}`,\n  }},\n"
        );
    }
    out + "};\n"
}

/// An identifier as the name of a member in JavaScript.
fn key(id: &str) -> String {
    if id.contains('-') {
        format!("'{id}'")
    } else {
        id.to_owned()
    }
}

/// Names and words in quotes, with commas. The schema allows no character in them that would need an escape.
fn texts(quote: char, texts: &[&str]) -> String {
    texts
        .iter()
        .map(|text| format!("{quote}{text}{quote}"))
        .collect::<Vec<_>>()
        .join(", ")
}
