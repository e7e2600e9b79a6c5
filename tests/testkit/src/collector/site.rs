//! Pages that a collector serves beside the path for events: to this machine alone, and to no page
//! but its own.

use std::borrow::Cow;
use std::sync::Arc;
use std::sync::mpsc::Receiver;

/// What answers a GET. `None`: there is nothing at that path.
pub type Site = Box<dyn Fn(&Visit<'_>) -> Option<Page> + Send + Sync>;

/// Who asks for what.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Visit<'v> {
    /// The request target, such as `/`.
    pub path: &'v str,
    /// The id of the event that a page saw last, when it comes back to a stream.
    pub last_event_id: Option<&'v str>,
}

/// An answer with status 200.
#[derive(Debug)]
pub struct Page {
    /// Value of its `Content-Type`.
    pub content_type: &'static str,
    /// Further header fields, each with its line end.
    pub headers: &'static str,
    /// What follows.
    pub content: Content,
}

/// The body of a page.
#[derive(Debug)]
pub enum Content {
    /// All of it.
    Whole(Cow<'static, [u8]>),
    /// Server-sent events as they come, each in the form that goes over the wire. It ends when the
    /// other side of the channel does.
    Stream(Receiver<Arc<str>>),
}
