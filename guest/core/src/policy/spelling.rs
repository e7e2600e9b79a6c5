//! Yes and no as people write them.

/// What a switch says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Switch {
    On,
    Off,
    /// Neither; whoever wrote it wanted to change something, so it must not turn anything on.
    Unknown,
}

/// Reads a switch, without regard to case and surrounding space. Empty is off: that is what an unset shell variable leaves.
pub(super) fn switch(value: &str) -> Switch {
    match value.trim().to_ascii_lowercase().as_str() {
        "1" | "true" | "yes" | "on" => Switch::On,
        "" | "0" | "false" | "no" | "off" => Switch::Off,
        _ => Switch::Unknown,
    }
}

/// Whether a kill switch is set: to anything but no.
pub(super) fn forbids(value: &str) -> bool {
    switch(value) != Switch::Off
}
