//! Explores every life of a client of so many events, or sees that every known fault is found.
//!
//! `nemo-telemetry-model [EVENTS [NAME]]`, where NAME is a part of the name of what is explored, ends with 0 if every promise holds,
//! and with 1 if one is broken. `nemo-telemetry-model faults` builds the engine with each fault.

use std::{env, process::ExitCode, time::Instant};

use nemo_telemetry_model::{Crowd, Explorer, FAULTS, SCENARIOS, STREETS, explore_with};

fn main() -> anyhow::Result<ExitCode> {
    match env::args().nth(1).as_deref() {
        Some("faults") => faults(),
        Some(events) => Ok(explore(
            events.parse()?,
            &env::args().nth(2).unwrap_or_default(),
        )),
        None => Ok(explore(u8::MAX, "")),
    }
}

fn explore(events: u8, name: &str) -> ExitCode {
    let mut states = 0;
    for scenario in SCENARIOS
        .iter()
        .filter(|scenario| scenario.name.contains(name))
    {
        let start = Instant::now();
        match (Explorer {
            events,
            recoveries: 16,
        })
        .explore(scenario)
        {
            Ok(explored) => {
                let seconds = start.elapsed().as_secs_f64();
                println!(
                    "{}: {} states, {} steps, {seconds:.0} s",
                    scenario.name, explored.states, explored.steps
                );
                let letters: Vec<String> = explored
                    .letters
                    .iter()
                    .map(|(letter, count)| format!("{letter:?} {count}"))
                    .collect();
                println!("  {}", letters.join(", "));
                states += explored.states;
            }
            Err(violation) => {
                println!("{}: {violation}", scenario.name);
                return ExitCode::FAILURE;
            }
        }
    }
    for street in STREETS.iter().filter(|street| street.name.contains(name)) {
        let start = Instant::now();
        match (Explorer {
            events,
            recoveries: 4,
        })
        .explore_from(Crowd::new(street, events))
        {
            Ok(explored) => {
                let seconds = start.elapsed().as_secs_f64();
                println!(
                    "{}: {} states, {} steps, {seconds:.0} s",
                    street.name, explored.states, explored.steps
                );
                states += explored.states;
            }
            Err(violation) => {
                println!("{}: {violation}", street.name);
                return ExitCode::FAILURE;
            }
        }
    }
    println!("{states} states, each reached and none broken");
    ExitCode::SUCCESS
}

fn faults() -> anyhow::Result<ExitCode> {
    let mut missed = 0;
    for fault in FAULTS {
        match explore_with(Some(fault))? {
            Some(output) => {
                println!(
                    "{}: found\n  {}",
                    fault.name,
                    output
                        .lines()
                        .find(|line| line.contains(": "))
                        .unwrap_or_default()
                )
            }
            None => {
                missed += 1;
                println!("{}: NOT FOUND", fault.name);
            }
        }
    }
    println!("{} of {} faults found", FAULTS.len() - missed, FAULTS.len());
    Ok(if missed == 0 {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}
