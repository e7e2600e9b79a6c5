//! The clock that stops a component which spins: it runs while there are instances, and not a
//! moment longer.

use std::{
    io,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    thread,
    time::Duration,
};

use wasmtime::{Engine, EngineWeak};

/// Length of an epoch. An instance that is inside one call for [`crate::instance::CALL_EPOCHS`] of
/// them is stopped.
const EPOCH: Duration = Duration::from_millis(100);

/// An engine's epochs. Clones count the same ones.
#[derive(Clone)]
pub(super) struct Epochs {
    engine: EngineWeak,
    counting: Arc<Mutex<Counting>>,
}

#[derive(Default)]
struct Counting {
    instances: usize,
    is_running: bool,
}

/// Keeps the epochs counted for as long as it is held.
pub(crate) struct Counted {
    epochs: Epochs,
}

impl Epochs {
    pub(super) fn new(engine: &Engine) -> Self {
        Self {
            engine: engine.weak(),
            counting: Arc::default(),
        }
    }

    /// Has them counted for one more instance.
    pub(super) fn count(&self) -> io::Result<Counted> {
        let mut counting = self.lock();
        if !counting.is_running {
            let epochs = self.clone();
            thread::Builder::new()
                .name("nemo-telemetry-epochs".into())
                .spawn(move || while epochs.tick() {})?;
            counting.is_running = true;
        }
        counting.instances += 1;
        Ok(Counted {
            epochs: self.clone(),
        })
    }

    /// One epoch. False: nobody needs them any more.
    fn tick(&self) -> bool {
        thread::sleep(EPOCH);
        if let Some(engine) = self.engine.upgrade() {
            engine.increment_epoch();
        }
        let mut counting = self.lock();
        counting.is_running = counting.instances > 0;
        counting.is_running
    }

    fn lock(&self) -> MutexGuard<'_, Counting> {
        self.counting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        self.epochs.lock().instances -= 1;
    }
}
