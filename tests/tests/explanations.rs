//! Every word that a person may meet has an explanation, and no explanation is left over.

use std::fs;

use nemo_telemetry_cli::explain::{
    self, ANSWERS, COUNTS, ENDINGS, Explanation, OUTCOMES, PROBLEMS, REASONS, STATES,
};
use nemo_telemetry_core::{audit::Ending, ledger::Reason, problem::Code};
use nemo_telemetry_tests::native;
use wit_parser::{Resolve, TypeDefKind};

fn words(explanations: &[Explanation]) -> Vec<&str> {
    explanations.iter().map(|known| known.code).collect()
}

/// The words of an enumeration, or the members of a record, as the WIT has them.
fn of_the_wit(interface: &str, name: &str) -> Vec<String> {
    let mut resolve = Resolve::default();
    resolve
        .push_dir(native::root().unwrap().join("wit"))
        .unwrap();
    let (_, found) = resolve
        .interfaces
        .iter()
        .find(|(_, found)| found.name.as_deref() == Some(interface))
        .unwrap();
    match &resolve.types[found.types[name]].kind {
        TypeDefKind::Enum(words) => words.cases.iter().map(|case| case.name.clone()).collect(),
        TypeDefKind::Record(record) => record
            .fields
            .iter()
            .map(|field| field.name.clone())
            .collect(),
        _ => panic!("{name} is neither"),
    }
}

#[test]
fn every_problem_is_explained_once() {
    let codes: Vec<&str> = Code::ALL.iter().map(|code| code.name()).collect();
    assert_eq!(words(&PROBLEMS), codes);
}

#[test]
fn every_reason_of_the_ledger_is_explained_once() {
    assert_eq!(words(&REASONS), Reason::ALL.map(Reason::name));
}

#[test]
fn every_ending_of_the_audit_log_is_explained_once() {
    assert_eq!(words(&ENDINGS), Ending::ALL.map(Ending::name));
}

#[test]
fn states_counts_and_outcomes_of_the_wit_are_explained_once() {
    assert_eq!(words(&STATES), of_the_wit("policy", "state"));
    assert_eq!(words(&COUNTS), of_the_wit("client", "ledger"));
    assert_eq!(words(&OUTCOMES), of_the_wit("http", "outcome"));
}

#[test]
fn every_answer_of_the_packages_is_explained_once() {
    let types = native::root().unwrap().join("host/js/src/index.d.ts");
    let types = fs::read_to_string(types).unwrap();
    let (_, answers) = types.split_once("export type Enqueued = ").unwrap();
    let (answers, _) = answers.split_once(';').unwrap();
    let answers: Vec<&str> = answers
        .split(" | ")
        .map(|word| word.trim_matches('\''))
        .collect();
    assert_eq!(words(&ANSWERS), answers);
}

#[test]
fn an_explanation_says_what_it_means_and_what_to_do() {
    for known in explain::all() {
        let ends = [known.meaning, known.remedy].map(|text| text.ends_with('.'));
        assert_eq!(ends, [true, true], "{known:?}");
    }
}
