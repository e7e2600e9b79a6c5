// Written by `cargo xtask gen` from guest/schema; edit the files there.

/**
 * Where a no of each product is stored, and its text, in which `{at}` stands for the instant.
 *
 * @type {Readonly<Record<string, { path: string, variable: string, text: string }>>}
 */
export const REFUSALS = {
  'agent-toolkit': {
    path: 'nat/telemetry.toml',
    variable: 'NAT_TELEMETRY_CONSENT_FILE',
    text: `# Telemetry decision of NeMo Agent Toolkit, written when a person answered.
# \`enabled\` allows anonymous usage events, \`disabled\` forbids them.
# Change it here or with the product's own command; it is read at every start.
[telemetry]
consent = "disabled"
consented_at = "{at}"
prompt_version = "1.0"
`,
  },
  anonymizer: {
    path: 'nemo-telemetry/anonymizer.toml',
    variable: '',
    text: `# Telemetry decision of NeMo Anonymizer, written when a person answered.
# \`enabled\` allows anonymous usage events, \`disabled\` forbids them.
# Change it here or with the product's own command; it is read at every start.
[telemetry]
consent = "disabled"
consented_at = "{at}"
prompt_version = "1.0"
`,
  },
  'data-designer': {
    path: 'nemo-telemetry/data-designer.toml',
    variable: '',
    text: `# Telemetry decision of NeMo Data Designer, written when a person answered.
# \`enabled\` allows anonymous usage events, \`disabled\` forbids them.
# Change it here or with the product's own command; it is read at every start.
[telemetry]
consent = "disabled"
consented_at = "{at}"
prompt_version = "1.0"
`,
  },
  guardrails: {
    path: 'nemoguardrails/do_not_track',
    variable: '',
    text: `NeMo Guardrails sends no usage events while this file is here, whatever it holds.
`,
  },
  platform: {
    path: 'nemo-telemetry/platform.toml',
    variable: '',
    text: `# Telemetry decision of NeMo Platform, written when a person answered.
# \`enabled\` allows anonymous usage events, \`disabled\` forbids them.
# Change it here or with the product's own command; it is read at every start.
[telemetry]
consent = "disabled"
consented_at = "{at}"
prompt_version = "1.0"
`,
  },
  'safe-synthesizer': {
    path: 'nemo-telemetry/safe-synthesizer.toml',
    variable: '',
    text: `# Telemetry decision of NeMo Safe Synthesizer, written when a person answered.
# \`enabled\` allows anonymous usage events, \`disabled\` forbids them.
# Change it here or with the product's own command; it is read at every start.
[telemetry]
consent = "disabled"
consented_at = "{at}"
prompt_version = "1.0"
`,
  },
};
