// Written by `cargo xtask gen` from guest/schema; edit the files there.

/**
 * What is to be known about a product; empty texts for what it does not have.
 *
 * @typedef {object} Row
 * @property {readonly string[]} killSwitches variables that forbid
 * @property {string} variable the product's own, on and off
 * @property {'off' | 'ask' | 'notify' | 'on'} default what holds when nobody has decided
 * @property {string} path of the stored decision, below the configuration folder
 * @property {string} pathVariable variable that holds another path
 * @property {'' | 'toml' | 'marker'} format of the stored decision
 */

/** Words of a switch that say yes, in lower case. @type {readonly string[]} */
export const YES = ['1', 'true', 'yes', 'on'];

/** Words of a switch that say no, in lower case. @type {readonly string[]} */
export const NO = ['', '0', 'false', 'no', 'off'];

/** By the identifier of a product. @type {Readonly<Record<string, Row>>} */
export const PRODUCTS = {
  'agent-toolkit': {
    killSwitches: ['DO_NOT_TRACK'],
    variable: 'NAT_TELEMETRY_ENABLED',
    default: 'ask',
    path: 'nat/telemetry.toml',
    pathVariable: 'NAT_TELEMETRY_CONSENT_FILE',
    format: 'toml',
  },
  anonymizer: {
    killSwitches: ['DO_NOT_TRACK'],
    variable: 'NEMO_TELEMETRY_ENABLED',
    default: 'notify',
    path: 'nemo-telemetry/anonymizer.toml',
    pathVariable: '',
    format: 'toml',
  },
  'data-designer': {
    killSwitches: ['DO_NOT_TRACK'],
    variable: 'NEMO_TELEMETRY_ENABLED',
    default: 'notify',
    path: 'nemo-telemetry/data-designer.toml',
    pathVariable: '',
    format: 'toml',
  },
  guardrails: {
    killSwitches: ['DO_NOT_TRACK', 'NEMO_GUARDRAILS_NO_USAGE_STATS'],
    variable: '',
    default: 'notify',
    path: 'nemoguardrails/do_not_track',
    pathVariable: '',
    format: 'marker',
  },
  platform: {
    killSwitches: ['DO_NOT_TRACK'],
    variable: 'NEMO_TELEMETRY_ENABLED',
    default: 'notify',
    path: 'nemo-telemetry/platform.toml',
    pathVariable: '',
    format: 'toml',
  },
  'safe-synthesizer': {
    killSwitches: ['DO_NOT_TRACK'],
    variable: 'NEMO_TELEMETRY_ENABLED',
    default: 'notify',
    path: 'nemo-telemetry/safe-synthesizer.toml',
    pathVariable: '',
    format: 'toml',
  },
};
