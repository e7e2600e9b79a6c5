//! The system's proxies.
//!
//! The client's own reading of the environment will not do: it takes `ALL_PROXY` before
//! `HTTPS_PROXY` and `HTTP_PROXY` for https, sends loopback through the proxy too, and treats a
//! SOCKS proxy, which this build does not speak, as none at all.

use ureq::Proxy;
use ureq::http::Uri;

use super::url::is_loopback_host;

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
        let host = host.trim_end_matches('.').to_ascii_lowercase();
        self.direct
            .iter()
            .any(|pattern| covers(pattern, &host, port))
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

/// Whether a pattern of `NO_PROXY`, in lower case, covers a host: `*`, or a name with its
/// subdomains, with or without a port.
fn covers(pattern: &str, host: &str, port: u16) -> bool {
    let name = match pattern.rsplit_once(':') {
        // A colon before it, or no digits after it, belongs to an IPv6 address.
        Some((name, digits)) if !name.contains(':') || name.ends_with(']') => {
            if digits.parse() != Ok(port) {
                return false;
            }
            name
        }
        _ => pattern,
    };
    let name = name.trim_start_matches('*').trim_start_matches('.');
    let name = name.trim_matches(['[', ']']);
    if name.is_empty() {
        return pattern.starts_with('*');
    }
    let host = host.trim_matches(['[', ']']);
    match host.strip_suffix(name) {
        Some(rest) => rest.is_empty() || rest.ends_with('.'),
        None => false,
    }
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

    #[test]
    fn no_proxy_names_hosts_with_their_subdomains() {
        for (list, url, direct) in [
            ("example.com", "https://example.com/", true),
            ("example.com", "https://a.Example.com./", true),
            ("example.com", "https://notexample.com/", false),
            ("a.example.com", "https://example.com/", false),
            (".example.com", "https://a.example.com/", true),
            ("*.example.com", "https://a.example.com/", true),
            ("other, EXAMPLE.com ,third", "https://example.com/", true),
            ("*", "https://example.com/", true),
            ("", "https://example.com/", false),
            (",., ,", "https://example.com/", false),
            ("example.com:443", "https://example.com/", true),
            ("example.com:8443", "https://example.com/", false),
            ("10.0.0.7", "https://10.0.0.7/", true),
            ("10.0.0.7", "https://110.0.0.7/", false),
            ("fd00::7", "https://[fd00::7]/", true),
            ("[fd00::7]:443", "https://[fd00::7]/", true),
            ("fd00::7", "https://[fd00::8]/", false),
        ] {
            let environment = [("HTTPS_PROXY", "http://proxy:1"), ("NO_PROXY", list)];
            let expected = if direct { "direct" } else { "proxy:1" };
            assert_eq!(route(&environment, url), expected, "{list:?} {url}");
        }
    }
}
