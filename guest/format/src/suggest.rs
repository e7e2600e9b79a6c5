//! What a misspelt name was probably meant to be.

use alloc::{string::String, vec::Vec};

/// How far a name may be from a known one to be taken for it, and to be printed at all.
const NEAR: usize = 2;

/// Longer names are nobody's typing error; comparing them would only cost time.
const LONGEST: usize = 64;

/// The candidate that `name` most likely stands for: the same letters in another case or with other
/// separators, else the one within two edits that is nearest.
#[cold]
pub fn nearest<'c>(name: &str, mut candidates: impl Iterator<Item = &'c str>) -> Option<&'c str> {
    nearest_of(name, &mut candidates)
}

#[cold]
#[inline(never)]
fn nearest_of<'c>(name: &str, candidates: &mut dyn Iterator<Item = &'c str>) -> Option<&'c str> {
    if name.len() > LONGEST {
        return None;
    }
    let wanted = letters(name);
    let mut found = None;
    let mut least = NEAR + 1;
    for candidate in candidates {
        let letters = letters(candidate);
        // Each missing letter is an edit, and known names have one byte a letter: most need no
        // closer look.
        if letters.len().abs_diff(wanted.chars().count()) >= least {
            continue;
        }
        let distance = distance(&wanted, &letters);
        if distance < least {
            (least, found) = (distance, Some(candidate));
        }
    }
    found
}

/// Whether `name` may be printed: it is a known name but for two edits.
#[cold]
pub fn is_near(name: &str, known: &str) -> bool {
    name.len() <= LONGEST && distance(name, known) <= NEAR
}

/// The name without case and separators: `task_status`, `task-status` and `taskStatus` are one.
fn letters(name: &str) -> String {
    name.chars()
        .filter(|c| !matches!(c, '_' | '-' | ' '))
        .map(|c| c.to_ascii_lowercase())
        .collect()
}

/// Levenshtein distance in characters.
fn distance(left: &str, right: &str) -> usize {
    let mut row: Vec<usize> = (0..=right.chars().count()).collect();
    for (i, l) in left.chars().enumerate() {
        let mut diagonal = i;
        let mut before = i + 1;
        for (r, cell) in right.chars().zip(row.iter_mut().skip(1)) {
            let replaced = diagonal + usize::from(l != r);
            diagonal = *cell;
            *cell = replaced.min(diagonal + 1).min(before + 1);
            before = *cell;
        }
        if let Some(first) = row.first_mut() {
            *first = i + 1;
        }
    }
    row.last().copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::{distance, is_near, nearest};

    #[test]
    fn distance_counts_single_edits() {
        for (left, right, edits) in [
            ("", "", 0),
            ("", "abc", 3),
            ("comand", "command", 1),
            ("kitten", "sitting", 3),
            ("a", "b", 1),
            ("né", "ne", 1),
        ] {
            assert_eq!(distance(left, right), edits, "{left} {right}");
            assert_eq!(distance(right, left), edits, "{right} {left}");
        }
    }

    #[test]
    fn case_and_separators_do_not_count_for_a_suggestion_but_do_for_printing() {
        assert_eq!(
            nearest("input_records_bucket", ["inputRecordsBucket"].into_iter()),
            Some("inputRecordsBucket")
        );
        assert!(!is_near("input_records_bucket", "inputRecordsBucket"));
        assert!(is_near("task_status", "taskStatus"));
    }

    #[test]
    fn a_name_far_from_all_has_no_suggestion() {
        assert_eq!(
            nearest("alice@example.com", ["command", "model"].into_iter()),
            None
        );
    }
}
