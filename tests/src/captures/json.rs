//! JSON whose tokens stay as they are written: numbers of any length, the order of keys, and halves
//! of surrogate pairs, none of which a parsed value keeps.

use std::fmt;

use anyhow::{Context, ensure};
use serde::{
    Deserialize, Deserializer,
    de::{MapAccess, Visitor},
};
use serde_json::{Value, value::RawValue};

/// A JSON value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Json {
    /// A number, a string with its quotes, `true`, `false` or `null`, as it is written.
    Token(String),
    /// A list.
    List(Vec<Self>),
    /// An object, with its members in order.
    Object(Vec<(String, Self)>),
}

impl Json {
    /// Reads a text.
    ///
    /// # Errors
    /// It is not JSON.
    pub fn parse(text: &str) -> anyhow::Result<Self> {
        Ok(match text.trim_start().bytes().next() {
            Some(b'{') => {
                let Members(members) = serde_json::from_str(text)?;
                let members = members.into_iter();
                Self::Object(
                    members
                        .map(|(name, value)| Ok((name, Self::parse(value.get())?)))
                        .collect::<anyhow::Result<_>>()?,
                )
            }
            Some(b'[') => {
                let values: Vec<&RawValue> = serde_json::from_str(text)?;
                let values = values.into_iter();
                Self::List(
                    values
                        .map(|value| Self::parse(value.get()))
                        .collect::<anyhow::Result<_>>()?,
                )
            }
            _ => {
                let token: &RawValue = serde_json::from_str(text)?;
                Self::Token(token.get().into())
            }
        })
    }

    /// A string.
    #[must_use]
    pub fn text(text: &str) -> Self {
        Self::Token(Value::from(text).to_string())
    }

    /// A number, a flag or null, as Rust prints it.
    #[must_use]
    pub fn token(token: impl fmt::Display) -> Self {
        Self::Token(token.to_string())
    }

    /// An object.
    #[must_use]
    pub fn object<const N: usize>(members: [(&str, Self); N]) -> Self {
        let members = members.into_iter();
        Self::Object(members.map(|(name, value)| (name.into(), value)).collect())
    }

    /// A value that was parsed.
    #[must_use]
    pub fn of(value: &Value) -> Self {
        Self::parse(&value.to_string()).unwrap_or_else(|_| Self::token("null"))
    }

    /// A member of an object. None: it is no object, or has no such member, or that is null.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Self> {
        let Self::Object(members) = self else {
            return None;
        };
        let member = members.iter().find(|(member, _)| member == name);
        member
            .map(|(_, value)| value)
            .filter(|value| !value.is_null())
    }

    /// A member by the names of the objects around it.
    ///
    /// # Errors
    /// There is none; the error says which.
    pub fn at(&self, path: &str) -> anyhow::Result<&Self> {
        path.split('/').try_fold(self, |value, name| {
            value
                .get(name)
                .with_context(|| format!("expected {path} in {}", value.brief()))
        })
    }

    /// The text of a string.
    ///
    /// # Errors
    /// It is no string, or holds half of a surrogate pair.
    pub fn str(&self) -> anyhow::Result<String> {
        serde_json::from_str(&self.to_string())
            .with_context(|| format!("expected a text, found {}", self.brief()))
    }

    /// The elements of a list.
    ///
    /// # Errors
    /// It is none.
    pub fn list(&self) -> anyhow::Result<&[Self]> {
        match self {
            Self::List(values) => Ok(values),
            other => anyhow::bail!("expected a list, found {}", other.brief()),
        }
    }

    /// The members of an object.
    ///
    /// # Errors
    /// It is none.
    pub fn members(&self) -> anyhow::Result<&[(String, Self)]> {
        match self {
            Self::Object(members) => Ok(members),
            other => anyhow::bail!("expected an object, found {}", other.brief()),
        }
    }

    /// A number.
    ///
    /// # Errors
    /// It is none, or has not 64 bits.
    pub fn number(&self) -> anyhow::Result<u64> {
        serde_json::from_str(&self.to_string())
            .with_context(|| format!("expected a number, found {}", self.brief()))
    }

    pub(super) fn is_null(&self) -> bool {
        *self == Self::Token("null".into())
    }

    fn brief(&self) -> String {
        self.to_string().chars().take(200).collect()
    }

    /// The value, parsed. Half of a surrogate pair becomes the object that stands for it in captures.
    ///
    /// # Errors
    /// A token is no JSON, such as a bare word.
    pub fn value(&self) -> anyhow::Result<Value> {
        Ok(match self {
            Self::Token(token) => match serde_json::from_str(token) {
                Err(_) if token.starts_with('"') => {
                    serde_json::json!({"$str": token})
                }
                value => value.with_context(|| format!("expected JSON, found {token}"))?,
            },
            Self::List(values) => {
                Value::Array(values.iter().map(Self::value).collect::<Result<_, _>>()?)
            }
            Self::Object(members) => {
                let members = members.iter();
                let members = members.map(|(name, value)| Ok((name.clone(), value.value()?)));
                Value::Object(members.collect::<anyhow::Result<_>>()?)
            }
        })
    }

    /// The value as Python would write it: what captures say in an object because JSON has no word
    /// for it becomes a bare word or half of a surrogate pair again.
    ///
    /// # Errors
    /// It holds bytes, which no JSON does.
    pub fn decoded(&self) -> anyhow::Result<Self> {
        Ok(match self {
            Self::Token(_) => self.clone(),
            Self::List(values) => {
                Self::List(values.iter().map(Self::decoded).collect::<Result<_, _>>()?)
            }
            Self::Object(members) => match members.as_slice() {
                [(name, value)] if name == "$float" => Self::Token(
                    match value.str()?.as_str() {
                        "inf" => "Infinity",
                        "-inf" => "-Infinity",
                        _ => "NaN",
                    }
                    .into(),
                ),
                [(name, value)] if name == "$str_utf16le_hex" => {
                    Self::Token(escaped(&bytes(&value.str()?)?))
                }
                [(name, _)] if name == "$bytes_hex" => {
                    anyhow::bail!("bytes are no JSON")
                }
                _ => {
                    let members = members.iter();
                    let members = members.map(|(name, value)| Ok((name.clone(), value.decoded()?)));
                    Self::Object(members.collect::<anyhow::Result<_>>()?)
                }
            },
        })
    }
}

/// The text, without white space between tokens.
impl fmt::Display for Json {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Token(token) => out.write_str(token),
            Self::List(values) => {
                out.write_str("[")?;
                for (place, value) in values.iter().enumerate() {
                    write!(out, "{}{value}", if place > 0 { "," } else { "" })?;
                }
                out.write_str("]")
            }
            Self::Object(members) => {
                out.write_str("{")?;
                for (place, (name, value)) in members.iter().enumerate() {
                    let comma = if place > 0 { "," } else { "" };
                    write!(out, "{comma}{}:{value}", Value::from(name.as_str()))?;
                }
                out.write_str("}")
            }
        }
    }
}

/// The bytes that hexadecimal digits say.
///
/// # Errors
/// They are none.
pub(super) fn bytes(hex: &str) -> anyhow::Result<Vec<u8>> {
    ensure!(
        hex.len().is_multiple_of(2),
        "expected two digits a byte, found {hex}"
    );
    (0..hex.len())
        .step_by(2)
        .map(|place| {
            let digits = hex.get(place..place + 2).context("expected digits")?;
            Ok(u8::from_str_radix(digits, 16)?)
        })
        .collect()
}

/// A JSON string from UTF-16, with an escape for each half of a surrogate pair that is alone.
fn escaped(bytes: &[u8]) -> String {
    let units = bytes
        .chunks_exact(2)
        .map(|pair| u16::from_le_bytes([pair[0], pair[1]]));
    let mut text = String::from("\"");
    for letter in char::decode_utf16(units) {
        match letter {
            Ok(letter) => {
                let quoted = Value::from(letter.to_string()).to_string();
                text.push_str(&quoted[1..quoted.len() - 1]);
            }
            Err(alone) => text.push_str(&format!("\\u{:04x}", alone.unpaired_surrogate())),
        }
    }
    text + "\""
}

/// The members of an object, in order.
struct Members<'t>(Vec<(String, &'t RawValue)>);

impl<'de> Deserialize<'de> for Members<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Collect;

        impl<'de> Visitor<'de> for Collect {
            type Value = Members<'de>;

            fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
                out.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut members = Vec::new();
                while let Some(member) = map.next_entry()? {
                    members.push(member);
                }
                Ok(Members(members))
            }
        }

        deserializer.deserialize_map(Collect)
    }
}

#[cfg(test)]
mod tests {
    use super::Json;

    #[test]
    fn tokens_stay_as_they_are_written() {
        for text in [
            r#"{"b":1000000000000000000000000000000,"a":[-1.0,1e+16,-0.0],"a":"\ud800\"","é":null}"#,
            "[]",
            "{}",
            r#""\ud83d""#,
        ] {
            assert_eq!(Json::parse(text).unwrap().to_string(), text);
        }
    }

    #[test]
    fn what_json_has_no_word_for_is_written_as_python_writes_it() {
        let text =
            r#"{"a":{"$float":"-inf"},"b":[{"$str_utf16le_hex":"610000d862003dd880de22000a00"}]}"#;
        assert_eq!(
            Json::parse(text).unwrap().decoded().unwrap().to_string(),
            "{\"a\":-Infinity,\"b\":[\"a\\ud800b🚀\\\"\\n\"]}"
        );
    }
}
