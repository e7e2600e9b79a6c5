//! Validators that `jsonschema` generates when this is compiled: its fastest form.

/// The parameters of `anonymizer_event` 1.9, as a caller passes them.
#[jsonschema::validator(
    path = "../../guest/schema/json-schema/anonymizer_event.1.9.input.json",
    methods = { is_valid = true, validate = false, iter_errors = false }
)]
pub(crate) struct Anonymizer;

/// The parameters of `nat_cli_command` 1.5, as a caller passes them.
#[jsonschema::validator(
    path = "../../guest/schema/json-schema/nat_cli_command.1.5.input.json",
    methods = { is_valid = true, validate = false, iter_errors = false }
)]
pub(crate) struct Command;

/// A body with events of the first kind.
#[jsonschema::validator(
    path = "body.json",
    resources = {
        "event:parameters" => { path = "../../guest/schema/json-schema/anonymizer_event.1.9.wire.json" }
    },
    methods = { is_valid = true, validate = false, iter_errors = false }
)]
pub(crate) struct AnonymizerBody;

/// A body with events of the second kind.
#[jsonschema::validator(
    path = "body.json",
    resources = {
        "event:parameters" => { path = "../../guest/schema/json-schema/nat_cli_command.1.5.wire.json" }
    },
    methods = { is_valid = true, validate = false, iter_errors = false }
)]
pub(crate) struct CommandBody;
