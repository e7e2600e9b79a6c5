//! The address of a store.

use alloc::string::String;

use wasi::http::types::Scheme;

#[derive(Debug)]
pub(crate) struct Url {
    pub(crate) scheme: Scheme,
    /// Host and port.
    pub(crate) authority: String,
    pub(crate) path_with_query: String,
}

impl Url {
    /// None: it is none of HTTP, or it has a user's name, which a header says.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let (scheme, rest) = match text.split_once("://")? {
            ("http", rest) => (Scheme::Http, rest),
            ("https", rest) => (Scheme::Https, rest),
            _ => return None,
        };
        let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
        let (authority, path) = rest.split_at_checked(end)?;
        if authority.is_empty() || authority.contains(['@', ' ']) || path.contains(['#', ' ']) {
            return None;
        }
        let path_with_query = match path {
            "" => "/".into(),
            query if query.starts_with('?') => alloc::format!("/{query}"),
            path => path.into(),
        };
        Some(Self {
            scheme,
            authority: authority.into(),
            path_with_query,
        })
    }
}
