// The component in this page: the very bytes that the command has inside, as the command hands them out.

import { mainModule } from '../../core-module.mjs';
import { provide } from '../../src/slim.js';
import { ask } from '../../src/standalone.js';

export { checkBody, decide, preview, queries, validate } from '../../src/slim.js';

/** A field of an event, as the inventory has it. */
export interface Field {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly type: string;
  readonly enum?: readonly string[];
  readonly items?: { readonly type: string; readonly enum?: readonly string[] };
  readonly default?: unknown;
  readonly examples?: readonly unknown[];
  readonly derivation: string;
  readonly 'x-purpose': string;
  readonly 'x-sensitivity': string;
  readonly 'x-source': string;
  readonly 'x-unit'?: string;
  readonly 'x-sentinel'?: unknown;
  readonly 'x-guard'?: string;
}

export interface EventSchema {
  readonly name: string;
  readonly version: string;
  readonly title: string;
  readonly description: string;
  readonly fields: readonly Field[];
}

export interface Product {
  readonly id: string;
  readonly title: string;
  readonly collects: string;
  readonly clientId: string;
  readonly endpoint: string;
  readonly owner: string;
  readonly retention: string;
  readonly events: Readonly<Record<string, string>>;
}

export interface Inventory {
  readonly products: readonly Product[];
  readonly envelope: Readonly<Record<string, string>>;
  readonly events: readonly EventSchema[];
}

/** Fetches and compiles the component. Its SHA-256. */
export async function loadComponent(): Promise<string> {
  const response = await fetch('component.wasm');
  if (!response.ok) throw new Error(`component.wasm was answered with ${response.status}`);
  const bytes = new Uint8Array(await response.arrayBuffer());
  provide(await WebAssembly.compile(mainModule(bytes)));
  return sha256(bytes);
}

export async function sha256(content: Uint8Array<ArrayBuffer> | string): Promise<string> {
  const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

let known: Inventory | undefined;

/** What is collected, read out of the component once. */
export function inventory(): Inventory {
  known ??= JSON.parse(ask(({ catalog }) => catalog.inventory())) as Inventory;
  return known;
}

/** The schema of an event in a wire version. */
export function schemaOf(name: string, version: string): EventSchema | undefined {
  return inventory().events.find((event) => event.name === name && event.version === version);
}

export function productOf(id: string): Product | undefined {
  return inventory().products.find((product) => product.id === id);
}

/** The file of a person's decision: its text, or undefined where there is none. */
export function storedDecision(product: string, granted: boolean): string | undefined {
  const change = ask(({ policy }) => policy.consentFile(product, granted, Date.now()));
  return change.tag === 'write' ? change.val : undefined;
}
