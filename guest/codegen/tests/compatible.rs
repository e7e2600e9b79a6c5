//! Which changes of an interface a host that was written before them survives.

use nemo_telemetry_codegen::compatible::{Interface, Promise};

/// A package of this version whose world has these members beside what all have.
fn interface(version: &str, imported: &str, exported: &str) -> Interface {
    let text = format!(
        "package a:b@{version};
         interface host {{ now: func() -> u64; {imported} }}
         interface guest {{ check: func(text: string) -> bool; {exported} }}
         world telemetry {{ import host; export guest; }}"
    );
    Interface::parse(&text).unwrap()
}

#[test]
fn a_component_may_offer_more_and_ask_for_less() {
    let before = || interface("0.2.0", "draw: func() -> u32;", "");
    for (version, imported, exported) in [
        ("0.2.0", "draw: func() -> u32;", ""),
        ("0.2.1", "draw: func() -> u32;", "count: func() -> u32;"),
        ("0.2.1", "", ""),
    ] {
        let promise = before().stands_in(interface(version, imported, exported));
        assert_eq!(
            promise.unwrap(),
            Promise::Kept,
            "{version} {imported} {exported}"
        );
    }
}

#[test]
fn a_component_may_not_ask_for_more_or_offer_less_or_something_else() {
    let before = || interface("0.2.0", "draw: func() -> u32;", "count: func() -> u32;");
    for (imported, exported) in [
        (
            "draw: func() -> u32; post: func();",
            "count: func() -> u32;",
        ),
        ("draw: func(bits: u8) -> u32;", "count: func() -> u32;"),
        ("draw: func() -> u32;", ""),
        ("draw: func() -> u32;", "count: func() -> u64;"),
    ] {
        let promise = before().stands_in(interface("0.2.1", imported, exported));
        assert!(promise.is_err(), "{imported} {exported}");
    }
}

#[test]
fn another_version_promises_nothing() {
    for (before, after) in [("0.2.0", "0.3.0"), ("0.0.1", "0.0.2"), ("1.0.0", "2.0.0")] {
        let promise = interface(before, "", "").stands_in(interface(after, "more: func();", ""));
        assert_eq!(promise.unwrap(), Promise::None, "{before} {after}");
    }
    assert!(
        interface("1.0.0", "", "")
            .stands_in(interface("1.9.0", "more: func();", ""))
            .is_err()
    );
}
