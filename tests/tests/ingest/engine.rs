//! Serves a component as `wasmtime serve` does, with wasmtime's own crates, and keeps what it prints.

use std::{
    io::Write as _,
    net::SocketAddr,
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

use hyper::{body::Incoming, server::conn::http1, service::service_fn};
use tokio::{net::TcpListener, runtime::Runtime, sync::oneshot};
use wasmtime::{
    Engine, ResourceLimiter, Store,
    component::{Component, Linker, ResourceTable},
};
use wasmtime_wasi::{WasiCtx, WasiCtxView, WasiView, p2::pipe::MemoryOutputPipe};
use wasmtime_wasi_http::{
    WasiHttpCtx, WasiHttpCtxView, WasiHttpView,
    io::TokioIo,
    p2::{
        bindings::{ProxyPre, http::types::Scheme},
        body::HyperOutgoingBody,
    },
};

/// Memory of an instance, in bytes: more is refused.
const MEMORY: usize = 4 << 20;

/// A server on a free port of loopback, until it is dropped.
pub(crate) struct Wasmtime {
    pub(crate) address: SocketAddr,
    stdout: MemoryOutputPipe,
    counts: Arc<Counts>,
    _runtime: Runtime,
}

/// What became of the instances.
#[derive(Default)]
struct Counts {
    /// That are there now.
    live: AtomicUsize,
    /// That gave no answer.
    failed: AtomicUsize,
    /// Memory of the largest one so far, in bytes.
    largest: AtomicUsize,
}

/// What each request has: an instance, its environment, and standard output.
struct State {
    wasi: WasiCtx,
    http: WasiHttpCtx,
    table: ResourceTable,
    counts: Arc<Counts>,
}

impl Drop for State {
    fn drop(&mut self) {
        self.counts.live.fetch_sub(1, Ordering::Relaxed);
    }
}

impl ResourceLimiter for State {
    fn memory_growing(
        &mut self,
        _current: usize,
        desired: usize,
        _maximum: Option<usize>,
    ) -> wasmtime::Result<bool> {
        self.counts.largest.fetch_max(desired, Ordering::Relaxed);
        Ok(desired <= MEMORY)
    }

    fn table_growing(
        &mut self,
        _current: usize,
        _desired: usize,
        _maximum: Option<usize>,
    ) -> wasmtime::Result<bool> {
        Ok(true)
    }
}

impl WasiView for State {
    fn ctx(&mut self) -> WasiCtxView<'_> {
        WasiCtxView {
            ctx: &mut self.wasi,
            table: &mut self.table,
        }
    }
}

impl WasiHttpView for State {
    fn http(&mut self) -> WasiHttpCtxView<'_> {
        WasiHttpCtxView {
            ctx: &mut self.http,
            table: &mut self.table,
            hooks: Default::default(),
        }
    }
}

impl Wasmtime {
    pub(crate) fn serve(component: &Path, environment: &[(&str, &str)]) -> Self {
        let engine = Engine::default();
        let component = Component::from_file(&engine, component).unwrap();
        let mut linker = Linker::<State>::new(&engine);
        wasmtime_wasi::p2::add_to_linker_async(&mut linker).unwrap();
        wasmtime_wasi_http::p2::add_only_http_to_linker_async(&mut linker).unwrap();
        let pre = ProxyPre::new(linker.instantiate_pre(&component).unwrap()).unwrap();
        let stdout = MemoryOutputPipe::new(64 << 20);
        let counts = Arc::new(Counts::default());
        let server = Arc::new(Server {
            pre,
            environment: environment
                .iter()
                .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
                .collect(),
            stdout: stdout.clone(),
            counts: Arc::clone(&counts),
        });
        let runtime = Runtime::new().unwrap();
        let listener = runtime.block_on(TcpListener::bind("127.0.0.1:0")).unwrap();
        let address = listener.local_addr().unwrap();
        runtime.spawn(accept(listener, server));
        Self {
            address,
            stdout,
            counts,
            _runtime: runtime,
        }
    }

    /// Whatever its instances have printed.
    pub(crate) fn printed(&self) -> String {
        String::from_utf8(self.stdout.contents().to_vec()).unwrap()
    }

    /// How many instances there are now.
    pub(crate) fn live(&self) -> usize {
        self.counts.live.load(Ordering::Relaxed)
    }

    /// How many instances gave no answer.
    pub(crate) fn failed(&self) -> usize {
        self.counts.failed.load(Ordering::Relaxed)
    }

    /// Memory of the largest instance so far, in bytes.
    pub(crate) fn largest(&self) -> usize {
        self.counts.largest.load(Ordering::Relaxed)
    }
}

struct Server {
    pre: ProxyPre<State>,
    environment: Vec<(String, String)>,
    stdout: MemoryOutputPipe,
    counts: Arc<Counts>,
}

async fn accept(listener: TcpListener, server: Arc<Server>) {
    while let Ok((client, _)) = listener.accept().await {
        let server = Arc::clone(&server);
        tokio::spawn(async move {
            let service = service_fn(move |request| {
                let server = Arc::clone(&server);
                async move { server.handle(request).await }
            });
            // A client that breaks off is no failure of the server.
            let _ = http1::Builder::new()
                .serve_connection(TokioIo::new(client), service)
                .await;
        });
    }
}

impl Server {
    async fn handle(
        &self,
        request: hyper::Request<Incoming>,
    ) -> wasmtime::Result<hyper::Response<HyperOutgoingBody>> {
        let wasi = WasiCtx::builder()
            .envs(&self.environment)
            .stdout(self.stdout.clone())
            .build();
        self.counts.live.fetch_add(1, Ordering::Relaxed);
        let state = State {
            wasi,
            http: WasiHttpCtx::new(),
            table: ResourceTable::new(),
            counts: Arc::clone(&self.counts),
        };
        let mut store = Store::new(self.pre.engine(), state);
        store.limiter(|state| state);
        let (sender, receiver) = oneshot::channel();
        let request = store
            .data_mut()
            .http()
            .new_incoming_request(Scheme::Http, request)?;
        let out = store.data_mut().http().new_response_outparam(sender)?;
        let pre = self.pre.clone();
        let task = tokio::spawn(async move {
            let proxy = pre.instantiate_async(&mut store).await?;
            proxy
                .wasi_http_incoming_handler()
                .call_handle(&mut store, request, out)
                .await
        });
        match receiver.await {
            Ok(response) => Ok(response?),
            Err(_) => {
                self.counts.failed.fetch_add(1, Ordering::Relaxed);
                let ended = task.await;
                let _ = writeln!(std::io::stderr(), "no answer: {ended:?}");
                wasmtime::bail!("the component gave no answer")
            }
        }
    }
}
