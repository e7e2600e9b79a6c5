//! Tokens of texts, as NeMo Anonymizer counts them. Counting is a host's business: the ranks of the
//! encoding are eight times the size of the component.

use serde_json::Value;

/// Tokens of one text in the encoding `cl100k_base`. What looks like a special token is text like
/// any other.
#[must_use]
pub fn count(text: &str) -> usize {
    tiktoken_rs::cl100k_base_singleton().count_ordinary(text)
}

/// The text of a record as Python writes a value: a string's characters, `None`, `True`, `False`,
/// and a number or anything larger as it stands in JSON.
#[must_use]
pub fn text(record: &Value) -> String {
    match record {
        Value::String(text) => text.clone(),
        Value::Null => "None".into(),
        Value::Bool(true) => "True".into(),
        Value::Bool(false) => "False".into(),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::count;

    #[test]
    fn a_special_token_is_text() {
        assert_eq!(count("<|endoftext|>"), 7);
    }

    /// Tokenizers of this family are known to run out of stack on such texts.
    #[test]
    fn a_long_run_of_one_character_is_counted() {
        assert_eq!(count(&"^".repeat(100_000)), 25_000);
    }
}
