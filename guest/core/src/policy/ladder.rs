//! Who is heard, in which order, and what each of them says.

use alloc::{format, string::String, vec::Vec};

use super::{
    ADMINISTRATOR, COMPILED_OUT, DESTINATION, DO_NOT_TRACK, EMIT_TELEMETRY, ENABLED, Fact, SIGNALS, Source, TEST_RUNNER,
    consent_file::{self, Stored},
    find,
    spelling::{self, Switch},
    surroundings,
};
use crate::{
    catalog::TEST_RUNNERS,
    definition::{Default, Product},
};

/// What a fact says about sending.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Voice {
    /// Nothing may be sent.
    Veto,
    /// Nothing may be sent, unless a person names in this very command where events go.
    SoftVeto,
    /// Something may be sent.
    Yes,
}

/// Everybody who says yes or no, in the order in which they are heard.
pub(super) struct Spoken<'f> {
    facts: &'f [Fact],
    /// Each fact with what it says.
    pub(super) voices: Vec<(&'f Fact, Voice)>,
    /// What was odd about them.
    pub(super) warnings: Vec<String>,
}

impl<'f> Spoken<'f> {
    /// Hears the facts. The order is that of vetoes, and among those who say yes that of theirs.
    pub(super) fn hear(product: &Product, facts: &'f [Fact]) -> Self {
        let mut spoken = Self { facts, voices: Vec::new(), warnings: Vec::new() };
        spoken.kill_switch(Source::Host, COMPILED_OUT, spelling::forbids);
        spoken.administrator();
        for name in [DO_NOT_TRACK, product.variables.disabled] {
            spoken.kill_switch(Source::Variable, name, spelling::forbids);
        }
        for name in SIGNALS {
            spoken.kill_switch(Source::Host, name, spelling::objects);
        }
        spoken.destination();
        spoken.switch(Source::Call, ENABLED, Some(Voice::Yes));
        // True is the default of that setting, so it is nobody's decision.
        spoken.switch(Source::Call, EMIT_TELEMETRY, None);
        spoken.switch(Source::Variable, product.variables.enabled, Some(Voice::Yes));
        spoken.stored(product);
        spoken.surroundings(product);
        spoken
    }

    fn kill_switch(&mut self, source: Source, name: &str, is_set: fn(&str) -> bool) {
        self.voices.extend(find(self.facts, source, name).filter(|fact| is_set(&fact.value)).map(|fact| (fact, Voice::Veto)));
    }

    fn administrator(&mut self) {
        let Some(fact) = find(self.facts, Source::Host, ADMINISTRATOR) else { return };
        let said = consent_file::read_policy(&fact.value);
        if said == Stored::Yes {
            return;
        }
        if said != Stored::No {
            self.warnings.push(
                "the administrator's policy.toml is taken as no: expected consent = \"enabled\" or consent = \"disabled\" and nothing \
                 unreadable"
                    .into(),
            );
        }
        self.voices.push((fact, Voice::Veto));
    }

    fn destination(&mut self) {
        let fact = find(self.facts, Source::Call, DESTINATION);
        self.voices.extend(fact.filter(|fact| spelling::switch(&fact.value) == Switch::On).map(|fact| (fact, Voice::Yes)));
    }

    /// A switch whose no and whose nonsense are vetoes.
    fn switch(&mut self, source: Source, name: &str, yes: Option<Voice>) {
        let Some(fact) = find(self.facts, source, name) else { return };
        let switch = spelling::switch(&fact.value);
        if switch == Switch::Unknown {
            self.warnings
                .push(format!("{name} says neither yes nor no and is taken as no: expected 1, true, yes, on, 0, false, no or off"));
        }
        let voice = if switch == Switch::On { yes } else { Some(Voice::Veto) };
        self.voices.extend(voice.map(|voice| (fact, voice)));
    }

    fn stored(&mut self, product: &Product) {
        let Some(file) = product.consent_file else { return };
        let Some(fact) = find(self.facts, Source::File, file.path) else { return };
        // Whoever would be asked anyway is asked again; where nobody is asked, the file may have been a no.
        let asks = matches!(product.default, Default::Ask | Default::Off);
        match consent_file::read(file.format, &fact.value) {
            Stored::Yes => self.voices.push((fact, Voice::Yes)),
            Stored::No => self.voices.push((fact, Voice::SoftVeto)),
            Stored::Stale => {}
            Stored::Damaged => {
                let so = if asks { "counts as no answer" } else { "is taken as no" };
                self.warnings.push(format!(
                    "{} {so}: expected consent = \"enabled\" or consent = \"disabled\" in [telemetry] and nothing unreadable",
                    file.path
                ));
                self.voices.extend((!asks).then_some((fact, Voice::SoftVeto)));
            }
        }
    }

    fn surroundings(&mut self, product: &Product) {
        let ci = if product.veto_ci { surroundings::ci(self.facts) } else { None };
        let test = if product.veto_test_runner {
            let runner = find(self.facts, Source::Host, TEST_RUNNER).filter(|fact| !fact.value.is_empty());
            surroundings::sign(TEST_RUNNERS, self.facts).or(runner)
        } else {
            None
        };
        self.voices.extend(ci.into_iter().chain(test).map(|fact| (fact, Voice::SoftVeto)));
    }
}

/// Place of the one who decides; none when it is left to the product's default.
pub(super) fn winner(voices: &[(&Fact, Voice)]) -> Option<usize> {
    let here = voices.iter().any(|(fact, _)| fact.source == Source::Call && fact.name == DESTINATION);
    let forbids = |voice: &Voice| *voice == Voice::Veto || *voice == Voice::SoftVeto && !here;
    let veto = voices.iter().position(|(_, voice)| forbids(voice));
    veto.or_else(|| voices.iter().position(|(_, voice)| *voice == Voice::Yes))
}
