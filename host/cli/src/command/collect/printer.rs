//! Prints what arrived, and tells the inspector's pages of it, on a thread of its own, so that a client that waits for its answer does not
//! wait for that too.

use std::{
    io::Write as _,
    sync::mpsc::{Receiver, Sender as Channel, channel},
    thread::{self, JoinHandle},
};

use serde_json::Value;

use super::{inspector::Inspector, sender::Sender};
use crate::output;

/// What is to be printed.
enum Order {
    Line(String),
    /// An exact body.
    Body(String),
    /// A line, and what is known of who sent the body of this hash.
    Request(String, String),
    /// A request for the inspector's pages, and the hash of its body.
    Page(Value, String),
    End,
}

pub(super) struct Printer {
    handle: Handle,
    thread: JoinHandle<()>,
}

/// Where lines are passed.
#[derive(Clone)]
pub(super) struct Handle(Channel<Order>);

impl Printer {
    pub(super) fn start(inspector: Inspector) -> Self {
        let (channel, orders) = channel();
        Self {
            handle: Handle(channel),
            thread: thread::spawn(move || print(&orders, &inspector)),
        }
    }

    pub(super) fn handle(&self) -> Handle {
        self.handle.clone()
    }

    /// Prints what is left.
    pub(super) fn end(self) {
        self.handle.pass(Order::End);
        // A panic there has told its story already.
        let _ = self.thread.join();
    }
}

impl Handle {
    pub(super) fn line(&self, line: String) {
        self.pass(Order::Line(line));
    }

    pub(super) fn body(&self, body: String) {
        self.pass(Order::Body(body));
    }

    pub(super) fn request(&self, line: String, sha256: String) {
        self.pass(Order::Request(line, sha256));
    }

    pub(super) fn page(&self, request: Value, sha256: String) {
        self.pass(Order::Page(request, sha256));
    }

    fn pass(&self, order: Order) {
        // Nobody prints any more: the collector has ended.
        let _ = self.0.send(order);
    }
}

fn print(orders: &Receiver<Order>, inspector: &Inspector) {
    let mut sender = Sender::here();
    for order in orders {
        let is_body = matches!(order, Order::Body(_));
        let told = match order {
            Order::Line(line) | Order::Body(line) => line,
            Order::Request(line, sha256) => sender
                .of(&sha256)
                .map_or_else(|| line.clone(), |sent| format!("{line}{sent}")),
            Order::Page(request, sha256) => {
                inspector.tell(request, sender.of(&sha256).as_ref());
                continue;
            }
            Order::End => return,
        };
        // A closed pipe ends the printing, not the collector.
        let _ = if is_body {
            writeln!(output::bodies(), "{told}")
        } else {
            writeln!(output::out(), "{told}")
        };
    }
}
