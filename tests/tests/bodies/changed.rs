//! One place of a right body is changed, and the check finds the problem there and nowhere else.

use nemo_telemetry_core::{
    catalog::{self, BODY, BODY_EVENT},
    definition::{Definition, Kind},
    envelope::{self, Form, Verdict},
    problem::{Code, Problem},
};
use proptest::{
    prelude::*,
    sample::{Index, select},
    test_runner::RngSeed,
};

/// JSON that can be changed in one place.
#[derive(Clone, Debug)]
enum Node {
    Text(String),
    Object(Vec<Member>),
    List(Vec<Self>),
}

#[derive(Clone, Debug)]
struct Member {
    name: String,
    value: Node,
    /// Where the changed body has its problem.
    mark: Mark,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mark {
    None,
    Name,
    Value,
}

fn member(name: &str, value: Node) -> Member {
    Member {
        name: name.into(),
        value,
        mark: Mark::None,
    }
}

fn string(text: &str) -> Node {
    Node::Text(serde_json::json!(text).to_string())
}

/// A value that a field takes.
fn right(kind: Kind, is_instant: bool) -> Node {
    match kind {
        Kind::Text { .. } => string("a \"word\""),
        Kind::OneOf(words) => string(words[0]),
        Kind::Integer { minimum, .. } => Node::Text(minimum.to_string()),
        Kind::Number if is_instant => Node::Text("1767225600.5".into()),
        Kind::Number => Node::Text("1.5".into()),
        Kind::Flag => Node::Text("true".into()),
        Kind::TextList { .. } => Node::Text("[\"a\",\"b\"]".into()),
        Kind::OneOfList(words) => Node::Text(serde_json::json!(words).to_string()),
        Kind::Object => Node::Object(Vec::new()),
        Kind::ObjectList => Node::List(Vec::new()),
    }
}

/// A value of a type that no field of that kind takes.
fn other_type(kind: Kind) -> &'static str {
    match kind {
        Kind::Text { .. } | Kind::OneOf(_) => "7",
        Kind::Integer { .. } | Kind::Number | Kind::Flag => "\"7\"",
        Kind::TextList { .. } | Kind::OneOfList(_) => "{}",
        Kind::Object => "[]",
        Kind::ObjectList => "null",
    }
}

/// A value of the right type that the field does not take; none: it takes all.
fn other_value(kind: Kind) -> Option<(String, Code)> {
    Some(match kind {
        Kind::OneOf(_) => ("\"no word of it\"".into(), Code::NotAllowed),
        Kind::Integer { maximum, .. } => ((i128::from(maximum) + 1).to_string(), Code::OutOfRange),
        Kind::Number => ("1e999".into(), Code::OutOfRange),
        Kind::Text { max_length } => (
            format!("\"{}\"", "x".repeat(max_length as usize + 1)),
            Code::TooLong,
        ),
        _ => return None,
    })
}

/// A right body with so many events.
fn body(definition: &'static Definition, events: usize) -> Vec<Member> {
    let parameters = |index: usize| {
        let field = &definition.fields[index];
        member(
            field.name,
            right(field.kind, definition.instant == Some(index)),
        )
    };
    let event = || {
        let members = BODY_EVENT.fields.iter().map(|field| {
            let value = match field.name {
                "ts" => string("2026-01-01T00:00:00.000Z"),
                "name" => string(definition.name),
                _ => Node::Object((0..definition.fields.len()).map(parameters).collect()),
            };
            member(field.name, value)
        });
        Node::Object(members.collect())
    };
    let members = BODY.fields.iter().map(|field| {
        let value = match field.name {
            "sentTs" => string("2026-01-01T00:00:01.000Z"),
            "eventSchemaVer" => string(definition.version),
            "events" => Node::List((0..events).map(|_| event()).collect()),
            _ => right(field.kind, false),
        };
        member(field.name, value)
    });
    members.collect()
}

/// What is changed of a member.
#[derive(Clone, Copy, Debug)]
enum Change {
    Type,
    Value,
    Missing,
    Double,
    Unknown,
}

/// Where.
#[derive(Clone, Copy, Debug)]
enum Place {
    Envelope,
    Event,
    Parameters,
}

/// Changes one of `members`, which `definition` describes. None: this change cannot be made there.
fn change(
    members: &mut Vec<Member>,
    definition: &Definition,
    field: Index,
    change: Change,
) -> Option<(String, Code)> {
    let index = field.index(definition.fields.len());
    let field = &definition.fields[index];
    let place = members
        .iter()
        .position(|member| member.name == field.name)?;
    let pointer = format!("/{}", field.name);
    match change {
        Change::Type => {
            members[place].value = Node::Text(other_type(field.kind).into());
            members[place].mark = Mark::Value;
            Some((pointer, Code::WrongType))
        }
        Change::Value => {
            let (value, code) = match field.name {
                "sentTs" | "ts" => ("\"2026-01-01T00:00:00Z\"".into(), Code::InvalidTime),
                "name" => ("\"no_event\"".into(), Code::UnknownEvent),
                "events" => ("[]".into(), Code::TooFew),
                _ if definition.instant == Some(index) => ("1e15".into(), Code::InvalidTime),
                // Its length is that of its object, too.
                _ if matches!(field.kind, Kind::Text { max_length } if max_length > 60_000) => {
                    return None;
                }
                _ => other_value(field.kind)?,
            };
            members[place].value = Node::Text(value);
            members[place].mark = Mark::Value;
            Some((pointer, code))
        }
        Change::Missing => {
            members.remove(place);
            Some((String::new(), Code::MissingField))
        }
        Change::Double => {
            let mut double = members[place].clone();
            double.mark = Mark::Value;
            members.insert(place + 1, double);
            Some((pointer, Code::DuplicateField))
        }
        Change::Unknown => {
            let mut unknown = member("nothing that any schema has", Node::Text("[{}]".into()));
            unknown.mark = Mark::Name;
            members.insert(place, unknown);
            Some((String::new(), Code::UnknownField))
        }
    }
}

fn events(members: &mut [Member]) -> &mut Vec<Node> {
    let events = members.iter_mut().find(|member| member.name == "events");
    match events.map(|member| &mut member.value) {
        Some(Node::List(events)) => events,
        _ => panic!("a body has events"),
    }
}

fn object(node: &mut Node) -> &mut Vec<Member> {
    match node {
        Node::Object(members) => members,
        _ => panic!("expected an object"),
    }
}

fn parameters(event: &mut Node) -> &mut Vec<Member> {
    let member = object(event).iter_mut();
    let parameters = member.filter(|member| member.name == "parameters").last();
    object(&mut parameters.unwrap().value)
}

/// Writes JSON, and remembers where the mark is and where objects start.
struct Writer {
    text: String,
    space: &'static str,
    mark: Option<usize>,
    /// Where the chosen event and its parameters start.
    starts: (usize, usize),
    chosen: usize,
}

impl Writer {
    fn write(&mut self, node: &Node, depth: usize) {
        match node {
            Node::Text(text) => self.text.push_str(text),
            Node::Object(members) => {
                self.text.push('{');
                for (place, member) in members.iter().enumerate() {
                    if place > 0 {
                        self.text.push(',');
                    }
                    self.text.push_str(self.space);
                    self.note(member.mark == Mark::Name);
                    self.text
                        .push_str(&serde_json::json!(member.name).to_string());
                    self.text.push(':');
                    self.text.push_str(self.space);
                    self.note(member.mark == Mark::Value);
                    if depth == 2 && member.name == "parameters" && self.chosen == 0 {
                        self.starts.1 = self.text.len();
                    }
                    self.write(&member.value, depth + 1);
                }
                self.text.push('}');
            }
            Node::List(items) => {
                self.text.push('[');
                let chosen = self.chosen;
                for (place, item) in items.iter().enumerate() {
                    if place > 0 {
                        self.text.push(',');
                    }
                    self.chosen = chosen.wrapping_sub(place);
                    if self.chosen == 0 {
                        self.starts.0 = self.text.len();
                    }
                    self.write(item, depth + 1);
                }
                self.text.push(']');
            }
        }
    }

    fn note(&mut self, marked: bool) {
        if marked {
            self.mark = Some(self.text.len());
        }
    }
}

fn told(verdict: &Verdict) -> Vec<(Option<u32>, &Problem)> {
    let whole = verdict.problems.iter().map(|problem| (None, problem));
    let events = verdict.rejections.iter().flat_map(|event| {
        let problems = event.problems.iter();
        problems.map(|problem| (Some(event.index), problem))
    });
    whole.chain(events).collect()
}

fn any_change() -> impl Strategy<Value = Change> {
    select(vec![
        Change::Type,
        Change::Value,
        Change::Missing,
        Change::Double,
        Change::Unknown,
    ])
}

fn any_place() -> impl Strategy<Value = Place> {
    select(vec![Place::Envelope, Place::Event, Place::Parameters])
}

fn config() -> ProptestConfig {
    ProptestConfig {
        cases: 4000,
        failure_persistence: None,
        rng_seed: RngSeed::Fixed(0x626f_6479),
        ..ProptestConfig::default()
    }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn a_change_is_found_where_it_is(
        definition in select(catalog::EVENTS.iter().collect::<Vec<_>>()),
        count in 1_usize..4,
        chosen in any::<Index>(),
        place in any_place(),
        field in any::<Index>(),
        kind in any_change(),
        shuffles in any::<Option<u64>>(),
        space in select(vec!["", " ", "\r\n\t"]),
    ) {
        let chosen = chosen.index(count);
        let mut members = body(definition, count);
        let index = u32::try_from(chosen).unwrap();
        let made = match place {
            Place::Envelope => change(&mut members, &BODY, field, kind),
            Place::Event => {
                let event = &mut events(&mut members)[chosen];
                change(object(event), &BODY_EVENT, field, kind)
                    .map(|(pointer, code)| (format!("/events/{index}{pointer}"), code))
            }
            Place::Parameters => {
                let event = &mut events(&mut members)[chosen];
                change(parameters(event), definition, field, kind)
                    .map(|(pointer, code)| (format!("/events/{index}/parameters{pointer}"), code))
            }
        };
        let Some((pointer, code)) = made else {
            return Ok(());
        };
        if let Some(seed) = shuffles
            && !matches!(kind, Change::Double)
        {
            shuffle(&mut members, seed);
            for event in members.iter_mut().filter(|member| member.name == "events") {
                if let Node::List(events) = &mut event.value {
                    events.iter_mut().for_each(|event| shuffle(object(event), seed));
                }
            }
        }
        let mut writer = Writer { text: String::new(), space, mark: None, starts: (0, 0), chosen };
        writer.write(&Node::Object(members), 0);
        let verdict = envelope::check(&writer.text);

        let offset = match (code, place) {
            (Code::MissingField, Place::Envelope) => 0,
            (Code::MissingField, Place::Event) => writer.starts.0,
            (Code::MissingField, Place::Parameters) => writer.starts.1,
            _ => writer.mark.unwrap(),
        };
        let offset = u32::try_from(offset).unwrap();
        let told: Vec<_> = told(&verdict)
            .into_iter()
            .map(|(event, problem)| (event, problem.pointer.as_str(), problem.code, problem.offset))
            .collect();
        let events = u32::try_from(count).unwrap();
        match place {
            Place::Envelope => {
                prop_assert_eq!(told, [(None, pointer.as_str(), code, offset)], "{}", writer.text);
                prop_assert_eq!((verdict.form, verdict.status()), (Form::NotEnvelope, 400));
            }
            _ => {
                let event = Some(index);
                prop_assert_eq!(told, [(event, pointer.as_str(), code, offset)], "{}", writer.text);
                prop_assert_eq!(verdict.form, Form::Envelope);
                prop_assert_eq!((verdict.accepted, verdict.refused), (events - 1, 1));
            }
        }
    }

    #[test]
    fn another_version_is_told_of_every_event(
        definition in select(catalog::EVENTS.iter().collect::<Vec<_>>()),
        count in 1_usize..4,
    ) {
        let mut members = body(definition, count);
        let version = members.iter_mut().find(|member| member.name == "eventSchemaVer").unwrap();
        (version.value, version.mark) = (string("99.9"), Mark::Value);
        let mut writer = Writer { text: String::new(), space: "", mark: None, starts: (0, 0), chosen: 0 };
        writer.write(&Node::Object(members), 0);
        let verdict = envelope::check(&writer.text);
        let offset = u32::try_from(writer.mark.unwrap()).unwrap();
        prop_assert_eq!((verdict.form, verdict.status(), verdict.accepted), (Form::Envelope, 422, 0));
        let told = told(&verdict);
        prop_assert_eq!(told.len(), count);
        for (place, (event, problem)) in told.into_iter().enumerate() {
            prop_assert_eq!(event, Some(u32::try_from(place).unwrap()));
            prop_assert_eq!(
                (problem.pointer.as_str(), problem.code, problem.offset),
                ("/eventSchemaVer", Code::UnknownVersion, offset)
            );
        }
    }
}

/// Another order, the same for the same seed.
fn shuffle(members: &mut [Member], mut seed: u64) {
    for last in (1..members.len()).rev() {
        seed = seed
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        members.swap(last, usize::try_from(seed >> 33).unwrap() % (last + 1));
    }
}
