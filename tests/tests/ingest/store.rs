//! A store on loopback that takes what is passed on to it, or does not.

use std::{
    collections::VecDeque,
    convert::Infallible,
    net::SocketAddr,
    sync::{Arc, Mutex},
};

use http_body_util::{BodyExt as _, Empty};
use hyper::{
    Request, Response,
    body::{Bytes, Incoming},
    server::conn::http1,
    service::service_fn,
};
use tokio::{net::TcpListener, runtime::Runtime};
use wasmtime_wasi_http::io::TokioIo;

/// A request that it took.
#[derive(Clone, Debug)]
pub(crate) struct Taken {
    pub(crate) target: String,
    pub(crate) content_type: String,
    pub(crate) authorization: Option<String>,
    /// Names of all headers.
    pub(crate) headers: Vec<String>,
    pub(crate) body: String,
}

pub(crate) struct Store {
    pub(crate) address: SocketAddr,
    shared: Arc<Shared>,
    _runtime: Runtime,
}

#[derive(Default)]
struct Shared {
    taken: Mutex<Vec<Taken>>,
    /// Status and `Retry-After` of the next answers; afterwards each is 200.
    script: Mutex<VecDeque<(u16, Option<&'static str>)>>,
}

impl Store {
    pub(crate) fn new(script: &[(u16, Option<&'static str>)]) -> Self {
        let shared = Arc::new(Shared::default());
        shared.script.lock().unwrap().extend(script);
        let runtime = Runtime::new().unwrap();
        let listener = runtime.block_on(TcpListener::bind("127.0.0.1:0")).unwrap();
        let address = listener.local_addr().unwrap();
        runtime.spawn(accept(listener, Arc::clone(&shared)));
        Self {
            address,
            shared,
            _runtime: runtime,
        }
    }

    pub(crate) fn taken(&self) -> Vec<Taken> {
        self.shared.taken.lock().unwrap().clone()
    }
}

async fn accept(listener: TcpListener, shared: Arc<Shared>) {
    while let Ok((client, _)) = listener.accept().await {
        let shared = Arc::clone(&shared);
        tokio::spawn(async move {
            let service = service_fn(move |request| take(request, Arc::clone(&shared)));
            let _ = http1::Builder::new()
                .serve_connection(TokioIo::new(client), service)
                .await;
        });
    }
}

async fn take(
    request: Request<Incoming>,
    shared: Arc<Shared>,
) -> Result<Response<Empty<Bytes>>, Infallible> {
    let header = |name: &str| {
        let value = request.headers().get(name)?;
        Some(value.to_str().unwrap().to_owned())
    };
    let mut taken = Taken {
        target: request.uri().to_string(),
        content_type: header("content-type").unwrap_or_default(),
        authorization: header("authorization"),
        headers: request.headers().keys().map(ToString::to_string).collect(),
        body: String::new(),
    };
    let next = shared.script.lock().unwrap().pop_front();
    let (status, wait) = next.unwrap_or((200, None));
    // A request that breaks off is none, and one that is refused is not kept.
    if let (Ok(body), 200) = (request.into_body().collect().await, status) {
        taken.body = String::from_utf8(body.to_bytes().to_vec()).unwrap();
        shared.taken.lock().unwrap().push(taken);
    }
    let mut response = Response::builder().status(status);
    if let Some(wait) = wait {
        response = response.header("retry-after", wait);
    }
    Ok(response.body(Empty::new()).unwrap())
}
