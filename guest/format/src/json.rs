//! Writing the few JSON texts that core makes itself.

use alloc::string::{String, ToString as _};

use crate::scan::push_escaped;

/// Appends a string as canonical JSON, quotes included.
pub fn push_string(out: &mut String, value: &str) {
    out.push('"');
    value
        .chars()
        .for_each(|character| push_escaped(out, character));
    out.push('"');
}

/// A string as canonical JSON.
pub fn string(value: &str) -> String {
    let mut out = String::with_capacity(value.len() + 2);
    push_string(&mut out, value);
    out
}

/// An object that is written member by member to the end of a text.
pub struct Object<'o> {
    out: &'o mut String,
    is_empty: bool,
}

impl<'o> Object<'o> {
    /// Begins an object there.
    pub fn new(out: &'o mut String) -> Self {
        out.push('{');
        Self {
            out,
            is_empty: true,
        }
    }

    /// Adds a member whose value is JSON already.
    #[inline(never)]
    pub fn json(&mut self, name: &str, value: &str) {
        if !self.is_empty {
            self.out.push(',');
        }
        self.is_empty = false;
        push_string(self.out, name);
        self.out.push(':');
        self.out.push_str(value);
    }

    /// Adds a string.
    pub fn text(&mut self, name: &str, value: &str) {
        self.json(name, &string(value));
    }

    /// Adds a list of strings.
    #[inline(never)]
    pub fn texts(&mut self, name: &str, values: &[&str]) {
        let mut list = String::from("[");
        for (place, value) in values.iter().enumerate() {
            list.push_str(if place == 0 { "" } else { "," });
            push_string(&mut list, value);
        }
        list.push(']');
        self.json(name, &list);
    }

    /// Adds an integer.
    #[inline(never)]
    pub fn number(&mut self, name: &str, value: i64) {
        self.json(name, &value.to_string());
    }

    /// Adds `true` or `false`.
    pub fn flag(&mut self, name: &str, value: bool) {
        self.json(name, if value { "true" } else { "false" });
    }

    /// Ends the object.
    pub fn finish(self) {
        self.out.push('}');
    }
}

#[cfg(test)]
mod tests {
    use alloc::string::String;

    use super::Object;

    #[test]
    fn an_object_has_its_members_in_order() {
        let mut out = String::new();
        Object::new(&mut out).finish();
        let mut object = Object::new(&mut out);
        object.text("a", "b\"");
        object.number("c", -1);
        object.flag("d", true);
        object.texts("e", &["f", "g"]);
        object.json("h", "null");
        object.finish();
        assert_eq!(
            out,
            r#"{}{"a":"b\"","c":-1,"d":true,"e":["f","g"],"h":null}"#
        );
    }
}
