//! The commands `inventory` and `schema diff` as a person runs them.

use std::process::Command;

fn run(arguments: &[&str]) -> (Option<i32>, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_nemo-telemetry"))
        .env_clear()
        .args(arguments)
        .output()
        .unwrap();
    (
        output.status.code(),
        String::from_utf8(output.stdout).unwrap(),
    )
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

    // Beside the fields: the products and the envelope, each with a title, and a title for each
    // event.
    let (_, tables) = run(&["inventory"]);
    let rows = tables.lines().filter(|line| line.starts_with("| ")).count();
    let products = inventory["products"].as_array().unwrap().len();
    assert_eq!(rows, names.len() + events.len() + products + 1 + 30 + 1);
}

#[test]
fn a_cell_with_a_comma_is_in_quotes() {
    let (_, rows) = run(&["inventory", "--format", "csv"]);
    let row = rows
        .lines()
        .find(|line| line.starts_with("anonymizer_event,1.7,NVIDIA,unknown,task,"))
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
