//! What the local audit log says about an attempt.

use alloc::{format, string::String};

use crate::{json, queue::Event, time::Timestamp};

/// One line about an attempt that ended: when, where to, which events, how many bytes, how it ended. Never a parameter's value.
pub(crate) fn line(now: Timestamp, endpoint: &str, events: &[Event], bytes: usize, ending: &str, status: u32) -> String {
    let mut out = format!("{{\"ts\":\"{}\",\"endpoint\":", now.text());
    json::push_string(&mut out, without_credentials(endpoint));
    out.push_str(",\"events\":[");
    for (place, event) in events.iter().enumerate() {
        if place > 0 {
            out.push(',');
        }
        json::push_string(&mut out, event.definition.name);
    }
    out.push_str(&format!("],\"bytes\":{bytes},\"ending\":\"{ending}\",\"status\":{status}}}"));
    out
}

/// The address without what stands before an `@` of its authority, and without its query: both can hold secrets.
fn without_credentials(endpoint: &str) -> &str {
    let end = endpoint.find(['?', '#']).unwrap_or(endpoint.len());
    let address = endpoint.get(..end).unwrap_or_default();
    let authority = address.find("://").map_or(0, |scheme| scheme + 3);
    let authority_end = address.get(authority..).and_then(|rest| rest.find('/')).map_or(end, |slash| authority + slash);
    match address.get(authority..authority_end).and_then(|authority| authority.rfind('@')) {
        Some(at) => address.get(authority + at + 1..).unwrap_or_default(),
        None => address,
    }
}

#[cfg(test)]
mod tests {
    use super::without_credentials;

    #[test]
    fn credentials_and_queries_are_left_out() {
        for (endpoint, shown) in [
            ("https://a.b/c", "https://a.b/c"),
            ("https://user:secret@a.b/c?key=1", "a.b/c"),
            ("https://a.b/c@d", "https://a.b/c@d"),
            ("https://a.b?token=1", "https://a.b"),
            ("", ""),
        ] {
            assert_eq!(without_credentials(endpoint), shown);
        }
    }
}
