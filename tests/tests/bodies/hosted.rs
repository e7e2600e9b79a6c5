//! The Rust host passes on as much of a body as the component has to see.

use nemo_telemetry::{BodyForm, Component, Imports, Instance, MAX_CHECKED_BODY};
use nemo_telemetry_core::envelope::MAX_BODY;

#[test]
fn a_body_of_any_length_has_a_verdict() {
    assert_eq!(MAX_CHECKED_BODY, MAX_BODY);
    let mut instance = Instance::new(Component::embedded().unwrap(), Imports::real()).unwrap();
    for letter in ["x", "é", "語", "🦀"] {
        let longest = MAX_BODY / letter.len();
        let verdict = instance.check_body(&letter.repeat(longest)).unwrap();
        assert_eq!(verdict.form, BodyForm::NotJson, "{letter}");
        for letters in [longest + 1, 8 * longest] {
            let verdict = instance.check_body(&letter.repeat(letters)).unwrap();
            assert_eq!((verdict.form, verdict.status), (BodyForm::TooLarge, 413));
            assert_eq!(verdict.problems.len(), 1, "{letter}");
        }
    }
}
