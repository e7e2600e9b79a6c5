//! Written by `cargo xtask gen` from guest/schema; edit the files there.

use super::Row;

/// Words of a switch that say yes, in lower case.
pub(super) const YES: &[&str] = &["1", "true", "yes", "on"];

/// Words of a switch that say no, in lower case.
pub(super) const NO: &[&str] = &["", "0", "false", "no", "off"];

/// Every product, sorted by id.
pub(super) static PRODUCTS: &[Row] = &[
    Row {
        id: "agent-toolkit",
        kill_switches: &["DO_NOT_TRACK"],
        variable: "NAT_TELEMETRY_ENABLED",
        default: "ask",
        path: "nat/telemetry.toml",
        path_variable: "NAT_TELEMETRY_CONSENT_FILE",
        format: "toml",
        no: "# Telemetry decision of NeMo Agent Toolkit, written when a person answered.\n# `enabled` allows anonymous usage events, `disabled` forbids them.\n# Change it here or with the product's own command; it is read at every start.\n[telemetry]\nconsent = \"disabled\"\nconsented_at = \"{at}\"\nprompt_version = \"1.0\"\n",
    },
    Row {
        id: "anonymizer",
        kill_switches: &["DO_NOT_TRACK"],
        variable: "NEMO_TELEMETRY_ENABLED",
        default: "notify",
        path: "nemo-telemetry/anonymizer.toml",
        path_variable: "",
        format: "toml",
        no: "# Telemetry decision of NeMo Anonymizer, written when a person answered.\n# `enabled` allows anonymous usage events, `disabled` forbids them.\n# Change it here or with the product's own command; it is read at every start.\n[telemetry]\nconsent = \"disabled\"\nconsented_at = \"{at}\"\nprompt_version = \"1.0\"\n",
    },
    Row {
        id: "data-designer",
        kill_switches: &["DO_NOT_TRACK"],
        variable: "NEMO_TELEMETRY_ENABLED",
        default: "notify",
        path: "nemo-telemetry/data-designer.toml",
        path_variable: "",
        format: "toml",
        no: "# Telemetry decision of NeMo Data Designer, written when a person answered.\n# `enabled` allows anonymous usage events, `disabled` forbids them.\n# Change it here or with the product's own command; it is read at every start.\n[telemetry]\nconsent = \"disabled\"\nconsented_at = \"{at}\"\nprompt_version = \"1.0\"\n",
    },
    Row {
        id: "guardrails",
        kill_switches: &["DO_NOT_TRACK", "NEMO_GUARDRAILS_NO_USAGE_STATS"],
        variable: "",
        default: "notify",
        path: "nemoguardrails/do_not_track",
        path_variable: "",
        format: "marker",
        no: "NeMo Guardrails sends no usage events while this file is here, whatever it holds.\n",
    },
    Row {
        id: "platform",
        kill_switches: &["DO_NOT_TRACK"],
        variable: "NEMO_TELEMETRY_ENABLED",
        default: "notify",
        path: "nemo-telemetry/platform.toml",
        path_variable: "",
        format: "toml",
        no: "# Telemetry decision of NeMo Platform, written when a person answered.\n# `enabled` allows anonymous usage events, `disabled` forbids them.\n# Change it here or with the product's own command; it is read at every start.\n[telemetry]\nconsent = \"disabled\"\nconsented_at = \"{at}\"\nprompt_version = \"1.0\"\n",
    },
    Row {
        id: "safe-synthesizer",
        kill_switches: &["DO_NOT_TRACK"],
        variable: "NEMO_TELEMETRY_ENABLED",
        default: "notify",
        path: "nemo-telemetry/safe-synthesizer.toml",
        path_variable: "",
        format: "toml",
        no: "# Telemetry decision of NeMo Safe Synthesizer, written when a person answered.\n# `enabled` allows anonymous usage events, `disabled` forbids them.\n# Change it here or with the product's own command; it is read at every start.\n[telemetry]\nconsent = \"disabled\"\nconsented_at = \"{at}\"\nprompt_version = \"1.0\"\n",
    },
];
