// Signals and states in the words of a person.

import type { Fact, State } from '../../src/index.js';
import { PRODUCTS } from '../../src/precheck-table.js';

export const STATES: Readonly<Record<State, { title: string; text: string }>> = {
  on: { title: 'On', text: 'Events are accepted and sent.' },
  off: { title: 'Off', text: 'Nothing is queued, kept or sent.' },
  ask: { title: 'Off until a person was asked', text: 'Nothing is queued, kept or sent before a yes.' },
  notify: { title: 'Off until a notice was shown', text: 'Nothing is queued, kept or sent before a person could read it.' },
};

const DEFAULTS: Readonly<Record<string, string>> = {
  ask: 'the product’s default: to ask first',
  notify: 'the product’s default: on, after a notice',
  on: 'the product’s default: on',
  off: 'the product’s default: off',
};

const HOST: Readonly<Record<string, string>> = {
  administrator: 'the administrator of this machine',
  'compiled-out': 'this build leaves telemetry out',
  terminals: 'no terminal at which a person could be asked',
  'test-runner': 'a test is running',
  notice: 'the notice was shown, and nobody objected',
  'global-privacy-control': 'the browser’s Global Privacy Control',
  'do-not-track': 'the browser’s Do Not Track',
};

/** A signal, such as `DO_NOT_TRACK=1 in the environment`. */
export function describe({ source, name, value }: Fact): string {
  if (source === 'variable') return `${name}=${value} in the environment`;
  if (source === 'file') return `the file ${name}`;
  if (source === 'host') return name === 'default' ? (DEFAULTS[value] ?? value) : (HOST[name] ?? `${name} = ${value}`);
  if (name === 'destination') return 'this command names where events go';
  if (name === 'answer') return 'a person’s answer';
  return `the program itself: ${name}=${value}`;
}

/** What a person can do so that a product sends nothing. */
export function waysToStop(product: string): { command: string; effect: string }[] {
  const row = Object.hasOwn(PRODUCTS, product) ? PRODUCTS[product] : undefined;
  const named = row ? ` --product ${product}` : '';
  const ways = [
    {
      command: `nemo-telemetry consent revoke${named}`,
      effect: 'Stores a no and removes what waits. Programs that run send nothing more.',
    },
  ];
  if (row && row.variable !== '')
    ways.push({ command: `export ${row.variable}=false`, effect: 'Off for programs that start with it.' });
  for (const name of row?.killSwitches ?? ['DO_NOT_TRACK'])
    ways.push({
      command: `export ${name}=1`,
      effect: name === 'DO_NOT_TRACK' ? 'Off for every product, whatever else is said.' : 'Off for this product.',
    });
  return ways;
}

const SENSITIVITIES: Readonly<Record<string, string>> = {
  technical: 'about the program and the machine',
  interaction: 'about how a product is used',
};

/** What a class of sensitivity means; empty where there is nothing to add. */
export function sensitivityOf(word: string): string {
  return SENSITIVITIES[word] ?? '';
}

export function plural(count: number, thing: string): string {
  return `${count.toLocaleString('en')} ${thing}${count === 1 ? '' : 's'}`;
}
