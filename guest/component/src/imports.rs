//! The world's imports as core's client wants them.

use nemo_telemetry_core::{
    drive::{Imports, Segment},
    engine::Request,
    outcome::Answer,
    time::{Mark, Now, Timestamp},
};

use crate::{
    convert,
    generated::nemo::telemetry::{audit, http, outbox},
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

    fn cancel(&mut self, ticket: u32) {
        http::cancel(ticket);
    }

    fn append(&mut self, lines: &str) -> bool {
        outbox::append(lines)
    }

    fn replace(&mut self, lines: &str) -> bool {
        outbox::replace(lines)
    }

    fn claim(&mut self, max_bytes: u32) -> Option<Segment> {
        outbox::claim(max_bytes).map(|segment| Segment { id: segment.id, lines: segment.lines })
    }

    fn release(&mut self, id: u32) {
        outbox::release(id);
    }

    fn discard(&mut self, id: u32) {
        outbox::discard(id);
    }

    fn audit(&mut self, line: &str) -> bool {
        audit::append(line)
    }
}
