//! Programs that end before they reach a collector: when there have been enough of them, one may
//! take more time.

use alloc::format;

use crate::{
    folder::{self, Folder},
    limits::{EXITS, EXITS_TIME},
    time::Timestamp,
};

/// The file that remembers them: `{"exits":3,"since":1767225600000}`.
const FILE: &str = "exits.json";

/// More than the file ever has.
const FILE_BYTES: u32 = 128;

/// Exits in a row that reached no collector.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Count {
    exits: u32,
    /// When the first of them was, in Unix milliseconds.
    since: i64,
}

impl Count {
    fn read(folder: &mut impl Folder) -> Self {
        folder
            .read(FILE, 0, FILE_BYTES)
            .and_then(|text| Self::parse(&text))
            .unwrap_or_default()
    }

    /// None: the file is damaged, which costs patience and nothing else.
    fn parse(text: &str) -> Option<Self> {
        let rest = text
            .trim_end()
            .strip_prefix("{\"exits\":")?
            .strip_suffix('}')?;
        let (exits, since) = rest.split_once(",\"since\":")?;
        Some(Self {
            exits: exits.parse().ok()?,
            since: since.parse().ok()?,
        })
    }

    fn is_overdue(self, now: Timestamp) -> bool {
        self.exits >= EXITS || self.exits > 0 && now.since(Timestamp(self.since)) >= EXITS_TIME
    }
}

/// Whether it is time for patience.
pub(crate) fn is_overdue(now: Timestamp, folder: &mut impl Folder) -> bool {
    Count::read(folder).is_overdue(now)
}

/// A program ends and leaves events behind. One that was patient begins a new row.
pub(crate) fn note(now: Timestamp, folder: &mut impl Folder) {
    let known = Count::read(folder);
    let known = if known.is_overdue(now) {
        Count::default()
    } else {
        known
    };
    let since = if known.exits == 0 { now.0 } else { known.since };
    let exits = known.exits.saturating_add(1);
    folder::replace(
        FILE,
        &format!("{{\"exits\":{exits},\"since\":{since}}}\n"),
        folder,
    );
}

/// A collector has answered.
pub(crate) fn forget(folder: &mut impl Folder) {
    if folder.stat(FILE).is_some() {
        folder.remove(FILE);
    }
}

#[cfg(test)]
mod tests {
    use super::{Count, EXITS_TIME};
    use crate::time::Timestamp;

    #[test]
    fn a_damaged_file_costs_patience_and_nothing_else() {
        assert_eq!(
            Count::parse("{\"exits\":3,\"since\":-7}\n"),
            Some(Count {
                exits: 3,
                since: -7
            })
        );
        for text in [
            "",
            "{}",
            "{\"exits\":3}",
            "{\"exits\":3,\"since\":7",
            "{\"exits\":x,\"since\":7}",
            "\0\0",
        ] {
            assert_eq!(Count::parse(text), None, "{text:?}");
        }
    }

    #[test]
    fn five_exits_or_a_day_are_enough() {
        let day = Timestamp(i64::try_from(EXITS_TIME).unwrap());
        for (exits, now, overdue) in [
            (0, day, false),
            (1, Timestamp(day.0 - 1), false),
            (1, day, true),
            (4, Timestamp(0), false),
            (5, Timestamp(0), true),
        ] {
            assert_eq!(
                Count { exits, since: 0 }.is_overdue(now),
                overdue,
                "{exits} exits"
            );
        }
    }
}
