//! What the integration tests share: the set of vectors, core as a subject to run them on, and
//! components that mean no good, what hosts do with files, environments of other languages,
//! the pages of the book, and the receiving end.

pub mod captures;
pub mod deviations;
pub mod host;
pub mod hostile;
pub mod ingest;
pub mod languages;
pub mod native;
pub mod pages;
pub mod vectors;
