//! The embedded component, which a process loads once.

use std::{
    process,
    sync::{Mutex, PoisonError},
};

use super::Component;
use crate::forking;

/// The component, and the process that has loaded it.
struct Loaded {
    component: &'static Component,
    process: u32,
}

static LOADED: Mutex<Option<Loaded>> = Mutex::new(None);

/// The component, if this process has loaded it.
pub(super) fn get() -> Option<&'static Component> {
    let _alone = forking::alone();
    found()
}

/// The component, loaded if that has not happened. Clients that open at once wait for the one that
/// loads it.
pub(super) fn get_or_load(
    load: impl FnOnce() -> anyhow::Result<Component>,
) -> anyhow::Result<&'static Component> {
    let _alone = forking::alone();
    if let Some(component) = found() {
        return Ok(component);
    }
    // Never dropped, because every client of the process uses it.
    let component: &'static Component = Box::leak(Box::new(load()?));
    let process = process::id();
    *LOADED.lock().unwrap_or_else(PoisonError::into_inner) = Some(Loaded { component, process });
    Ok(component)
}

/// A forked child loads one of its own: another thread of its parent may have been about to use
/// that one, and the child has its locks as they were.
fn found() -> Option<&'static Component> {
    let loaded = LOADED.lock().unwrap_or_else(PoisonError::into_inner);
    let loaded = loaded.as_ref()?;
    (loaded.process == process::id()).then_some(loaded.component)
}
