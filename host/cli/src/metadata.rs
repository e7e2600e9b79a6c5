//! What a component says of itself: the custom sections that the build writes and registries read.

use wasmparser::{ComponentName, ComponentNameSectionReader, KnownCustom, Parser, Payload};

/// The sections that say something, as registries name them.
const TITLES: [&str; 4] = ["version", "licenses", "source", "revision"];

/// Titles and texts, in the order of the file; what is no text is left out. A claim, not a proof:
/// whoever makes a component can write anything there.
pub(crate) fn read(component: &[u8]) -> Vec<(&'static str, String)> {
    let mut found = Vec::new();
    let mut depth = 0_u32;
    for payload in Parser::new(0).parse_all(component).map_while(Result::ok) {
        match payload {
            Payload::ModuleSection { .. } | Payload::ComponentSection { .. } => depth += 1,
            Payload::End(_) => depth = depth.saturating_sub(1),
            Payload::CustomSection(section) if depth == 0 => {
                if let KnownCustom::ComponentName(names) = section.as_known() {
                    found.extend(name(names).map(|name| ("name", name)));
                } else if let Some(title) = TITLES.iter().find(|title| **title == section.name()) {
                    let text = str::from_utf8(section.data()).ok();
                    found.extend(text.map(|text| (*title, text.to_owned())));
                }
            }
            _ => {}
        }
    }
    found
}

fn name(names: ComponentNameSectionReader<'_>) -> Option<String> {
    names
        .into_iter()
        .map_while(Result::ok)
        .find_map(|part| match part {
            ComponentName::Component { name, .. } => Some(name.to_owned()),
            _ => None,
        })
}
