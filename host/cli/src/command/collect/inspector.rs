//! The page on which a person sees what arrives. Its sources are in `host/js/inspector`; what is
//! built from them is inside this program, so that nothing else is needed to serve it.

mod feed;

use std::{borrow::Cow, sync::Arc};

use nemo_telemetry::printable;
use nemo_telemetry_artifact::{COMPONENT, SHA256};
use nemo_telemetry_cli::explain::{self, Explanation};
use nemo_telemetry_testkit::collector::{Collector, Content, Page, Site, Visit};
use serde_json::{Value, json};

use self::feed::Feed;
use super::sender::Sent;
use crate::{command::arguments::Product, output};

/// Names the form of `/about.json` and of the events of `/requests`.
const SCHEMA: &str = "nemo-telemetry.inspector/1";

/// The page may do what it needs and nothing else: its own files, the component, and requests to
/// where it came from. No other page may hold it or read from it, and no browser keeps it.
const HEADERS: &str = concat!(
    "Content-Security-Policy: default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; ",
    "style-src 'self'; img-src data:; connect-src 'self'; base-uri 'none'; form-action 'none'; ",
    "frame-ancestors 'none'\r\n",
    "Cross-Origin-Opener-Policy: same-origin\r\n",
    "Cross-Origin-Resource-Policy: same-origin\r\n",
    "Referrer-Policy: no-referrer\r\n",
    "X-Content-Type-Options: nosniff\r\n",
    "Cache-Control: no-store\r\n",
);

/// The files of the page, by their paths.
const FILES: [(&str, &str, &str); 3] = [
    (
        "/",
        "text/html; charset=utf-8",
        include_str!("../../../../js/inspector/page/index.html"),
    ),
    (
        "/inspector.js",
        "text/javascript; charset=utf-8",
        include_str!("../../../../js/inspector/page/inspector.js"),
    ),
    (
        "/inspector.css",
        "text/css; charset=utf-8",
        include_str!("../../../../js/inspector/page/inspector.css"),
    ),
];

/// What the page is told of requests.
#[derive(Clone, Debug, Default)]
pub(super) struct Inspector(Arc<Feed>);

impl Inspector {
    /// Tells every page of a request, and of its sender as far as this machine knows.
    pub(super) fn tell(&self, mut request: Value, sent: Option<&Sent>) {
        request["sender"] = sent.map_or(Value::Null, Sent::json);
        self.0.add(&request);
    }

    /// What serves the page. `answers` says how the collector answers, for a person.
    pub(super) fn site(&self, answers: &str) -> Site {
        let (feed, about) = (Arc::clone(&self.0), about(answers));
        Box::new(move |visit| {
            let Visit {
                path,
                last_event_id,
            } = *visit;
            let (content_type, content) = match path {
                "/about.json" => ("application/json", whole(about.clone().into_bytes())),
                "/component.wasm" => ("application/wasm", whole(COMPONENT)),
                "/requests" => (
                    "text/event-stream",
                    Content::Stream(feed.follow(last_event_id)),
                ),
                _ => FILES
                    .iter()
                    .find(|(name, ..)| *name == path)
                    .map(|(_, content_type, text)| (*content_type, whole(text.as_bytes())))?,
            };
            Some(Page {
                content_type,
                headers: HEADERS,
                content,
            })
        })
    }
}

fn whole(bytes: impl Into<Cow<'static, [u8]>>) -> Content {
    Content::Whole(bytes.into())
}

/// What the page cannot know from the component.
fn about(answers: &str) -> String {
    let explanation =
        |Explanation {
             code,
             meaning,
             remedy,
             ..
         }: &Explanation| { json!({"code": code, "meaning": meaning, "remedy": remedy}) };
    let examples = |product: &Product| (product.id().to_owned(), product.examples().into());
    json!({
        "schema": SCHEMA,
        "version": env!("CARGO_PKG_VERSION"),
        "component": SHA256,
        "answers": answers,
        "explanations": explain::PROBLEMS.iter().map(explanation).collect::<Vec<Value>>(),
        "examples": Product::or_all(None).iter().map(examples).collect::<serde_json::Map<_, _>>(),
    })
    .to_string()
}

/// Says where the page is and, for a person at a terminal, opens it.
pub(super) fn show(collector: &Collector, is_seen: bool) {
    let address = format!("http://{}/", collector.local_addr());
    output::say(format_args!("the inspector is at {address}"));
    if is_seen && let Err(error) = open::that_detached(&address) {
        let error = error.to_string();
        output::say(format_args!("no browser was opened: {}", printable(&error)));
    }
}
