//! Every code of a problem has an explanation, and no explanation is left over.

use nemo_telemetry_cli::explain;
use nemo_telemetry_core::problem::Code;

#[test]
fn every_code_is_explained_once() {
    let codes: Vec<&str> = Code::ALL.iter().map(|code| code.name()).collect();
    let explained: Vec<&str> = explain::ALL
        .iter()
        .map(|explanation| explanation.code)
        .collect();
    assert_eq!(codes, explained);
}
