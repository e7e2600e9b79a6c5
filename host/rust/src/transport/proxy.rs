//! The system's proxies.
//!
//! The client's own reading of the environment will not do: it takes `ALL_PROXY` before
//! `HTTPS_PROXY` and `HTTP_PROXY` for https, sends loopback through the proxy too, and treats a
//! SOCKS proxy, which this build does not speak, as none at all.

use std::net::IpAddr;

use ureq::Proxy;
use ureq::http::Uri;

use super::url::{is_loopback_host, literal};

/// The proxy for https, and the hosts that do without.
#[derive(Clone, Debug)]
pub(super) struct Proxies {
    https: Https,
    direct: Vec<String>,
}

#[derive(Clone, Debug)]
enum Https {
    Direct,
    Through(Proxy),
    /// A proxy is wanted that cannot be used.
    Unusable,
}

/// No way to a host: its proxy cannot be used.
#[derive(Debug)]
pub(super) struct NoRoute;

impl Proxies {
    pub(super) fn from_environment(variable: &dyn Fn(&str) -> Option<String>) -> Self {
        let first = |names: &[&str]| {
            let mut values = names.iter().filter_map(|name| variable(name));
            values.find(|value| !value.trim().is_empty())
        };
        let proxy = first(&["https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"]);
        let direct = first(&["no_proxy", "NO_PROXY"]).unwrap_or_default();
        Self {
            https: proxy.map_or(Https::Direct, |url| Https::parse(url.trim())),
            direct: direct
                .split([',', ' ', '\t'])
                .filter(|pattern| !pattern.is_empty())
                .map(str::to_ascii_lowercase)
                .collect(),
        }
    }

    /// The proxy on the way to `uri`, or `None` for a direct connection.
    pub(super) fn route(&self, uri: &Uri) -> Result<Option<&Proxy>, NoRoute> {
        let host = uri.host().unwrap_or_default();
        if is_loopback_host(host) || self.is_direct(host, uri.port_u16().unwrap_or(443)) {
            return Ok(None);
        }
        match &self.https {
            Https::Direct => Ok(None),
            Https::Through(proxy) => Ok(Some(proxy)),
            Https::Unusable => Err(NoRoute),
        }
    }

    fn is_direct(&self, host: &str, port: u16) -> bool {
        let host = Host::parse(host);
        self.direct
            .iter()
            .any(|pattern| host.is_covered_by(pattern, port))
    }
}

impl Https {
    fn parse(url: &str) -> Self {
        match Proxy::new(url) {
            Ok(proxy) if is_http(&proxy) => Self::Through(proxy),
            _ => Self::Unusable,
        }
    }
}

fn is_http(proxy: &Proxy) -> bool {
    use ureq::ProxyProtocol::{Http, Https};
    matches!(proxy.protocol(), Http | Https)
}

/// A host as `NO_PROXY` sees it. Names are not looked up.
enum Host {
    Name(String),
    Address(u128),
}

impl Host {
    fn parse(host: &str) -> Self {
        let host = host.trim_end_matches('.');
        match literal(host) {
            Some(address) => Self::Address(bits(address)),
            None => Self::Name(host.to_ascii_lowercase()),
        }
    }

    /// Whether a pattern in lower case covers it: `*`; a name with its subdomains or an address,
    /// both with or without a port; or a network. `host/PROXY.md` has the rules.
    fn is_covered_by(&self, pattern: &str, port: u16) -> bool {
        if pattern.contains('/') {
            return self.is_in(pattern) == Some(true);
        }
        let name = match pattern.rsplit_once(':') {
            // A colon before it belongs to an IPv6 address.
            Some((name, digits)) if !name.contains(':') || name.ends_with(']') => {
                if !is_number(digits) || digits.parse() != Ok(port) {
                    return false;
                }
                name
            }
            _ => pattern,
        };
        if name == "*" {
            return true;
        }
        match self {
            Self::Address(address) => {
                let named = literal(name).or_else(|| name.parse().ok());
                named.map(bits) == Some(*address)
            }
            Self::Name(host) => {
                let name = name.trim_start_matches('*').trim_start_matches('.');
                match host.strip_suffix(name) {
                    Some(rest) => !name.is_empty() && (rest.is_empty() || rest.ends_with('.')),
                    None => false,
                }
            }
        }
    }

    /// Whether it lies in a network such as `10.0.0.0/8`; `None` for what is not one.
    fn is_in(&self, network: &str) -> Option<bool> {
        let (first, prefix) = network.split_once('/')?;
        let first: IpAddr = first.parse().ok()?;
        let unused: u32 = if first.is_ipv4() { 96 } else { 0 };
        let prefix = if is_number(prefix) {
            unused.saturating_add(prefix.parse().ok()?)
        } else {
            return None;
        };
        let ignored = 128_u32.checked_sub(prefix)?;
        let Self::Address(address) = self else {
            return Some(false);
        };
        // `::/0` is every address of IPv6, and none of IPv4.
        if is_ipv4(*address) && prefix < 96 {
            return Some(false);
        }
        let differing = address ^ bits(first);
        Some(differing.checked_shr(ignored).unwrap_or(0) == 0)
    }
}

/// An address as one of IPv6; one of IPv4 is in `::ffff:0:0/96`.
fn bits(address: IpAddr) -> u128 {
    match address {
        IpAddr::V4(v4) => v4.to_ipv6_mapped().to_bits(),
        IpAddr::V6(v6) => v6.to_bits(),
    }
}

fn is_ipv4(bits: u128) -> bool {
    bits >> 32 == 0xffff
}

/// Parsers of numbers accept a sign, too.
fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn route(environment: &[(&str, &str)], url: &str) -> String {
        let variable = |name: &str| {
            let found = environment.iter().find(|(key, _)| *key == name);
            found.map(|(_, value)| (*value).to_owned())
        };
        let proxies = Proxies::from_environment(&variable);
        match proxies.route(&url.parse().unwrap()) {
            Ok(Some(proxy)) => format!("{}:{}", proxy.host(), proxy.port()),
            Ok(None) => "direct".into(),
            Err(NoRoute) => "none".into(),
        }
    }

    #[test]
    fn the_proxy_for_https_wins_over_the_one_for_all() {
        let both = [("ALL_PROXY", "http://all:1"), ("HTTPS_PROXY", "secure:2")];
        assert_eq!(route(&both, "https://example.com/"), "secure:2");
        assert_eq!(route(&both[..1], "https://example.com/"), "all:1");
    }

    #[test]
    fn lower_case_wins_and_an_empty_value_counts_as_none() {
        let both = [
            ("https_proxy", "http://low:1"),
            ("HTTPS_PROXY", "http://up:2"),
        ];
        assert_eq!(route(&both, "https://example.com/"), "low:1");
        let empty = [("https_proxy", ""), ("HTTPS_PROXY", "http://up:2")];
        assert_eq!(route(&empty, "https://example.com/"), "up:2");
    }

    #[test]
    fn the_proxy_for_http_is_not_used_for_https() {
        let http = [("HTTP_PROXY", "http://plain:1"), ("http_proxy", "plain:1")];
        assert_eq!(route(&http, "https://example.com/"), "direct");
    }

    #[test]
    fn loopback_is_always_direct() {
        let proxy = [("ALL_PROXY", "http://all:1")];
        for host in [
            "localhost",
            "LOCALHOST:8443",
            "127.0.0.1",
            "127.9.9.9:1",
            "[::1]:2",
        ] {
            assert_eq!(route(&proxy, &format!("https://{host}/")), "direct");
            assert_eq!(route(&proxy, &format!("http://{host}/")), "direct");
        }
    }

    #[test]
    fn a_proxy_that_cannot_be_used_is_not_passed_by() {
        for proxy in ["socks5://socks:1080", "ftp://x", "not a url", "http://"] {
            let proxy = [("HTTPS_PROXY", proxy), ("NO_PROXY", "in.example")];
            assert_eq!(route(&proxy, "https://example.com/"), "none");
            assert_eq!(route(&proxy, "https://in.example/"), "direct");
        }
    }

    #[derive(serde::Deserialize)]
    #[serde(rename_all = "camelCase", deny_unknown_fields)]
    struct Case {
        no_proxy: String,
        url: String,
        direct: bool,
        why: String,
    }

    #[test]
    fn no_proxy_covers_what_the_table_says() {
        let data = include_str!("../../../../tests/host/no-proxy.json");
        let cases: Vec<Case> = serde_json::from_str(data).unwrap();
        assert!(cases.len() > 70);
        for case in cases {
            let environment = [
                ("HTTPS_PROXY", "http://proxy:1"),
                ("NO_PROXY", &case.no_proxy),
            ];
            let expected = if case.direct { "direct" } else { "proxy:1" };
            assert_eq!(
                route(&environment, &case.url),
                expected,
                "{:?} {}: {}",
                case.no_proxy,
                case.url,
                case.why
            );
        }
    }
}
