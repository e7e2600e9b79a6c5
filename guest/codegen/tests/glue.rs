//! What the glue of JavaScript is made from, and what it refuses.

use nemo_telemetry_codegen::{emit::glue, world::World};

/// A world whose only export has these items, and whose only import those.
fn world(export: &str, import: &str) -> World {
    let text = format!(
        "package test:it; interface given {{ {import} }} interface made {{ {export} }} world it {{ import given; export made; }}"
    );
    World::parse(&text).unwrap()
}

#[track_caller]
fn assert_refused(export: &str, import: &str, expected: &str) {
    let world = world(export, import);
    let error = glue::outputs(&world)
        .err()
        .map(|error| format!("{error:#}"));
    assert_eq!(error.as_deref(), Some(expected));
}

/// The lines of the glue from the first with this text, as many as `expected` has.
#[track_caller]
fn assert_lines(export: &str, import: &str, expected: &str) {
    let [javascript, _] = glue::outputs(&world(export, import)).unwrap();
    let first = expected.lines().next().unwrap();
    let from = javascript
        .text
        .find(first)
        .unwrap_or_else(|| panic!("{first} is in\n{}", javascript.text));
    let count = expected.lines().count();
    let found: Vec<_> = javascript.text[from..].lines().take(count).collect();
    assert_eq!(found.join("\n"), expected);
}

#[test]
fn offsets_follow_the_alignment_of_each_field() {
    assert_lines(
        "record entry { one: bool, two: u32, three: option<string>, four: list<entry-id>, five: bool }
         record entry-id { name: string }
         find: func() -> entry;",
        "",
        "function getEntry(place) {
    return {
      one: getBool(place),
      two: getU32(place + 4),
      three: getOption(place + 8, 4, getText),
      four: getList(place + 20, 8, getEntryId),
      five: getBool(place + 28),
    };
  }",
    );
}

#[test]
fn a_parameter_is_passed_as_its_core_values_and_none_has_as_many() {
    assert_lines(
        "pass: func(when: option<u64>, name: option<string>, ms: f64);",
        "",
        "      pass: (when, name, ms) => {
        core['test:it/made#pass'](
          when == null ? 0 : 1,
          when == null ? 0n : u64(when),
          name == null ? 0 : 1,
          name == null ? 0 : passText(name),
          name == null ? 0 : passed(),
          +ms,
        );
      },",
    );
}

#[test]
fn what_an_import_answers_is_written_where_the_component_says() {
    assert_lines(
        "",
        "record reading { value: f64, is-new: bool } look-up: func(name: string) -> option<reading>;",
        "      'look-up': (name, nameSize, place) => {
        look();
        const answer = imports['test:it/given'].lookUp(textAt(name, nameSize));
        look();
        putOption(place, answer, 8, putReading);
      },",
    );
}

#[test]
fn a_result_is_an_answer_or_an_error() {
    assert_lines(
        "open: func() -> result<u32, string>;",
        "",
        "        const place = core['test:it/made#open']();
        look();
        if (getBool(place)) {
          const error = getText(place + 4);
          core['cabi_post_test:it/made#open'](place);
          throw new ComponentError(error);
        }
        const answer = getU32(place + 4);
        core['cabi_post_test:it/made#open'](place);
        return answer;",
    );
}

#[test]
fn what_the_glue_does_not_know_is_an_error_that_names_it() {
    for (export, import, expected) in [
        (
            "f: func(x: u16);",
            "",
            "test:it/made, f: a value to pass of the type U16",
        ),
        (
            "f: func() -> list<u8>;",
            "",
            "test:it/made, f: a value to read of the type U8",
        ),
        (
            "f: func() -> tuple<u32, u32>;",
            "",
            "test:it/made, f: a value to read of the type tuple",
        ),
        (
            "flags all { one } f: func(x: all);",
            "",
            "test:it/made, f: a value to pass of the type flags",
        ),
        (
            "variant v { one, two(u32) } f: func(x: v);",
            "",
            "test:it/made, f: a value to pass of the type variant",
        ),
        (
            "record long { a: string, b: string, c: string, d: string, e: string, f: string, g: string, h: string, i: string }
             f: func(x: long);",
            "",
            "test:it/made, f: more parameters than a core function takes",
        ),
        (
            "resource thing { constructor(); }",
            "",
            "test:it/made, [constructor]thing: neither a method nor a static function",
        ),
        (
            "",
            "f: func(x: list<string>);",
            "test:it/given, f: a parameter of an import of the type list",
        ),
        (
            "",
            "f: func() -> list<string>;",
            "test:it/given, f: a value to write of the type list",
        ),
        (
            "",
            "resource thing; f: func();",
            "test:it/given: a resource of a host",
        ),
        (
            "f: func(place: u32);",
            "",
            "test:it/made, f: the glue has something else of the name `place`",
        ),
        (
            "",
            "f: func(x: string, x-size: u32);",
            "test:it/given, f: two parameters have one name in JavaScript: x, xSize, xSize",
        ),
        (
            "record same { a: string } f: func() -> same;",
            "record same { b: u32 } f: func(x: same);",
            "Same: two types of this name",
        ),
    ] {
        assert_refused(export, import, expected);
    }
}
