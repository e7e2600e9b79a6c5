//! Refusals: where they point to, and which kind of problem each is.

use nemo_telemetry_core::definition::{Definition, Kind};

use super::{
    Outcome,
    line::{Line, field, has_another_type},
};

/// What is wrong with an input, by upstream's account or by what a class says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// JSON Pointer to what is wrong, with wire names; to the object where a field is missing.
    pub pointer: String,
    /// Wire name of the field. Empty: the whole is wrong.
    pub field: String,
    /// The kind, as upstream names it: one of pydantic's, or the name of an exception.
    pub kind: String,
}

/// A problem as the component has to name it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Expected {
    code: &'static str,
    /// Where it may point to.
    pointers: Vec<String>,
}

impl Expected {
    pub(super) fn new(code: &'static str, pointers: impl IntoIterator<Item = String>) -> Self {
        Self {
            code,
            pointers: pointers.into_iter().collect(),
        }
    }

    /// A value of another type in each of these fields.
    pub(super) fn of_fields(code: &'static str, names: Vec<String>) -> Vec<Self> {
        let at = |name| Self::new(code, [format!("/parameters/{name}")]);
        names.into_iter().map(at).collect()
    }

    /// Names that no schema has. A problem repeats a name only where a field is called nearly so.
    pub(super) fn unknown(names: Vec<String>) -> Vec<Self> {
        let at = |name| {
            let places = ["/parameters".into(), format!("/parameters/{name}")];
            Self::new("unknown-field", places)
        };
        names.into_iter().map(at).collect()
    }

    /// What the component has to say where upstream said this.
    pub(super) fn of(refusal: &Refusal, line: Option<&Line>) -> Self {
        match code(refusal, line) {
            code @ "unknown-field" => {
                Self::new(code, ["/parameters".into(), refusal.pointer.clone()])
            }
            code => Self::new(code, [refusal.pointer.clone()]),
        }
    }
}

impl Outcome {
    /// Whether exactly one line is refused, for exactly these reasons, and nothing is sent.
    pub(super) fn is_refused_for(&self, mut expected: Vec<Expected>) -> bool {
        let [rejected] = self.rejected.as_slice() else {
            return false;
        };
        // The most particular first, so that none takes another's problem.
        expected.sort_by_key(|expected| expected.pointers.len());
        let mut found: Vec<_> = rejected.problems.iter().collect();
        self.bodies.is_empty()
            && expected.len() == found.len()
            && expected.iter().all(|expected| {
                let same = found.iter().rposition(|problem| {
                    problem.code == expected.code && expected.pointers.contains(&problem.pointer)
                });
                same.map(|place| found.remove(place)).is_some()
            })
    }
}

/// The component's name for what upstream says. A value of another type is that first of all.
fn code(refusal: &Refusal, line: Option<&Line>) -> &'static str {
    let name = refusal
        .pointer
        .strip_prefix("/parameters/")
        .unwrap_or_default();
    let given = line.and_then(|line| Some((line.definition()?, line.parameters.get(name)?)));
    let other_type =
        given.is_some_and(|(definition, value)| has_another_type(definition, name, value));
    let is_choice = given.is_some_and(|(definition, _)| is_choice(definition, name));
    match refusal.kind.as_str() {
        "missing" => "missing-field",
        "extra_forbidden" => "unknown-field",
        "ValueError" | "OSError" | "OverflowError" => "invalid-time",
        _ if other_type => "wrong-type",
        "enum" if is_choice => "not-allowed",
        "int_parsing_size" | "less_than_equal" | "greater_than_equal" => "out-of-range",
        _ => "wrong-type",
    }
}

fn is_choice(definition: &Definition, name: &str) -> bool {
    field(definition, name).is_some_and(|field| matches!(field.kind, Kind::OneOf(_)))
}
