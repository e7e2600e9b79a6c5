//! What a telemetry event costs, next to the ways in which one would check and write it without
//! this project.
//!
//! `cargo xtask bench` runs this and prints one table: the median and the best of criterion's
//! samples, with the ratio to the first row of their part, which is measured in the same run. A
//! machine that does other work is slower by a factor that no run can know, so ratios say more than
//! times.

mod addresses;
mod body;
mod client;
mod envelope;
mod events;
mod exits;
mod load;
mod sizes;
mod table;
mod typed;
mod validate;

use std::time::Duration;

use criterion::Criterion;

use table::Table;

fn main() {
    if std::env::args().any(|argument| argument == addresses::MEASURE) {
        return addresses::measure();
    }
    let criterion = Criterion::default()
        .without_plots()
        .warm_up_time(Duration::from_millis(300))
        .measurement_time(Duration::from_secs(1))
        .sample_size(100)
        .nresamples(1_000);
    let mut table = Table::new(criterion);
    validate::whole_events(&mut table);
    validate::other_texts(&mut table);
    envelope::of_fifty(&mut table);
    body::of_fifty(&mut table);
    load::component(&mut table);
    table.again(|bencher| validate::parse(bencher, events::ANONYMIZER.text));
    // Without this argument cargo only asks whether everything still runs.
    if std::env::args().any(|argument| argument == "--bench") {
        table.print();
        addresses::print();
        exits::print();
        sizes::print(nemo_telemetry_artifact::COMPONENT);
    }
}
