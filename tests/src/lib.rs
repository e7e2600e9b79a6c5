//! What the integration tests share: the set of vectors, core as a subject to run them on, and
//! components that mean no good, and what hosts do with files.

pub mod captures;
pub mod deviations;
pub mod host;
pub mod hostile;
pub mod native;
pub mod vectors;
