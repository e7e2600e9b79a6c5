//! Which URLs are sent to.

use std::error::Error;
use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use ureq::http::Uri;
use ureq::http::uri::{Authority, Scheme};

/// Why a URL is not sent to. The message does not repeat the URL, which may hold a secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Refusal {
    /// Empty, relative, or not a URL at all.
    NotAbsolute,
    /// A scheme other than https and http.
    Scheme,
    /// A user name or password before the host.
    Userinfo,
    /// No host, one that ends in a number and is no IPv4 address, brackets without an IPv6 address,
    /// or a port that is not a number from 0 to 65535.
    Host,
    /// A character after the host that a URL has to write with `%`.
    Target,
    /// Plain http to a host other than `localhost`, `127.0.0.0/8` or `[::1]`.
    NotLoopback,
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NotAbsolute => "expected an absolute URL such as https://host/path",
            Self::Scheme => "expected the scheme https, or http for a loopback address",
            Self::Userinfo => "a URL must not carry a user name or password",
            Self::Host => {
                "the URL has no host or half an address, or its port is not a number up to 65535"
            }
            Self::Target => {
                "the URL has a character after its host that has to be written with a percent sign"
            }
            Self::NotLoopback => {
                "plain http goes to localhost, 127.0.0.0/8 and [::1] only; use https"
            }
        })
    }
}

impl Error for Refusal {}

/// Whether a URL may be sent to: https to any host, plain http to a loopback address, no user name
/// or password in it.
///
/// `localhost` counts as loopback because it is never looked up: it is connected to `127.0.0.1` or
/// `::1`, whatever a name server says. Other spellings of a loopback address, such as `127.1` or
/// `::ffff:127.0.0.1`, do not.
///
/// # Errors
///
/// The first rule that the URL breaks.
pub fn permitted(url: &str) -> Result<(), Refusal> {
    parse(url).map(drop)
}

/// The URL, when it is [`permitted`].
pub(super) fn parse(url: &str) -> Result<Uri, Refusal> {
    let uri: Uri = url.parse().or(Err(Refusal::NotAbsolute))?;
    let (Some(scheme), Some(authority)) = (uri.scheme(), uri.authority()) else {
        return Err(Refusal::NotAbsolute);
    };
    if *scheme != Scheme::HTTPS && *scheme != Scheme::HTTP {
        return Err(Refusal::Scheme);
    }
    if authority.as_str().contains('@') {
        return Err(Refusal::Userinfo);
    }
    if !is_well_formed(authority) {
        return Err(Refusal::Host);
    }
    if *scheme == Scheme::HTTP && !is_loopback_host(authority.host()) {
        return Err(Refusal::NotLoopback);
    }
    if is_half_an_address(authority.host()) {
        return Err(Refusal::Host);
    }
    // The parser drops a fragment unread, and leaves what other readers write anew.
    if !url.bytes().all(is_of_url) {
        return Err(Refusal::Target);
    }
    Ok(uri)
}

/// The parser lets an empty host and anything for a port pass; the client would replace such a port
/// by the scheme's own.
fn is_well_formed(authority: &Authority) -> bool {
    let host = authority.host();
    let has_port = || {
        let is_number = |text: &str| text.bytes().all(|digit| digit.is_ascii_digit());
        authority
            .port()
            .is_some_and(|port| is_number(port.as_str()))
            && authority.port_u16().is_some()
    };
    !host.is_empty() && (authority.as_str() == host || has_port())
}

/// Whether a URL has it as it is; others are written with `%`.
fn is_of_url(byte: u8) -> bool {
    byte.is_ascii_graphic() && !b"\"<>\\^`{|}".contains(&byte)
}

/// Whether a host ends in a number or has brackets, and is no address, of which each reader makes
/// another one.
fn is_half_an_address(host: &str) -> bool {
    if host.starts_with('[') {
        return literal(host).is_none();
    }
    let name = host.strip_suffix('.').unwrap_or(host);
    let last = name.rsplit('.').next().unwrap_or_default();
    let is_hexadecimal = last
        .strip_prefix(['0'])
        .and_then(|rest| rest.strip_prefix(['x', 'X']))
        .is_some_and(|digits| digits.bytes().all(|digit| digit.is_ascii_hexdigit()));
    let is_decimal = !last.is_empty() && last.bytes().all(|digit| digit.is_ascii_digit());
    (is_decimal || is_hexadecimal) && name.parse::<Ipv4Addr>().is_err()
}

/// Whether a host as it stands in a URL, without port, can only be this machine.
#[must_use]
pub fn is_loopback_host(host: &str) -> bool {
    !loopback_addresses(host).is_empty()
}

/// The addresses to try for a loopback host, in order; empty for any other.
pub(super) fn loopback_addresses(host: &str) -> Vec<IpAddr> {
    if host.eq_ignore_ascii_case("localhost") {
        return vec![Ipv4Addr::LOCALHOST.into(), Ipv6Addr::LOCALHOST.into()];
    }
    literal(host)
        .filter(IpAddr::is_loopback)
        .into_iter()
        .collect()
}

/// The address that a host is, if it is not a name.
pub(super) fn literal(host: &str) -> Option<IpAddr> {
    match host.strip_prefix('[').and_then(|v6| v6.strip_suffix(']')) {
        Some(v6) => v6.parse().ok().map(IpAddr::V6),
        None => host.parse().ok().map(IpAddr::V4),
    }
}
