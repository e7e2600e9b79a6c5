//! Addresses that events may go to: `host/HTTP.md` has the rules, `tests/host/addresses.json` the
//! cases.

use core::net::{Ipv4Addr, Ipv6Addr};

/// Whether events may be sent there: https anywhere, plain http to this machine, and nothing that
/// two readers could take for two places. A host checks again, with what it knows about names.
pub(crate) fn is_permitted(address: &str) -> bool {
    let Some((scheme, rest)) = address.split_once("://") else {
        return false;
    };
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let Some((authority, target)) = rest.split_at_checked(end) else {
        return false;
    };
    let host = host(authority);
    let port = authority.strip_prefix(host).unwrap_or_default();
    let is_https = scheme.eq_ignore_ascii_case("https");
    let is_known = is_https || scheme.eq_ignore_ascii_case("http") && is_loopback(host);
    is_known && is_host(host) && is_port(port) && target.bytes().all(is_of_target)
}

/// The host of an authority, without its port; an IPv6 address keeps its brackets.
pub(crate) fn host(authority: &str) -> &str {
    match authority.find(']') {
        Some(end) => authority.get(..=end).unwrap_or_default(),
        None => authority.split(':').next().unwrap_or_default(),
    }
}

fn is_host(host: &str) -> bool {
    if host.starts_with('[') {
        return ipv6(host).is_some();
    }
    let is_of_name = |byte: u8| byte.is_ascii_alphanumeric() || b"._~!$&'()*+,;=-".contains(&byte);
    !host.is_empty() && host.bytes().all(is_of_name) && !is_half_an_address(host)
}

/// Whether a host ends in a number and is no address, of which each reader makes another one.
fn is_half_an_address(host: &str) -> bool {
    let name = host.strip_suffix('.').unwrap_or(host);
    let last = name.rsplit('.').next().unwrap_or_default();
    let is_decimal = !last.is_empty() && last.bytes().all(|digit| digit.is_ascii_digit());
    let is_hexadecimal = last
        .strip_prefix("0x")
        .or_else(|| last.strip_prefix("0X"))
        .is_some_and(|digits| digits.bytes().all(|digit| digit.is_ascii_hexdigit()));
    (is_decimal || is_hexadecimal) && name.parse::<Ipv4Addr>().is_err()
}

/// What comes after the host: nothing, or a colon and digits.
fn is_port(text: &str) -> bool {
    let is_number = |digits: &str| {
        digits.bytes().all(|digit| digit.is_ascii_digit()) && digits.parse::<u16>().is_ok()
    };
    text.is_empty() || text.strip_prefix(':').is_some_and(is_number)
}

/// Whether a path, a query or a fragment has it as it is; others are written with `%`.
fn is_of_target(byte: u8) -> bool {
    byte.is_ascii_graphic() && !b"\"<>\\^`{|}".contains(&byte)
}

fn is_loopback(host: &str) -> bool {
    let is_v4 = || host.parse().is_ok_and(|host: Ipv4Addr| host.is_loopback());
    let is_v6 = || ipv6(host).is_some_and(|host| host.is_loopback());
    host.eq_ignore_ascii_case("localhost") || is_v4() || is_v6()
}

fn ipv6(host: &str) -> Option<Ipv6Addr> {
    host.strip_prefix('[')?.strip_suffix(']')?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::is_permitted;

    #[test]
    fn https_goes_anywhere_and_http_to_this_machine_only() {
        for address in [
            "https://a.b/c",
            "HTTPS://a.b",
            "https://[2001:db8::1]:8443/",
            "http://127.0.0.1:8787/x",
            "http://localhost",
            "http://[::1]:65535/",
            "http://[0:0:0:0:0:0:0:1]",
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
            "http://127.0.0.1:65536",
            "http://127.0.0.1:",
            "https://user@a.b",
            "https://a.b:1@c.d",
            "http://127.1",
            "https://10.0.0.0x1",
            "http://[::2]/",
            "https://[::1",
            "https://a.b[::1]/",
            " https://a.b",
            "https://a.b/\nx",
            "https://a.b/\u{e9}",
            "http://localhost@evil.example",
        ] {
            assert!(!is_permitted(address), "{address}");
        }
    }
}
