//! What is wrong with a text: the codes of problems.

use super::{Explanation, Kind, of};

/// Every code, in the order in which the component checks a text.
pub const PROBLEMS: [Explanation; 23] = [
    of(
        Kind::Problem,
        "syntax",
        "The text is not JSON. The column shows the first character that does not fit; what follows it was not looked at.",
        "Write the text with a JSON library. NaN and Infinity are not JSON: leave the field out, or send its value for unknown.",
    ),
    of(
        Kind::Problem,
        "trailing-text",
        "Something follows the object.",
        "Put one object on each line, and nothing behind it.",
    ),
    of(
        Kind::Problem,
        "too-large",
        "The text is longer than it may be: 64 KiB for an event's parameters, 256 KiB for one call, 1 MiB for a body that is checked.",
        "An event holds short words and numbers. Look for a field that carries content, and pass long files in parts.",
    ),
    of(
        Kind::Problem,
        "too-deep",
        "More than 32 objects and arrays lie inside one another.",
        "Events are flat: an object with strings, numbers and lists.",
    ),
    of(
        Kind::Problem,
        "invalid-escape",
        "A string holds a backslash sequence that JSON does not have.",
        "JSON has \\\" \\\\ \\/ \\b \\f \\n \\r \\t and \\uXXXX. A backslash itself is written twice.",
    ),
    of(
        Kind::Problem,
        "lone-surrogate",
        "A string holds half of a surrogate pair, which no UTF-8 text can hold.",
        "Cut texts at characters, not at UTF-16 units, and replace what is broken before you make the event.",
    ),
    of(
        Kind::Problem,
        "control-character",
        "A string holds a raw control character.",
        "Write the text with a JSON library, which escapes it.",
    ),
    of(
        Kind::Problem,
        "unknown-field",
        "The event does not have this field. Fields are refused, not dropped, so that a misspelt one is not lost in silence. Its name is \
         shown only when it is close to a known one; otherwise it may be private.",
        "Use the wire name (taskStatus, not task_status). `nemo-telemetry schema show EVENT` lists the fields.",
    ),
    of(
        Kind::Problem,
        "missing-field",
        "A field that the event needs is not there.",
        "Give it a value. `nemo-telemetry schema show EVENT` says which fields are required.",
    ),
    of(
        Kind::Problem,
        "duplicate-field",
        "The same field stands twice, and nobody can tell which one is meant.",
        "Remove one.",
    ),
    of(
        Kind::Problem,
        "wrong-type",
        "The value has another JSON type than the field: a string where a number belongs, null, or a number with a fraction where an \
         integer belongs. Nothing is converted.",
        "Pass the right type. A value that is not known is the field's word for unknown, never null.",
    ),
    of(
        Kind::Problem,
        "not-allowed",
        "The field takes one of a few words, and this is none of them. Case counts.",
        "Use one of the words in the message.",
    ),
    of(
        Kind::Problem,
        "out-of-range",
        "The number lies outside the field's range, or no 64-bit integer or double can hold it.",
        "Pass a number inside the range.",
    ),
    of(
        Kind::Problem,
        "too-long",
        "The string is longer than the field allows.",
        "Shorten it; it may hold more than it should.",
    ),
    of(
        Kind::Problem,
        "too-few",
        "The list has fewer items than it has to have. A body has at least one event.",
        "Send nothing where there is nothing to send.",
    ),
    of(
        Kind::Problem,
        "unknown-event",
        "The component does not have an event of that name.",
        "`nemo-telemetry schema list` shows every event.",
    ),
    of(
        Kind::Problem,
        "unknown-version",
        "The component has the event, but not in that wire version.",
        "Use a version in the message, or leave schemaVersion out: then the one that the product sends today is meant.",
    ),
    of(
        Kind::Problem,
        "invalid-time",
        "The instant is not one that the wire can hold.",
        "Write RFC 3339 in UTC, such as 2026-11-21T10:00:00.000Z, or Unix seconds where the field takes them; years 1 to 9999.",
    ),
    of(
        Kind::Problem,
        "invalid-endpoint",
        "Events may not go to that address.",
        "Use https, or http to this machine (127.0.0.1, [::1], localhost), and no user name or password in the address.",
    ),
    of(
        Kind::Problem,
        "unknown-derivation",
        "The component has no derivation of that name.",
        "The message lists the names.",
    ),
    of(
        Kind::Problem,
        "private-value",
        "A free string looks like a path, an address or an e-mail, is longer than any label, or holds a name of this machine or of its \
         user. The settings say to refuse such a value; by default it is sent as `redacted`.",
        "Send what the field is meant to hold: `nemo-telemetry schema show EVENT` says it, and `nemo-telemetry label` makes it.",
    ),
    of(
        Kind::Problem,
        "queue-full",
        "The queue is full and the settings say to refuse new events rather than to drop old ones.",
        "Drive `poll` until events are delivered, and pass the line again.",
    ),
    of(
        Kind::Problem,
        "too-many-problems",
        "The list was cut after 32 problems.",
        "Mend those first.",
    ),
];
