// An event or a body that a person writes: what would leave, what is wrong, and how a program sends it.

import { useMemo, useState } from 'preact/hooks';
import type { Preview, Problem } from '../../../src/index.js';
import { useSurroundings } from '../about.js';
import { bodyOf } from '../body.js';
import { type EventSchema, inventory, preview, productOf, schemaOf, validate } from '../component.js';
import { fillIn } from '../fixes.js';
import { useDeferred } from '../hooks.js';
import { isObject, type Member, members, parse } from '../json.js';
import { Badge, Choices, Code, Foreign, Select } from '../parts.js';
import { LANGUAGES } from '../snippets.js';
import { plural } from '../words.js';
import { Bytes } from './bytes.js';
import { BodyView } from './detail.js';
import { Parameters } from './fields.js';
import { Problems } from './problems.js';

/** What a person has written. */
type Written =
  | { readonly kind: 'body'; readonly text: string }
  | {
      readonly kind: 'event';
      readonly event: string;
      readonly version: string;
      readonly ts: string | undefined;
      /** JSON text, or what is meant to be. */
      readonly parameters: string;
      /** Where it begins in all that is written. */
      readonly start: number;
    };

/** A body has events, a line names its event, and everything else is the parameters of the one that was chosen. */
function read(text: string, event: string, version: string): Written {
  const parsed = parse(text);
  const chosen = { kind: 'event', event, version, ts: undefined, parameters: text, start: 0 } as const;
  if (!isObject(parsed?.value)) return chosen;
  const value = parsed.value;
  if ('events' in value || 'eventProtocol' in value) return { kind: 'body', text };
  const inside = members(text, parsed.start).find(({ name }) => name === 'parameters');
  if (typeof value.event !== 'string' || !inside || !isObject(value.parameters)) return chosen;
  return {
    kind: 'event',
    event: value.event,
    version: typeof value.schemaVersion === 'string' ? value.schemaVersion : currentVersion(value.event),
    ts: typeof value.ts === 'string' ? value.ts : undefined,
    parameters: text.slice(inside.value.start, inside.value.end),
    start: inside.value.start,
  };
}

/** The wire version in which a product sends an event today. */
function currentVersion(event: string): string {
  const product = inventory().products.find(({ events }) => Object.hasOwn(events, event));
  return product?.events[event] ?? '';
}

/** An example of the event, laid out to be changed. */
function exampleOf(examples: Readonly<Record<string, string>>, product: string, event: string): string {
  const lines = (examples[product] ?? '').split('\n').filter((line) => line !== '');
  const found = lines.map((line) => JSON.parse(line)).find((line) => line.event === event);
  return JSON.stringify(found?.parameters ?? {}, null, 2);
}

/** Fields whose value the guard has replaced in the body. */
function takenOut(canonical: string | undefined, { bodies }: Preview): string[] {
  const before = canonical === undefined ? undefined : parse(canonical)?.value;
  const after = bodies.length > 0 ? JSON.parse(bodies[0]).events[0]?.parameters : undefined;
  if (!isObject(before) || !isObject(after)) return [];
  return Object.keys(before).filter(
    (name) => JSON.stringify(before[name]) !== JSON.stringify(after[name]) && JSON.stringify(after[name]).includes('redacted'),
  );
}

interface EventViewProps {
  readonly written: Written & { kind: 'event' };
  readonly product: string;
  readonly onFix: (apply: (text: string) => string) => void;
}

function EventView({ written, product, onFix }: EventViewProps) {
  const { endpoint } = useSurroundings();
  const [language, setLanguage] = useState(LANGUAGES[0].id);
  const { event, version, ts, parameters } = written;
  const schema: EventSchema | undefined = schemaOf(event, version);
  const checked = useMemo(() => validate(event, parameters, { schemaVersion: version }), [event, version, parameters]);
  const built = useMemo(() => {
    if (checked.canonical === undefined) return undefined;
    const value = JSON.parse(parameters);
    return preview({ product: product as 'agent-toolkit', clientVersion: '1.0.0' }, [
      { event, parameters: value, schemaVersion: version, ...(ts !== undefined && { ts }) },
    ]);
  }, [checked, product, event, version, ts, parameters]);

  // A fix works on the parameters, wherever they stand in the text.
  const mend = (apply: (text: string) => string) =>
    onFix((text) => text.slice(0, written.start) + apply(parameters) + text.slice(written.start + parameters.length));
  const fields = schema?.fields ?? [];
  const more: readonly Problem[] = built ? [...built.problems, ...built.rejected.flatMap(({ problems }) => problems)] : [];
  const problems = [...checked.problems, ...more];
  const fill = problems.some(({ code }) => code === 'missing-field') ? fillIn(parameters, fields) : undefined;
  const removed = built ? takenOut(checked.canonical, built) : [];
  const canonical = checked.canonical;
  const there: readonly Member[] = canonical === undefined ? [] : members(canonical, 0);
  const code = LANGUAGES.find(({ id }) => id === language) ?? LANGUAGES[0];
  return (
    <>
      <header class="verdict">
        <h2>{problems.length === 0 ? 'This is what would leave' : 'This would not leave'}</h2>
        <Badge verdict={problems.length === 0 ? 'valid' : 'refused'}>
          {problems.length === 0 ? undefined : plural(problems.length, 'problem')}
        </Badge>
      </header>
      {problems.length > 0 && (
        <section class="block">
          {fill && (
            <button type="button" onClick={() => mend(fill.apply)}>
              {fill.label}
            </button>
          )}
          <Problems problems={problems} fieldsOf={() => fields} whole="the event" onFix={mend} />
        </section>
      )}
      {built && built.bodies.length > 0 && (
        <>
          <section class="block">
            <h3>What the guard takes out</h3>
            {removed.length === 0 ? (
              <p>Nothing: no free string looks like a path, an address or an e-mail.</p>
            ) : (
              <ul>
                {removed.map((name) => (
                  <li key={name}>
                    <code>{name}</code> is sent as <code>redacted</code>, because it looks private.
                  </li>
                ))}
              </ul>
            )}
            <p class="quiet">
              In a program the guard knows the names of the machine and of its user, too. This page does not, so it cannot take them
              out.
            </p>
          </section>
          <section class="block">
            <h3>The exact body</h3>
            <p class="quiet">Instants and the session differ each time.</p>
            <Bytes body={bodyOf(built.bodies[0])} />
          </section>
          <section class="block">
            <h3>Send it from a program</h3>
            <Choices label="Language" value={language} choices={LANGUAGES} onChange={setLanguage} />
            <Code text={code.write({ product, event, version, parameters, endpoint })} what={`the event in ${code.label}`} />
          </section>
        </>
      )}
      {canonical !== undefined && (
        <section class="block">
          <h3>Field by field</h3>
          <Parameters text={canonical} parameters={there} fields={fields} problems={[]} pointer="" />
        </section>
      )}
    </>
  );
}

export function Try() {
  const { about } = useSurroundings();
  const { products } = inventory();
  const [product, setProduct] = useState(products[0].id);
  const [event, setEvent] = useState(Object.keys(products[0].events)[0]);
  const [text, setText] = useState(() => exampleOf(about.examples, product, event));
  const [settled, settle] = useDeferred(text);
  const events = productOf(product)?.events ?? {};
  const written = useMemo(() => read(settled, event, events[event] ?? ''), [settled, event, events]);
  const body = useMemo(() => (written.kind === 'body' ? bodyOf(written.text) : undefined), [written]);

  const choose = (product: string, event: string) => {
    setProduct(product);
    setEvent(event);
    setText(exampleOf(about.examples, product, event));
  };
  const fix = (apply: (text: string) => string) => {
    // The places of problems are those of the text that was checked.
    const mended = apply(settled);
    setText(mended);
    settle(mended);
  };
  const fieldsOf = ({ pointer }: Problem) => {
    const index = /^\/events\/(\d+)\/parameters/.exec(pointer)?.[1];
    return body?.events[Number(index ?? -1)]?.schema?.fields ?? [];
  };
  return (
    <div class="two">
      <section class="write">
        <h2>Write or paste</h2>
        <p class="quiet">
          The parameters of an event, a line of <code>events.jsonl</code>, or a whole body from anywhere. Nothing is sent.
        </p>
        <div class="selects">
          <Select
            label="Product"
            value={product}
            choices={products.map(({ id, title }) => ({ id, label: title }))}
            onChange={(id) => choose(id, Object.keys(productOf(id)?.events ?? {})[0])}
          />
          <Select
            label="Event"
            value={event}
            choices={Object.entries(events).map(([id, version]) => ({ id, label: `${id} ${version}` }))}
            onChange={(id) => choose(product, id)}
          />
        </div>
        <label class="editor">
          <span>Event, line or body, as JSON</span>
          <textarea
            spellcheck={false}
            autocomplete="off"
            rows={18}
            value={text}
            onInput={({ currentTarget }) => setText(currentTarget.value)}
          />
        </label>
        <p class="actions">
          <button type="button" onClick={() => choose(product, event)}>
            Example
          </button>
          <button type="button" onClick={() => setText('')}>
            Empty
          </button>
        </p>
        {written.kind === 'event' && written.event !== event && (
          <p class="quiet">
            The line names the event{' '}
            <code>
              <Foreign text={written.event} />
            </code>
            .
          </p>
        )}
      </section>
      <section class="result" aria-label="Result">
        {settled.trim() === '' ? (
          <p class="none">What you write is checked while you write it.</p>
        ) : body ? (
          <>
            <header class="verdict">
              <h2>
                {body.problems.length === 0
                  ? 'A collector would take this body'
                  : body.verdict.accepted > 0
                    ? `A collector would take ${plural(body.verdict.accepted, 'event')} of ${body.events.length}`
                    : 'A collector would refuse this body'}
              </h2>
              <Badge verdict={body.problems.length === 0 ? 'valid' : body.verdict.accepted > 0 ? 'problems' : 'refused'} />
            </header>
            <Problems problems={body.problems} fieldsOf={fieldsOf} onFix={fix} />
            <BodyView body={body} />
          </>
        ) : (
          written.kind === 'event' && <EventView written={written} product={product} onFix={fix} />
        )}
      </section>
    </div>
  );
}
