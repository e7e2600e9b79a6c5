//! What becomes of an event: states, answers, counts and reasons.

use super::{Explanation, Kind, of};

/// The states of a decision, in the order of the WIT.
pub const STATES: [Explanation; 4] = [
    of(
        Kind::State,
        "off",
        "Nothing is queued, kept or sent. Nothing was loaded where a variable or a file said so already.",
        "`nemo-telemetry status` says what decided. If it should be on: `nemo-telemetry on --product PRODUCT`, and no kill switch in the environment.",
    ),
    of(
        Kind::State,
        "ask",
        "A person may be asked. Until there is an answer nothing is sent.",
        "Answer the product's question, `nemo-telemetry consent prompt --product PRODUCT`; or say so in the program, with `enabled`.",
    ),
    of(
        Kind::State,
        "notify",
        "A notice has to be shown first. Until it was, nothing is sent.",
        "Run the program where a person sees its standard error; the notice is shown once.",
    ),
    of(
        Kind::State,
        "on",
        "Events are taken and sent.",
        "Nothing. `nemo-telemetry off` turns it off.",
    ),
];

/// What `enqueue` answers, in the order of the packages.
pub const ANSWERS: [Explanation; 5] = [
    of(
        Kind::Answer,
        "buffered",
        "The event is on its way to be checked. Whether it is right shows later, in `rejected` of the status.",
        "Nothing; `flush` waits for it.",
    ),
    of(
        Kind::Answer,
        "off",
        "Telemetry is off, and the event is not looked at.",
        "The status has a text that says why.",
    ),
    of(
        Kind::Answer,
        "closed",
        "The queue was closed, or a person said no.",
        "Pass events before `close`, or open another queue.",
    ),
    of(
        Kind::Answer,
        "full",
        "512 KiB wait to be checked already. The event is dropped and counted as `overflowed`.",
        "Pass fewer events, or wait: it empties in milliseconds where the thread gets time.",
    ),
    of(
        Kind::Answer,
        "unusable",
        "JSON cannot say the event, or it is longer than 64 KiB. It is dropped and counted as `rejected`.",
        "Pass short words and numbers. `strict` raises the reason.",
    ),
];

/// The counts of a status beside its ledger: events that the component has not taken.
pub const REFUSED: [Explanation; 2] = [
    of(
        Kind::Refused,
        "rejected",
        "Events that are wrong: their schema does not allow them, or JSON cannot say them. They are in no ledger.",
        "The status and standard error name the field. `nemo-telemetry validate FILE --product PRODUCT` checks events in a file.",
    ),
    of(
        Kind::Refused,
        "overflowed",
        "Events that came while 512 KiB waited to be checked. They are in no ledger.",
        "Pass fewer events, or wait: it empties in milliseconds where the thread gets time.",
    ),
];

/// The counts of a ledger, in the order of the WIT. Accepted and recovered ones are in exactly one
/// of delivered, pending, kept and dropped.
pub const COUNTS: [Explanation; 7] = [
    of(
        Kind::Count,
        "accepted",
        "Events that were right and taken.",
        "Nothing. If it is lower than what the program passed, look at `rejected` and at the state.",
    ),
    of(
        Kind::Count,
        "recovered",
        "Events that earlier programs left in the outbox, and that this one took over.",
        "Nothing: they are sent like its own.",
    ),
    of(
        Kind::Count,
        "delivered",
        "Events that a collector answered with a status of 2xx.",
        "Nothing.",
    ),
    of(
        Kind::Count,
        "pending",
        "Events that wait, or are under way.",
        "Give `flush` or `close` more time, or leave them: an end of the program keeps them. If they stay, look how their requests ended: \
         `nemo-telemetry audit show` says `no answer` where nobody listens at the endpoint.",
    ),
    of(
        Kind::Count,
        "kept",
        "Events on disk, for the next program of this product.",
        "Nothing: they are sent within seven days. `nemo-telemetry outbox show` lists them, `outbox flush` sends them, `outbox clear` removes them.",
    ),
    of(
        Kind::Count,
        "unsure",
        "Events of a request without an answer, some of whose bytes may have left. They may arrive twice. They are counted where they are, too.",
        "Nothing. A collector tells repeats by the body's SHA-256 and the event's place.",
    ),
    of(
        Kind::Count,
        "dropped",
        "Events that never arrive, each with a reason.",
        "`nemo-telemetry explain REASON` says what each reason means.",
    ),
];

/// Why events are dropped, in the order of the ledger.
pub const REASONS: [Explanation; 10] = [
    of(
        Kind::Reason,
        "age",
        "The event is older than seven days. No client sends what is that old.",
        "Look why no collector was reached: `nemo-telemetry audit show`.",
    ),
    of(
        Kind::Reason,
        "attempts",
        "The event was tried as often as the product allows, and there is no outbox that could keep it.",
        "Turn the setting `outbox` on, or look why the collector cannot be reached.",
    ),
    of(
        Kind::Reason,
        "closed",
        "The program ended while the event waited, and there is no outbox that could keep it; or telemetry does not work, for a setting is wrong.",
        "Turn the setting `outbox` on, or give `close` more time. Where the status has a `problem`, mend that first.",
    ),
    of(
        Kind::Reason,
        "damaged",
        "A line of the outbox is torn, or tells of no event of the catalog.",
        "Nothing: a disk that was full or a power cut leaves such lines.",
    ),
    of(
        Kind::Reason,
        "denied",
        "Events may not go to that address: it is neither https nor this machine, or it has a user's name in it.",
        "Correct the endpoint. `nemo-telemetry status` shows it.",
    ),
    of(
        Kind::Reason,
        "dry-run",
        "The body was built and not sent, as a dry run or an empty endpoint asks.",
        "Nothing; without the dry run it is sent.",
    ),
    of(
        Kind::Reason,
        "opt-out",
        "A person said no while the event waited.",
        "Nothing: that is what the no is for.",
    ),
    of(
        Kind::Reason,
        "overflow",
        "The queue was full, and the oldest event made room.",
        "Pass fewer events, or raise `queueEvents`; look why the collector does not take them.",
    ),
    of(
        Kind::Reason,
        "refused",
        "The collector answered that it will never take the event.",
        "Look at the status of the answer: `nemo-telemetry audit show`. With 404 the path of the endpoint is wrong. Where it is the event's fault, \
         `nemo-telemetry validate` and `collect --strict` show what is wrong with it; else the collector knows.",
    ),
    of(
        Kind::Reason,
        "too-large",
        "The collector finds a request with this event alone too large.",
        "Shorten the event.",
    ),
];
