//! The component, compiled, and what it asks of a host.

mod addresses;
mod cache;
mod epochs;

use std::{
    io,
    path::Path,
    sync::{Arc, Mutex, OnceLock, PoisonError},
};

use cache::Cache;
pub(crate) use epochs::Counted;
use epochs::Epochs;
use wasmtime::{Config, Engine, component::Component as Compiled, error::Context as _};

use crate::{limits::STACK, paths::Paths};

/// Every interface that the component may import. The list is the privacy statement; a component
/// that asks for more is refused.
pub const ALLOWED_IMPORTS: [&str; 5] = [
    "wasi:clocks/wall-clock@0.2.12",
    "wasi:clocks/monotonic-clock@0.2.12",
    "wasi:random/random@0.2.12",
    "nemo:telemetry/http@0.2.0",
    "nemo:telemetry/folder@0.2.0",
];

/// A compiled component. Cheap to clone; instances of it share the code.
#[derive(Clone)]
pub struct Component {
    engine: Engine,
    compiled: Compiled,
    /// How much fuel each call gets; none: calls use none.
    meter: Option<Meter>,
    /// Where it belongs, when it was not there yet.
    cache: Option<Cache>,
    /// What stops a call that spins; none: fuel does, or nothing has to.
    epochs: Option<Epochs>,
}

/// What ends a call that does not come back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Bound {
    /// Nothing. The embedded component needs none: its loops go over texts of bounded length, which
    /// the tests show with fuel. Without it every call takes a fifth less time, and no thread wakes
    /// up ten times a second.
    None,
    /// A clock. Nobody knows what a component from elsewhere does.
    Clock,
    /// Fuel.
    Fuel,
}

static EMBEDDED: OnceLock<Component> = OnceLock::new();

/// How much fuel the next call into an instance gets.
type Meter = Arc<dyn Fn() -> u64 + Send + Sync>;

impl Component {
    /// The component that was built with this crate, as [`load`](Self::load) finds it in the folder
    /// of this process's environment at the first call.
    ///
    /// # Errors
    /// It does not compile; that is a defect of this crate.
    pub fn embedded() -> anyhow::Result<&'static Self> {
        Self::embedded_in(Paths::here().cache.as_deref())
    }

    /// The same, with this folder in place of the environment's.
    pub(crate) fn embedded_in(cache: Option<&Path>) -> anyhow::Result<&'static Self> {
        // Clients that open at once wait for the one that compiles.
        static LOADING: Mutex<()> = Mutex::new(());
        let _loading = LOADING.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(component) = EMBEDDED.get() {
            return Ok(component);
        }
        let component = Self::load(cache)?;
        Ok(EMBEDDED.get_or_init(|| component))
    }

    /// Does what [`remember`](Self::remember) does for the component that was built with this
    /// crate, if this process has used it.
    pub fn remember_embedded() {
        if let Some(component) = EMBEDDED.get() {
            component.remember();
        }
    }

    /// The component that was built with this crate: from what [`remember`](Self::remember) left in
    /// this folder, else compiled.
    ///
    /// # Errors
    /// It does not compile; that is a defect of this crate.
    pub fn load(cache: Option<&Path>) -> anyhow::Result<Self> {
        let engine = engine(Bound::None)?;
        let cache =
            cache.map(|folder| Cache::new(folder, &engine, nemo_telemetry_artifact::SHA256));
        match cache.as_ref().and_then(|cache| cache.load(&engine)) {
            Some(compiled) => Self::with(engine, compiled, Bound::None, None),
            None => {
                let compiled = compile(&engine, nemo_telemetry_artifact::COMPONENT)?;
                Self::with(engine, compiled, Bound::None, cache)
            }
        }
    }

    /// Leaves what was compiled for later processes, which then load it in less than a millisecond.
    /// Does nothing when it was loaded that way, or when it has no folder. A folder that cannot be
    /// written costs time at every start, and nothing else.
    pub fn remember(&self) {
        if let Some(cache) = &self.cache {
            cache.store(&self.compiled);
        }
    }

    /// Keeps [`remember_embedded`](Self::remember_embedded) from leaving anything of what this
    /// process has used so far: for commands that only look, or that find telemetry off.
    pub fn leave_nothing() {
        if let Some(cache) = EMBEDDED
            .get()
            .and_then(|component| component.cache.as_ref())
        {
            cache.give_up();
        }
    }

    /// Compiles a component.
    ///
    /// # Errors
    /// The bytes are no component, or one that imports more than [`ALLOWED_IMPORTS`].
    pub fn new(bytes: &[u8]) -> anyhow::Result<Self> {
        let engine = engine(Bound::Clock)?;
        let compiled = compile(&engine, bytes)?;
        Self::with(engine, compiled, Bound::Clock, None)
    }

    /// Compiles a component whose calls run dry: before each call into an instance `fuel` says how
    /// much it gets, about one for each instruction, and a call that needs more traps there.
    ///
    /// # Errors
    /// As [`new`](Self::new).
    #[cfg(feature = "testing")]
    pub fn metered(
        bytes: &[u8],
        fuel: impl Fn() -> u64 + Send + Sync + 'static,
    ) -> anyhow::Result<Self> {
        let engine = engine(Bound::Fuel)?;
        let compiled = compile(&engine, bytes)?;
        let component = Self::with(engine, compiled, Bound::Fuel, None)?;
        Ok(Self {
            meter: Some(Arc::new(fuel)),
            ..component
        })
    }

    fn with(
        engine: Engine,
        compiled: Compiled,
        bound: Bound,
        cache: Option<Cache>,
    ) -> anyhow::Result<Self> {
        let epochs = (bound == Bound::Clock).then(|| Epochs::new(&engine));
        let component = Self {
            engine,
            compiled,
            meter: None,
            cache,
            epochs,
        };
        if let Some(unknown) = component
            .imports()
            .into_iter()
            .find(|import| !ALLOWED_IMPORTS.contains(&import.as_str()))
        {
            anyhow::bail!(
                "the component imports `{unknown}`, which is not in the list that a host of nemo-telemetry grants"
            );
        }
        Ok(component)
    }

    /// Names of the interfaces that it imports, in its own order.
    #[must_use]
    pub fn imports(&self) -> Vec<String> {
        self.compiled
            .component_type()
            .imports(&self.engine)
            .map(|(name, _)| name.to_owned())
            .collect()
    }

    /// Names of the interfaces that it exports, in its own order.
    #[must_use]
    pub fn exports(&self) -> Vec<String> {
        self.compiled
            .component_type()
            .exports(&self.engine)
            .map(|(name, _)| name.to_owned())
            .collect()
    }

    pub(crate) fn engine(&self) -> &Engine {
        &self.engine
    }

    /// How much fuel the next call gets; none: calls use none.
    pub(crate) fn fuel(&self) -> Option<u64> {
        self.meter.as_ref().map(|meter| meter())
    }

    pub(crate) fn compiled(&self) -> &Compiled {
        &self.compiled
    }

    /// Counts epochs for an instance, where it takes a clock to stop one that spins.
    pub(crate) fn count_epochs(&self) -> io::Result<Option<Counted>> {
        self.epochs.as_ref().map(Epochs::count).transpose()
    }
}

/// Whether an error says that the system refused what a component needs, such as memory, a thread,
/// or memory that holds code: then it cannot run here, which is no defect of it.
#[must_use]
pub fn is_refused_by_system(error: &anyhow::Error) -> bool {
    error.chain().any(|cause| {
        #[cfg(unix)]
        if cause.is::<rustix::io::Errno>() {
            return true;
        }
        cause.is::<io::Error>()
    })
}

fn engine(bound: Bound) -> anyhow::Result<Engine> {
    let mut config = Config::new();
    config
        .wasm_component_model(true)
        .epoch_interruption(bound == Bound::Clock)
        .max_wasm_stack(STACK)
        .consume_fuel(bound == Bound::Fuel);
    // A process has one instance or two: an image of their memory in a file of its own costs more
    // than to copy it, and cannot be had where no file may grow.
    config.memory_init_cow(false);
    addresses::reserve(&mut config);
    Ok(Engine::new(&config).context("failed to set up wasmtime")?)
}

fn compile(engine: &Engine, bytes: &[u8]) -> anyhow::Result<Compiled> {
    anyhow::ensure!(
        bytes.starts_with(b"\0asm"),
        "expected a WebAssembly component, found a file of another kind"
    );
    Ok(Compiled::from_binary(engine, bytes).context("failed to compile the component")?)
}
