//! Definitions: what is refused, and what is made from those that are not.

mod faults;
mod folder;
mod import;
mod made_up;
mod output;
