//! How requests end.

use super::{Explanation, Kind, of};

/// The endings of a body, in the order of the audit log's table.
pub const ENDINGS: [Explanation; 6] = [
    of(
        Kind::Ending,
        "delivered",
        "The collector has the events: its status is 2xx.",
        "Nothing.",
    ),
    of(
        Kind::Ending,
        "refused",
        "The collector will never take the events. A line with `drop` follows.",
        "`nemo-telemetry validate --bodies` shows what is wrong with a body.",
    ),
    of(
        Kind::Ending,
        "halved",
        "The collector finds the request too large; its events go again in two.",
        "Nothing.",
    ),
    of(
        Kind::Ending,
        "retried",
        "The events are tried again, now or by a later program.",
        "Nothing, unless it goes on: then look at the address and at the proxy.",
    ),
    of(
        Kind::Ending,
        "kept",
        "The program ended first. The events wait in the outbox for a later one.",
        "Nothing. `nemo-telemetry outbox show` lists them.",
    ),
    of(
        Kind::Ending,
        "dropped",
        "The events are not tried again, though no collector refused them. A line with `drop` says why.",
        "`nemo-telemetry explain REASON` says what the reason means.",
    ),
];

/// How one request ended, in the order of the WIT.
pub const OUTCOMES: [Explanation; 5] = [
    of(
        Kind::Outcome,
        "answered",
        "The collector answered; its status says what becomes of the events.",
        "Nothing.",
    ),
    of(
        Kind::Outcome,
        "timeout",
        "The time of the request was over first.",
        "Nothing once; always: the collector or the way to it is slow.",
    ),
    of(
        Kind::Outcome,
        "unreachable",
        "No connection came about: the name is unknown, nobody listens, there is no route, or TLS failed. Nothing was sent.",
        "Look at the address, the proxy (`HTTPS_PROXY`) and the certificates (`SSL_CERT_FILE`).",
    ),
    of(
        Kind::Outcome,
        "denied",
        "The host does not send to that address. Nothing was sent.",
        "Correct the endpoint: https, or http to this machine.",
    ),
    of(
        Kind::Outcome,
        "failed",
        "The connection broke, or what came back is no HTTP.",
        "Nothing once; always: what listens there is no collector.",
    ),
];
