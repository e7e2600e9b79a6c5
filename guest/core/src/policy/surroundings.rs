//! Where nobody can be asked: continuous integration, AI agents, test runners.
//!
//! A table is a text with an entry a line; an entry holds when all of its conditions do, which
//! stand with a space between two: `NAME` and `ONE|OTHER` when one of them is set and not empty,
//! `NAME=value` when it is exactly that, `NAME~part` when that is in it.

use super::{Fact, Source, find, spelling};
use crate::catalog::CI;

/// The variable that shows continuous integration.
///
/// A `CI` that says no holds whatever else is set: that is how people have their tools believe that
/// they are on their own machine.
pub(super) fn ci(facts: &[Fact]) -> Option<&Fact> {
    let denied =
        set(facts, "CI").is_some_and(|fact| spelling::switch(&fact.value) == spelling::Switch::Off);
    if denied { None } else { sign(CI, facts) }
}

/// The first fact of the first entry that holds.
pub(super) fn sign<'f>(table: &str, facts: &'f [Fact]) -> Option<&'f Fact> {
    table.lines().find_map(|entry| {
        let mut facts = entry.split(' ').map(|condition| fact_of(condition, facts));
        let first = facts.next()?;
        first.filter(|_| facts.all(|fact| fact.is_some()))
    })
}

/// The variables that a table looks at; some stand more than once.
pub(super) fn variables(table: &'static str) -> impl Iterator<Item = &'static str> {
    table
        .split(['\n', ' ', '|'])
        .filter_map(|condition| condition.split(['=', '~']).next())
}

fn fact_of<'f>(condition: &str, facts: &'f [Fact]) -> Option<&'f Fact> {
    if let Some((name, value)) = condition.split_once('=') {
        return set(facts, name).filter(|fact| fact.value == value);
    }
    if let Some((name, part)) = condition.split_once('~') {
        return set(facts, name).filter(|fact| fact.value.contains(part));
    }
    condition.split('|').find_map(|name| set(facts, name))
}

fn set<'f>(facts: &'f [Fact], name: &str) -> Option<&'f Fact> {
    find(facts, Source::Variable, name).filter(|fact| !fact.value.is_empty())
}

#[cfg(test)]
mod tests {
    use alloc::vec::Vec;

    use super::{Fact, Source, ci, sign, variables};

    fn facts(pairs: &[(&str, &str)]) -> Vec<Fact> {
        pairs
            .iter()
            .map(|(name, value)| Fact {
                source: Source::Variable,
                name: (*name).into(),
                value: (*value).into(),
            })
            .collect()
    }

    fn name_of(table: &str, pairs: &[(&str, &str)]) -> Option<std::string::String> {
        sign(table, &facts(pairs)).map(|fact| fact.name.clone())
    }

    #[test]
    fn an_entry_needs_all_of_its_conditions() {
        let table = "A B=1\nC|D\nE~mid";
        assert_eq!(
            name_of(table, &[("A", "x"), ("B", "1")]).as_deref(),
            Some("A")
        );
        assert_eq!(name_of(table, &[("A", "x"), ("B", "2")]), None);
        assert_eq!(name_of(table, &[("A", "x")]), None);
        assert_eq!(name_of(table, &[("A", ""), ("B", "1")]), None);
        assert_eq!(name_of(table, &[("D", "x")]).as_deref(), Some("D"));
        assert_eq!(name_of(table, &[("E", "amidst")]).as_deref(), Some("E"));
        assert_eq!(
            variables(table).collect::<Vec<_>>(),
            ["A", "B", "C", "D", "E"]
        );
    }

    #[test]
    fn a_ci_that_says_no_is_none() {
        assert!(ci(&facts(&[("GITHUB_ACTIONS", "true"), ("CI", "false")])).is_none());
        assert!(ci(&facts(&[("GITHUB_ACTIONS", "true"), ("CI", "")])).is_some());
        assert!(ci(&facts(&[("CI", "woodpecker")])).is_some());
        assert!(ci(&[]).is_none());
    }
}
