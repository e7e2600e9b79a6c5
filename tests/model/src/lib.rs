//! Proves the promises of the engine by looking at every life that a client of a few events can have.
//!
//! [`Explorer`] starts with a client that has just been opened, and tries every [`Letter`] in every state that comes of it: answers
//! of every kind and none, time that passes, flushes, ends, crashes. What must hold is checked against an account of its own, which
//! knows the rules by their results and not by the engine's code: see [`State::step`].
//!
//! `cargo run --release -p nemo-telemetry-model` explores and prints how many states there were; with the argument `faults` it builds
//! the engine with each known fault and sees that it is found.

mod account;
mod crowd;
mod disk;
mod explorer;
mod faults;
mod letter;
mod scenario;
mod state;
mod world;

pub use crowd::{Act, Crowd, Happening, STREETS, Street, Twist};
pub use disk::Mishap;
pub use explorer::{Explorable, Explored, Explorer, Violation};
pub use faults::{FAULTS, Fault, explore_with};
pub use letter::{Letter, Reply};
pub use scenario::{SCENARIOS, Scenario};
pub use state::State;
pub use world::{World, event, number_of, numbers_in};
