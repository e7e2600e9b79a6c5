//! What a program is opened with.

use std::env::consts::ARCH;

use nemo_telemetry::{Telemetry, telemetry::Options};
use serde_json::{Map, Value};

use crate::{handles, process};

/// Options as they come: settings of the component, and what the host has to know.
pub(crate) struct Opening {
    /// For the component.
    pub(crate) settings: String,
    /// For the host.
    pub(crate) options: Options,
}

impl Opening {
    /// Reads them, or says what is wrong.
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        let mut settings: Map<String, Value> = serde_json::from_str(text).map_err(|error| {
            format!("expected a JSON object such as {{\"product\": \"agent-toolkit\"}}: {error}")
        })?;
        let enabled = flag(&mut settings, "enabled")?;
        let emit_telemetry = flag(&mut settings, "emitTelemetry")?;
        let cpu = settings.entry("cpuArchitecture");
        cpu.or_insert_with(|| ARCH.into());
        Ok(Self {
            settings: Value::Object(settings).to_string(),
            options: Options {
                enabled,
                emit_telemetry,
                on_problem: Box::new(process::print),
                thread: Box::new(process::leave_signals_to_the_program),
                ..Options::default()
            },
        })
    }
}

/// Opens, and puts it under a number.
pub(crate) fn open(text: &str) -> Result<u64, String> {
    let opening = Opening::parse(text)?;
    let handle = handles::reserve();
    let options = Options {
        on_problem: Box::new(move |line| {
            handles::tell(handle, line);
            process::print(line);
        }),
        ..opening.options
    };
    process::prepare();
    let telemetry = Telemetry::with_options(&opening.settings, options);
    handles::put(handle, telemetry.map_err(|error| error.to_string())?);
    Ok(handle)
}

/// Takes a yes or no out of the options.
fn flag(settings: &mut Map<String, Value>, name: &str) -> Result<Option<bool>, String> {
    match settings.remove(name) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::Bool(flag)) => Ok(Some(flag)),
        Some(_) => Err(format!("expected true or false under `{name}`")),
    }
}
