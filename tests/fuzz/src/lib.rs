//! What must hold for every input of the fuzz targets. Each target hands its bytes to one `check`,
//! which panics when it does not.

pub mod body;
pub mod outbox;
pub mod policy;
pub mod retry_after;
pub mod script;
pub mod validate;

mod world;
