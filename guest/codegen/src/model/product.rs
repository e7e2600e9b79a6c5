//! `products/<product>.json`: what is particular to one product.

use super::{
    ByDefault, ConsentFile, ConsentFormat, Heartbeat, Product, Session, SessionFile, SettingFile,
    Variables,
};
use crate::node::{Members, Node};

const KEYWORDS: &[&str] = &[
    "id",
    "title",
    "description",
    "collects",
    "clientId",
    "eventSysVer",
    "clientVersion",
    "cpuArchitecture",
    "endpoint",
    "events",
    "session",
    "sessionFile",
    "default",
    "timeoutMs",
    "retries",
    "variables",
    "consentFile",
    "settingFiles",
    "ci",
    "vetoes",
    "sessionPrefix",
    "heartbeat",
    "nameFirst",
    "usageStats",
    "source",
    "owner",
    "retention",
    "legalBasis",
    "contact",
    "enterIsYes",
];

const SESSIONS: &[(&str, Session)] = &[
    ("undefined", Session::Undefined),
    ("hex", Session::Hex),
    ("uuid", Session::Uuid),
];

const CONSENTS: &[(&str, ByDefault)] = &[
    ("off", ByDefault::Off),
    ("ask", ByDefault::Ask),
    ("notify", ByDefault::Notify),
    ("on", ByDefault::On),
];

const FORMATS: &[(&str, ConsentFormat)] = &[
    ("toml", ConsentFormat::Toml),
    ("marker", ConsentFormat::Marker),
];

/// Read what is readable; the rest is in the notebook.
pub(super) fn read(root: &Node<'_>, into: &mut Product) {
    let Some(object) = root.object(KEYWORDS) else {
        return;
    };
    let text = |key: &str| object.need_text(key).unwrap_or_default();
    let number = |key: &str| object.need(key).and_then(Node::natural).unwrap_or_default();

    if let Some(node) = object.need("id") {
        node.exactly(&crate::json::Json::Text(into.id.clone()));
    }
    into.title = text("title");
    into.description = text("description");
    into.collects = text("collects");
    into.client_id = text("clientId");
    into.event_sys_ver = text("eventSysVer");
    into.client_version = text("clientVersion");
    into.cpu_architecture = object.text_or_empty("cpuArchitecture").unwrap_or_default();
    into.endpoint = read_endpoint(&object).unwrap_or_default();
    into.events = read_events(&object);
    into.session = read_word(&object, "session", SESSIONS);
    into.session_file = object.get("sessionFile").and_then(read_session_file);
    into.default = read_word(&object, "default", CONSENTS);
    into.timeout_ms = number("timeoutMs");
    into.retries = number("retries");
    into.variables = read_variables(&object);
    into.consent_file = object.get("consentFile").and_then(read_consent_file);
    let settings = object.get("settingFiles").and_then(Node::items);
    into.setting_files = settings
        .unwrap_or_default()
        .iter()
        .filter_map(read_setting_file)
        .collect();
    into.ci_variables = read_names(&object, "ci");
    let vetoes = read_set(&object, "vetoes", &["ci", "test-runner"]);
    (into.veto_ci, into.veto_test_runner) =
        (vetoes.contains(&"ci"), vetoes.contains(&"test-runner"));
    into.session_prefix = read_session_prefix(&object).unwrap_or_default();
    into.heartbeat = object.get("heartbeat").and_then(read_heartbeat);
    into.name_first = object
        .get("nameFirst")
        .and_then(Node::flag)
        .unwrap_or(false);
    into.usage_stats = object
        .get("usageStats")
        .and_then(Node::flag)
        .unwrap_or(false);
    into.source = text("source");
    into.owner = object.text_or_empty("owner").unwrap_or_default();
    into.retention = object.text_or_empty("retention").unwrap_or_default();
    into.legal_basis = object.text_or_empty("legalBasis").unwrap_or_default();
    into.contact = object.text_or_empty("contact").unwrap_or_default();
    into.enter_is_yes = read_enter(&object, into.default).unwrap_or_default();
}

/// A product that asks nobody has no question that Enter could answer.
fn read_enter(object: &Members<'_>, default: ByDefault) -> Option<bool> {
    let node = object.get("enterIsYes")?;
    if default != ByDefault::Ask {
        node.fail(
            "`enterIsYes` only where `default` is `ask`",
            &node.json.describe(),
            "remove it",
        );
    }
    node.flag()
}

fn read_word<T: Copy + Default>(object: &Members<'_>, key: &str, words: &[(&str, T)]) -> T {
    let word = object.need(key).and_then(|node| node.word(words));
    word.unwrap_or_default()
}

fn read_endpoint(object: &Members<'_>) -> Option<String> {
    let node = object.need("endpoint")?;
    let text = node.text()?;
    if !text.starts_with("https://") {
        node.fail("an address with https", &node.json.describe(), "correct it");
    }
    Some(text.to_owned())
}

fn read_consent_file(node: &Node<'_>) -> Option<ConsentFile> {
    let object = node.object(&["path", "format", "variable"])?;
    let format = object.need("format").and_then(|node| node.word(FORMATS));
    let variable = read_variable(&object, "variable").unwrap_or_default();
    let path = read_path(object.need("path")?)?;
    Some(ConsentFile {
        path,
        variable,
        format: format?,
    })
}

fn read_session_file(node: &Node<'_>) -> Option<SessionFile> {
    let object = node.object(&["path", "variable", "days"])?;
    let days = object.need("days").and_then(Node::natural);
    let variable = read_places(&object).unwrap_or_default();
    Some(SessionFile {
        path: read_path_of_person(object.need("path")?)?,
        variable,
        days: days?,
    })
}

fn read_setting_file(node: &Node<'_>) -> Option<SettingFile> {
    let object = node.object(&["path", "variable", "key"])?;
    let key = object.need_text("key");
    let variable = read_places(&object).unwrap_or_default();
    Some(SettingFile {
        path: read_path_of_person(object.need("path")?)?,
        variable,
        key: key?,
    })
}

/// A host joins the path to its configuration folder, which the result must not leave. A colon ends
/// the name of a variable, and a quote would end a literal in another language.
fn read_path(node: &Node<'_>) -> Option<String> {
    let path = node.text()?;
    if !is_path(path) {
        node.fail(
            "a relative path with / between its steps",
            &node.json.describe(),
            "correct it",
        );
    }
    Some(path.to_owned())
}

/// The same, or after `~/` a path that a host joins to the person's own folder.
fn read_path_of_person(node: &Node<'_>) -> Option<String> {
    let path = node.text()?;
    if !is_path(path.strip_prefix("~/").unwrap_or(path)) {
        node.fail(
            "a path with / between its steps, relative or after ~/",
            &node.json.describe(),
            "correct it",
        );
    }
    Some(path.to_owned())
}

fn is_path(path: &str) -> bool {
    !path.contains(['\\', ':', '"', '\'', ' ', '~'])
        && path.split('/').all(|step| !["", ".", ".."].contains(&step))
}

/// Names of variables with a space between two, each of which holds a path, or a folder for the
/// steps that follow its name.
fn read_places(object: &Members<'_>) -> Option<String> {
    let node = object.get("variable")?;
    let text = node.text()?;
    let is_place = |place: &str| match place.split_once('/') {
        Some((name, steps)) => is_variable(name) && is_path(steps),
        None => is_variable(place),
    };
    if !text.split(' ').all(is_place) {
        node.fail(
            "names of environment variables in capitals, each perhaps with steps after a /",
            &node.json.describe(),
            "correct it",
        );
    }
    Some(text.to_owned())
}

fn is_variable(name: &str) -> bool {
    let plain = |letter: char| letter.is_ascii_uppercase() || letter.is_ascii_digit();
    !name.is_empty() && name.chars().all(|letter| plain(letter) || letter == '_')
}

/// Names of environment variables.
fn read_names(object: &Members<'_>, key: &str) -> Vec<String> {
    let Some(node) = object.get(key) else {
        return Vec::new();
    };
    let names = node.distinct_texts().unwrap_or_default();
    for name in names.iter().filter(|name| !is_variable(name)) {
        node.fail(
            "names of environment variables in capitals",
            &crate::json::quote(name),
            "correct it",
        );
    }
    names
}

/// Some of these words.
fn read_set(object: &Members<'_>, key: &str, words: &[&'static str]) -> Vec<&'static str> {
    let pairs: Vec<_> = words.iter().map(|word| (*word, *word)).collect();
    let items = object.get(key).and_then(Node::items).unwrap_or_default();
    items.iter().filter_map(|item| item.word(&pairs)).collect()
}

/// What the component would take from the variable, too.
fn read_session_prefix(object: &Members<'_>) -> Option<String> {
    let node = object.get("sessionPrefix")?;
    let prefix = node.text()?;
    let plain =
        |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '-';
    if prefix.len() > 32 || !prefix.chars().all(plain) {
        node.fail(
            "at most 32 lower-case letters, digits and dashes",
            &node.json.describe(),
            "correct it",
        );
    }
    Some(prefix.to_owned())
}

fn read_events(object: &Members<'_>) -> Vec<(String, String)> {
    let Some(events) = object.need("events").and_then(Node::open_object) else {
        return Vec::new();
    };
    let pairs = events
        .iter()
        .filter_map(|(name, node)| Some((name.to_owned(), node.text()?.to_owned())));
    pairs.collect()
}

fn read_variables(object: &Members<'_>) -> Variables {
    let keywords = [
        "enabled",
        "disabled",
        "endpoint",
        "dryRun",
        "sessionPrefix",
        "deploymentType",
    ];
    let node = object.need("variables");
    let Some(variables) = node.and_then(|node| node.object(&keywords)) else {
        return Variables::default();
    };
    let name = |key: &str| read_variable(&variables, key).unwrap_or_default();
    Variables {
        enabled: name("enabled"),
        disabled: name("disabled"),
        endpoint: name("endpoint"),
        dry_run: name("dryRun"),
        session_prefix: name("sessionPrefix"),
        deployment_type: name("deploymentType"),
    }
}

fn read_variable(object: &Members<'_>, key: &str) -> Option<String> {
    let node = object.get(key)?;
    let name = node.text()?;
    if !is_variable(name) {
        node.fail(
            "the name of an environment variable in capitals",
            &node.json.describe(),
            "correct it",
        );
    }
    Some(name.to_owned())
}

fn read_heartbeat(node: &Node<'_>) -> Option<Heartbeat> {
    let object = node.object(&[
        "event",
        "field",
        "first",
        "value",
        "intervalMs",
        "intervalVariable",
        "jitterMs",
    ])?;
    let [event, field, first, value] =
        ["event", "field", "first", "value"].map(|key| object.need_text(key));
    let interval_ms = object.need("intervalMs").and_then(Node::natural);
    let jitter_ms = object.need("jitterMs").and_then(Node::natural);
    Some(Heartbeat {
        interval_variable: read_variable(&object, "intervalVariable").unwrap_or_default(),
        event: event?,
        field: field?,
        first: first?,
        value: value?,
        interval_ms: interval_ms?,
        jitter_ms: jitter_ms?,
    })
}
