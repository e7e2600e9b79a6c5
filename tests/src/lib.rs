//! What the integration tests share: the set of vectors, and core as a subject to run them on.

pub mod deviations;
pub mod native;
pub mod vectors;
