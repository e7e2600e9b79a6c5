//! Core against the shared vectors, without a component around it.

use nemo_telemetry_tests::{native::NativeSubject, vectors};

#[test]
fn core_passes_every_vector() {
    let (count, failures) = vectors::run(&mut NativeSubject).unwrap();
    println!(
        "native: {count} vectors ran, 0 skipped, set {}",
        vectors::hash().unwrap()
    );
    assert!(
        failures.is_empty(),
        "{} differences:\n{}",
        failures.len(),
        failures.join("\n")
    );
    assert!(count > 0);
}
