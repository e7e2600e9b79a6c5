//! A network between senders and a worker, which can be cut.

use std::{
    io,
    net::{Shutdown, SocketAddr, TcpListener, TcpStream},
    sync::{Arc, Mutex},
    thread,
};

/// An address that stays while workers come and go.
pub(crate) struct Relay {
    pub(crate) address: SocketAddr,
    shared: Arc<Mutex<Shared>>,
}

#[derive(Default)]
struct Shared {
    /// Where connections go; none: nowhere.
    to: Option<SocketAddr>,
    open: Vec<TcpStream>,
}

impl Relay {
    pub(crate) fn new() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let shared = Arc::new(Mutex::new(Shared::default()));
        let known = Arc::clone(&shared);
        // It ends with the process.
        thread::spawn(move || {
            for client in listener.incoming().map_while(Result::ok) {
                let _ = known.lock().unwrap().connect(client);
            }
        });
        Self { address, shared }
    }

    /// Breaks every connection off, and leads the next ones there.
    pub(crate) fn lead(&self, to: Option<SocketAddr>) {
        let mut shared = self.shared.lock().unwrap();
        shared.to = to;
        for stream in shared.open.drain(..) {
            let _ = stream.shutdown(Shutdown::Both);
        }
    }
}

impl Shared {
    /// Without a worker the client's connection is closed at once.
    fn connect(&mut self, client: TcpStream) -> io::Result<()> {
        let Some(to) = self.to else { return Ok(()) };
        let worker = TcpStream::connect(to)?;
        for (from, into) in [(&client, &worker), (&worker, &client)] {
            let (mut from, mut into) = (from.try_clone()?, into.try_clone()?);
            thread::spawn(move || {
                let _ = io::copy(&mut from, &mut into);
                let _ = into.shutdown(Shutdown::Both);
            });
        }
        self.open.extend([client, worker]);
        Ok(())
    }
}
