//! Every life of a client of a few events, and of an engine with a fault.

use nemo_telemetry_model::{Explorer, FAULTS, Letter, Reply, SCENARIOS, explore_with};

#[test]
fn no_life_of_a_client_of_two_events_breaks_a_promise() {
    let mut states = 0;
    for scenario in SCENARIOS {
        let explored = Explorer {
            events: 2,
            recoveries: 1,
        }
        .explore(scenario)
        .unwrap();
        println!(
            "{}: {} states, {} steps",
            scenario.name, explored.states, explored.steps
        );
        states += explored.states;
        let happened = |letter: Letter| explored.letters.iter().any(|(known, _)| *known == letter);
        for letter in scenario
            .letters
            .iter()
            .filter(|letter| scenario.allows(**letter))
        {
            assert!(
                happened(*letter),
                "{letter:?} never happened in {}",
                scenario.name
            );
        }
        for reply in scenario.replies {
            assert!(
                happened(Letter::Answer(*reply)),
                "{reply:?} never happened in {}",
                scenario.name
            );
        }
    }
    assert!(states > 10_000, "{states} states");
    assert_eq!(SCENARIOS[0].replies, Reply::ALL);
}

#[test]
fn every_planted_fault_is_found_and_nothing_where_there_is_none() {
    // Processes that share a folder have too many states with two events: `cargo run --release -p
    // nemo-telemetry-model 2` takes minutes.
    assert_eq!(explore_with(None, 1).unwrap(), None);
    let missed: Vec<&str> = FAULTS
        .into_iter()
        .filter(|fault| explore_with(Some(fault), 3).unwrap().is_none())
        .collect();
    assert!(missed.is_empty(), "not found: {missed:?}");
}
