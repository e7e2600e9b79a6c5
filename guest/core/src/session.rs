//! The session of a client: its id, and how long it lasts.

mod file;
mod id;

use alloc::string::String;

use crate::{
    definition::Product,
    policy::{Fact, Source},
    time::Timestamp,
};

pub(crate) use id::is_prefix;

/// A client's session.
#[derive(Clone, Debug)]
pub(crate) struct Session {
    /// Its id, without a prefix.
    pub(crate) id: String,
    /// When it began, where the product keeps it for later processes.
    since: Option<Timestamp>,
    /// No file holds it yet.
    is_new: bool,
}

impl Session {
    /// The one that a program names.
    pub(crate) fn named(id: String) -> Self {
        Self {
            id,
            since: None,
            is_new: false,
        }
    }

    /// The one that the product's file holds, or a new one. `random` is asked only where a new one
    /// needs it.
    pub(crate) fn find(
        product: &Product,
        facts: &[Fact],
        now: Timestamp,
        random: &mut dyn FnMut() -> u64,
    ) -> Self {
        let Some(file) = product.session_file else {
            return Self::named(id::new(product.session, random));
        };
        let fact = facts
            .iter()
            .find(|fact| fact.source == Source::File && fact.name == file.path);
        let kept = fact.and_then(|fact| file::read(&fact.value));
        match kept.filter(|(_, since)| !file::is_worn(&file, *since, now)) {
            Some((id, since)) => Self {
                id,
                since: Some(since),
                is_new: false,
            },
            None => Self {
                id: id::new(product.session, random),
                since: Some(now),
                is_new: true,
            },
        }
    }

    /// Whether another one has to take its place.
    pub(crate) fn is_worn(&self, product: &Product, now: Timestamp) -> bool {
        match (product.session_file, self.since) {
            (Some(file), Some(since)) => file::is_worn(&file, since, now),
            _ => false,
        }
    }

    /// What its file is to hold, once.
    pub(crate) fn take_text(&mut self) -> Option<String> {
        let since = self.since.filter(|_| self.is_new)?;
        self.is_new = false;
        Some(file::text(&self.id, since))
    }
}
