//! What is open, by number. A number that is wrong is told from one that is right, which a pointer
//! never is.

use std::{
    collections::{BTreeMap, VecDeque},
    sync::{Mutex, MutexGuard, PoisonError},
};

use nemo_telemetry::Telemetry;

use crate::answer::Refusal;

/// Lines for a person that are kept for [`problems`]; older ones were printed and are forgotten.
const KEPT: usize = 32;

struct Open {
    telemetry: Telemetry,
    problems: VecDeque<String>,
}

#[derive(Default)]
pub(crate) struct Table {
    /// The last number that was given out.
    last: u64,
    open: BTreeMap<u64, Open>,
    /// Closed, and perhaps still at work: to forget one would wait for it.
    ending: Vec<Telemetry>,
}

static TABLE: Mutex<Table> = Mutex::new(Table {
    last: 0,
    open: BTreeMap::new(),
    ending: Vec::new(),
});

/// The table. It is held for moments only, and never while anything waits.
pub(crate) fn lock() -> MutexGuard<'static, Table> {
    TABLE.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A number for what is about to be opened.
pub(crate) fn reserve() -> u64 {
    let mut table = lock();
    table.last += 1;
    table.last
}

/// Puts what was opened under its number.
pub(crate) fn put(handle: u64, telemetry: Telemetry) {
    let mut table = lock();
    let open = Open {
        telemetry,
        problems: VecDeque::new(),
    };
    table.open.insert(handle, open);
    let ending = std::mem::take(&mut table.ending);
    let (ended, ending) = ending.into_iter().partition(|one| one.status().has_ended);
    table.ending = ending;
    drop::<(_, Vec<Telemetry>)>((table, ended));
}

/// What is open under a number.
pub(crate) fn get(handle: u64) -> Result<Telemetry, Refusal> {
    let table = lock();
    let open = table
        .open
        .get(&handle)
        .ok_or_else(|| table.missing(handle))?;
    Ok(open.telemetry.clone())
}

/// The same, for the last time.
pub(crate) fn take(handle: u64) -> Result<Telemetry, Refusal> {
    let mut table = lock();
    let open = table.open.remove(&handle);
    let telemetry = open.ok_or_else(|| table.missing(handle))?.telemetry;
    table.ending.push(telemetry.clone());
    Ok(telemetry)
}

/// Everything that may be at work.
pub(crate) fn all() -> Vec<Telemetry> {
    let table = lock();
    let open = table.open.values().map(|open| &open.telemetry);
    open.chain(&table.ending).cloned().collect()
}

/// Keeps a line for a person.
pub(crate) fn tell(handle: u64, line: &str) {
    if let Some(open) = lock().open.get_mut(&handle) {
        open.problems.truncate(KEPT - 1);
        open.problems.push_front(line.into());
    }
}

/// The lines that were told, the last one first.
pub(crate) fn problems(handle: u64) -> Vec<String> {
    let table = lock();
    let open = table.open.get(&handle);
    open.map_or_else(Vec::new, |open| open.problems.iter().cloned().collect())
}

impl Table {
    fn missing(&self, handle: u64) -> Refusal {
        if (1..=self.last).contains(&handle) {
            Refusal::Closed
        } else {
            Refusal::NoHandle
        }
    }
}
