//! Every life of a client of a few events, and of an engine with a fault.

use std::fs;

use nemo_telemetry_model::{
    Act, Crowd, Explorer, FAULTS, Letter, Reply, SCENARIOS, STREETS, explore_with,
};

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
fn no_life_of_processes_that_share_a_folder_breaks_a_promise() {
    for street in STREETS {
        let explored = Explorer {
            events: 1,
            recoveries: 16,
        }
        .explore_from(Crowd::new(street, 1))
        .unwrap();
        println!(
            "{}: {} states, {} steps",
            street.name, explored.states, explored.steps
        );
        for act in street.acts {
            let happened = explored
                .letters
                .iter()
                .any(|(letter, _)| letter.act == *act);
            assert!(
                happened || matches!(act, Act::Answer(_)),
                "{act:?} never happened in {}",
                street.name
            );
        }
    }
}

#[test]
fn every_planted_fault_is_found_and_nothing_where_there_is_none() {
    assert_eq!(explore_with(None).unwrap(), None);
    let missed = FAULTS
        .iter()
        .filter(|fault| explore_with(Some(fault)).unwrap().is_none())
        .map(|fault| fault.name);
    assert_eq!(missed.collect::<Vec<_>>(), [""; 0]);
    let patches = fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/faults"))
        .unwrap()
        .count();
    assert_eq!(patches, FAULTS.len());
}
