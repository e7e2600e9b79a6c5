//! The check of a body: it accepts what is sent, and finds what was changed.

mod built;
mod captured;
mod changed;
mod hosted;
