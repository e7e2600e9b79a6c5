//! Captures of events, and the closed classes of what the component does differently.
//!
//! Where upstream took something that the component refuses, the class says which problems the
//! component has to name, and how the input must be written for it. The body that then comes out
//! has to be upstream's; where upstream lost the event, it has to say what was given.

mod differences;
mod files;
mod line;
mod mend;
mod refusals;

use std::{path::Path, time::Duration};

use anyhow::{Context, ensure};
use nemo_telemetry::{Fact, Life, Source as FactSource};
use nemo_telemetry_core::time::Timestamp;
use nemo_telemetry_testkit::replay::{self, Subject, World};
use serde::Deserialize;
use serde_json::Value;

pub(crate) use self::line::wire_name;
use self::{
    differences::differences,
    line::{
        Line, field, first_bare_word, has_another_type, has_lone_surrogate, is_outside_64_bits,
        is_python_name, is_unknown, without_bare_words,
    },
    mend::Mended,
    refusals::Expected,
};
pub use self::{files::read, refusals::Refusal};
use super::{Source, Verdict, Verdicts};

/// What an upstream client was given, as a vector says it, and what it did.
#[derive(Clone, Debug)]
pub struct Capture {
    /// Name of the vector.
    pub name: String,
    /// The identifier that the capture was recorded under.
    pub case: String,
    /// Product, version of the upstream client and kind, as the file's name has them.
    pub source: Source,
    /// What the capture is about: `core`, `reject`, `null`, `coercion`, `alias`, `extra` or
    /// `nonfinite`. Events alone have one.
    pub category: Option<String>,
    /// The vector's settings.
    pub settings: String,
    /// The instant at which the body was built.
    pub sent: String,
    /// The lines that the vector gives to the component.
    pub lines: Vec<String>,
    /// What the upstream client did.
    pub upstream: Upstream,
    /// The exact body, where it was recorded.
    pub body_text: Option<String>,
    /// A capture of the same file with the same event, settings and instant, whose body upstream
    /// sent.
    pub sibling: Option<Sibling>,
}

/// A line with the body that upstream made of it.
#[derive(Clone, Debug)]
pub struct Sibling {
    event: String,
    settings: String,
    sent: String,
    line: String,
    body: Value,
}

/// What an upstream client did.
#[derive(Clone, Debug)]
pub enum Upstream {
    /// It sent these bodies.
    Sent(Vec<Value>),
    /// It wrote this value at this place of the body. The rest of the body was not recorded with it,
    /// and is that of another capture.
    Wrote(&'static str, Value, Vec<Value>),
    /// It took the event and failed on it when it built or sent the body.
    Lost,
    /// It refused the input.
    Rejected(Vec<Refusal>),
}

/// What the component did.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct Outcome {
    /// The bodies of its requests.
    #[serde(default)]
    pub bodies: Vec<String>,
    /// The lines that it refused.
    #[serde(default)]
    pub rejected: Vec<Rejected>,
}

/// A line that the component refused.
#[derive(Clone, Debug, Deserialize)]
pub struct Rejected {
    /// What was wrong with it.
    pub problems: Vec<Problem>,
}

/// One thing that was wrong with a line.
#[derive(Clone, Debug, Deserialize)]
pub struct Problem {
    /// JSON Pointer into the line.
    pub pointer: String,
    /// Identifier.
    pub code: String,
    /// Where, in bytes from the start of the line.
    pub offset: usize,
}

impl Capture {
    /// Whether the component did what the upstream client did: the same bodies with their keys in
    /// the same order, or a refusal of the same kind at the same places.
    ///
    /// # Errors
    /// A body is not JSON.
    pub fn agrees(&self, ours: &Outcome) -> anyhow::Result<bool> {
        Ok(match &self.upstream {
            Upstream::Sent(bodies) => {
                ours.rejected.is_empty() && same_bodies(bodies, &ours.bodies)?
            }
            Upstream::Wrote(pointer, value, bodies) => {
                let written = |body: &Value| body.pointer(pointer) == Some(value);
                ours.rejected.is_empty()
                    && bodies.len() == 1
                    && bodies.iter().all(written)
                    && same_bodies(bodies, &ours.bodies)?
            }
            // A body was never built, because no calendar has the year.
            Upstream::Lost => ours.is_refused_for(vec![Expected::new(
                "invalid-time",
                ["/parameters/timestamp".into()],
            )]),
            Upstream::Rejected(refusals) => {
                let line = self.lines.first().and_then(|line| Line::parse(line));
                let expected = refusals.iter();
                ours.is_refused_for(
                    expected
                        .map(|refusal| Expected::of(refusal, line.as_ref()))
                        .collect(),
                )
            }
        })
    }

    /// How the component differs from upstream, for people.
    fn disagreement(&self, ours: &Outcome) -> String {
        match &self.upstream {
            Upstream::Sent(bodies) | Upstream::Wrote(_, _, bodies) if ours.rejected.is_empty() => {
                differences(bodies, &ours.bodies)
            }
            Upstream::Sent(_) | Upstream::Wrote(..) => {
                format!("upstream sends it; here: {:?}", ours.rejected)
            }
            Upstream::Lost => format!("upstream takes it and loses it; here: {ours:?}"),
            Upstream::Rejected(refusals) => {
                format!("upstream refuses: {refusals:?}; here: {ours:?}")
            }
        }
    }

    /// Whether the component's bytes are upstream's too. None: these were not recorded.
    #[must_use]
    pub fn agrees_to_the_byte(&self, ours: &Outcome) -> Option<bool> {
        self.body_text
            .as_ref()
            .map(|text| ours.bodies.as_slice() == std::slice::from_ref(text))
    }

    /// Whether the capture is about the edges of the input, where every class may occur.
    fn is_an_edge(&self) -> bool {
        let category = self.category.as_deref();
        category.is_some_and(|category| category != "core")
    }
}

/// Whether texts are these values, with all keys in the same order, and without white space or
/// escapes that JSON does not need. Numbers are compared as doubles.
///
/// # Errors
/// A text is not JSON.
pub fn same_bodies(values: &[Value], texts: &[String]) -> anyhow::Result<bool> {
    Ok(texts.iter().all(|text| is_plain(text)) && same_values(values, texts)?)
}

/// Whether texts are these values, with all keys in the same order.
///
/// # Errors
/// A text is not JSON.
pub(crate) fn same_values(values: &[Value], texts: &[String]) -> anyhow::Result<bool> {
    let parsed: Vec<Value> = texts
        .iter()
        .map(|text| serde_json::from_str(text))
        .collect::<Result<_, _>>()?;
    // Equality of values ignores the order of keys; their texts do not.
    Ok(parsed
        .iter()
        .map(Value::to_string)
        .eq(values.iter().map(Value::to_string)))
}

/// Whether a text is written as every body here is: no white space between tokens, and escapes only
/// where JSON wants them.
fn is_plain(text: &str) -> bool {
    let mut escapes = text.split(r"\\").flat_map(|part| part.split(r"\u").skip(1));
    let is_control = |digits: &str| {
        let code = digits.get(..4).map(|code| u32::from_str_radix(code, 16));
        code.is_some_and(|code| code.is_ok_and(|code| code < 0x20))
    };
    nemo_telemetry::compact(text) == text && !text.contains(r"\/") && escapes.all(is_control)
}

/// A way in which the component differs from the upstream clients. There are no others.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Class {
    /// A value of another JSON type, which upstream converts.
    LaxCoercion,
    /// A field that no schema knows, which upstream leaves out in silence.
    UnknownKey,
    /// A field under its name in Python, such as `task_status`.
    PythonName,
    /// A field under its wire name, where upstream reads the name in Python alone.
    WireName,
    /// A field under its wire name, where upstream forbids what is not the name in Python.
    ForbiddenName,
    /// NaN or an infinity.
    NonFinite,
    /// Half of a surrogate pair.
    LoneSurrogate,
    /// An integer that takes more than 64 bits.
    OutsideSixtyFourBits,
    /// The same body with other white space and escapes.
    GuardrailsText,
}

impl Class {
    /// Every class.
    pub const ALL: [Self; 9] = [
        Self::LaxCoercion,
        Self::UnknownKey,
        Self::PythonName,
        Self::WireName,
        Self::ForbiddenName,
        Self::NonFinite,
        Self::LoneSurrogate,
        Self::OutsideSixtyFourBits,
        Self::GuardrailsText,
    ];

    /// Its name in `DEVIATIONS.md`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::LaxCoercion => "lax coercion",
            Self::UnknownKey => "unknown key",
            Self::PythonName => "Python name as input",
            Self::WireName => "wire name as input",
            Self::ForbiddenName => "forbidden wire name",
            Self::NonFinite => "non-finite number",
            Self::LoneSurrogate => "lone surrogate",
            Self::OutsideSixtyFourBits => "integer outside 64 bits",
            Self::GuardrailsText => "Guardrails spacing and escapes",
        }
    }

    /// Whether it may occur where a capture is not about the edges of the input.
    #[must_use]
    pub fn is_everywhere(self) -> bool {
        matches!(
            self,
            Self::NonFinite
                | Self::LoneSurrogate
                | Self::OutsideSixtyFourBits
                | Self::GuardrailsText
        )
    }

    /// Whether the capture belongs to the class, by what was given and what upstream made of it.
    #[must_use]
    pub fn matches(self, capture: &Capture) -> bool {
        let sent = matches!(capture.upstream, Upstream::Sent(_));
        let taken = sent || matches!(capture.upstream, Upstream::Lost);
        let line = match capture.lines.as_slice() {
            [line] => Line::parse(line),
            _ => None,
        };
        if self == Self::NonFinite {
            let [line] = capture.lines.as_slice() else {
                return false;
            };
            return !sent
                && Line::parse(line).is_none()
                && Line::parse(&without_bare_words(line)).is_some();
        }
        if self == Self::WireName {
            let Upstream::Rejected(refusals) = &capture.upstream else {
                return false;
            };
            let given = |refusal: &Refusal| {
                let line = line.as_ref();
                refusal.kind == "missing"
                    && line.is_some_and(|line| line.parameters.contains_key(&refusal.field))
            };
            return capture.category.as_deref() == Some("alias")
                && !refusals.is_empty()
                && refusals.iter().all(given);
        }
        if self == Self::ForbiddenName {
            let Upstream::Rejected(refusals) = &capture.upstream else {
                return false;
            };
            let definition = line.as_ref().and_then(Line::definition);
            let is_field = |refusal: &Refusal| {
                definition.is_some_and(|definition| field(definition, &refusal.field).is_some())
            };
            return refusals
                .iter()
                .any(|refusal| refusal.kind == "extra_forbidden")
                && refusals.iter().all(is_field);
        }
        if self == Self::GuardrailsText {
            let another = |class: &Self| *class != self && class.matches(capture);
            return sent
                && capture.source.product == "guardrails"
                && !Self::ALL.iter().any(another);
        }
        taken && line.is_some_and(|line| !self.fields(&line).is_empty()) && (sent || self.is_lost())
    }

    /// Whether upstream may have lost an event of this class.
    fn is_lost(self) -> bool {
        matches!(self, Self::LaxCoercion | Self::LoneSurrogate)
    }

    /// The parameters for which a line belongs to the class.
    fn fields(self, line: &Line) -> Vec<String> {
        let Some(definition) = line.definition() else {
            return Vec::new();
        };
        line.names(|name, value| match self {
            Self::LaxCoercion => has_another_type(definition, name, value),
            Self::UnknownKey => is_unknown(definition, name),
            Self::PythonName => is_python_name(definition, name),
            Self::LoneSurrogate => has_lone_surrogate(value),
            Self::OutsideSixtyFourBits => is_outside_64_bits(definition, name, value),
            Self::WireName | Self::ForbiddenName | Self::NonFinite | Self::GuardrailsText => false,
        })
    }

    /// Whether the component does in a capture of this class what it has to do in upstream's place.
    /// `send` says what another line gives there.
    ///
    /// # Errors
    /// It does not; the error says what it was to do.
    pub fn check(
        self,
        capture: &Capture,
        ours: &Outcome,
        send: &mut dyn FnMut(&str) -> anyhow::Result<Outcome>,
    ) -> anyhow::Result<()> {
        if self == Self::GuardrailsText {
            ensure!(
                capture.agrees(ours)?,
                "more than white space and escapes differs: {}",
                capture.disagreement(ours)
            );
            return Ok(());
        }
        if self == Self::WireName {
            ensure!(ours.rejected.is_empty(), "it is refused: {ours:?}");
            return Mended::as_it_is(capture)?
                .check_lost(capture, ours)
                .with_context(|| format!("{ours:?}"));
        }
        let given = capture.lines.first().context("expected a line")?;
        if self == Self::ForbiddenName && ours.rejected.is_empty() {
            // The other names are the same in Python and on the wire.
            return Mended::as_it_is(capture)?
                .check_lost(capture, ours)
                .with_context(|| format!("{ours:?}"));
        }
        self.check_refusal(given, ours)
            .with_context(|| format!("{given} gives {ours:?}"))?;
        let mended = self.mend(capture).context("it cannot be mended")?;
        let sent = send(&mended.line)?;
        ensure!(
            sent.rejected.is_empty(),
            "{} is refused: {sent:?}",
            mended.line
        );
        mended
            .check(capture, &sent)
            .with_context(|| format!("{} gives {sent:?}", mended.line))
    }

    /// Whether the line is refused for what is wrong with it, and for nothing else.
    fn check_refusal(self, given: &str, ours: &Outcome) -> anyhow::Result<()> {
        let line = Line::parse(given);
        let fields = line
            .as_ref()
            .map(|line| self.fields(line))
            .unwrap_or_default();
        let expected = match self {
            Self::LaxCoercion => Expected::of_fields("wrong-type", fields),
            Self::OutsideSixtyFourBits => Expected::of_fields("out-of-range", fields),
            Self::UnknownKey => Expected::unknown(fields),
            Self::PythonName | Self::ForbiddenName => {
                let line = line.context("expected a line")?;
                let definition = line.definition().context("expected a known event")?;
                let fields = Self::PythonName.fields(&line);
                let missing = definition
                    .fields
                    .iter()
                    .filter(|field| field.required && !line.parameters.contains_key(field.name));
                let missing =
                    missing.map(|_| Expected::new("missing-field", ["/parameters".into()]));
                Expected::unknown(fields)
                    .into_iter()
                    .chain(missing)
                    .collect()
            }
            Self::NonFinite => vec![Expected::new("syntax", [String::new()])],
            Self::LoneSurrogate => vec![Expected::new("lone-surrogate", ["/parameters".into()])],
            Self::WireName | Self::GuardrailsText => Vec::new(),
        };
        ensure!(
            ours.is_refused_for(expected.clone()),
            "expected a refusal for {expected:?}"
        );
        let problem = ours.rejected.first().and_then(|line| line.problems.first());
        let offset = problem.context("expected a problem")?.offset;
        let place = match self {
            Self::NonFinite => first_bare_word(given),
            Self::LoneSurrogate => given.find("\\ud").or_else(|| given.find("\\uD")),
            _ => None,
        };
        // A minus is a number's beginning.
        ensure!(
            place.is_none_or(|place| (place..=place + 1).contains(&offset)),
            "the problem points to byte {offset}, expected {place:?}"
        );
        Ok(())
    }
}

/// What became of a capture, of which the component made this. `send` says what another line gives
/// in its place.
///
/// # Errors
/// It is neither as upstream nor what exactly one class says.
pub fn judge(
    capture: &Capture,
    ours: &Outcome,
    send: &mut dyn FnMut(&str) -> anyhow::Result<Outcome>,
) -> Verdict<Class> {
    let classes: Vec<Class> = Class::ALL
        .into_iter()
        .filter(|class| class.matches(capture))
        .collect();
    match classes[..] {
        [] => {
            ensure!(capture.agrees(ours)?, "{}", capture.disagreement(ours));
            ensure!(
                capture.agrees_to_the_byte(ours) != Some(false),
                "the body has other bytes than upstream's"
            );
            Ok(None)
        }
        [class] => {
            ensure!(
                class.is_everywhere() || capture.is_an_edge(),
                "{} in the core",
                class.name()
            );
            ensure!(
                capture.agrees_to_the_byte(ours) != Some(true),
                "{}, but the body has upstream's bytes",
                class.name()
            );
            class
                .check(capture, ours, send)
                .with_context(|| format!("{}, but more than that", class.name()))?;
            Ok(Some(class))
        }
        _ => anyhow::bail!("more than one class: {classes:?}"),
    }
}

/// What another line gives in a capture's place.
///
/// # Errors
/// The subject broke down, or the capture's settings are refused.
pub fn send(subject: &mut dyn Subject, capture: &Capture, line: &str) -> anyhow::Result<Outcome> {
    let sent = Timestamp::parse(&capture.sent)
        .and_then(|sent| u64::try_from(sent.0).ok())
        .context("expected an instant")?;
    let world = World::new(Duration::from_millis(sent), &[]);
    let yes = Fact {
        source: FactSource::Call,
        name: "enabled".into(),
        value: "true".into(),
    };
    let opened = subject.open(&capture.settings, &[yes], &Life::new(1), &world)?;
    let mut session =
        opened.map_err(|problems| anyhow::anyhow!("the settings are refused: {problems:?}"))?;
    let rejected = session.enqueue(line)?.rejected;
    ensure!(rejected.is_empty(), "{line} is refused: {rejected:?}");
    Ok(Outcome {
        bodies: replay::bodies(session.as_mut(), &world)?,
        rejected: Vec::new(),
    })
}

/// What became of each capture of a file.
///
/// # Errors
/// The file or what belongs to it cannot be read.
pub fn judge_file(subject: &mut dyn Subject, path: &Path) -> anyhow::Result<Verdicts<Class>> {
    super::judge_each(
        subject,
        path,
        &read(path)?,
        |capture| &capture.case,
        |subject, capture, lines| {
            judge(capture, &Outcome::read(lines)?, &mut |line| {
                send(subject, capture, line)
            })
        },
    )
}

impl Outcome {
    /// What came out when a vector ran.
    ///
    /// # Errors
    /// It is no vector of bodies.
    pub fn read(lines: &[Value]) -> anyhow::Result<Self> {
        let found = lines
            .first()
            .and_then(|line| line.get("envelope"))
            .context("expected a vector of the kind envelope")?;
        Ok(serde_json::from_value(found.clone())?)
    }
}
