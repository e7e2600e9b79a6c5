//! What JSON is and what it is not, after RFC 8259, in values that nobody reads: the strict skipper
//! against serde_json.
//!
//! Each text stands as the value of an unknown field. Is it JSON, then the field is the only
//! problem; else the text is broken, too.

use nemo_telemetry_core::{
    catalog,
    problem::{Code, Problem},
    validate,
};
use serde::de::IgnoredAny;

/// One value a line.
const ACCEPTED: &str = r#"
null
true
false
0
-0
7
-7
1234567890
123456789012345678901234567890123456789012345678901234567890
0.0
-0.0
0.5
-0.5
10.010
0.00000000000000000000000000000000000000000000000000000001
1e1
1E1
1e+1
1E+1
1e-1
1E-1
0e0
0E0
0e+1
-0e-1
1.5e3
1.5E+003
1e00
1e400
-1e400
5e-400
1e99999999999999999999
123.456e78
""
" "
"a"
"ab"
"abcdefg"
"abcdefgh"
"abcdefghi"
"abcdefghijklmnop"
"\""
"\\"
"\/"
"\b\f\n\r\t"
"\\\""
"\\\\"
"\\u0041"
"\\ud800"
"\u0000"
"\u0041"
"\u00e9\u00E9"
"\u20ac"
"\uffff"
"\uFFFE"
"\ud7ff"
"\ue000"
"\ud83e\udd80"
"\uD83E\uDD80"
"\ud800\udc00"
"\udbff\udfff"
"\ud83e\udd80\ud83e\udd80"
"abcdefg\""
"abcdefgh\""
"/* no comment */"
"// no comment"
"{}[],:"
"'"
"é"
"€"
"🦀"
"e\u0301"
[]
[ ]
[null]
[true,false]
[1]
[1,2]
[ 1 , 2 ]
[""]
["a","b"]
[[]]
[[],[]]
[[[[[[[[]]]]]]]]
[{}]
[{},[],"",0,true,null]
[1e1,-1.0E-1]
["]"]
["\"]"]
{}
{ }
{"":0}
{"a":1}
{ "a" : 1 }
{"a":1,"b":2}
{"a":1,"a":2}
{"a":{"a":{"a":{}}}}
{"a":[{"b":[{}]}]}
{"\u0061":1}
{"a\"b":1}
{"}":"{"}
{"a":null,"b":true,"c":"","d":0,"e":[],"f":{}}
"#;

/// One text a line that is no value.
const REFUSED: &str = r#"
nul
Null
NULL
nulll
tru
True
truefalse
true false
fals
FALSE
falsey
undefined
None
NaN
nan
Infinity
-Infinity
inf
yes
a
-
+
+1
--1
-+1
01
00
-01
-00
0123
.5
-.5
1.
-1.
1.e1
0.e1
1..2
1.2.3
1e
1E
1e+
1e-
1e1.5
1e1e1
1e+-1
e1
1ee1
0x1F
0b1
0o7
1_000
1,000.
1 000
1a
1n
1f
1.0f
$1
１
½
∞
"
"a
'a'
`a`
a"
"a"b"
"a" "b"
"\"
"\x41"
"\a"
"\v"
"\0"
"\'"
"\ "
"\é"
"\U0041"
"\u"
"\u0"
"\u00"
"\u004"
"\u004g"
"\u 041"
"\u+041"
"\u-041"
"\u{41}"
"\u００４１"
"\ud83e\u"
"\ud83e\udd8"
[
]
[[]
[]]
[}
[1
[1,
[1,]
[,1]
[,]
[1,,2]
[1 2]
[1;2]
[1:2]
["a":1]
["a" "b"]
[tru]
[01]
[1.]
["a]
["\q"]
[1]1
(1)
[...]
[1/**/]
{
}}
{{}}
{]
{"a"
{"a"}
{"a":
{"a":}
{"a":1
{"a":1,
{"a":1,}
{,"a":1}
{"a":1,,"b":2}
{"a":1 "b":2}
{"a":1;"b":2}
{"a"::1}
{"a",1}
{"a" 1}
{"a"=1}
{"a"=>1}
{:1}
{a:1}
{'a':1}
{1:1}
{null:1}
{[]:1}
{"a":1}}
{"a":1]
{"a":tru}
{"a":-}
{"a\q":1}
{"a":"b}
{/**/}
/**/1
1//
#
<a/>
\u0031
&quot;
"#;

/// Characters that no line of a list can show.
const REFUSED_CHARACTERS: [&str; 19] = [
    "",
    "\u{feff}1",
    "\u{a0}1",
    "\u{2028}1",
    "\u{b}1",
    "\u{c}1",
    "\0",
    "\u{1b}",
    "1\0",
    "[\u{c}]",
    "[1\u{a0}]",
    "{\u{b}\"a\":1}",
    "\"\0\"",
    "\"\n\"",
    "\"\t\"",
    "\"\r\"",
    "\"\u{1f}\"",
    "\"abcdefgh\u{1}\"",
    "\"\\\n\"",
];

const ACCEPTED_CHARACTERS: [&str; 9] = [
    " \t\r\n1\n",
    "[\t1\r\n,\n2 ]",
    "{\r\"a\"\n:\t1 }",
    "\"\u{7f}\"",
    "\"\u{80}\u{9f}\"",
    "\"\u{2028}\u{2029}\"",
    "\"\u{feff}\"",
    "\"\u{10ffff}\u{ffff}\"",
    "\"\u{202e}\"",
];

/// Half a surrogate pair: its grammar is right, and serde_json minds only where it reads a string,
/// but no UTF-8 text can say it.
const LONE: &str = r#"
"\ud800"
"\udc00"
"\udfff"
"\uDBFF"
"a\ud83eb"
"\ud83e\ud83e"
"\udd80\ud83e"
"\ud83e\u0041"
"\ud83e\n"
"\ud83e \udd80"
"\ud83e\udd80\ud83e"
["\ud800"]
{"\udc00":1}
"#;

fn lines(list: &'static str) -> impl Iterator<Item = &'static str> {
    list.lines().filter(|line| !line.is_empty())
}

/// The problems of an event whose only mistake is a field that it does not have.
fn problems(value: &str) -> (String, Vec<Problem>) {
    let event = catalog::event("guardrails_usage_event", "1.7").unwrap();
    let text = format!(r#"{{"event":"startup","unheard":{value},"platform":"linux"}}"#);
    let problems = validate::canonical(event, &text).unwrap_err();
    (text, problems)
}

fn is_about_syntax(code: Code) -> bool {
    matches!(
        code,
        Code::Syntax
            | Code::TrailingText
            | Code::InvalidEscape
            | Code::LoneSurrogate
            | Code::ControlCharacter
            | Code::TooDeep
    )
}

/// Checks that the field is unknown, and what else is said.
fn check(value: &str, rest: &dyn Fn(&[Problem]) -> bool) {
    let (text, problems) = problems(value);
    let (first, others) = problems.split_first().unwrap();
    assert_eq!(
        (first.code, first.offset),
        (Code::UnknownField, 19),
        "{text}"
    );
    assert!(rest(others), "{text} {others:?}");
}

#[test]
fn every_json_value_is_read() {
    for value in lines(ACCEPTED).chain(ACCEPTED_CHARACTERS) {
        let (text, _) = problems(value);
        assert!(
            serde_json::from_str::<IgnoredAny>(&text).is_ok(),
            "serde_json refuses {text}"
        );
        check(value, &<[Problem]>::is_empty);
    }
}

#[test]
fn nothing_else_is_read() {
    for value in lines(REFUSED).chain(REFUSED_CHARACTERS) {
        let (text, _) = problems(value);
        assert!(
            serde_json::from_str::<IgnoredAny>(&text).is_err(),
            "serde_json accepts {text}"
        );
        check(
            value,
            &|others| matches!(others, [only] if is_about_syntax(only.code) && only.offset >= 29),
        );
    }
}

/// In a list, in an object, and deep in both, a value is what it is on its own.
#[test]
fn values_inside_values_are_read_as_strictly() {
    let wraps = [
        ("[", "]"),
        ("[0,", "]"),
        ("[", ",0]"),
        ("{\"a\":", "}"),
        ("{\"a\":0,\"b\":", ",\"c\":0}"),
        ("[[{\"a\":[", "]}]]"),
    ];
    for (before, after) in wraps {
        for value in lines(ACCEPTED).chain(ACCEPTED_CHARACTERS) {
            check(&format!("{before}{value}{after}"), &<[Problem]>::is_empty);
        }
        for value in lines(REFUSED).chain(REFUSED_CHARACTERS) {
            let (text, problems) = problems(&format!("{before}{value}{after}"));
            // A few, such as `1,` and `1}`, make JSON with what is around them.
            let is_json = serde_json::from_str::<IgnoredAny>(&text).is_ok();
            assert_eq!(
                !is_json,
                problems.iter().any(|problem| is_about_syntax(problem.code)),
                "{text} {problems:?}"
            );
        }
    }
}

/// Strings and names have one reader each in known and unknown places; all must agree.
#[test]
fn strings_are_read_alike_in_values_and_names() {
    let event = catalog::event("guardrails_usage_event", "1.7").unwrap();
    let strings = |list| lines(list).filter(|value: &&str| value.starts_with('"'));
    let code = |text: String| {
        validate::canonical(event, &text)
            .err()
            .and_then(|problems| problems.last().map(|last| last.code))
    };
    for value in strings(ACCEPTED).chain(
        ACCEPTED_CHARACTERS
            .into_iter()
            .filter(|value| value.starts_with('"')),
    ) {
        assert_eq!(code(format!(r#"{{"platform":{value}}}"#)), None, "{value}");
        assert_eq!(
            code(format!(r#"{{"llmProviders":["a",{value}]}}"#)),
            None,
            "{value}"
        );
        assert_eq!(
            code(format!("{{{value}:0}}")),
            Some(Code::UnknownField),
            "{value}"
        );
    }
    for value in strings(REFUSED).chain(strings(LONE)).chain(
        REFUSED_CHARACTERS
            .into_iter()
            .filter(|value| value.starts_with('"')),
    ) {
        let known = code(format!(r#"{{"platform":{value}}}"#));
        assert!(known.is_some_and(is_about_syntax), "{value} {known:?}");
        assert_eq!(code(format!(r#"{{"unheard":{value}}}"#)), known, "{value}");
        assert_eq!(
            code(format!(r#"{{"llmProviders":["a",{value}]}}"#)),
            known,
            "{value}"
        );
    }
}

#[test]
fn half_a_surrogate_pair_is_refused_everywhere() {
    for value in lines(LONE) {
        assert!(serde_json::from_str::<IgnoredAny>(value).is_ok(), "{value}");
        assert!(
            serde_json::from_str::<serde_json::Value>(value).is_err(),
            "{value}"
        );
        check(
            value,
            &|others| matches!(others, [only] if only.code == Code::LoneSurrogate),
        );
    }
}

/// The limit counts the parameters themselves as the first level.
#[test]
fn thirty_two_levels_are_read_and_no_more() {
    for (open, close) in [("[", "]"), ("{\"a\":", "}"), ("[{\"a\":", "}]")] {
        let per_turn = open.matches(['[', '{']).count();
        for turns in 1..=200 {
            let value = format!("{}0{}", open.repeat(turns), close.repeat(turns));
            let levels = 1 + turns * per_turn;
            check(&value, &|others| match others {
                [] => levels <= 32,
                [only] => levels > 32 && only.code == Code::TooDeep,
                _ => false,
            });
        }
    }
}
