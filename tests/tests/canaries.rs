//! Names of a person and a machine, fed through every input: none comes out where it would be sent,
//! kept or logged.
//!
//! 10,000 sets of names by a fixed seed; `NEMO_TELEMETRY_CANARIES=1000000 cargo test --release -p
//! nemo-telemetry-tests --test canaries` tries more of them.

use nemo_telemetry::Component;
use nemo_telemetry_core::{
    catalog,
    definition::{Definition, Field, Kind},
};
use nemo_telemetry_testkit::replay::{self, ComponentSubject, Subject};
use nemo_telemetry_tests::native::NativeSubject;
use serde_json::{Map, Value, json};

/// Random numbers by SplitMix64: the same in every run.
struct Dice(u64);

impl Dice {
    fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, bound: usize) -> usize {
        usize::try_from(self.roll() % bound as u64).unwrap()
    }

    fn pick<'t, T>(&mut self, among: &'t [T]) -> &'t T {
        &among[self.below(among.len())]
    }
}

/// What a person, a machine and a home directory are called. No other text has these names.
struct Names {
    user: String,
    host: String,
    home: String,
}

impl Names {
    fn new(dice: &mut Dice) -> Self {
        let mut name = |start: &str| {
            let letters: String = (0..6)
                .map(|_| char::from(b'a' + u8::try_from(dice.below(26)).unwrap()))
                .collect();
            format!("{start}{letters}{}", dice.below(100))
        };
        let (user, host, folder) = (name("zq"), name("zx"), name("zj"));
        let home = dice
            .pick(&[
                format!("/home/{folder}"),
                format!("/Users/{folder}/"),
                format!("C:\\Users\\{folder}"),
            ])
            .clone();
        Self {
            user,
            host: format!("{host}{}", dice.pick(&["", ".local", ".corp.example"])),
            home,
        }
    }

    /// The parts that tell somebody apart.
    fn telling(&self) -> [String; 3] {
        let host = self.host.split('.').next().unwrap_or_default();
        let folder = self
            .home
            .trim_end_matches('/')
            .rsplit(['/', '\\'])
            .next()
            .unwrap_or_default();
        [self.user.clone(), host.into(), folder.into()]
    }

    /// A text with a name in it.
    fn text(&self, dice: &mut Dice) -> String {
        let name = match dice.below(5) {
            0 => self.user.clone(),
            1 => self.user.to_uppercase(),
            2 => self.host.clone(),
            3 => self.home.clone(),
            _ => dice.pick(&self.telling()).clone(),
        };
        let [before, after] = *dice.pick(&[
            ["", ""],
            ["model of ", " himself"],
            ["org/", ""],
            ["", "/model"],
            ["/tmp/", "/x"],
            ["", "@mail.example"],
            ["https://", "/x"],
            ["a,", ",b"],
            ["v1-", "-2"],
            ["\u{e9}, ", "."],
            ["_", "_"],
            ["\"", "\""],
            ["\n", "\t"],
            ["\u{1f600}", "\u{200b}"],
        ]);
        // Behind a character that is part of a word a name is part of that word.
        let before = if before.ends_with('\u{1f600}') {
            "\u{1f600} "
        } else {
            before
        };
        let after = if after.starts_with('\u{200b}') {
            " \u{200b}"
        } else {
            after
        };
        format!("{before}{name}{after}")
    }
}

/// A value that the field takes, with a name in it where the field takes any text.
fn value(field: &Field, names: &Names, dice: &mut Dice) -> Value {
    match field.kind {
        Kind::Text { .. } => names.text(dice).into(),
        Kind::TextList { .. } => (0..dice.below(4))
            .map(|place| {
                if place == 1 {
                    "plain".into()
                } else {
                    names.text(dice)
                }
            })
            .collect(),
        Kind::OneOf(words) => (*dice.pick(words)).into(),
        Kind::OneOfList(words) => json!([dice.pick(words)]),
        Kind::Integer { minimum, maximum } => 1_i64.clamp(minimum, maximum).into(),
        Kind::Number => 1.5.into(),
        Kind::Flag => true.into(),
        Kind::Object | Kind::ObjectList => panic!("no event nests objects"),
    }
}

/// Parameters with names wherever a text is taken, and sometimes where none is.
fn parameters(definition: &Definition, names: &Names, dice: &mut Dice) -> Value {
    let mut members = Map::new();
    for field in definition.fields {
        if field.required || dice.below(2) == 0 {
            members.insert(field.name.into(), value(field, names, dice));
        }
    }
    if dice.below(4) == 0 {
        // Any of these makes the line a problem, which must not repeat it.
        let field = dice.pick(definition.fields).name;
        match dice.below(3) {
            0 => members.insert(names.text(dice), names.text(dice).into()),
            1 => members.insert(field.into(), json!({names.text(dice): [names.text(dice)]})),
            _ => members.insert(field.into(), json!([1, names.text(dice)])),
        };
    }
    members.into()
}

/// A client's life with names in all that it is given but the address it sends to.
fn script(names: &Names, dice: &mut Dice, guard: &str) -> Value {
    let product = dice.pick(catalog::PRODUCTS);
    let mut text = |usual: &str| {
        if dice.below(2) == 0 {
            usual.to_owned()
        } else {
            names.text(dice)
        }
    };
    let (version, session, processor, ts) = (
        text("1.2"),
        text("s"),
        text("x86_64"),
        text("2026-01-01T00:00:00Z"),
    );
    let event = |dice: &mut Dice| {
        let name = dice.pick(product.events).0;
        let definition = catalog::current_event(product, name).unwrap();
        let name = if dice.below(16) == 0 {
            names.text(dice)
        } else {
            name.into()
        };
        (name, parameters(definition, names, dice))
    };
    let (name, inside) = event(dice);
    let line = json!({"event": name, "parameters": inside});
    let (name, inside) = event(dice);
    let dated = json!({"event": name, "ts": ts, "parameters": inside});
    let (name, inside) = event(dice);
    // As a dying host writes it.
    let kept = json!({"id": session, "attempts": 0, "firstTs": "2026-01-01T00:00:00Z", "product": product.id, "event": name,
        "clientVer": version, "sessionId": session, "cpuArchitecture": processor, "raw": true, "parameters": inside});
    let prefix = dice.pick(&names.telling()).clone();
    let variables = [
        product.variables.session_prefix,
        product.variables.deployment_type,
    ];
    let variables = variables.iter().filter(|name| !name.is_empty());
    let facts: Vec<Value> = variables
        .map(|name| json!({"source": "variable", "name": name, "value": prefix}))
        .chain([
            json!({"source": "call", "name": "enabled", "value": "true"}),
            json!({"source": "host", "name": "user-name", "value": names.user}),
            json!({"source": "host", "name": "host-name", "value": names.host}),
            json!({"source": "host", "name": "home-directory", "value": names.home}),
        ])
        .collect();
    json!({"kind": "script", "name": "names", "clock": "2026-01-01T00:00:00Z", "segments": [format!("{kept}\n{{torn {}", names.user)],
        "settings": {"product": product.id, "clientVersion": version, "sessionId": session, "cpuArchitecture": processor, "outbox": true,
            "guard": guard},
        "facts": facts,
        "steps": [{"outbox": []}, {"enqueue": [line, dated, names.text(dice)]}, {"outbox": []}, {"flush": true}, {"poll": true},
            {"request": {}}, {"close": 0}, {"poll": true}, {"audit": []}, {"outbox": []},
            {"ledger": {}}, {"decision": {}}]})
}

/// Plays a script. Returns all that came out, in lower case, and how many values were taken out.
fn play(subject: &mut dyn Subject, script: &Value) -> (String, u64) {
    let vector = replay::parse(&script.to_string()).unwrap().remove(0);
    let mut lines = replay::run(subject, &vector).unwrap().lines;
    let mut redacted = 0;
    for line in &mut lines {
        for place in ["/open/decision", "/decision"] {
            let Some(decision) = line.pointer_mut(place) else {
                continue;
            };
            redacted = decision["settled"]["redacted"].as_u64().unwrap();
            // The host's own facts, given back to it.
            ["signal", "ignored"]
                .iter()
                .for_each(|fact| decision[*fact] = Value::Null);
            ["sessionPrefix", "deploymentType"]
                .iter()
                .for_each(|fact| decision["settled"][*fact] = Value::Null);
        }
    }
    (Value::from(lines).to_string().to_lowercase(), redacted)
}

/// Plays as many scripts. Returns how many values were taken out.
fn try_names(subject: &mut dyn Subject, count: u64, guard: &str) -> u64 {
    let mut dice = Dice(7);
    let mut redacted = 0;
    for number in 0..count {
        let names = Names::new(&mut dice);
        let script = script(&names, &mut dice, guard);
        let (out, more) = play(subject, &script);
        redacted += more;
        for name in names.telling() {
            assert!(
                !out.contains(&name.to_lowercase()),
                "set {number}: {name} came out of {script}:\n{out}"
            );
        }
    }
    redacted
}

#[test]
fn no_name_comes_out_of_core() {
    let count =
        std::env::var("NEMO_TELEMETRY_CANARIES").map_or(10_000, |count| count.parse().unwrap());
    let redacted = try_names(&mut NativeSubject, count, "redact");
    println!("{count} sets of names: {redacted} values taken out");
    assert!(redacted > count, "the names were not in the events");
}

#[test]
fn no_name_comes_out_of_the_component() {
    let mut subject = ComponentSubject::new(Component::embedded().unwrap()).unwrap();
    assert!(try_names(&mut subject, 100, "redact") > 100);
}

#[test]
fn what_is_refused_is_not_repeated() {
    // Settings with a name in them do not open, and the others accept no line with one; either way
    // nothing is taken out.
    assert_eq!(try_names(&mut NativeSubject, 1_000, "reject"), 0);
}

/// The test sees names where there are some.
#[test]
fn names_come_out_when_the_guard_is_off() {
    let mut dice = Dice(7);
    let mut seen = 0;
    for _ in 0..100 {
        let names = Names::new(&mut dice);
        let script = script(&names, &mut dice, "off");
        let (out, redacted) = play(&mut NativeSubject, &script);
        assert_eq!(redacted, 0);
        seen += u32::from(names.telling().iter().any(|name| out.contains(name)));
    }
    assert!(seen > 50, "{seen} of 100");
}
