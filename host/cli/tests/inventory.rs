//! The commands `inventory` and `schema diff` as a person runs them.

mod support;

fn run(arguments: &[&str]) -> (Option<i32>, String) {
    let output = support::run(&mut support::command(arguments), "");
    (output.status.code(), support::text(&output.stdout))
}

#[test]
fn every_form_of_the_inventory_has_every_field() {
    let (code, json) = run(&["inventory", "--format", "json"]);
    assert_eq!(code, Some(0));
    let inventory: serde_json::Value = serde_json::from_str(&json).unwrap();
    let events = inventory["events"].as_array().unwrap();
    let names: Vec<&str> = events
        .iter()
        .flat_map(|event| event["fields"].as_array().unwrap())
        .map(|field| field["name"].as_str().unwrap())
        .collect();
    assert!(names.len() > 100, "{}", names.len());

    let (_, rows) = run(&["inventory", "--format", "csv"]);
    let mut lines = rows.lines();
    let head = "event,version,owner,kept for,field,since,type,meaning,purpose,sensitivity,made by,label,meant as,unit,no value,example,source";
    assert_eq!(lines.next(), Some(head));
    assert!(
        lines
            .map(|line| line.split(',').nth(4).unwrap())
            .eq(names.iter().copied())
    );

    // A row for each field, and a title for each event.
    let (_, record) = run(&["inventory"]);
    let rows = record.lines().filter(|line| line.starts_with("| "));
    let wide = rows.filter(|line| line.replace("\\|", "").matches('|').count() == 14);
    assert_eq!(wide.count(), names.len() + events.len());
}

/// The parts of a product's section, or of the signature: what is said, and what is left open.
fn section(record: &str, title: &str) -> Vec<(String, String)> {
    let (_, after) = record.split_once(&format!("\n## {title}\n")).unwrap();
    let section = after.split("\n## ").next().unwrap();
    let rows = section.lines().filter_map(|line| line.strip_prefix("| "));
    rows.filter_map(|row| row.strip_suffix(" |")?.split_once(" | "))
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect()
}

#[test]
fn the_record_says_of_each_duty_what_the_schema_says_or_where_to_say_it() {
    let schema =
        std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../guest/schema/products");
    for file in std::fs::read_dir(schema).unwrap() {
        let file = file.unwrap().path();
        let product: serde_json::Value =
            serde_json::from_str(&std::fs::read_to_string(&file).unwrap()).unwrap();
        let id = product["id"].as_str().unwrap();
        let (code, record) = run(&["inventory", "--product", id]);
        assert_eq!(code, Some(0));
        let said = section(&record, product["title"].as_str().unwrap());
        let names: Vec<&str> = said.iter().map(|(name, _)| name.as_str()).collect();
        let expected = [
            "purpose",
            "what is collected",
            "fields",
            "of whom",
            "goes to",
            "recipient",
            "kept for",
            "legal basis",
            "contact",
        ];
        assert_eq!(names, expected, "{id}");
        for (name, keyword) in [
            ("recipient", "owner"),
            ("kept for", "retention"),
            ("legal basis", "legalBasis"),
            ("contact", "contact"),
        ] {
            let (_, value) = said.iter().find(|(other, _)| other == name).unwrap();
            let open = format!(
                "to be filled in by the operator: here, or `{keyword}` in guest/schema/products/{id}.json"
            );
            assert_eq!(value, product[keyword].as_str().unwrap_or(&open), "{id}");
        }
        assert!(said.iter().all(|(_, value)| !value.is_empty()), "{said:?}");
        assert_eq!(section(&record, "Signed").len(), 4);
    }
}

#[test]
fn the_record_of_one_product_has_its_events_and_no_others() {
    let (_, record) = run(&["inventory", "--product", "anonymizer"]);
    let events: Vec<&str> = record
        .lines()
        .filter_map(|line| line.strip_prefix("## ")?.split_once(": "))
        .map(|(event, _)| event)
        .collect();
    assert_eq!(events, ["anonymizer_event 1.7", "anonymizer_event 1.9"]);
    assert!(record.contains("Only where a program asks for this version."));
}

#[test]
fn a_cell_with_a_comma_is_in_quotes() {
    let (_, rows) = run(&["inventory", "--format", "csv"]);
    let row = rows
        .lines()
        .find(|line| {
            line.starts_with("anonymizer_event,1.7,NVIDIA,to be filled in by the operator,task,")
        })
        .unwrap();
    assert!(
        row.contains(r#","batch, preview","batch for a whole run, preview for a sample.","#),
        "{row}"
    );
}

#[test]
fn a_field_that_is_new_breaks_what_was_agreed_to() {
    let (code, changes) = run(&[
        "schema",
        "diff",
        "anonymizer_event@1.7",
        "anonymizer_event@1.9",
    ]);
    assert_eq!(code, Some(0));
    let expected = "breaks person, sender, collector  inputTokens: is new\n\
        breaks collector                  deploymentType: can be \"nvidia-internal\" now\n\
        note                              deploymentType: is described in other words\n";
    assert_eq!(changes, expected);
}

#[test]
fn a_field_that_is_gone_breaks_the_wire_alone() {
    let (_, changes) = run(&[
        "schema",
        "diff",
        "anonymizer_event@1.9",
        "anonymizer_event@1.7",
    ]);
    assert!(
        changes.contains("breaks sender, collector          inputTokens: is gone\n"),
        "{changes}"
    );
    assert!(!changes.contains("person"), "{changes}");
    assert_eq!(
        run(&["schema", "diff", "nat_cli_command", "nat_cli_command@1.5"]).1,
        "no change\n"
    );
    assert_eq!(
        run(&["schema", "diff", "nat_cli_command", "nobody"]).0,
        Some(2)
    );
}
