//! Where bodies differ, for people.

use serde_json::Value;

/// The places at which texts are others than these values, each with both.
pub(super) fn differences(values: &[Value], texts: &[String]) -> String {
    if values.len() != texts.len() {
        return format!(
            "upstream sends {} bodies, here {}",
            values.len(),
            texts.len()
        );
    }
    let mut found = Vec::new();
    for (place, (theirs, ours)) in values.iter().zip(texts).enumerate() {
        match serde_json::from_str(ours) {
            Ok(ours) => compare(theirs, &ours, &format!("/{place}"), &mut found),
            Err(_) => found.push(format!("/{place}: no JSON: {ours}")),
        }
    }
    if found.is_empty() {
        found.push("white space or escapes".into());
    }
    found.join("; ")
}

fn compare(theirs: &Value, ours: &Value, pointer: &str, found: &mut Vec<String>) {
    match (theirs, ours) {
        (Value::Object(left), Value::Object(right)) => {
            if !left.keys().eq(right.keys()) {
                let names =
                    |map: &serde_json::Map<_, _>| map.keys().cloned().collect::<Vec<_>>().join(" ");
                found.push(format!(
                    "{pointer} has the members {}, here {}",
                    names(left),
                    names(right)
                ));
            }
            for (name, left) in left {
                if let Some(right) = right.get(name) {
                    compare(left, right, &format!("{pointer}/{name}"), found);
                }
            }
        }
        (Value::Array(left), Value::Array(right)) if left.len() == right.len() => {
            for (place, (left, right)) in left.iter().zip(right).enumerate() {
                compare(left, right, &format!("{pointer}/{place}"), found);
            }
        }
        _ if theirs == ours => {}
        _ => found.push(format!("{pointer} is {theirs}, here {ours}")),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::differences;

    #[test]
    fn a_difference_is_told_by_its_place() {
        let theirs = [json!({"a": {"b": [1, 2]}, "c": "x"})];
        for (ours, expected) in [
            (r#"{"a":{"b":[1,3]},"c":"x"}"#, "/0/a/b/1 is 2, here 3"),
            (
                r#"{"c":"x","a":{"b":[1,2]}}"#,
                "/0 has the members a c, here c a",
            ),
            (r#"{"a":{"b":[1]},"c":"x"}"#, "/0/a/b is [1,2], here [1]"),
            (r#"{"a": {"b":[1,2]},"c":"x"}"#, "white space or escapes"),
        ] {
            assert_eq!(differences(&theirs, &[ours.into()]), expected);
        }
        assert_eq!(differences(&theirs, &[]), "upstream sends 1 bodies, here 0");
    }
}
