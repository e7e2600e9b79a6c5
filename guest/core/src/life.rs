//! What a client has been through in its process, before this instance of it.

use alloc::string::String;

use crate::ledger::Ledger;

/// The client's name, and what was before.
#[derive(Clone, Debug, Default)]
pub struct Life {
    /// 16 hexadecimal digits in lower case, the same for all instances of a client.
    pub token: String,
    /// How many instances have trapped.
    pub traps: u32,
    /// What the instance before this one said last.
    pub ledger: Ledger,
}
