//! JSON without the white space around its tokens, everything else byte for byte.

/// Removes white space between tokens. Numbers, escapes, the order of keys and repeated keys stay
/// as they are, which a round trip through a tree would not promise. The text must be JSON; other
/// texts lose white space too.
#[must_use]
pub fn compact(json: &str) -> String {
    let mut out = String::with_capacity(json.len());
    let mut in_string = false;
    let mut escaped = false;
    for character in json.chars() {
        if in_string {
            out.push(character);
            in_string = escaped || character != '"';
            escaped = !escaped && character == '\\';
        } else if !matches!(character, ' ' | '\t' | '\n' | '\r') {
            out.push(character);
            in_string = character == '"';
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::compact;

    #[test]
    fn only_space_between_tokens_goes() {
        assert_eq!(
            compact("{ \"a b\" : [ 1.0 , \"\\\" x\\\\\" ] ,\n\t\"a b\":1e5 }"),
            r#"{"a b":[1.0,"\" x\\"],"a b":1e5}"#
        );
    }
}
