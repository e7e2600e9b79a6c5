// What the generated types accept and refuse; `tsc` is the test. A line below `@ts-expect-error` that is accepted is an error.

import type { AnonymizerEventV1_7, EventMap, EventName, EventVersions, NatCliCommand, Product } from '../../src/events.js';

export const least: NatCliCommand = { command: 'run', taskStatus: 'success', pythonVersion: '3.12.4' };

// @ts-expect-error: pythonVersion has no default
export const incomplete: NatCliCommand = { command: 'run', taskStatus: 'success' };

// @ts-expect-error: no word of taskStatus
export const misspelt: NatCliCommand = { ...least, taskStatus: 'sucess' };

// @ts-expect-error: no field of the event
export const unknownField: NatCliCommand = { ...least, exit_code: 1 };

// @ts-expect-error: a text for a number
export const wrongType: NatCliCommand = { ...least, durationMs: '12' };

export const newest: EventMap['anonymizer_event']['deploymentType'] = 'nvidia-internal';

// @ts-expect-error: a word that came with version 1.9
export const older: AnonymizerEventV1_7['deploymentType'] = 'nvidia-internal';

export const byVersion: EventVersions['anonymizer_event']['1.9'] extends EventMap['anonymizer_event'] ? true : false = true;

// @ts-expect-error: no version of the event
export type NoVersion = EventVersions['nat_cli_command']['1.4'];

// @ts-expect-error: no event
export const noEvent: EventName = 'nat_cli_comand';

// @ts-expect-error: no product
export const noProduct: Product = 'agent_toolkit';

declare function enqueue<Name extends EventName>(event: Name, parameters: EventMap[Name]): void;

enqueue('nat_cli_command', least);

// @ts-expect-error: parameters of another event
enqueue('anonymizer_event', least);
