//! Whether a body is one that a collector takes, without a tree of it.

use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};

use super::head::Refused;

/// Checks that a body is a JSON object with an array of events. All of it is read, so that what is
/// no JSON anywhere is refused.
pub(super) fn check(body: &[u8]) -> Result<(), Refused> {
    match serde_json::from_slice(body) {
        Ok(Shape::Object { has_events: true }) => Ok(()),
        Ok(_) => Err((400, "expected a JSON object with an array events")),
        Err(_) => Err((400, "the body is not JSON")),
    }
}

/// What a value is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Shape {
    Object { has_events: bool },
    List,
    Other,
}

/// Whether a member's name is `events`.
struct IsEvents(bool);

impl<'de> Deserialize<'de> for Shape {
    fn deserialize<D: Deserializer<'de>>(json: D) -> Result<Self, D::Error> {
        json.deserialize_any(Reader)
    }
}

impl<'de> Deserialize<'de> for IsEvents {
    fn deserialize<D: Deserializer<'de>>(json: D) -> Result<Self, D::Error> {
        json.deserialize_str(NameReader)
    }
}

struct Reader;

impl<'de> Visitor<'de> for Reader {
    type Value = Shape;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Shape, A::Error> {
        let mut has_events = false;
        while let Some(IsEvents(is_events)) = map.next_key()? {
            let value: Shape = map.next_value()?;
            if is_events {
                has_events = value == Shape::List;
            }
        }
        Ok(Shape::Object { has_events })
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Shape, A::Error> {
        while list.next_element::<Shape>()?.is_some() {}
        Ok(Shape::List)
    }

    fn visit_bool<E>(self, _: bool) -> Result<Shape, E> {
        Ok(Shape::Other)
    }

    fn visit_i64<E>(self, _: i64) -> Result<Shape, E> {
        Ok(Shape::Other)
    }

    fn visit_u64<E>(self, _: u64) -> Result<Shape, E> {
        Ok(Shape::Other)
    }

    fn visit_f64<E>(self, _: f64) -> Result<Shape, E> {
        Ok(Shape::Other)
    }

    fn visit_str<E>(self, _: &str) -> Result<Shape, E> {
        Ok(Shape::Other)
    }

    fn visit_unit<E>(self) -> Result<Shape, E> {
        Ok(Shape::Other)
    }
}

struct NameReader;

impl Visitor<'_> for NameReader {
    type Value = IsEvents;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a name")
    }

    fn visit_str<E>(self, name: &str) -> Result<IsEvents, E> {
        Ok(IsEvents(name == "events"))
    }
}

#[cfg(test)]
mod tests {
    use super::check;

    /// What a tree of the body says.
    fn by_tree(body: &[u8]) -> Result<(), &'static str> {
        let tree: serde_json::Value =
            serde_json::from_slice(body).or(Err("the body is not JSON"))?;
        match tree.get("events") {
            Some(serde_json::Value::Array(_)) => Ok(()),
            _ => Err("expected a JSON object with an array events"),
        }
    }

    #[test]
    fn a_body_is_judged_as_by_its_tree() {
        let bodies: [&[u8]; 24] = [
            br#"{"events":[]}"#,
            br#" {"a":{"events":[]},"events":[1,-1,1.5,null,true,"x",{}]} "#,
            br#"{"\u0065vents":[]}"#,
            br#"{"events":1,"events":[]}"#,
            br#"{"events":[],"events":1}"#,
            br#"{"events":{}}"#,
            br#"{"event":[]}"#,
            br#"{"a":{"events":[]}}"#,
            b"{}",
            b"[]",
            br#"["events",[]]"#,
            br#""events""#,
            b"null",
            b"1",
            b"",
            br#"{"events":[]"#,
            br#"{"events":[]}x"#,
            br#"{"events":["\ud800"]}"#,
            br#"{"events":["\ud83d\ude00"]}"#,
            b"{\"events\":[\"\xff\"]}",
            br#"{"events":[1e999]}"#,
            br#"{"events":[01]}"#,
            b"{\"events\":[\"\n\"]}",
            br#"{"events":[1,]}"#,
        ];
        let deep = [
            br#"{"events":"#.to_vec(),
            vec![b'['; 200],
            vec![b']'; 200],
            b"}".to_vec(),
        ];
        for body in bodies.into_iter().chain([deep.concat().as_slice()]) {
            let found = check(body).map_err(|(_, problem)| problem);
            assert_eq!(found, by_tree(body), "{}", String::from_utf8_lossy(body));
        }
    }
}
