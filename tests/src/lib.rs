//! What the integration tests share: the set of vectors, core as a subject to run them on, and components that mean no good.

pub mod deviations;
pub mod hostile;
pub mod native;
pub mod vectors;
