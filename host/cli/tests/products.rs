//! What is for every product is for every product of the component's catalog.

mod support;

use std::{fs, path::PathBuf};

use serde_json::Value;
use support::{command, run, text};

/// The catalog, as the component has it.
fn catalog() -> Vec<String> {
    let output = run(&mut command(&["inventory", "--format", "json"]), "");
    let inventory: Value = serde_json::from_str(&text(&output.stdout)).unwrap();
    let ids = inventory["products"]
        .as_array()
        .unwrap()
        .iter()
        .map(|product| product["id"].as_str().unwrap().to_owned());
    ids.collect()
}

fn home(name: &str) -> PathBuf {
    let home = PathBuf::from(env!("CARGO_TARGET_TMPDIR"))
        .join(format!("products-{name}-{}", std::process::id()));
    fs::create_dir_all(&home).unwrap();
    home
}

#[test]
fn status_tells_of_every_product() {
    let home = home("status");
    let output = run(command(&["status", "--json"]).env("HOME", &home), "");
    let status: Value = serde_json::from_str(&text(&output.stdout)).unwrap();
    let told: Vec<_> = status["products"]
        .as_array()
        .unwrap()
        .iter()
        .map(|product| product["product"].as_str().unwrap())
        .collect();
    assert_eq!(told, catalog());
    fs::remove_dir_all(home).unwrap();
}

#[test]
fn revoke_stores_a_no_for_every_product() {
    let home = home("revoke");
    let output = run(command(&["consent", "revoke"]).env("HOME", &home), "");
    let told = text(&output.stderr);
    let output = run(
        command(&["consent", "show", "--json"]).env("HOME", &home),
        "",
    );
    let shown: Value = serde_json::from_str(&text(&output.stdout)).unwrap();
    for (product, stored) in catalog().iter().zip(shown["products"].as_array().unwrap()) {
        assert!(told.contains(&format!("no for {product}")), "{told}");
        assert_eq!(
            (stored["product"].as_str(), stored["says"].as_str()),
            (Some(product.as_str()), Some("no"))
        );
    }
    fs::remove_dir_all(home).unwrap();
}

#[test]
fn demo_sends_events_of_every_product() {
    let output = run(&mut command(&["demo"]), "");
    let shown = text(&output.stdout);
    for product in catalog() {
        assert!(shown.lines().any(|line| line == product), "{shown}");
    }
}
