//! Which facts count, in which order, and what each of them means.

use alloc::{format, string::String, vec::Vec};

use super::{
    ADMINISTRATOR, COMPILED_OUT, DESTINATION, DO_NOT_TRACK, EMIT_TELEMETRY, ENABLED, Fact, SIGNALS,
    Source, TEST_RUNNER,
    consent_file::{self, Stored},
    find,
    spelling::{self, Switch},
    surroundings,
};
use crate::{
    catalog::TEST_RUNNERS,
    definition::{ByDefault, Product},
};

/// What a fact says about sending.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Effect {
    /// Nothing may be sent.
    Veto,
    /// Nothing may be sent, unless a person names in this very command where events go.
    SoftVeto,
    /// Something may be sent.
    Yes,
    /// The program says yes, and the person may have said no in a file that cannot be read.
    DoubtfulYes,
}

/// Every fact that says yes or no, in the order in which they count.
pub(super) struct Evaluation<'f> {
    facts: &'f [Fact],
    /// Each fact with what it says.
    pub(super) effects: Vec<(&'f Fact, Effect)>,
    /// What was odd about them.
    pub(super) warnings: Vec<String>,
}

impl<'f> Evaluation<'f> {
    /// Evaluates the facts. Vetoes come in their order, and so does what says yes.
    pub(super) fn of(product: &Product, facts: &'f [Fact]) -> Self {
        let mut evaluation = Self {
            facts,
            effects: Vec::new(),
            warnings: Vec::new(),
        };
        evaluation.kill_switch(Source::Host, COMPILED_OUT, spelling::forbids);
        evaluation.administrator();
        for name in [DO_NOT_TRACK, product.variables.disabled] {
            evaluation.kill_switch(Source::Variable, name, spelling::forbids);
        }
        for name in SIGNALS {
            evaluation.kill_switch(Source::Host, name, spelling::objects);
        }
        evaluation.destination();
        evaluation.switch(Source::Call, ENABLED, Some(Effect::Yes));
        // True is the default of that setting, so it decides nothing.
        evaluation.switch(Source::Call, EMIT_TELEMETRY, None);
        evaluation.switch(
            Source::Variable,
            product.variables.enabled,
            Some(Effect::Yes),
        );
        evaluation.stored(product);
        evaluation.settings(product);
        evaluation.surroundings(product);
        evaluation
    }

    fn kill_switch(&mut self, source: Source, name: &str, is_set: fn(&str) -> bool) {
        self.effects.extend(
            find(self.facts, source, name)
                .filter(|fact| is_set(&fact.value))
                .map(|fact| (fact, Effect::Veto)),
        );
    }

    fn administrator(&mut self) {
        let Some(fact) = find(self.facts, Source::Host, ADMINISTRATOR) else {
            return;
        };
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
        self.effects.push((fact, Effect::Veto));
    }

    fn destination(&mut self) {
        let fact = find(self.facts, Source::Call, DESTINATION);
        self.effects.extend(
            fact.filter(|fact| spelling::switch(&fact.value) == Switch::On)
                .map(|fact| (fact, Effect::Yes)),
        );
    }

    /// A switch whose no and whose nonsense are vetoes.
    fn switch(&mut self, source: Source, name: &str, yes: Option<Effect>) {
        let Some(fact) = find(self.facts, source, name) else {
            return;
        };
        let switch = spelling::switch(&fact.value);
        if switch == Switch::Unknown {
            self.warnings
                .push(format!("{name} says neither yes nor no and is taken as no: expected 1, true, yes, on, 0, false, no or off"));
        }
        let effect = if switch == Switch::On {
            yes
        } else {
            Some(Effect::Veto)
        };
        self.effects.extend(effect.map(|effect| (fact, effect)));
    }

    fn stored(&mut self, product: &Product) {
        let Some(file) = product.consent_file else {
            return;
        };
        let Some(fact) = find(self.facts, Source::File, file.path) else {
            return;
        };
        // A person who would be asked anyway is asked again; where nobody is asked, the file may
        // have been a no.
        let asks = matches!(product.default, ByDefault::Ask | ByDefault::Off);
        match consent_file::read(file.format, &fact.value) {
            Stored::Yes => self.effects.push((fact, Effect::Yes)),
            Stored::No => self.effects.push((fact, Effect::SoftVeto)),
            Stored::Stale => {}
            Stored::Damaged => {
                let so = if asks {
                    "counts as no answer"
                } else {
                    "is taken as no"
                };
                self.warnings.push(format!(
                    "{} {so}: expected consent = \"enabled\" or consent = \"disabled\" in [telemetry] and nothing unreadable",
                    file.path
                ));
                if asks {
                    self.doubt_the_program();
                } else {
                    self.effects.push((fact, Effect::SoftVeto));
                }
            }
        }
    }

    /// The product's own configuration, where only a no counts: a yes is its default.
    fn settings(&mut self, product: &Product) {
        for file in product.setting_files {
            let Some(fact) = find(self.facts, Source::File, file.path) else {
                continue;
            };
            match consent_file::read_setting(file.key, &fact.value) {
                None | Some(Stored::Yes) => continue,
                Some(Stored::No) => {}
                Some(_) => self.warnings.push(format!(
                    "{} is taken as no: expected {} to be true or false, and a file that can be read",
                    file.path, file.key
                )),
            }
            self.effects.push((fact, Effect::SoftVeto));
        }
    }

    /// A program does not outvote a person. A variable is the person's own.
    fn doubt_the_program(&mut self) {
        for (fact, effect) in &mut self.effects {
            if *effect == Effect::Yes && fact.source == Source::Call && fact.name == ENABLED {
                *effect = Effect::DoubtfulYes;
            }
        }
    }

    fn surroundings(&mut self, product: &Product) {
        let ci = if product.veto_ci {
            surroundings::ci(self.facts)
        } else {
            None
        };
        let test = if product.veto_test_runner {
            let runner =
                find(self.facts, Source::Host, TEST_RUNNER).filter(|fact| !fact.value.is_empty());
            surroundings::sign(TEST_RUNNERS, self.facts).or(runner)
        } else {
            None
        };
        self.effects.extend(
            ci.into_iter()
                .chain(test)
                .map(|fact| (fact, Effect::SoftVeto)),
        );
    }
}

/// Place of the one who decides; none when it is left to the product's default.
pub(super) fn decisive(effects: &[(&Fact, Effect)]) -> Option<usize> {
    let here = effects
        .iter()
        .any(|(fact, _)| fact.source == Source::Call && fact.name == DESTINATION);
    let forbids = |effect: &Effect| *effect == Effect::Veto || *effect == Effect::SoftVeto && !here;
    let veto = effects.iter().position(|(_, effect)| forbids(effect));
    veto.or_else(|| {
        effects
            .iter()
            .position(|(_, effect)| *effect == Effect::Yes)
    })
}
