//! The component, compiled, and what it asks of a host.

#[cfg(not(any(feature = "compiler", feature = "precompiled")))]
compile_error!("one of the features `compiler` and `precompiled` has to be on");

mod addresses;
#[cfg(feature = "compiler")]
mod cache;
mod embedded;
mod epochs;
#[cfg(feature = "precompiled")]
mod precompiled;

use std::{io, path::Path, sync::Arc};

#[cfg(feature = "compiler")]
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
    #[cfg(feature = "compiler")]
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

/// How much fuel the next call into an instance gets.
type Meter = Arc<dyn Fn() -> u64 + Send + Sync>;

impl Component {
    /// SHA-256 of the component that was built with this crate, in lower-case hexadecimal.
    pub const EMBEDDED_SHA256: &'static str = nemo_telemetry_artifact::SHA256;

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
        embedded::get_or_load(|| Self::load(cache))
    }

    /// Does what [`remember`](Self::remember) does for the component that was built with this
    /// crate, if this process has used it.
    pub fn remember_embedded() {
        if let Some(component) = embedded::get() {
            component.remember();
        }
    }

    /// The component that was built with this crate: from what [`remember`](Self::remember) left in
    /// this folder, else compiled.
    ///
    /// # Errors
    /// It does not compile; that is a defect of this crate.
    #[cfg(not(feature = "precompiled"))]
    pub fn load(cache: Option<&Path>) -> anyhow::Result<Self> {
        let engine = engine(Bound::None)?;
        let cache = cache.map(|folder| Cache::new(folder, &engine, Self::EMBEDDED_SHA256));
        if let Some(compiled) = cache.as_ref().and_then(|cache| cache.load(&engine)) {
            return Self::with(engine, compiled, Bound::None);
        }
        let compiled = compile(&engine, nemo_telemetry_artifact::COMPONENT)?;
        let component = Self::with(engine, compiled, Bound::None)?;
        Ok(Self { cache, ..component })
    }

    /// The component that was built with this crate, which is machine code already. No folder is
    /// looked at.
    ///
    /// # Errors
    /// It does not run here: this process may have no memory that holds code, or the processor is
    /// of another kind.
    #[cfg(feature = "precompiled")]
    pub fn load(_: Option<&Path>) -> anyhow::Result<Self> {
        let engine = engine(Bound::None)?;
        let compiled = precompiled::load(&engine)?;
        Self::with(engine, compiled, Bound::None)
    }

    /// Leaves what was compiled for later processes, which then load it in less than a millisecond.
    /// Does nothing when it was loaded that way, or when it has no folder. A folder that cannot be
    /// written costs time at every start, and nothing else.
    pub fn remember(&self) {
        #[cfg(feature = "compiler")]
        if let Some(cache) = &self.cache {
            cache.store(&self.compiled);
        }
    }

    /// Keeps [`remember_embedded`](Self::remember_embedded) from leaving anything of what this
    /// process has used so far: for commands that only look, or that find telemetry off.
    pub fn leave_nothing() {
        #[cfg(feature = "compiler")]
        if let Some(cache) = embedded::get().and_then(|component| component.cache.as_ref()) {
            cache.give_up();
        }
    }

    /// Compiles a component.
    ///
    /// # Errors
    /// The bytes are no component, or one that imports more than [`ALLOWED_IMPORTS`].
    #[cfg(feature = "compiler")]
    pub fn new(bytes: &[u8]) -> anyhow::Result<Self> {
        let engine = engine(Bound::Clock)?;
        let compiled = compile(&engine, bytes)?;
        Self::with(engine, compiled, Bound::Clock)
    }

    /// The embedded component as machine code for a target such as `x86_64-unknown-linux-gnu`: what
    /// the feature `precompiled` embeds. It asks for no more of a processor than every one of its
    /// kind has, and for no signals.
    ///
    /// # Errors
    /// The compiler does not know the target.
    #[cfg(feature = "compiler")]
    pub fn precompile(target: &str) -> anyhow::Result<Vec<u8>> {
        let mut config = Config::new();
        config.target(target)?;
        embed(&mut config);
        let engine = configured(Bound::None, config)?;
        let code = engine.precompile_component(nemo_telemetry_artifact::COMPONENT);
        Ok(code.context("failed to compile the component")?)
    }

    /// Compiles a component whose calls run dry: before each call into an instance `fuel` says how
    /// much it gets, about one for each instruction, and a call that needs more traps there.
    ///
    /// # Errors
    /// As [`new`](Self::new).
    #[cfg(all(feature = "testing", feature = "compiler"))]
    pub fn metered(
        bytes: &[u8],
        fuel: impl Fn() -> u64 + Send + Sync + 'static,
    ) -> anyhow::Result<Self> {
        let engine = engine(Bound::Fuel)?;
        let compiled = compile(&engine, bytes)?;
        let component = Self::with(engine, compiled, Bound::Fuel)?;
        Ok(Self {
            meter: Some(Arc::new(fuel)),
            ..component
        })
    }

    fn with(engine: Engine, compiled: Compiled, bound: Bound) -> anyhow::Result<Self> {
        let epochs = (bound == Bound::Clock).then(|| Epochs::new(&engine));
        let component = Self {
            engine,
            compiled,
            meter: None,
            #[cfg(feature = "compiler")]
            cache: None,
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

/// An engine for this process.
fn engine(bound: Bound) -> anyhow::Result<Engine> {
    let mut config = Config::new();
    if cfg!(feature = "precompiled") {
        embed(&mut config);
    } else {
        addresses::reserve(&mut config);
    }
    configured(bound, config)
}

/// For machine code inside a library: no more addresses than an instance uses, no signals, and
/// nothing in it that serves people who look for a fault. That halves what is loaded.
fn embed(config: &mut Config) {
    addresses::confine(config);
    config
        .generate_address_map(false)
        .native_unwind_info(false)
        .wasm_backtrace_max_frames(None);
}

fn configured(bound: Bound, mut config: Config) -> anyhow::Result<Engine> {
    config
        .wasm_component_model(true)
        .epoch_interruption(bound == Bound::Clock)
        .max_wasm_stack(STACK)
        .consume_fuel(bound == Bound::Fuel);
    // A process has one instance or two: an image of their memory in a file of its own costs more
    // than to copy it, and cannot be had where no file may grow.
    config.memory_init_cow(false);
    Ok(Engine::new(&config).context("failed to set up wasmtime")?)
}

#[cfg(feature = "compiler")]
fn compile(engine: &Engine, bytes: &[u8]) -> anyhow::Result<Compiled> {
    anyhow::ensure!(
        bytes.starts_with(b"\0asm"),
        "expected a WebAssembly component, found a file of another kind"
    );
    Ok(Compiled::from_binary(engine, bytes).context("failed to compile the component")?)
}
