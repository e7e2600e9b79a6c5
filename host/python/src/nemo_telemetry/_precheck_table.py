"""Written by `cargo xtask gen` from guest/schema; edit the files there."""

#: Words of a switch that say yes, in lower case.
YES: tuple[str, ...] = ("1", "true", "yes", "on")

#: Words of a switch that say no, in lower case.
NO: tuple[str, ...] = ("", "0", "false", "no", "off")

#: By product: kill switches, the product's variable, default, path of the stored decision below the configuration
#: folder, the variable that holds another path, its format, `toml` or `marker`, and the text that stores a no, with
#: `{at}` for the instant. Empty texts for what is not there.
PRODUCTS: dict[str, tuple[tuple[str, ...], str, str, str, str, str, str]] = {
    "agent-toolkit": (
        ("DO_NOT_TRACK",),
        "NAT_TELEMETRY_ENABLED",
        "ask",
        "nat/telemetry.toml",
        "NAT_TELEMETRY_CONSENT_FILE",
        "toml",
        "# Telemetry decision of NeMo Agent Toolkit, written when a person answered.\n"
        "# `enabled` allows anonymous usage events, `disabled` forbids them.\n"
        "# Change it here or with the product's own command; it is read at every start.\n"
        "[telemetry]\n"
        "consent = \"disabled\"\n"
        "consented_at = \"{at}\"\n"
        "prompt_version = \"1.0\"\n",
    ),
    "anonymizer": (
        ("DO_NOT_TRACK",),
        "NEMO_TELEMETRY_ENABLED",
        "notify",
        "nemo-telemetry/anonymizer.toml",
        "",
        "toml",
        "# Telemetry decision of NeMo Anonymizer, written when a person answered.\n"
        "# `enabled` allows anonymous usage events, `disabled` forbids them.\n"
        "# Change it here or with the product's own command; it is read at every start.\n"
        "[telemetry]\n"
        "consent = \"disabled\"\n"
        "consented_at = \"{at}\"\n"
        "prompt_version = \"1.0\"\n",
    ),
    "data-designer": (
        ("DO_NOT_TRACK",),
        "NEMO_TELEMETRY_ENABLED",
        "notify",
        "nemo-telemetry/data-designer.toml",
        "",
        "toml",
        "# Telemetry decision of NeMo Data Designer, written when a person answered.\n"
        "# `enabled` allows anonymous usage events, `disabled` forbids them.\n"
        "# Change it here or with the product's own command; it is read at every start.\n"
        "[telemetry]\n"
        "consent = \"disabled\"\n"
        "consented_at = \"{at}\"\n"
        "prompt_version = \"1.0\"\n",
    ),
    "guardrails": (
        ("DO_NOT_TRACK", "NEMO_GUARDRAILS_NO_USAGE_STATS"),
        "",
        "notify",
        "nemoguardrails/do_not_track",
        "",
        "marker",
        "NeMo Guardrails sends no usage events while this file is here, whatever it holds.\n",
    ),
    "platform": (
        ("DO_NOT_TRACK",),
        "NEMO_TELEMETRY_ENABLED",
        "notify",
        "nemo-telemetry/platform.toml",
        "",
        "toml",
        "# Telemetry decision of NeMo Platform, written when a person answered.\n"
        "# `enabled` allows anonymous usage events, `disabled` forbids them.\n"
        "# Change it here or with the product's own command; it is read at every start.\n"
        "[telemetry]\n"
        "consent = \"disabled\"\n"
        "consented_at = \"{at}\"\n"
        "prompt_version = \"1.0\"\n",
    ),
    "safe-synthesizer": (
        ("DO_NOT_TRACK",),
        "NEMO_TELEMETRY_ENABLED",
        "notify",
        "nemo-telemetry/safe-synthesizer.toml",
        "",
        "toml",
        "# Telemetry decision of NeMo Safe Synthesizer, written when a person answered.\n"
        "# `enabled` allows anonymous usage events, `disabled` forbids them.\n"
        "# Change it here or with the product's own command; it is read at every start.\n"
        "[telemetry]\n"
        "consent = \"disabled\"\n"
        "consented_at = \"{at}\"\n"
        "prompt_version = \"1.0\"\n",
    ),
}
