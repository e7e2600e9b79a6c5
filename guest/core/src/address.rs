//! Addresses that events may go to.

/// Whether events may be sent there: https anywhere, plain http to this machine, and no credentials
/// in the address. A host checks again, with what it knows about names.
pub(crate) fn is_permitted(address: &str) -> bool {
    let (secure, rest) = match (
        address.strip_prefix("https://"),
        address.strip_prefix("http://"),
    ) {
        (Some(rest), _) => (true, rest),
        (_, Some(rest)) => (false, rest),
        _ => return false,
    };
    let authority = rest.split(['/', '?', '#', '\\']).next().unwrap_or_default();
    let host = host(authority);
    let plain = !authority.contains('@')
        && !host.is_empty()
        && !address.contains(|character: char| character <= ' ');
    plain && (secure || is_loopback(host))
}

/// The host of an authority, without its port; an IPv6 address keeps its brackets.
pub(crate) fn host(authority: &str) -> &str {
    match authority.find(']') {
        Some(end) => authority.get(..=end).unwrap_or_default(),
        None => authority.split(':').next().unwrap_or_default(),
    }
}

fn is_loopback(host: &str) -> bool {
    let mut octets = host.split('.');
    let in_127 = octets.next() == Some("127")
        && octets.clone().count() == 3
        && octets.all(|octet| octet.parse::<u8>().is_ok());
    in_127 || host.eq_ignore_ascii_case("localhost") || host == "[::1]"
}

#[cfg(test)]
mod tests {
    use super::is_permitted;

    #[test]
    fn https_goes_anywhere_and_http_to_this_machine_only() {
        for address in [
            "https://a.b/c",
            "https://[2001:db8::1]:8443/",
            "http://127.0.0.1:8787/x",
            "http://localhost",
            "http://[::1]:1/",
            "http://127.255.0.1",
        ] {
            assert!(is_permitted(address), "{address}");
        }
        for address in [
            "",
            "stdout",
            "ftp://a.b",
            "javascript:1",
            "https://",
            "https:///x",
            "http://a.b",
            "http://127.0.0.1.evil.example",
            "http://localhost.evil.example",
            "https://user@a.b",
            "http://127.1",
            "http://[::2]/",
            " https://a.b",
            "https://a.b/\nx",
            "http://localhost@evil.example",
        ] {
            assert!(!is_permitted(address), "{address}");
        }
    }
}
