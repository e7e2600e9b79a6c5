//! What a receiver of bodies says and keeps: the answer to each body, and a row for each event.
//!
//! ```
//! use nemo_telemetry_core::{envelope, receive};
//!
//! let (verdict, _) = envelope::receive(b"{}");
//! assert!(receive::answer(&verdict).starts_with(r#"{"accepted":0,"refused":0,"problems":[{"code""#));
//! ```

use alloc::{borrow::Cow, string::String};
use core::fmt::Write as _;

use crate::{
    audit::Digest,
    envelope::{Received, Taken, Verdict},
    json::Object,
    problem::Problem,
    time::Timestamp,
    validate,
};

/// The body of the answer: how many events are accepted and refused, and of each problem its code,
/// its pointer and the place of its event. No value of the request is in it.
#[must_use]
pub fn answer(verdict: &Verdict) -> String {
    let mut problems = String::from("[");
    for problem in &verdict.problems {
        push_problem(&mut problems, problem, None);
    }
    for rejection in &verdict.rejections {
        for problem in &rejection.problems {
            push_problem(&mut problems, problem, Some(rejection.index));
        }
    }
    problems.push(']');
    let mut out = String::new();
    let mut answer = Object::new(&mut out);
    answer.number("accepted", verdict.accepted.into());
    answer.number("refused", verdict.refused.into());
    answer.json("problems", &problems);
    answer.finish();
    out
}

fn push_problem(list: &mut String, problem: &Problem, index: Option<u32>) {
    if list.len() > 1 {
        list.push(',');
    }
    let mut object = Object::new(list);
    object.text("code", problem.code.name());
    object.text("pointer", &problem.pointer);
    if let Some(index) = index {
        object.number("index", index.into());
    }
    object.finish();
}

/// The rows of a body: a line of JSON for each accepted event, flat but for its parameters.
#[derive(Clone, Debug)]
pub struct Rows<'b> {
    received: Received<'b>,
    /// What every row begins with: an object that is not closed.
    head: String,
}

impl<'b> Rows<'b> {
    /// Rows of what was found in `body`, which was received at that instant.
    ///
    /// The hash of the body and the place of an event in it are the event's key: a body that is
    /// sent again gives the same ones.
    #[must_use]
    pub fn new(body: &[u8], received: Received<'b>, at: Timestamp) -> Self {
        let mut head = String::new();
        let mut row = Object::new(&mut head);
        for (name, value) in &received.members {
            row.json(name, value);
        }
        row.text("receivedTs", &at.text());
        row.text("bodySha256", &Digest::of(body).text());
        Self { received, head }
    }

    /// The rows in the order of the events. Each ends with a line feed.
    pub fn iter(&self) -> impl Iterator<Item = String> {
        self.received.events.iter().map(|event| self.row(event))
    }

    fn row(&self, event: &Taken<'_>) -> String {
        let parameters = on_one_line(event);
        let mut row = String::with_capacity(self.head.len() + parameters.len() + 160);
        row.push_str(&self.head);
        let _ = writeln!(
            row,
            ",\"index\":{},\"event\":\"{}\",\"version\":\"{}\",\"ts\":\"{}\",\"parameters\":{parameters}}}",
            event.index, event.definition.name, event.definition.version, event.ts
        );
        row
    }
}

/// The parameters without line breaks between their tokens; inside a string none can stand.
fn on_one_line<'b>(event: &Taken<'b>) -> Cow<'b, str> {
    if !event.parameters.contains(['\n', '\r']) {
        return Cow::Borrowed(event.parameters);
    }
    match validate::canonical(event.definition, event.parameters) {
        Ok(Some(canonical)) => Cow::Owned(canonical),
        Ok(None) | Err(_) => Cow::Borrowed(event.parameters),
    }
}

#[cfg(test)]
mod tests {
    use alloc::{string::ToString as _, vec::Vec};
    use std::println;

    use super::*;
    use crate::{envelope, time::Timestamp};

    #[test]
    fn a_row_is_one_line_whatever_white_space_the_body_has() {
        let compact = include_str!("receive/body.json");
        let spaced = compact.replace(",\"", " ,\r\n\t\"");
        for body in [compact, &spaced] {
            let (verdict, received) = envelope::receive(body.as_bytes());
            assert!(verdict.is_accepted(), "{verdict:?}");
            let rows = Rows::new(body.as_bytes(), received, Timestamp(0));
            let rows: Vec<String> = rows.iter().collect();
            assert_eq!(rows.len(), 2);
            for (place, row) in rows.iter().enumerate() {
                println!("{row}");
                assert_eq!(row.matches(['\n', '\r']).count(), 1);
                assert!(row.ends_with("}\n"));
                assert!(row.contains(&(",\"index\":".to_string() + &place.to_string() + ",")));
            }
        }
    }
}
