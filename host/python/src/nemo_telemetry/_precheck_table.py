"""Written by `cargo xtask gen` from guest/schema; edit the files there."""

#: Words of a switch that say yes, in lower case.
YES: tuple[str, ...] = ("1", "true", "yes", "on")

#: Words of a switch that say no, in lower case.
NO: tuple[str, ...] = ("", "0", "false", "no", "off")

#: By product: kill switches, the product's variable, default, path of the stored decision below the configuration
#: folder, the variable that holds another path, and its format, `toml` or `marker`. Empty texts for what is not there.
PRODUCTS: dict[str, tuple[tuple[str, ...], str, str, str, str, str]] = {
    "agent-toolkit": (
        ("DO_NOT_TRACK",),
        "NAT_TELEMETRY_ENABLED",
        "ask",
        "nat/telemetry.toml",
        "NAT_TELEMETRY_CONSENT_FILE",
        "toml",
    ),
    "anonymizer": (
        ("DO_NOT_TRACK",),
        "NEMO_TELEMETRY_ENABLED",
        "notify",
        "nemo-telemetry/anonymizer.toml",
        "",
        "toml",
    ),
    "guardrails": (
        ("DO_NOT_TRACK", "NEMO_GUARDRAILS_NO_USAGE_STATS"),
        "",
        "notify",
        "nemoguardrails/do_not_track",
        "",
        "marker",
    ),
    "safe-synthesizer": (
        ("DO_NOT_TRACK",),
        "NEMO_TELEMETRY_ENABLED",
        "notify",
        "nemo-telemetry/safe-synthesizer.toml",
        "",
        "toml",
    ),
}
