//! Kinds of host behind a model's endpoint.

use alloc::{string::String, vec, vec::Vec};

use super::distinct;
use crate::address;

/// The kind of host. By default a piece of text anywhere in the address decides, as in Anonymizer;
/// `strict` looks at the host alone.
#[must_use]
pub fn classify(endpoint: Option<&str>, strict: bool) -> &'static str {
    const KINDS: [(&str, &[&str]); 4] = [
        (
            "nvidia-build",
            &["build.nvidia.com", "integrate.api.nvidia.com"],
        ),
        ("nvidia-internal", &["inference-api.nvidia.com"]),
        ("openrouter", &["openrouter.ai"]),
        ("local", &["localhost", "127.0.0.1", "0.0.0.0", "[::1]"]),
    ];
    let endpoint = endpoint.unwrap_or_default().to_ascii_lowercase();
    let matches = |known: &str| {
        if strict {
            is_host_or_below(host(&endpoint), known)
        } else {
            endpoint.contains(known)
        }
    };
    KINDS
        .iter()
        .find(|(_, known)| known.iter().any(|known| matches(known)))
        .map_or("other", |(kind, _)| kind)
}

/// Distinct kinds, sorted; `other` when there is none.
#[must_use]
pub fn collect(kinds: &[Option<String>]) -> Vec<String> {
    let found = distinct(&mut kinds.iter().flatten().map(String::as_str));
    if found.is_empty() {
        vec!["other".into()]
    } else {
        found.into_iter().map(String::from).collect()
    }
}

/// The host of an address, with or without a scheme; an IPv6 address keeps its brackets.
fn host(endpoint: &str) -> &str {
    let rest = endpoint
        .split_once("://")
        .map_or(endpoint, |(_, rest)| rest);
    let authority = rest.split(['/', '?', '#', '\\']).next().unwrap_or_default();
    address::host(authority.rsplit('@').next().unwrap_or_default())
}

fn is_host_or_below(host: &str, known: &str) -> bool {
    host.strip_suffix(known)
        .is_some_and(|before| before.is_empty() || before.ends_with('.'))
}

#[cfg(test)]
mod tests {
    use super::classify;

    #[test]
    fn strict_is_not_fooled_by_a_path() {
        for (endpoint, lax, strict) in [
            (
                "https://integrate.api.nvidia.com/v1",
                "nvidia-build",
                "nvidia-build",
            ),
            (
                "https://evil.example/integrate.api.nvidia.com",
                "nvidia-build",
                "other",
            ),
            ("https://localhost.evil.example", "local", "other"),
            ("https://notopenrouter.ai", "openrouter", "other"),
            (
                "https://eu.openrouter.ai:443/api",
                "openrouter",
                "openrouter",
            ),
            ("http://[::1]:8000/v1", "local", "local"),
            (
                "https://user@openrouter.ai@evil.example",
                "openrouter",
                "other",
            ),
        ] {
            assert_eq!(
                (
                    classify(Some(endpoint), false),
                    classify(Some(endpoint), true)
                ),
                (lax, strict),
                "{endpoint}"
            );
        }
        assert_eq!(classify(None, false), "other");
    }
}
