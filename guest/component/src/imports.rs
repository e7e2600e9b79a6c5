//! The world's imports as core's client wants them.

use alloc::string::String;

use nemo_telemetry_core::{
    drive::Imports,
    engine::Request,
    folder::{Folder, Stat},
    outcome::Answer,
    time::{Mark, Now, Timestamp},
};

use crate::{
    convert,
    generated::nemo::telemetry::{folder, http},
};

/// The host of this instance.
pub(crate) struct Host;

impl Imports for Host {
    fn now(&mut self) -> Now {
        let wall = wasi::clocks::wall_clock::now();
        Now {
            wall: Timestamp::from_parts(wall.seconds, wall.nanoseconds),
            mark: Mark(wasi::clocks::monotonic_clock::now() / 1_000_000),
        }
    }

    fn random(&mut self) -> u64 {
        wasi::random::random::get_random_u64()
    }

    fn start(&mut self, request: Request) -> u32 {
        http::start(&convert::request(request))
    }

    fn poll(&mut self, ticket: u32) -> Option<Answer> {
        http::poll(ticket).map(convert::answer)
    }

    fn cancel(&mut self, ticket: u32) -> bool {
        http::cancel(ticket)
    }
}

impl Folder for Host {
    fn entries(&mut self) -> String {
        folder::entries()
    }

    fn stat(&mut self, name: &str) -> Option<Stat> {
        let entry = folder::stat(name)?;
        Some(Stat {
            bytes: entry.bytes,
            touched: Timestamp::from_ms(entry.touched_ms),
        })
    }

    fn read(&mut self, name: &str, offset: u32, most: u32) -> Option<String> {
        folder::read(name, offset, most)
    }

    fn create(&mut self, name: &str, text: &str) -> bool {
        folder::create(name, text)
    }

    fn append(&mut self, name: &str, text: &str) -> bool {
        folder::append(name, text)
    }

    fn write(&mut self, name: &str, text: &str) -> bool {
        folder::write(name, text)
    }

    fn rename(&mut self, name: &str, to: &str) -> bool {
        folder::rename(name, to)
    }

    fn touch(&mut self, name: &str) -> bool {
        folder::touch(name)
    }

    fn remove(&mut self, name: &str) -> bool {
        folder::remove(name)
    }
}
