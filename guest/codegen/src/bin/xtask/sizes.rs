//! Tells what the component's bytes are spent on.

use std::path::Path;

use super::optimiser;

/// Makes the component once more, with names of functions, and prints its parts. `option` is one of
/// the program `sizes` of the tests.
pub(crate) fn run(root: &Path, option: Option<&str>) -> anyhow::Result<()> {
    optimiser::prepare()?;
    let component = "wasm/nemo_telemetry_component.wasm";
    optimiser::run(root, component, &["--names"], "named.wasm")?;
    let program = ["run", "--quiet", "--bin", "sizes", "--"];
    let mut arguments = [
        &program[..],
        &["target/guest/named.wasm", "tests/sizes.json"],
    ]
    .concat();
    arguments.extend(option);
    super::cargo(&arguments)
}
