//! Ids of sessions: random, never derived from the machine.

use alloc::{format, string::String};

use crate::definition::Session;

/// A new id by the product's rule. `random` is asked only where the rule needs it.
pub(super) fn new(rule: Session, random: &mut dyn FnMut() -> u64) -> String {
    match rule {
        Session::Undefined => "undefined".into(),
        Session::Hex => hex(uuid4(random)),
        Session::Uuid => {
            let hex = hex(uuid4(random));
            let part = |range| hex.get(range).unwrap_or_default();
            format!(
                "{}-{}-{}-{}-{}",
                part(0..8),
                part(8..12),
                part(12..16),
                part(16..20),
                part(20..32)
            )
        }
    }
}

/// Whether `prefix` may stand before a session id: at most 32 lower-case letters, digits and
/// dashes. Anything else could name a person.
pub(crate) fn is_prefix(prefix: &str) -> bool {
    prefix.len() <= 32
        && prefix
            .bytes()
            .all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-'))
}

fn hex(id: u128) -> String {
    format!("{id:032x}")
}

/// A random UUID of RFC 9562, version 4.
fn uuid4(random: &mut dyn FnMut() -> u64) -> u128 {
    let bits = u128::from(random()) << 64 | u128::from(random());
    let version = 0xf << 76;
    let variant = 0x3 << 62;
    bits & !version & !variant | 0x4 << 76 | 0x2 << 62
}

#[cfg(test)]
mod tests {
    use super::{Session, is_prefix, new};

    #[test]
    fn ids_are_version_4_whatever_the_bits() {
        assert_eq!(
            new(Session::Uuid, &mut || 0),
            "00000000-0000-4000-8000-000000000000"
        );
        assert_eq!(
            new(Session::Uuid, &mut || u64::MAX),
            "ffffffff-ffff-4fff-bfff-ffffffffffff"
        );
        assert_eq!(
            new(Session::Hex, &mut || 0),
            "00000000000040008000000000000000"
        );
        assert_eq!(new(Session::Undefined, &mut || unreachable!()), "undefined");
    }

    #[test]
    fn a_prefix_cannot_hold_a_name() {
        assert!(is_prefix("") && is_prefix("anonymizer-") && is_prefix("ci-2"));
        assert!(!is_prefix("Alice") && !is_prefix("a.b@c") && !is_prefix(&"a".repeat(33)));
    }
}
