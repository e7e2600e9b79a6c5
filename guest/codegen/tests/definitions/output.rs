//! What is made from a schema folder.

use std::path::Path;

use crate::folder::{Folder, SALE};
use nemo_telemetry_codegen::{emit, read, schema_files};

/// The lines from the first that contains `start`, as many as `expected` has.
#[track_caller]
fn assert_lines(text: &str, start: &str, expected: &str) {
    let at = text
        .find(start)
        .unwrap_or_else(|| panic!("{start} is in\n{text}"));
    let count = expected.lines().count();
    let lines: Vec<_> = text[at..].lines().take(count).collect();
    assert_eq!(lines.join("\n"), expected);
}

#[test]
fn an_event_becomes_a_definition() {
    assert_lines(
        &Folder::new().tables(),
        "Definition { name: \"sale\"",
        r##"Definition { name: "sale", version: "1.5", title: "A sale",
    description: "Made once.",
    sorted: &[4, 5, 6, 3, 1, 2, 0], instant: None,
    fields: &[
        Field { name: "shopSource", prefix: ",\"shopSource\":", kind: Kind::OneOf(&["shop", "undefined"]), required: false, default: Some("\"shop\""), filled_by: Some(FilledBy::Constant("\"shop\"")), guard: None,
            notes: &Notes { title: "Shop", description: "Who.", unit: "", sentinel: "", example: "", label: "", sensitivity: "technical", purpose: "Tell shops apart", source: "shop", guard: "" } },
        Field { name: "status", prefix: ",\"status\":", kind: Kind::OneOf(&["ok", "bad"]), required: true, default: None, filled_by: None, guard: None,
            notes: &Notes { title: "Status", description: "How it ended.", unit: "", sentinel: "", example: "", label: "", sensitivity: "interaction", purpose: "Count", source: "shop", guard: "" } },
        Field { name: "seconds", prefix: ",\"seconds\":", kind: Kind::Number, required: false, default: Some("-1.0"), filled_by: None, guard: None,
            notes: &Notes { title: "Duration", description: "How long.", unit: "s", sentinel: "-1.0", example: "2.5", label: "", sensitivity: "technical", purpose: "Find slow sales", source: "shop", guard: "" } },
        Field { name: "items", prefix: ",\"items\":", kind: Kind::Integer { minimum: -1, maximum: i64::MAX }, required: false, default: Some("-1"), filled_by: None, guard: None,
            notes: &Notes { title: "Items", description: "How many.", unit: "", sentinel: "", example: "3", label: "", sensitivity: "interaction", purpose: "Count", source: "shop", guard: "" } },
        Field { name: "gift", prefix: ",\"gift\":", kind: Kind::Flag, required: false, default: Some("false"), filled_by: None, guard: None,
            notes: &Notes { title: "Gift", description: "Whether.", unit: "", sentinel: "", example: "", label: "", sensitivity: "interaction", purpose: "Count", source: "shop", guard: "" } },
        Field { name: "kind", prefix: ",\"kind\":", kind: Kind::Text { max_length: 65536 }, required: false, default: Some("\"undefined\""), filled_by: None, guard: Some(Meaning::Label),
            notes: &Notes { title: "Kind", description: "Which.", unit: "", sentinel: "", example: "\"box\"", label: "", sensitivity: "interaction", purpose: "Count", source: "shop", guard: "label" } },
        Field { name: "tags", prefix: ",\"tags\":", kind: Kind::TextList { max_length: 8 }, required: false, default: Some("[]"), filled_by: None, guard: None,
            notes: &Notes { title: "Tags", description: "Which.", unit: "", sentinel: "", example: "[\"new\"]", label: "", sensitivity: "interaction", purpose: "Count", source: "shop", guard: "The shop prints them" } },
    ] },"##,
    );
}

#[test]
fn constants_between_two_slots_are_one_text() {
    assert_lines(
        &Folder::new().tables(),
        "pub static ENVELOPE",
        r##"pub static ENVELOPE: &[Part] = &[
    Part::Text("{\"browserType\":\"undefined\",\"clientId\":"),
    Part::Slot(Slot::ClientId),
    Part::Text(",\"clientType\":\"Native\",\"clientVariant\":\"Release\",\"clientVer\":"),
    Part::Slot(Slot::ClientVer),
    Part::Text(",\"cpuArchitecture\":"),
    Part::Slot(Slot::CpuArchitecture),
    Part::Text(",\"eventSchemaVer\":"),
    Part::Slot(Slot::EventSchemaVer),
    Part::Text(",\"eventSysVer\":"),
    Part::Slot(Slot::EventSysVer),
    Part::Text(",\"sentTs\":"),
    Part::Slot(Slot::SentTs),
    Part::Text(",\"sessionId\":"),
    Part::Slot(Slot::SessionId),
    Part::Text(",\"userId\":\"undefined\",\"events\":"),
    Part::Slot(Slot::Events),
    Part::Text("}"),
];"##,
    );
}

#[test]
fn a_product_becomes_a_row() {
    assert_lines(
        &Folder::new().tables(),
        "    Product {",
        r##"    Product { id: "shop", title: "Shop", client_id: "1",
        event_sys_ver: "shop/1.0", client_version: "unknown", cpu_architecture: "", endpoint: "https://example.com/events",
        events: &[("sale", "1.5")], session: Session::Hex, session_file: Some(SessionFile { path: "~/.shop/session.json", variable: "SHOP_STATE/shop/session.json", days: 7 }), default: ByDefault::Ask,
        collects: "sales",
        consent_file: Some(ConsentFile { path: "shop/consent.toml", variable: "SHOP_CONSENT", format: ConsentFormat::Toml }), setting_files: &[SettingFile { path: "shop/config.yaml", variable: "SHOP_CONFIG SHOP_HOME/config.yaml", key: "telemetry" }], ci_variables: &["CI"], veto_ci: true, veto_test_runner: false, session_prefix: "",
        timeout_ms: 2000, retries: 3, name_first: false, usage_stats: false, owner: "", retention: "", legal_basis: "", contact: "", enter_is_yes: false,
        variables: Variables { enabled: "SHOP_ENABLED", disabled: "", endpoint: "", dry_run: "", session_prefix: "", deployment_type: "", }, heartbeat: Some(Heartbeat {
            event: "sale", field: "shopSource", first: "shop", value: "undefined",
            interval_ms: 600000, interval_variable: "SHOP_INTERVAL", jitter_ms: 60000 }) },"##,
    );
}

#[test]
fn a_client_becomes_a_row() {
    assert_lines(
        &Folder::new().tables(),
        "    Client {",
        r#"    Client { id: "1", name: "Shops", definition_version: "1.0", service: "telemetry", category: "functional" },"#,
    );
}

#[test]
fn surroundings_become_a_text_of_conditions() {
    assert_lines(
        &Folder::new().tables(),
        "pub static CI",
        r#"pub static CI: &str = "CI|BUILD\nTILL=open SHELF~/full";"#,
    );
}

#[test]
fn fields_of_a_line_have_named_indexes() {
    assert_lines(
        &Folder::new().tables(),
        "/// Indexes of the fields of [`LINE`]",
        "/// Indexes of the fields of [`LINE`].
pub mod line {
    /// `event`.
    pub const EVENT: usize = 0;
    /// `schemaVersion`.
    pub const SCHEMA_VERSION: usize = 1;
    /// `parameters`.
    pub const PARAMETERS: usize = 2;
}",
    );
}

#[test]
fn a_record_becomes_a_definition_without_prose() {
    assert_lines(
        &Folder::new().tables(),
        "/// What a shop counts.",
        r##"/// What a shop counts.
pub static TILL_COUNT: Definition =
Definition { name: "till-count", version: "", title: "",
    description: "",
    sorted: &[1, 0], instant: None,
    fields: &[
        Field { name: "tills", prefix: ",\"tills\":", kind: Kind::ObjectList, required: true, default: None, filled_by: None, guard: None,
            notes: &NO_NOTES },
        Field { name: "name", prefix: ",\"name\":", kind: Kind::Text { max_length: 4294967295 }, required: false, default: None, filled_by: None, guard: None,
            notes: &NO_NOTES },
    ] };"##,
    );
}

#[test]
fn the_largest_definition_sets_the_most_fields() {
    let tables = Folder::new().tables();
    assert!(
        tables.ends_with("pub const MOST_FIELDS: usize = 12;\n"),
        "{tables}"
    );
}

#[test]
fn versions_are_sorted_as_numbers() {
    let folder = Folder::new();
    folder.write("events/sale.1.10.json", SALE);
    folder.write("events/rent.2.0.json", SALE);
    let schema = read(folder.path()).unwrap_or_else(|error| panic!("{error}"));
    let events: Vec<_> = schema
        .events
        .iter()
        .map(|event| format!("{} {}", event.name, event.version))
        .collect();
    assert_eq!(events, ["rent 2.0", "sale 1.5", "sale 1.10"]);
}

#[test]
fn hidden_files_are_nobody_s_definitions() {
    let folder = Folder::new();
    folder.write("events/.sale.1.5.json.swp", "");
    assert_eq!(folder.fault(), "");
}

#[test]
fn a_new_file_changes_a_path_that_is_watched() {
    let folder = Folder::new();
    let files: Vec<_> = schema_files(folder.path())
        .iter()
        .map(|path| {
            path.strip_prefix(folder.path())
                .expect("a path inside")
                .to_owned()
        })
        .collect();
    for path in [
        "settings.json",
        "events/sale.1.5.json",
        "events",
        "products",
    ] {
        assert!(
            files.contains(&Path::new(path).to_owned()),
            "{path} in {files:?}"
        );
    }
}

#[test]
fn a_feature_becomes_a_row_of_texts() {
    assert_lines(
        &Folder::new().tables(),
        "pub static GUARDRAILS_FEATURES",
        r##"pub static GUARDRAILS_FEATURES: &[Feature] = &[
    Feature { name: "tills", generation: "", sections: "till", flows: "open till\nclose till" },
    Feature { name: "scales", generation: "0.24", sections: "", flows: "weigh" },
];"##,
    );
}

#[test]
fn a_field_becomes_a_row_of_the_document() {
    let folder = Folder::new();
    let schema = read(folder.path()).unwrap_or_else(|error| panic!("{error}"));
    assert_lines(
        &emit::markdown::events(&schema),
        "## `sale`",
        r##"## `sale`

### Version 1.5: A sale

Made once. Sent by Shop. Source: `shop`.

| Field | Type | Default | Meaning | Purpose | Sensitivity |
|---|---|---|---|---|---|
| `shopSource` | `shop`, `undefined` | `"shop"`; always | **Shop.** Who. | Tell shops apart | technical |
| `status` | `ok`, `bad` | required | **Status.** How it ended. | Count | interaction |
| `seconds` | number (s) | `-1.0` (no value) | **Duration.** How long. | Find slow sales | technical |
| `items` | integer from -1 | `-1` | **Items.** How many. | Count | interaction |
| `gift` | true or false | `false` | **Gift.** Whether. | Count | interaction |
| `kind` | text, meant as label | `"undefined"` | **Kind.** Which. | Count | interaction |
| `tags` | list of texts: The shop prints them | `[]` | **Tags.** Which. | Count | interaction |"##,
    );
}

#[test]
fn the_schema_of_this_project_has_no_fault() {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("../schema");
    let schema = read(&dir).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(schema.envelope.len(), 30);
    assert!(!schema.products.is_empty());
}

#[test]
fn an_event_becomes_an_interface() {
    let folder = Folder::new();
    folder.write("events/sale.1.10.json", SALE);
    let schema = read(folder.path()).unwrap_or_else(|error| panic!("{error}"));
    let text = emit::typescript::events(&schema);
    assert_lines(
        &text,
        "/**\n * A sale: parameters of `sale`, wire version 1.5.",
        r##"/**
 * A sale: parameters of `sale`, wire version 1.5.
 *
 * Made once.
 */
export interface SaleV1_5 {
  /**
   * **Shop.** Who. Always the default, whatever is passed.
   *
   * @defaultValue `"shop"`
   * @remarks For: Tell shops apart. Sensitivity: technical. Source: `shop`.
   */
  shopSource?: 'shop' | 'undefined';
  /**
   * **Status.** How it ended.
   *
   * @remarks For: Count. Sensitivity: interaction. Source: `shop`.
   */
  status: 'ok' | 'bad';
  /**
   * **Duration.** How long. A number (s). `-1.0` means none.
   *
   * @defaultValue `-1.0`
   * @example `2.5`
   * @remarks For: Find slow sales. Sensitivity: technical. Source: `shop`.
   */
  seconds?: number;
  /**
   * **Items.** How many. An integer from -1.
   *
   * @defaultValue `-1`
   * @example `3`
   * @remarks For: Count. Sensitivity: interaction. Source: `shop`.
   */
  items?: number;
  /**
   * **Gift.** Whether.
   *
   * @defaultValue `false`
   * @remarks For: Count. Sensitivity: interaction. Source: `shop`.
   */
  gift?: boolean;
  /**
   * **Kind.** Which. Meant as label.
   *
   * @defaultValue `"undefined"`
   * @example `"box"`
   * @remarks For: Count. Sensitivity: interaction. Source: `shop`.
   */
  kind?: string;
  /**
   * **Tags.** Which. Each at most 8 bytes of UTF-8. The shop prints them.
   *
   * @defaultValue `[]`
   * @example `["new"]`
   * @remarks For: Count. Sensitivity: interaction. Source: `shop`.
   */
  tags?: readonly string[];
}"##,
    );
    assert_lines(
        &text,
        "/** The newest parameters",
        "/** The newest parameters of each event, by its name. */
export interface EventMap {
  sale: Sale;
}

/** The parameters of each event, by its name and by wire version. */
export interface EventVersions {
  sale: {
    '1.5': SaleV1_5;
    '1.10': Sale;
  };
}

/** The name of an event. */
export type EventName = keyof EventMap;

/** The identifier of a product. */
export type Product = 'shop';",
    );
}

#[test]
fn a_union_of_many_words_has_a_line_for_each_in_typescript() {
    let folder = Folder::new();
    let long = |letter: &str| letter.repeat(60);
    let words = format!("\"ok\", \"{}\", \"{}\"", long("a"), long("b"));
    folder.replace("types.json", "\"ok\", \"bad\"", &words);
    let schema = read(folder.path()).unwrap_or_else(|error| panic!("{error}"));
    let expected = format!(
        "  status:\n    | 'ok'\n    | '{}'\n    | '{}';",
        long("a"),
        long("b")
    );
    assert_lines(&emit::typescript::events(&schema), "  status:", &expected);
}

#[test]
fn a_limit_is_a_constant_of_each_host_that_needs_it() {
    let folder = Folder::new();
    let schema = read(folder.path()).unwrap_or_else(|error| panic!("{error}"));
    let origin = "Written by `cargo xtask gen` from guest/schema; edit the files there.";
    let doc = "Time that a shop is open, in milliseconds. Ten hours.";
    assert_eq!(
        emit::limits::rust(&schema),
        format!("//! {origin}\n\n/// {doc}\npub const OPEN_MS: u64 = 36_000_000;\n")
    );
    assert_eq!(
        emit::limits::python(&schema),
        format!(
            "\"\"\"{origin}\"\"\"\n\n#: {doc}\nOPEN_MS = 36_000_000\n\n#: People that wait. The door.\nMAX_QUEUE = 8\n"
        )
    );
    assert_eq!(
        emit::limits::javascript(&schema),
        format!("// {origin}\n\n/** {doc} */\nexport const OPEN_MS = 36_000_000;\n")
    );
}

#[test]
fn settings_become_types() {
    let folder = Folder::new();
    let schema = read(folder.path()).unwrap_or_else(|error| panic!("{error}"));
    let python = emit::settings::python(&schema);
    assert_lines(
        &python,
        "Product = ",
        "Product = Literal[\n    \"shop\",\n]",
    );
    let doc = "How long, unless `product` says it. In milliseconds. From 0 to 9. Default: `2`.";
    assert_lines(
        &python,
        "    open_ms",
        &format!("    open_ms: int | None\n    \"\"\"{doc}\"\"\""),
    );
    assert_lines(
        &emit::python::catalog(&schema),
        "SETTINGS",
        "SETTINGS = {\n    \"open_ms\": \"openMs\",",
    );
    assert_lines(
        &emit::settings::typescript(&schema),
        "export interface",
        &format!(
            "export interface Settings {{\n  /** Whose. */\n  product: Product;\n  /** {doc} */\n  openMs?: number;"
        ),
    );
}

#[test]
fn records_become_types_of_their_derivations() {
    let folder = Folder::new();
    let schema = read(folder.path()).unwrap_or_else(|error| panic!("{error}"));
    let text = emit::records::typescript(&schema);
    assert_lines(
        &text,
        "/** Tills. Each. */",
        "/** Tills. Each. */\n  tills: readonly Till[];\n  /** Name. Of the shop. */\n  name?: string;",
    );
    assert!(
        text.ends_with("export interface Derivations {\n  'till-count': TillCount;\n}\n"),
        "{text}"
    );
}
