// Every field of an event or an envelope, with what it means and why it is there.

import type { ComponentChildren } from 'preact';
import envelopeSchema from '../../../../../guest/schema/envelope.json' with { type: 'json' };
import type { Problem } from '../../../src/index.js';
import type { EventPart } from '../body.js';
import type { Field } from '../component.js';
import { inventory } from '../component.js';
import type { Member } from '../json.js';
import { Badge, Foreign } from '../parts.js';
import { sensitivityOf } from '../words.js';
import { ProblemText } from './problems.js';

interface Row {
  readonly name: string;
  readonly title?: string;
  readonly value?: string;
  readonly note?: string;
  readonly meaning: ComponentChildren;
  readonly problems: readonly Problem[];
}

function Rows({ label, rows }: { label: string; rows: readonly Row[] }) {
  return (
    <table class="fields">
      <caption class="hidden">{label}</caption>
      <thead>
        <tr>
          <th scope="col">Field</th>
          <th scope="col">Value</th>
          <th scope="col">What it means</th>
        </tr>
      </thead>
      <tbody>
        {rows.map(({ name, title, value, note, meaning, problems }, index) => (
          <tr key={`${index} ${name}`} class={problems.length > 0 ? 'wrong' : ''}>
            <th scope="row">
              <code>
                <Foreign text={name} />
              </code>
              {title && <span class="title">{title}</span>}
            </th>
            <td class="value">
              {value === undefined ? (
                <span class="quiet">not there</span>
              ) : (
                <code>
                  <Foreign text={value} />
                </code>
              )}
              {note && <span class="note">{note}</span>}
              {problems.map((problem) => (
                <ProblemText key={problem.code} problem={problem} />
              ))}
            </td>
            <td class="meaning">{meaning}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** Whether a value in JSON text is one that means something, whatever way it is written. */
function says(text: string, value: unknown): boolean {
  return value !== undefined && JSON.stringify(JSON.parse(text)) === JSON.stringify(value);
}

function noteOf(field: Field | undefined, value: string): string {
  if (field?.['x-guard'] !== undefined && value === '"redacted"') return 'taken out by the guard';
  if (field && says(value, field['x-sentinel'])) return 'means: none or not known';
  if (field && says(value, field.default)) return 'the default';
  return '';
}

function Meaning({ field }: { field: Field }) {
  const { description, 'x-purpose': purpose, 'x-sensitivity': sensitivity, 'x-source': source, 'x-unit': unit } = field;
  const sentinel = field['x-sentinel'];
  return (
    <>
      <p>
        {description}
        {unit && <> In {unit}.</>}
      </p>
      <dl>
        <dt>Purpose</dt>
        <dd>{purpose}</dd>
        <dt>Sensitivity</dt>
        <dd>
          {sensitivity}
          {sensitivityOf(sensitivity) && <span class="quiet"> · {sensitivityOf(sensitivity)}</span>}
        </dd>
        {sentinel !== undefined && (
          <>
            <dt>None is</dt>
            <dd>
              <code>{JSON.stringify(sentinel)}</code>
            </dd>
          </>
        )}
        <dt>Source</dt>
        <dd>
          <code>{source}</code>
        </dd>
      </dl>
    </>
  );
}

/** The problems of a member, and of what lies inside it. */
function within(problems: readonly Problem[], pointer: string): readonly Problem[] {
  return problems.filter((problem) => problem.pointer === pointer || problem.pointer.startsWith(`${pointer}/`));
}

function step(name: string): string {
  return `/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`;
}

/** An event's parameters. `pointer` leads to them. */
export function Parameters(props: {
  text: string;
  parameters: readonly Member[];
  fields: readonly Field[];
  problems: readonly Problem[];
  pointer: string;
}) {
  const { text, parameters, fields, problems, pointer } = props;
  const rows = parameters.map(({ name, value }): Row => {
    const field = fields.find((field) => field.name === name);
    const written = text.slice(value.start, value.end);
    return {
      name,
      title: field?.title,
      value: written,
      note: noteOf(field, written),
      meaning: field ? <Meaning field={field} /> : <p class="quiet">The schema has no field of this name.</p>,
      problems: within(problems, pointer + step(name)),
    };
  });
  const there = new Set(parameters.map(({ name }) => name));
  const missing = fields
    .filter(({ name }) => !there.has(name))
    .map((field): Row => ({ name: field.name, title: field.title, meaning: <Meaning field={field} />, problems: [] }));
  return <Rows label="Parameters" rows={[...rows, ...missing]} />;
}

/** An event of a body. */
export function EventFields({ text, part }: { text: string; part: EventPart }) {
  const { index, name, ts, schema, parameters, problems } = part;
  const inside = `/events/${index}/parameters`;
  const outside = problems.filter(({ pointer }) => !pointer.startsWith(`${inside}/`));
  return (
    <section class="event" aria-label={`Event ${index + 1}`}>
      <header>
        <h4>
          <code>
            <Foreign text={name || 'event without a name'} />
          </code>{' '}
          {schema && <span class="quiet">{schema.version}</span>}
        </h4>
        <Badge verdict={problems.length > 0 ? 'problems' : 'valid'} />
        {ts && (
          <time class="quiet">
            <Foreign text={ts} />
          </time>
        )}
      </header>
      {schema ? (
        <p>
          <strong>{schema.title}.</strong> {schema.description}
        </p>
      ) : (
        <p>The schema has no event of this name in this wire version.</p>
      )}
      {outside.map((problem, at) => (
        <ProblemText key={`${at} ${problem.code}`} problem={problem} />
      ))}
      <Parameters text={text} parameters={parameters} fields={schema?.fields ?? []} problems={problems} pointer={inside} />
    </section>
  );
}

const ENVELOPE: Readonly<Record<string, { description: string; const?: string }>> = envelopeSchema.properties;

/** What is around the events. */
export function EnvelopeFields(props: { text: string; envelope: readonly Member[]; problems: readonly Problem[] }) {
  const { text, envelope, problems } = props;
  const clients = new Map(inventory().products.map(({ clientId, title }) => [JSON.stringify(clientId), title]));
  const rows = envelope.map(({ name, value }): Row => {
    const known = Object.hasOwn(ENVELOPE, name) ? ENVELOPE[name] : undefined;
    const written = text.slice(value.start, value.end);
    const isConstant = known?.const !== undefined && says(written, known.const);
    return {
      name,
      value: written,
      note: isConstant ? 'always the same' : name === 'clientId' && clients.has(written) ? 'the same in every installation' : '',
      meaning: <p>{known?.description ?? 'The envelope has no member of this name.'}</p>,
      problems: within(problems, step(name)),
    };
  });
  // What differs from one body to another comes first.
  const varying = rows.filter(({ note, problems }) => note === '' || problems.length > 0);
  return <Rows label="Envelope" rows={[...varying, ...rows.filter((row) => !varying.includes(row))]} />;
}
