//! Every state that can be reached, once.

use std::{
    collections::{BTreeMap, HashSet},
    fmt,
    rc::Rc,
};

use crate::{letter::Letter, scenario::Scenario, state::State};

/// What can be explored.
pub trait Explorable: Clone {
    /// Something that happens.
    type Letter: Copy + Ord + fmt::Debug;

    /// What can happen now.
    fn letters(&self) -> Vec<Self::Letter>;

    /// Lets something happen.
    ///
    /// # Errors
    /// A promise is broken.
    fn step(&mut self, letter: Self::Letter) -> Result<(), String>;

    /// Tells states apart that differ in what may happen from now on.
    fn fingerprint(&self) -> u64;

    /// Lets all go well from now on, and sees that everything comes to its end and nothing is lost.
    ///
    /// # Errors
    /// It does not.
    fn recover(self) -> Result<(), String>;
}

/// What was looked at.
#[derive(Clone, Debug)]
pub struct Explored<L = Letter> {
    /// Different states.
    pub states: usize,
    /// Steps between them.
    pub steps: usize,
    /// Letters that happened, each with how often.
    pub letters: Vec<(L, usize)>,
}

/// A broken promise, and how it came to that.
#[derive(Clone, Debug)]
pub struct Violation {
    /// What is wrong.
    pub message: String,
    /// What happened, in order.
    pub trace: Vec<String>,
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}\n  after [{}]", self.message, self.trace.join(", "))
    }
}

impl std::error::Error for Violation {}

/// How much is looked at.
#[derive(Clone, Copy, Debug)]
pub struct Explorer {
    /// Most events of a life.
    pub events: u8,
    /// Of so many states one is let recover.
    pub recoveries: usize,
}

/// How a state was reached, the last letter first.
struct Path<L> {
    letter: L,
    before: Option<Rc<Self>>,
}

impl Explorer {
    /// Looks at every state of a scenario.
    ///
    /// # Errors
    /// A promise is broken.
    ///
    /// # Panics
    /// The settings of the scenario are wrong.
    pub fn explore(&self, scenario: &'static Scenario) -> Result<Explored, Violation> {
        self.explore_from(
            State::new(scenario, self.events).expect("the settings of a scenario are right"),
        )
    }

    /// Looks at every state that comes of a first one.
    ///
    /// # Errors
    /// A promise is broken.
    pub fn explore_from<S: Explorable>(&self, first: S) -> Result<Explored<S::Letter>, Violation> {
        let mut letters = BTreeMap::new();
        let mut seen = HashSet::new();
        seen.insert(first.fingerprint());
        let mut open = vec![(first, None::<Rc<Path<S::Letter>>>)];
        let mut steps = 0;
        while let Some((state, path)) = open.pop() {
            for letter in state.letters() {
                let mut next = state.clone();
                let path = Rc::new(Path {
                    letter,
                    before: path.clone(),
                });
                next.step(letter).map_err(|message| Violation {
                    message,
                    trace: trace(&path),
                })?;
                steps += 1;
                *letters.entry(letter).or_insert(0) += 1;
                if seen.insert(next.fingerprint()) {
                    if seen.len().is_multiple_of(self.recoveries) {
                        let recovered = next.clone().recover();
                        recovered.map_err(|message| Violation {
                            message,
                            trace: trace(&path),
                        })?;
                    }
                    open.push((next, Some(path)));
                }
            }
        }
        Ok(Explored {
            states: seen.len(),
            steps,
            letters: letters.into_iter().collect(),
        })
    }
}

fn trace<L: fmt::Debug>(path: &Path<L>) -> Vec<String> {
    let mut letters = vec![format!("{:?}", path.letter)];
    let mut before = &path.before;
    while let Some(path) = before {
        letters.push(format!("{:?}", path.letter));
        before = &path.before;
    }
    letters.reverse();
    letters
}
