//! Yes and no as people write them.

/// What a switch says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Switch {
    On,
    Off,
    /// Neither; whoever wrote it wanted to change something, so it must not turn anything on.
    Unknown,
}

/// Reads a switch, without regard to case and surrounding space. Empty is off: that is what an
/// unset shell variable leaves.
///
/// Only space of ASCII is cut off, which every language does alike: a pre-check in another one
/// never hears a no where this hears a yes.
pub(super) fn switch(value: &str) -> Switch {
    match value.trim_ascii().to_ascii_lowercase().as_str() {
        "1" | "true" | "yes" | "on" => Switch::On,
        "" | "0" | "false" | "no" | "off" => Switch::Off,
        _ => Switch::Unknown,
    }
}

/// Whether a kill switch is set: to anything but no.
pub(super) fn forbids(value: &str) -> bool {
    switch(value) != Switch::Off
}

/// Whether a variable of continuous integration is set: to anything but no, as the product reads
/// it, with the space around it.
pub(super) fn is_set(value: &str) -> bool {
    !matches!(
        value.to_ascii_lowercase().as_str(),
        "" | "0" | "false" | "no" | "off"
    )
}

/// Whether a browser's signal objects. It says `unspecified` or `null` for a person who has not
/// decided.
pub(super) fn objects(value: &str) -> bool {
    forbids(value) && !matches!(value, "unspecified" | "null")
}

/// Whether an answer to the question is a yes. Enter alone is one where the question says so;
/// anything that is not plainly a yes is none.
pub(super) fn agrees(answer: &str, enter_is_yes: bool) -> bool {
    match answer.trim_ascii().to_ascii_lowercase().as_str() {
        "" => enter_is_yes,
        "y" | "yes" => true,
        _ => false,
    }
}
