//! Requests on their way to pages: those that came before a page was opened, and then each as it
//! comes.

use std::{
    collections::VecDeque,
    sync::{
        Arc, Mutex, PoisonError,
        mpsc::{Receiver, SyncSender, sync_channel},
    },
    time::{SystemTime, UNIX_EPOCH},
};

use serde_json::Value;

/// Bytes of requests that are remembered; the oldest are forgotten first.
const REMEMBERED: usize = 64 << 20;

/// Requests that a page may be behind. One that is further behind is cut off, comes back by itself
/// and is told what it missed.
const BEHIND: usize = 1024;

/// What pages are told of.
#[derive(Debug)]
pub(super) struct Feed {
    /// Tells ids of this run from those of an earlier one at the same address.
    run: u128,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    /// The newest last, in the form that goes over the wire.
    events: VecDeque<Arc<str>>,
    bytes: usize,
    /// How many came before those.
    forgotten: usize,
    pages: Vec<SyncSender<Arc<str>>>,
}

impl Default for Feed {
    fn default() -> Self {
        let now = SystemTime::now().duration_since(UNIX_EPOCH);
        Self {
            run: now.unwrap_or_default().as_micros(),
            state: Mutex::default(),
        }
    }
}

impl Feed {
    /// Tells every page of a request.
    pub(super) fn add(&self, request: &Value) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let number = state.forgotten + state.events.len() + 1;
        // JSON has no line feed outside of its strings, and an escaped one inside.
        let event = format!("id: {}-{number}\ndata: {request}\n\n", self.run);
        let event: Arc<str> = event.into();
        state.bytes += event.len();
        state.events.push_back(Arc::clone(&event));
        while state.bytes > REMEMBERED
            && let Some(oldest) = state.events.pop_front()
        {
            state.bytes -= oldest.len();
            state.forgotten += 1;
        }
        state
            .pages
            .retain(|page| page.try_send(Arc::clone(&event)).is_ok());
    }

    /// What a page is told from now on: first what it has not seen. `last` is the id of the last
    /// event that it saw.
    pub(super) fn follow(&self, last: Option<&str>) -> Receiver<Arc<str>> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let seen = last
            .and_then(|id| id.split_once('-'))
            .filter(|(run, _)| *run == self.run.to_string())
            .and_then(|(_, number)| number.parse::<usize>().ok())
            .unwrap_or_default();
        let missed = state
            .events
            .iter()
            .skip(seen.saturating_sub(state.forgotten));
        let missed: Vec<Arc<str>> = missed.map(Arc::clone).collect();
        let (page, events) = sync_channel(missed.len() + BEHIND + 1);
        let forgotten = state.forgotten.saturating_sub(seen);
        let hello = format!(
            "event: hello\ndata: {{\"run\":\"{}\",\"forgotten\":{forgotten}}}\n\n",
            self.run
        );
        for event in [hello.into()].into_iter().chain(missed) {
            // There is room for all of them.
            let _ = page.try_send(event);
        }
        state.pages.push(page);
        events
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn told(events: &Receiver<Arc<str>>) -> Vec<String> {
        let data = |event: Arc<str>| {
            event
                .lines()
                .find_map(|line| Some(line.strip_prefix("data: ")?.to_owned()))
        };
        events.try_iter().filter_map(data).skip(1).collect()
    }

    #[test]
    fn a_page_is_told_what_it_has_not_seen_and_then_what_comes() {
        let feed = Feed::default();
        feed.add(&json!(1));
        feed.add(&json!(2));
        let first = feed.follow(None);
        let again = feed.follow(Some(&format!("{}-1", feed.run)));
        let of_another_run = feed.follow(Some("1-1"));
        feed.add(&json!("3\n"));
        assert_eq!(told(&first), ["1", "2", r#""3\n""#]);
        assert_eq!(told(&again), ["2", r#""3\n""#]);
        assert_eq!(told(&of_another_run), ["1", "2", r#""3\n""#]);
    }

    #[test]
    fn a_page_that_is_too_far_behind_is_cut_off_and_loses_nothing_when_it_comes_back() {
        let feed = Feed::default();
        let page = feed.follow(None);
        for number in 0..BEHIND + 10 {
            feed.add(&json!(number));
        }
        let seen = told(&page).len();
        assert_eq!(
            page.try_recv(),
            Err(std::sync::mpsc::TryRecvError::Disconnected)
        );
        let again = feed.follow(Some(&format!("{}-{seen}", feed.run)));
        assert_eq!(seen + told(&again).len(), BEHIND + 10);
    }

    #[test]
    fn the_oldest_are_forgotten_and_a_page_hears_how_many() {
        let feed = Feed::default();
        let long = json!("x".repeat(REMEMBERED / 3));
        for _ in 0..4 {
            feed.add(&long);
        }
        let page = feed.follow(None);
        let hello = page.recv().unwrap();
        assert!(hello.contains("\"forgotten\":2"), "{hello}");
        assert_eq!(page.try_iter().count(), 2);
    }
}
