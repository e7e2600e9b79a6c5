//! What holds for every text: valid events of the whole catalog in any spelling, the same with
//! faults planted, and random damage.
//!
//! The events come from the tables, so a new schema is tested without a line here. serde_json is
//! the judge of what JSON is and what it says; where it judges differently, the reason is one of
//! [`Difference`].

use std::collections::BTreeSet;

use nemo_telemetry_core::{
    catalog,
    definition::{Definition, Field, Kind},
    problem::{Code, Problem},
    validate,
};
use proptest::{
    collection::vec,
    prelude::*,
    sample::{Index, select},
    test_runner::RngSeed,
};
use serde::de::{IgnoredAny, MapAccess, Visitor};
use serde_json::value::RawValue;

/// The longest list of problems.
const MOST_PROBLEMS: usize = 32;

/// The same cases in every run: what failed elsewhere fails here.
fn config(cases: u32) -> ProptestConfig {
    ProptestConfig {
        cases,
        failure_persistence: None,
        rng_seed: RngSeed::Fixed(0x6e65_6d6f),
        ..ProptestConfig::default()
    }
}

/// A value that its field takes.
#[derive(Clone, Debug)]
enum Given {
    Text(String),
    Integer(i64),
    /// A number as it is spelt.
    Number(String),
    Flag(bool),
    List(Vec<String>),
}

/// The members that a caller gives, in the order of the text; each is the index of a field and its
/// value.
#[derive(Clone, Debug)]
struct Event {
    definition: &'static Definition,
    given: Vec<(usize, Given)>,
}

fn field(definition: &'static Definition, index: usize) -> &'static Field {
    &definition.fields[index]
}

fn event() -> impl Strategy<Value = Event> {
    select(catalog::EVENTS.iter().collect::<Vec<_>>()).prop_flat_map(|definition| {
        let members: Vec<_> = (0..definition.fields.len())
            .map(|index| member(definition, index))
            .collect();
        let given = members
            .prop_map(|members| members.into_iter().flatten().collect::<Vec<_>>())
            .boxed();
        // The schema's order but for two members: most of the text may go out as it stands.
        let nearly =
            (given.clone(), any::<(Index, Index)>()).prop_map(|(mut given, (one, two))| {
                if !given.is_empty() {
                    let (one, two) = (one.index(given.len()), two.index(given.len()));
                    given.swap(one, two);
                }
                given
            });
        prop_oneof![given.clone(), nearly, given.prop_shuffle()]
            .prop_map(move |given| Event { definition, given })
    })
}

/// A field with a value; those that are not required may be absent.
fn member(definition: &'static Definition, index: usize) -> BoxedStrategy<Option<(usize, Given)>> {
    let Field { kind, required, .. } = *field(definition, index);
    let given = match kind {
        Kind::Text { .. } => string().prop_map(Given::Text).boxed(),
        Kind::OneOf(words) => select(words)
            .prop_map(|word| Given::Text(word.into()))
            .boxed(),
        Kind::Integer { minimum, maximum } => {
            let bounds = vec![minimum, maximum, 0.clamp(minimum, maximum), (1 << 53) + 1];
            prop_oneof![select(bounds), minimum..=maximum, minimum.max(-9)..9]
                .prop_map(Given::Integer)
                .boxed()
        }
        Kind::Number if definition.instant == Some(index) => {
            instant().prop_map(Given::Number).boxed()
        }
        Kind::Number => number().prop_map(Given::Number).boxed(),
        Kind::Flag => any::<bool>().prop_map(Given::Flag).boxed(),
        Kind::TextList { .. } => vec(string(), 0..5).prop_map(Given::List).boxed(),
        Kind::OneOfList(words) => vec(select(words).prop_map(String::from), 0..5)
            .prop_map(Given::List)
            .boxed(),
        Kind::Object | Kind::ObjectList => {
            panic!(
                "no event nests objects: {} of {}",
                field(definition, index).name,
                definition.name
            )
        }
    };
    let given = given.prop_map(move |given| Some((index, given)));
    if required {
        given.boxed()
    } else {
        prop_oneof![Just(None), given].boxed()
    }
}

fn string() -> impl Strategy<Value = String> {
    let telling = "\"\\/\u{8}\u{c}\n\r\t\0\u{1f} \u{7f}\u{80}aué€🦀\u{2028}\u{feff}\u{d7ff}\u{e000}\u{ffff}\u{10ffff}";
    let character = prop_oneof![
        select(telling.chars().collect::<Vec<_>>()),
        prop::char::range('a', 'z'),
        any::<char>()
    ];
    vec(character, 0..24).prop_map(|characters| characters.into_iter().collect())
}

/// A finite number in any spelling that JSON has.
fn number() -> impl Strategy<Value = String> {
    let known = "0 -0 -1.0 12 1.50 1E5 1e+05 0.000e999 5e-400 -1e-99999999999999999999 1.7976931348623157e308 \
        -1.7976931348623157E+308 123456789012345678901234567890 0.1000000000000000055511151231257827";
    let known = select(known.split(' ').collect::<Vec<_>>());
    let digits = || {
        vec(0..10_u8, 1..20).prop_map(|digits| digits.iter().map(u8::to_string).collect::<String>())
    };
    let exponent = (
        select(vec!["e", "E"]),
        select(vec!["", "+", "-"]),
        -1..330_i32,
    );
    let written = (
        any::<bool>(),
        digits(),
        prop::option::of(digits()),
        prop::option::of(exponent),
    )
        .prop_map(|(negative, whole, fraction, exponent)| {
            let whole = whole.trim_start_matches('0');
            let whole = if whole.is_empty() { "0" } else { whole };
            let fraction = fraction
                .map(|digits| format!(".{digits}"))
                .unwrap_or_default();
            let exponent = exponent
                .map(|(letter, sign, power)| format!("{letter}{sign}{:02}", power.abs()))
                .unwrap_or_default();
            format!(
                "{}{whole}{fraction}{exponent}",
                if negative { "-" } else { "" }
            )
        });
    let finite = written.prop_filter("a double must hold it", |text| {
        text.parse::<f64>().unwrap().is_finite()
    });
    let doubles = any::<f64>().prop_filter("JSON knows no others", |double| double.is_finite());
    prop_oneof![
        known.prop_map(String::from),
        finite,
        doubles.prop_map(|double| format!("{double:?}"))
    ]
}

/// Unix seconds within the years 1 to 9999.
fn instant() -> impl Strategy<Value = String> {
    (
        -62_135_596_799..253_402_300_799_i64,
        0..4_u8,
        0..1_000_000_u32,
    )
        .prop_map(|(seconds, spelling, fraction)| match spelling {
            0 => seconds.to_string(),
            1 => format!("{seconds}.{fraction}"),
            2 => format!("{seconds}e0"),
            _ => format!("{seconds}000E-3"),
        })
}

/// Choices of one spelling among several, repeated for ever. The first is always the plainest, so
/// failures shrink to plain texts.
struct Tape<'t> {
    choices: &'t [u8],
    at: usize,
}

impl Tape<'_> {
    fn choose(&mut self, among: u8) -> u8 {
        let choice = self
            .choices
            .get(self.at % self.choices.len().max(1))
            .copied()
            .unwrap_or_default();
        self.at += 1;
        choice % among
    }
}

fn tape() -> impl Strategy<Value = Vec<u8>> {
    // All plain, almost plain, and wild.
    prop_oneof![
        Just(Vec::new()),
        vec(prop_oneof![40 => Just(0), 1 => any::<u8>()], 0..400),
        vec(any::<u8>(), 0..64)
    ]
}

/// A member to write, valid or not.
#[derive(Clone, Debug)]
struct Member {
    name: String,
    value: Json,
}

#[derive(Clone, Debug)]
enum Json {
    Given(Given),
    /// Written as it is.
    Raw(String),
    /// A list whose items are written as they are.
    Items(Vec<String>),
}

/// Where a member stands in the text, in bytes.
#[derive(Clone, Debug)]
struct Place {
    name: usize,
    value: usize,
    items: Vec<usize>,
    /// Between the characters of a string.
    gaps: Vec<usize>,
}

struct Writer<'t> {
    text: String,
    tape: Tape<'t>,
}

/// Writes an object in a spelling that the choices make.
fn write(members: &[Member], choices: &[u8]) -> (String, Vec<Place>) {
    let mut writer = Writer {
        text: String::new(),
        tape: Tape { choices, at: 0 },
    };
    let mut places = Vec::new();
    writer.space();
    writer.text.push('{');
    for (index, member) in members.iter().enumerate() {
        if index > 0 {
            writer.text.push(',');
        }
        writer.space();
        let name = writer.text.len();
        writer.string(&member.name);
        writer.space();
        writer.text.push(':');
        writer.space();
        let mut place = Place {
            name,
            value: writer.text.len(),
            items: Vec::new(),
            gaps: Vec::new(),
        };
        writer.value(&member.value, &mut place);
        places.push(place);
        writer.space();
    }
    writer.space();
    writer.text.push('}');
    writer.space();
    (writer.text, places)
}

impl Writer<'_> {
    fn space(&mut self) {
        self.text
            .push_str(["", "", "", " ", "\n", " \t", "\r\n  "][usize::from(self.tape.choose(7))]);
    }

    /// Writes a string. Returns the places between its characters.
    fn string(&mut self, value: &str) -> Vec<usize> {
        self.text.push('"');
        let mut gaps = vec![self.text.len()];
        for character in value.chars() {
            self.character(character);
            gaps.push(self.text.len());
        }
        self.text.push('"');
        gaps
    }

    fn character(&mut self, character: char) {
        let mut units = [0; 2];
        let units = character.encode_utf16(&mut units);
        match self.tape.choose(6) {
            4 => units
                .iter()
                .for_each(|unit| self.text.push_str(&format!("\\u{unit:04x}"))),
            5 => units
                .iter()
                .for_each(|unit| self.text.push_str(&format!("\\u{unit:04X}"))),
            3 if character == '/' => self.text.push_str("\\/"),
            _ => {
                let quoted = serde_json::to_string(&character).unwrap();
                self.text.push_str(&quoted[1..quoted.len() - 1]);
            }
        }
    }

    fn value(&mut self, value: &Json, place: &mut Place) {
        match value {
            Json::Raw(json) => self.text.push_str(json),
            Json::Given(Given::Text(text)) => place.gaps = self.string(text),
            // Zero may have a sign, which is dropped.
            Json::Given(Given::Integer(0)) if self.tape.choose(2) == 1 => self.text.push_str("-0"),
            Json::Given(Given::Integer(integer)) => self.text.push_str(&integer.to_string()),
            Json::Given(Given::Number(number)) => self.text.push_str(number),
            Json::Given(Given::Flag(flag)) => self.text.push_str(&flag.to_string()),
            Json::Given(Given::List(items)) => self.list(items, place, |writer, item| {
                writer.string(item);
            }),
            Json::Items(items) => {
                self.list(items, place, |writer, item| writer.text.push_str(item))
            }
        }
    }

    fn list(&mut self, items: &[String], place: &mut Place, write: fn(&mut Self, &str)) {
        self.text.push('[');
        self.space();
        for (index, item) in items.iter().enumerate() {
            if index > 0 {
                self.text.push(',');
                self.space();
            }
            place.items.push(self.text.len());
            write(self, item);
            self.space();
        }
        self.text.push(']');
    }
}

impl Event {
    fn members(&self) -> Vec<Member> {
        let member = |(index, given): &(usize, Given)| Member {
            name: field(self.definition, *index).name.into(),
            value: Json::Given(given.clone()),
        };
        self.given.iter().map(member).collect()
    }

    fn write(&self, choices: &[u8]) -> (String, Vec<Place>) {
        write(&self.members(), choices)
    }
}

/// The canonical text, also when it is the text itself.
fn canonical(definition: &'static Definition, text: &str) -> Result<String, Vec<Problem>> {
    validate::admit(definition, text.into())
}

/// The members of an object in their order, repeated names and the text of each value included.
struct Pairs(Vec<(String, Box<RawValue>)>);

impl<'de> serde::Deserialize<'de> for Pairs {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Members;
        impl<'de> Visitor<'de> for Members {
            type Value = Pairs;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Pairs, A::Error> {
                let mut pairs = Vec::new();
                while let Some(pair) = map.next_entry()? {
                    pairs.push(pair);
                }
                Ok(Pairs(pairs))
            }
        }
        deserializer.deserialize_map(Members)
    }
}

proptest! {
    #![proptest_config(config(384))]

    #[test]
    fn canonical_text_says_the_input_plus_the_defaults(event in event(), choices in tape()) {
        let (text, _) = event.write(&choices);
        let canonical = canonical(event.definition, &text).map_err(|problems| fail(&text, &problems))?;
        let Pairs(pairs) = serde_json::from_str(&canonical).unwrap();
        let names: Vec<&str> = pairs.iter().map(|(name, _)| name.as_str()).collect();
        let expected: Vec<&str> = event.definition.fields.iter().map(|field| field.name).collect();
        prop_assert_eq!(names, expected);
        for (index, (name, found)) in pairs.iter().enumerate() {
            let found = found.get();
            let given = event.given.iter().find(|(given, _)| *given == index);
            match given.map(|(_, given)| given) {
                None => prop_assert_eq!(Some(found), field(event.definition, index).default, "{}", name),
                Some(Given::Text(text)) => prop_assert_eq!(found, serde_json::to_string(text).unwrap(), "{}", name),
                Some(Given::Integer(integer)) => prop_assert_eq!(found, integer.to_string(), "{}", name),
                Some(Given::Flag(flag)) => prop_assert_eq!(found, flag.to_string(), "{}", name),
                Some(Given::List(list)) => prop_assert_eq!(found, serde_json::to_string(list).unwrap(), "{}", name),
                Some(Given::Number(number)) => {
                    prop_assert!(found.contains(['.', 'e', 'E']), "{} {}", name, found);
                    let (left, right) = (found.parse::<f64>().unwrap(), number.parse::<f64>().unwrap());
                    prop_assert_eq!(left.to_bits(), right.to_bits(), "{} {} {}", name, found, number);
                }
            }
        }
    }

    #[test]
    fn canonical_text_is_its_own_canonical_text(event in event(), choices in tape()) {
        let (text, _) = event.write(&choices);
        let first = canonical(event.definition, &text).map_err(|problems| fail(&text, &problems))?;
        prop_assert_eq!(validate::canonical(event.definition, &first), Ok(None));
        let inside = &first[1..first.len() - 1];
        for spaced in [format!(" {first}"), format!("{first}\n"), format!("{{ {inside}}}"), format!("{{{inside}\t}}")] {
            prop_assert_eq!(canonical(event.definition, &spaced), Ok(first.clone()));
        }
    }

    #[test]
    fn order_white_space_and_escapes_do_not_change_a_byte(
        (one, two) in event().prop_flat_map(|event| {
            let shuffled = Just(event.given.clone()).prop_shuffle();
            let definition = event.definition;
            (Just(event), shuffled.prop_map(move |given| Event { definition, given }))
        }),
        choices in (tape(), tape()),
    ) {
        let (left, right) = (one.write(&choices.0).0, two.write(&choices.1).0);
        prop_assert_eq!(canonical(one.definition, &left), canonical(two.definition, &right));
    }
}

fn fail(text: &str, problems: &[Problem]) -> TestCaseError {
    TestCaseError::fail(format!("{text}\n{problems:#?}"))
}

/// One change that makes a valid event wrong.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Edit {
    /// The value has another JSON type.
    Type,
    /// An allowed value has one letter changed.
    Letter,
    /// A number is outside its range, an instant outside the calendar.
    Range,
    /// A list has an item that is no string.
    Item,
    /// The name has one letter more or less.
    Rename,
    /// The member is gone.
    Delete,
    /// The member is there again.
    Repeat,
    /// Another member is there.
    Insert,
}

const EDITS: [Edit; 8] = [
    Edit::Type,
    Edit::Letter,
    Edit::Range,
    Edit::Item,
    Edit::Rename,
    Edit::Delete,
    Edit::Repeat,
    Edit::Insert,
];

/// An edit, the member that it changes among those it can change, and how.
fn edit() -> impl Strategy<Value = (Edit, Index, u8)> {
    (select(EDITS.to_vec()), any::<Index>(), any::<u8>())
}

/// Which part of a member a problem points at.
#[derive(Clone, Copy, Debug)]
enum Part {
    Name,
    Value,
    Item(usize),
}

/// What must be said about a member.
#[derive(Clone, Debug)]
struct Complaint {
    pointer: String,
    code: Code,
    part: Part,
    /// A word within one edit of this one must be suggested.
    near: Option<String>,
}

#[derive(Clone, Debug)]
struct Edited {
    member: Member,
    complaint: Option<Complaint>,
    /// Its field, while no edit has touched it.
    untouched: Option<&'static Field>,
}

/// Applies the edits, each to a member that no other has touched.
fn apply(event: &Event, edits: &[(Edit, Index, u8)]) -> Vec<Edited> {
    let fields = event
        .given
        .iter()
        .map(|(index, _)| field(event.definition, *index));
    let mut members: Vec<Edited> = event
        .members()
        .into_iter()
        .zip(fields)
        .map(|(member, field)| Edited {
            member,
            complaint: None,
            untouched: Some(field),
        })
        .collect();
    for (number, (edit, which, how)) in edits.iter().enumerate() {
        if *edit == Edit::Insert {
            let name = format!("{}-{number}", "zq".repeat(4 + usize::from(how % 4)));
            let member = Member {
                name,
                value: Json::Raw(other_json(usize::from(*how)).into()),
            };
            let complaint = Complaint {
                pointer: String::new(),
                code: Code::UnknownField,
                part: Part::Name,
                near: None,
            };
            members.insert(
                which.index(members.len() + 1),
                Edited {
                    member,
                    complaint: Some(complaint),
                    untouched: None,
                },
            );
            continue;
        }
        let open: Vec<usize> = (0..members.len())
            .filter(|at| {
                members[*at]
                    .untouched
                    .is_some_and(|field| fits(*edit, field))
            })
            .collect();
        if !open.is_empty() {
            apply_one(
                event.definition,
                &mut members,
                open[which.index(open.len())],
                *edit,
                *how,
            );
        }
    }
    members
}

fn fits(edit: Edit, field: &Field) -> bool {
    match edit {
        Edit::Letter => matches!(field.kind, Kind::OneOf(_)),
        Edit::Range => matches!(field.kind, Kind::Integer { .. } | Kind::Number),
        Edit::Item => matches!(field.kind, Kind::TextList { .. } | Kind::OneOfList(_)),
        Edit::Delete => field.required,
        _ => true,
    }
}

fn apply_one(
    definition: &'static Definition,
    members: &mut Vec<Edited>,
    at: usize,
    edit: Edit,
    how: u8,
) {
    let Edited {
        member,
        complaint,
        untouched,
    } = &mut members[at];
    let Some(field) = untouched.take() else {
        return;
    };
    let how = usize::from(how);
    let pointer = format!("/{}", field.name);
    let mut complain = |pointer, code, part, near| {
        *complaint = Some(Complaint {
            pointer,
            code,
            part,
            near,
        })
    };
    match edit {
        Edit::Type => {
            member.value = Json::Raw(wrong_json(field.kind, how).into());
            complain(pointer, Code::WrongType, Part::Value, None);
        }
        Edit::Letter => {
            let Json::Given(Given::Text(word)) = &mut member.value else {
                return;
            };
            let place = how % word.len();
            word.replace_range(
                place..=place,
                if word.as_bytes()[place] == b'q' {
                    "x"
                } else {
                    "q"
                },
            );
            complain(pointer, Code::NotAllowed, Part::Value, Some(word.clone()));
        }
        Edit::Range
            if definition
                .instant
                .is_some_and(|instant| definition.fields[instant].name == field.name) =>
        {
            member.value = Json::Raw(["253402300800", "1e18", "-62135596800.5"][how % 3].into());
            complain(pointer, Code::InvalidTime, Part::Value, None);
        }
        Edit::Range => {
            member.value = Json::Raw(match field.kind {
                Kind::Integer { maximum, .. } if how % 2 == 0 => {
                    (i128::from(maximum) + 1).to_string()
                }
                Kind::Integer { minimum, .. } => (i128::from(minimum) - 1).to_string(),
                _ => ["1e400", "-1.7976931348623159e308", "1E309"][how % 3].into(),
            });
            complain(pointer, Code::OutOfRange, Part::Value, None);
        }
        Edit::Item => {
            let Json::Given(Given::List(items)) = &member.value else {
                return;
            };
            let mut items: Vec<String> = items
                .iter()
                .map(|item| serde_json::to_string(item).unwrap())
                .collect();
            let place = how % (items.len() + 1);
            items.insert(place, wrong_json(Kind::Text { max_length: 0 }, how).into());
            member.value = Json::Items(items);
            complain(
                format!("{pointer}/{place}"),
                Code::WrongType,
                Part::Item(place),
                None,
            );
        }
        Edit::Rename => {
            let mut name = field.name.to_owned();
            let place = how % name.len();
            name.remove(place);
            if name.is_empty()
                || definition.fields.iter().any(|field| field.name == name)
                || how % 2 == 0
            {
                name = field.name.to_owned();
                name.insert(place, 'q');
            }
            complain(
                format!("/{name}"),
                Code::UnknownField,
                Part::Name,
                Some(name.clone()),
            );
            member.name = name;
        }
        Edit::Delete => {
            members.remove(at);
        }
        Edit::Repeat => {
            let copy = Edited {
                member: member.clone(),
                complaint: None,
                untouched: None,
            };
            members.insert(how % (members.len() + 1), copy);
        }
        Edit::Insert => {}
    }
}

/// A value of no field in particular.
fn other_json(how: usize) -> &'static str {
    ["null", "true", "-1.5", "\"x\"", "[1,[]]", "{\"a\":{}}"][how % 6]
}

/// A value that a kind does not take.
fn wrong_json(kind: Kind, how: usize) -> &'static str {
    let fits = |json: &str| {
        let first = json.as_bytes()[0];
        match kind {
            Kind::Text { .. } | Kind::OneOf(_) => first == b'"',
            // Not even with its fraction does an integer take it.
            Kind::Integer { .. } => false,
            Kind::Number => first == b'-',
            Kind::Flag => first == b't',
            Kind::TextList { .. } | Kind::OneOfList(_) => first == b'[',
            Kind::Object => first == b'{',
            Kind::ObjectList => first == b'[',
        }
    };
    let json = other_json(how);
    if fits(json) {
        other_json(how + 1)
    } else {
        json
    }
}

/// A problem without its words.
type Point = (String, Code, usize);

/// The problems that the members must give, in order, each with the word that its suggestion must
/// be near.
fn expected(
    definition: &Definition,
    members: &[Edited],
    places: &[Place],
) -> Vec<(Point, Option<String>)> {
    let mut points = Vec::new();
    let mut seen = BTreeSet::new();
    for (
        Edited {
            member, complaint, ..
        },
        place,
    ) in members.iter().zip(places)
    {
        if let Some(Complaint {
            pointer,
            code,
            part,
            near,
        }) = complaint
        {
            let offset = match part {
                Part::Name => place.name,
                Part::Value => place.value,
                Part::Item(item) => place.items[*item],
            };
            points.push(((pointer.clone(), *code, offset), near.clone()));
        }
        if !seen.insert(&member.name) {
            points.push((
                (
                    format!("/{}", member.name),
                    Code::DuplicateField,
                    place.value,
                ),
                None,
            ));
        }
    }
    for field in definition.fields {
        if field.required
            && !members
                .iter()
                .any(|edited| edited.member.name == field.name)
        {
            points.push(((String::new(), Code::MissingField, 0), None));
        }
    }
    points
}

fn point(problem: &Problem) -> Point {
    (
        problem.pointer.clone(),
        problem.code,
        problem.offset as usize,
    )
}

/// Checks that an edited event gives exactly the problems of its edits.
fn check_edits(
    event: &Event,
    edits: &[(Edit, Index, u8)],
    choices: &[u8],
) -> Result<(), TestCaseError> {
    let members = apply(event, edits);
    let plain: Vec<Member> = members.iter().map(|edited| edited.member.clone()).collect();
    let (text, places) = write(&plain, choices);
    let expected = expected(event.definition, &members, &places);
    let problems = canonical(event.definition, &text).err().unwrap_or_default();
    let points: Vec<Point> = expected.iter().map(|(point, _)| point.clone()).collect();
    let found: Vec<Point> = problems.iter().map(point).collect();
    prop_assert_eq!(points, found, "{}", text);
    for (problem, (_, near)) in problems.iter().zip(&expected) {
        prop_assert!(
            problem.message.starts_with("expected ") && problem.message.contains(", found "),
            "{}",
            problem.message
        );
        match (near, &problem.suggestion) {
            (Some(word), Some(suggestion)) => prop_assert!(
                distance(word, suggestion) <= 1,
                "{} for {}",
                suggestion,
                word
            ),
            (None, None) => {}
            (word, suggestion) => {
                prop_assert!(false, "a suggestion for {:?}: {:?}", word, suggestion)
            }
        }
    }
    Ok(())
}

/// Insertions, deletions and replacements of single letters between two words of ASCII.
fn distance(left: &str, right: &str) -> usize {
    match (left.split_at_checked(1), right.split_at_checked(1)) {
        (None, _) => right.len(),
        (_, None) => left.len(),
        (Some((l, left_rest)), Some((r, right_rest))) if l == r => distance(left_rest, right_rest),
        // Only whether it is more than one matters.
        _ if left.len().abs_diff(right.len()) > 1 => 2,
        (Some((_, left_rest)), Some((_, right_rest))) => {
            1 + [
                (left_rest, right_rest),
                (left, right_rest),
                (left_rest, right),
            ]
            .iter()
            .map(|(l, r)| usize::from(l != r))
            .min()
            .unwrap()
        }
    }
}

proptest! {
    #![proptest_config(config(384))]

    #[test]
    fn a_single_edit_gives_a_problem_that_points_at_it(event in event(), edit in edit(), choices in tape()) {
        check_edits(&event, &[edit], &choices)?;
    }

    #[test]
    fn several_edits_are_reported_at_once(event in event(), edits in vec(edit(), 2..10), choices in tape()) {
        check_edits(&event, &edits, &choices)?;
    }

    #[test]
    fn of_many_problems_the_first_are_reported(
        event in event(),
        edits in vec((select(vec![Edit::Type, Edit::Insert]), any::<Index>(), any::<u8>()), 20..70),
        choices in tape(),
    ) {
        let members = apply(&event, &edits);
        let plain: Vec<Member> = members.iter().map(|edited| edited.member.clone()).collect();
        let (text, places) = write(&plain, &choices);
        let mut expected: Vec<Point> = expected(event.definition, &members, &places).into_iter().map(|(point, _)| point).collect();
        if let Some((_, _, offset)) = expected.get(MOST_PROBLEMS - 1).cloned() {
            expected.truncate(MOST_PROBLEMS - 1);
            expected.push((String::new(), Code::TooManyProblems, offset));
        }
        let found: Vec<Point> = canonical(event.definition, &text).unwrap_err().iter().map(point).collect();
        prop_assert_eq!(expected, found, "{}", text);
    }

    #[test]
    fn a_broken_string_is_pointed_at_to_the_byte(
        event in event(),
        which in any::<(Index, Index)>(),
        (broken, code) in select(vec![
            ("\\q", Code::InvalidEscape),
            ("\\u12G4", Code::InvalidEscape),
            ("\\U0041", Code::InvalidEscape),
            ("\\\n", Code::InvalidEscape),
            ("\\ud800", Code::LoneSurrogate),
            ("\\uDFFF", Code::LoneSurrogate),
            ("\\ud800\\u0041", Code::LoneSurrogate),
            ("\n", Code::ControlCharacter),
            ("\0", Code::ControlCharacter),
            ("\u{1f}", Code::ControlCharacter),
        ]),
        choices in tape(),
    ) {
        let (mut text, places) = event.write(&choices);
        let strings: Vec<usize> = (0..places.len()).filter(|at| !places[*at].gaps.is_empty()).collect();
        prop_assume!(!strings.is_empty());
        let member = strings[which.0.index(strings.len())];
        let gap = *which.1.get(&places[member].gaps);
        text.insert_str(gap, broken);
        let problems = canonical(event.definition, &text).unwrap_err();
        let name = field(event.definition, event.given[member].0).name;
        prop_assert_eq!(problems.iter().map(point).collect::<Vec<_>>(), vec![(format!("/{name}"), code, gap)], "{}", text);
    }

    #[test]
    fn a_cut_text_is_pointed_at_where_it_ends(event in event(), cut in any::<Index>(), choices in tape()) {
        let (text, _) = event.write(&choices);
        let cut = text.floor_char_boundary(cut.index(text.trim_end().len()));
        let text = &text[..cut];
        let problems = canonical(event.definition, text).unwrap_err();
        // What is left of an instant's digits may be another instant, so large that it is none.
        let problems: Vec<&Problem> = problems.iter().filter(|problem| problem.code != Code::InvalidTime).collect();
        prop_assert_eq!(problems.len(), 1, "{} {:?}", text, problems);
        let tail = &text[problems[0].offset as usize..];
        let begun = |token: &str| !tail.is_empty() && token.starts_with(tail);
        match problems[0].code {
            Code::Syntax => prop_assert!(
                tail.is_empty() || begun("true") || begun("false") || tail.bytes().all(|byte| b"-+.eE0123456789".contains(&byte)),
                "{}",
                text
            ),
            Code::InvalidEscape | Code::LoneSurrogate => prop_assert!(tail.starts_with('\\') && tail.len() < 12, "{}", text),
            code => prop_assert!(false, "{:?} {}", code, text),
        }
    }

    #[test]
    fn trailing_text_is_pointed_at(
        event in event(),
        more in select(vec!["x", "{}", "]", "}", ",", "\0", "null", "//", "\u{feff}", "é"]),
        choices in tape(),
    ) {
        let (text, _) = event.write(&choices);
        let problems = canonical(event.definition, &format!("{text}{more}")).unwrap_err();
        let expected = vec![(String::new(), Code::TrailingText, text.len())];
        prop_assert_eq!(problems.iter().map(point).collect::<Vec<_>>(), expected, "{}", text);
    }
}

/// Where, what kind, and a piece of text.
type Damage = (Index, u8, &'static str);

/// Damage to several copies of one text: an event is dear to make.
fn damage() -> impl Strategy<Value = Vec<Vec<Damage>>> {
    let pieces = "\"¦\\¦\\u¦\\ud83e¦\\udd80¦\\u0041¦{¦}¦[¦]¦,¦:¦ ¦\n¦\0¦-¦+¦.¦0¦1¦e¦E¦-0¦1e400¦00¦true¦false¦null¦\"x\"¦\"command\":¦\
        {\"a\":¦[[[[[[[[[[[[[[[[¦é¦\u{feff}¦/";
    let damage = (
        any::<Index>(),
        0..5_u8,
        select(pieces.split('¦').collect::<Vec<_>>()),
    );
    vec(vec(damage, 0..4), 1..16)
}

fn damaged(text: &str, damage: &[Damage]) -> String {
    let mut text = text.to_owned();
    for (place, kind, piece) in damage {
        let at = text.floor_char_boundary(place.index(text.len() + 1));
        let end = at + text[at..].chars().next().map_or(0, char::len_utf8);
        match kind {
            0 => text.insert_str(at, piece),
            1 => text.replace_range(at..end, ""),
            2 => text.replace_range(at..end, piece),
            3 => text.truncate(at),
            _ => {
                let end = text.floor_char_boundary((at + 60).min(text.len()));
                let repeated = text[at..end].to_owned();
                text.insert_str(at, &repeated);
            }
        }
    }
    text
}

/// Why we and serde_json may judge a text differently. Nothing else is a reason.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Difference {
    /// An integer field that says `-0`: serde_json takes it for a float.
    NegativeZero,
    /// A name twice: serde_json takes the last.
    Repeated,
    /// Unix seconds outside the calendar: to serde_json a number is a number.
    Instant,
    /// A number whose digits are those of the limit of the doubles: serde_json does not round
    /// exactly, we look at twenty digits.
    Limit,
    /// More than 32 levels: serde_json reads 128, or any number of those that it skips.
    Depth,
    /// Half a surrogate pair in a string that serde_json skips.
    Surrogate,
}

/// The reasons that a text gives, by its own words and not by what was found.
fn differences(definition: &'static Definition, text: &str) -> Vec<Difference> {
    let mut reasons = Vec::new();
    if let Ok(Pairs(pairs)) = serde_json::from_str(text) {
        let mut seen = BTreeSet::new();
        for (name, value) in &pairs {
            let value = value.get();
            let index = definition
                .fields
                .iter()
                .position(|field| field.name == name);
            let kind = index.map(|index| definition.fields[index].kind);
            if matches!(kind, Some(Kind::Integer { .. })) && value == "-0" {
                reasons.push(Difference::NegativeZero);
            }
            if index.is_some()
                && index == definition.instant
                && value
                    .parse()
                    .is_ok_and(|seconds: f64| !in_the_calendar(seconds))
            {
                reasons.push(Difference::Instant);
            }
            if matches!(kind, Some(Kind::Number)) && at_the_limit(value) {
                reasons.push(Difference::Limit);
            }
            if !seen.insert(name) {
                reasons.push(Difference::Repeated);
            }
        }
    }
    if depth(text) > 32 {
        reasons.push(Difference::Depth);
    }
    if is_lone(text) {
        reasons.push(Difference::Surrogate);
    }
    reasons
}

fn in_the_calendar(seconds: f64) -> bool {
    (-62_135_596_800.0..253_402_300_800.0).contains(&seconds)
}

fn at_the_limit(number: &str) -> bool {
    let mantissa = number.split(['e', 'E']).next().unwrap_or_default();
    let digits: String = mantissa.chars().filter(char::is_ascii_digit).collect();
    digits
        .trim_start_matches('0')
        .starts_with("17976931348623158")
}

/// Levels of objects and arrays in a well-formed text.
fn depth(text: &str) -> usize {
    let (mut depth, mut deepest, mut in_string, mut escaped) = (0_usize, 0, false, false);
    for byte in text.bytes() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = in_string,
            b'"' => in_string = !in_string,
            b'{' | b'[' if !in_string => {
                depth += 1;
                deepest = deepest.max(depth);
            }
            b'}' | b']' if !in_string => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    deepest
}

/// Whether the escapes of a text have half a surrogate pair.
fn is_lone(text: &str) -> bool {
    let bytes = text.as_bytes();
    let unit = |at: usize| {
        let digits = text
            .get(at + 2..at + 6)
            .filter(|_| bytes.get(at..at + 2) == Some(b"\\u"))?;
        u16::from_str_radix(digits, 16).ok()
    };
    let mut at = 0;
    while at < bytes.len() {
        match (bytes[at], unit(at)) {
            (b'\\', Some(0xd800..0xdc00))
                if unit(at + 6).is_some_and(|low| (0xdc00..0xe000).contains(&low)) =>
            {
                at += 12
            }
            (b'\\', Some(0xd800..0xe000)) => return true,
            (b'\\', _) => at += 2,
            _ => at += 1,
        }
    }
    false
}

/// Whether serde_json reads an object of the definition, with nothing unknown, missing or of
/// another type.
fn serde_accepts(definition: &Definition, text: &str) -> bool {
    let Ok(members) = serde_json::from_str::<serde_json::Map<String, serde_json::Value>>(text)
    else {
        return false;
    };
    let takes = |kind: Kind, value: &serde_json::Value| match kind {
        Kind::Text { max_length } => value
            .as_str()
            .is_some_and(|text| text.len() <= max_length as usize),
        Kind::OneOf(words) => value.as_str().is_some_and(|word| words.contains(&word)),
        Kind::Integer { minimum, maximum } => value
            .as_i64()
            .is_some_and(|integer| (minimum..=maximum).contains(&integer)),
        Kind::Number => value.is_number(),
        Kind::Flag => value.is_boolean(),
        Kind::TextList { .. } => value
            .as_array()
            .is_some_and(|list| list.iter().all(serde_json::Value::is_string)),
        Kind::OneOfList(words) => value.as_array().is_some_and(|list| {
            list.iter()
                .all(|item| item.as_str().is_some_and(|word| words.contains(&word)))
        }),
        Kind::Object => value.is_object(),
        Kind::ObjectList => value.is_array(),
    };
    members
        .keys()
        .all(|name| definition.fields.iter().any(|field| field.name == name))
        && definition.fields.iter().all(|field| {
            members
                .get(field.name)
                .map_or(!field.required, |value| takes(field.kind, value))
        })
}

fn is_about_syntax(code: Code) -> bool {
    matches!(
        code,
        Code::Syntax
            | Code::TrailingText
            | Code::TooDeep
            | Code::InvalidEscape
            | Code::LoneSurrogate
            | Code::ControlCharacter
    )
}

proptest! {
    #![proptest_config(config(384))]

    #[test]
    fn we_accept_what_serde_json_accepts(event in event(), choices in tape(), damage in damage()) {
        let (whole, _) = event.write(&choices);
        for text in damage.iter().map(|damage| damaged(&whole, damage)) {
            let ours = canonical(event.definition, &text);
            if ours.is_ok() != serde_accepts(event.definition, &text) {
                let reasons = differences(event.definition, &text);
                let known = match ours {
                    Ok(_) => [Difference::NegativeZero, Difference::Limit],
                    Err(_) => [Difference::Repeated, Difference::Instant],
                };
                prop_assert!(reasons.iter().any(|reason| known.contains(reason)), "{}\n{:?}", text, ours);
            }
        }
    }

    #[test]
    fn we_call_json_what_serde_json_calls_json(event in event(), choices in tape(), damage in damage()) {
        let (whole, _) = event.write(&choices);
        for text in damage.iter().map(|damage| damaged(&whole, damage)) {
            // What is no object is refused and not looked into; a text with more problems than the
            // list holds may hide one.
            let is_object = text.trim_start_matches([' ', '\t', '\r', '\n']).starts_with('{');
            let problems = canonical(event.definition, &text).err().unwrap_or_default();
            if !is_object || problems.len() == MOST_PROBLEMS {
                continue;
            }
            let broken = problems.iter().any(|problem| is_about_syntax(problem.code));
            if broken != serde_json::from_str::<IgnoredAny>(&text).is_err() {
                let reasons = differences(event.definition, &text);
                let known = [Difference::Depth, Difference::Surrogate];
                prop_assert!(broken && reasons.iter().any(|reason| known.contains(reason)), "{}\n{:?}", text, problems);
            }
        }
    }

    #[test]
    fn problems_are_well_formed_whatever_the_text(event in event(), choices in tape(), damage in damage()) {
        let (whole, _) = event.write(&choices);
        for text in damage.iter().map(|damage| damaged(&whole, damage)) {
            let Err(problems) = canonical(event.definition, &text) else { continue };
            prop_assert!((1..=MOST_PROBLEMS).contains(&problems.len()));
            let value: Option<serde_json::Value> = serde_json::from_str(&text).ok();
            for problem in &problems {
                prop_assert!(text.is_char_boundary(problem.offset as usize), "{:?} {}", problem, text);
                prop_assert!(problem.pointer.is_empty() || problem.pointer.starts_with('/'));
                if let Some(value) = &value {
                    prop_assert!(value.pointer(&problem.pointer).is_some(), "{:?} {}", problem, text);
                }
            }
            let placed = problems.iter().filter(|problem| problem.code != Code::MissingField).map(|problem| problem.offset);
            prop_assert!(placed.is_sorted(), "{:?} {}", problems, text);
            // Broken syntax ends the pass; only what stands behind the object leaves the object
            // whole.
            let ends = problems.iter().position(|problem| is_about_syntax(problem.code) && problem.code != Code::TrailingText);
            prop_assert!(ends.is_none_or(|ends| ends + 1 == problems.len()), "{:?} {}", problems, text);
        }
    }
}

/// What nobody may see. No schema has a word within two edits of any part of it.
const SECRET: &str = "Xyzzy7310Plugh";
const SECRET_NUMBER: &str = "7310731073107310731";

/// A value that holds a secret in some place.
fn secret_json() -> impl Strategy<Value = String> {
    let leaf = select(vec![
        format!("\"{SECRET}\""),
        format!("\"of {SECRET} and \\u00e9 {SECRET}\""),
        format!("\"\\u0058yzzy7310Plugh {SECRET}\""),
        format!("{SECRET_NUMBER}{SECRET_NUMBER}"),
        format!("-{SECRET_NUMBER}.5"),
        format!("{SECRET_NUMBER}e{SECRET_NUMBER}"),
        format!("\"{SECRET}\\q\""),
        format!("\"{SECRET}\\ud800\""),
        format!("\"{SECRET}\n\""),
        format!("\"{SECRET}"),
        SECRET.into(),
        format!("{SECRET_NUMBER}x"),
        format!("0{SECRET_NUMBER}"),
    ]);
    leaf.prop_recursive(3, 8, 3, |inner| {
        prop_oneof![
            vec(inner.clone(), 1..3).prop_map(|items| format!("[{}]", items.join(","))),
            inner.prop_map(|value| format!("{{\"{SECRET}\":{value}}}")),
        ]
    })
}

proptest! {
    #![proptest_config(config(384))]

    #[test]
    fn no_problem_repeats_a_value_or_a_foreign_name(
        event in event(),
        secrets in vec((any::<Index>(), secret_json(), 0..4_u8), 1..6),
        choices in tape(),
        damage in damage(),
    ) {
        let mut members = event.members();
        for member in &mut members {
            match &mut member.value {
                Json::Given(Given::Text(text)) if text.len() % 2 == 0 => *text = SECRET.into(),
                Json::Given(Given::List(items)) => items.push(SECRET.into()),
                _ => {}
            }
        }
        for (which, json, place) in secrets {
            match place {
                // A foreign name, alone or around a known one.
                0 | 1 => {
                    let name = if place == 0 { SECRET.into() } else { format!("command{SECRET}") };
                    members.insert(which.index(members.len() + 1), Member { name, value: Json::Raw(json) });
                }
                _ if members.is_empty() => {}
                _ => {
                    let at = which.index(members.len());
                    members[at].value = Json::Raw(json);
                }
            }
        }
        let (whole, _) = write(&members, &choices);
        for text in damage.iter().map(|damage| damaged(&whole, damage)) {
            for problem in canonical(event.definition, &text).err().unwrap_or_default() {
                let said = format!("{} {} {}", problem.pointer, problem.message, problem.suggestion.unwrap_or_default());
                for secret in ["Xyzzy", "7310", "Plugh"] {
                    prop_assert!(!said.contains(secret), "{} says {}", text, said);
                }
            }
        }
    }

    #[test]
    fn an_unknown_name_is_printed_only_within_two_edits_of_a_known_one(
        definition in select(catalog::EVENTS.iter().collect::<Vec<_>>()),
        which in any::<Index>(),
        edits in vec((any::<Index>(), 0..3_u8, select("abcSTz_-/~0".chars().collect::<Vec<_>>())), 0..5),
    ) {
        let known = which.get(definition.fields).name;
        let mut name: Vec<char> = known.chars().collect();
        for (place, kind, letter) in edits {
            if name.is_empty() {
                break;
            }
            let at = place.index(name.len());
            match kind {
                0 => name.insert(at, letter),
                1 => name[at] = letter,
                _ => drop(name.remove(at)),
            }
        }
        let name: String = name.into_iter().collect();
        prop_assume!(definition.fields.iter().all(|field| field.name != name));
        let text = format!("{{\"{name}\":1}}");
        let problems = canonical(definition, &text).unwrap_err();
        prop_assert_eq!(problems[0].code, Code::UnknownField);
        let pointer = problems[0].pointer.replace("~1", "/").replace("~0", "~");
        let said = format!("{pointer} {}", problems[0].message);
        let near = definition.fields.iter().any(|field| levenshtein(&name, field.name) <= 2);
        prop_assert!(near || !said.contains(&name), "{}", said);
        prop_assert!(!near || levenshtein(&name, known) > 2 || said.contains(&name), "{}", said);
    }
}

/// The number of edits between two words, by its definition.
fn levenshtein(left: &str, right: &str) -> usize {
    let (left, right): (Vec<char>, Vec<char>) = (left.chars().collect(), right.chars().collect());
    let mut table = vec![vec![0; right.len() + 1]; left.len() + 1];
    for i in 0..=left.len() {
        for j in 0..=right.len() {
            table[i][j] = match (i, j) {
                (0, other) | (other, 0) => other,
                _ => {
                    let replaced = table[i - 1][j - 1] + usize::from(left[i - 1] != right[j - 1]);
                    replaced.min(table[i - 1][j] + 1).min(table[i][j - 1] + 1)
                }
            };
        }
    }
    table[left.len()][right.len()]
}

/// A text is measured before it is read.
#[test]
fn a_text_of_64_kib_is_read_and_one_byte_more_is_not() {
    for definition in catalog::EVENTS {
        let longest = format!("{{}}{}", " ".repeat(validate::MAX_EVENT - 2));
        let problems = canonical(definition, &longest).err().unwrap_or_default();
        assert!(
            problems
                .iter()
                .all(|problem| problem.code == Code::MissingField)
        );
        let longer = format!("{longest} ");
        let problems = canonical(definition, &longer).unwrap_err();
        assert_eq!(
            problems.iter().map(point).collect::<Vec<_>>(),
            [(String::new(), Code::TooLarge, 0)]
        );
        assert_eq!(
            problems[0].message,
            "expected at most 65536 bytes, found 65537"
        );
    }
}
