// How much arrives of what, and which values each field has.

import { useState } from 'preact/hooks';
import { productOf, schemaOf } from '../component.js';
import type { Feed } from '../feed.js';
import { Foreign, Select, visible } from '../parts.js';
import { OTHERS, type Request, type Values } from '../requests.js';
import { plural } from '../words.js';

const MINUTE = 60_000;

/** Minutes that the chart shows. */
const MINUTES = 30;

/** Values of a field that are listed. */
const LISTED = 8;

interface Bar {
  readonly start: number;
  readonly accepted: number;
  readonly wrong: number;
}

function bars(requests: readonly Request[], now: number): Bar[] {
  const first = Math.floor(now / MINUTE) - MINUTES + 1;
  const found = Array.from({ length: MINUTES }, (_, index) => ({ start: (first + index) * MINUTE, accepted: 0, wrong: 0 }));
  for (const { time, accepted, wrong } of requests) {
    const bar = found[Math.floor(time.getTime() / MINUTE) - first];
    if (!bar) continue;
    bar.accepted += accepted;
    bar.wrong += wrong;
  }
  return found;
}

const HOUR = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' });

function Chart({ requests }: { requests: readonly Request[] }) {
  const found = bars(requests, Date.now());
  const most = Math.max(1, ...found.map(({ accepted, wrong }) => accepted + wrong));
  const [width, height, gap] = [16, 120, 4];
  const total = found.reduce((sum, { accepted, wrong }) => sum + accepted + wrong, 0);
  return (
    <figure class="chart">
      <figcaption>
        Events per minute, the last {MINUTES} minutes: {plural(total, 'event')}, at most {most.toLocaleString('en')} in a minute
      </figcaption>
      <svg viewBox={`0 0 ${MINUTES * (width + gap)} ${height}`} preserveAspectRatio="none" aria-hidden="true">
        {found.map(({ start, accepted, wrong }, index) => {
          const good = (accepted / most) * height;
          const bad = (wrong / most) * height;
          return (
            <g key={start}>
              <rect class="track" x={index * (width + gap)} y={height - 1} width={width} height={1} />
              <rect class="valid" x={index * (width + gap)} y={height - good} width={width} height={good} />
              <rect class="problems" x={index * (width + gap)} y={height - good - bad} width={width} height={bad} />
            </g>
          );
        })}
      </svg>
      <p class="axis" aria-hidden="true">
        <span>{HOUR.format(found[0].start)}</span>
        <span>{HOUR.format(found[MINUTES - 1].start)}</span>
      </p>
      <p class="key">
        <span class="swatch valid" aria-hidden="true" /> valid <span class="swatch problems" aria-hidden="true" /> wrong
      </p>
      <details>
        <summary>As a table</summary>
        <table class="plain">
          <thead>
            <tr>
              <th scope="col">Minute</th>
              <th scope="col">Valid</th>
              <th scope="col">Wrong</th>
            </tr>
          </thead>
          <tbody>
            {found
              .filter(({ accepted, wrong }) => accepted + wrong > 0)
              .map(({ start, accepted, wrong }) => (
                <tr key={start}>
                  <th scope="row">{HOUR.format(start)}</th>
                  <td>{accepted.toLocaleString('en')}</td>
                  <td>{wrong.toLocaleString('en')}</td>
                </tr>
              ))}
          </tbody>
        </table>
      </details>
    </figure>
  );
}

function Products({ requests }: { requests: readonly Request[] }) {
  const rows = new Map<string, { requests: number; accepted: number; wrong: number; refused: number }>();
  for (const { product, accepted, wrong, outcome } of requests) {
    const row = rows.get(product) ?? { requests: 0, accepted: 0, wrong: 0, refused: 0 };
    rows.set(product, {
      requests: row.requests + 1,
      accepted: row.accepted + accepted,
      wrong: row.wrong + wrong,
      refused: row.refused + (outcome === 'refused' ? 1 : 0),
    });
  }
  const sorted = [...rows].sort(([, one], [, other]) => other.requests - one.requests);
  return (
    <table class="plain">
      <caption class="hidden">By product and verdict</caption>
      <thead>
        <tr>
          <th scope="col">Product</th>
          <th scope="col">Requests</th>
          <th scope="col">Refused</th>
          <th scope="col">Valid events</th>
          <th scope="col">Wrong events</th>
        </tr>
      </thead>
      <tbody>
        {sorted.map(([product, { requests, accepted, wrong, refused }]) => (
          <tr key={product}>
            <th scope="row">{productOf(product)?.title ?? 'Unknown product'}</th>
            {[requests, refused, accepted, wrong].map((count, index) => (
              <td key={index}>{count.toLocaleString('en')}</td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function ValuesOf({ values }: { values: Values }) {
  const total = [...values.values()].reduce((sum, count) => sum + count, 0);
  const sorted = [...values].sort(([, one], [, other]) => other - one);
  const listed = sorted.filter(([value]) => value !== OTHERS).slice(0, LISTED);
  const rest = total - listed.reduce((sum, [, count]) => sum + count, 0);
  const kinds = sorted.length - listed.length;
  return (
    <ul class="values">
      {listed.map(([value, count]) => (
        <li key={value}>
          <span class="bar" style={{ width: `${(100 * count) / total}%` }} />
          <code>
            <Foreign text={value} />
          </code>
          <span class="count">{count.toLocaleString('en')}</span>
        </li>
      ))}
      {rest > 0 && (
        <li>
          <span class="quiet">{values.has(OTHERS) ? 'many others' : plural(kinds, 'other value')}</span>
          <span class="count">{rest.toLocaleString('en')}</span>
        </li>
      )}
    </ul>
  );
}

function Fields({ feed }: { feed: Feed }) {
  const { fields } = feed.requests;
  const known = [...fields.keys()].sort();
  const [chosen, setChosen] = useState('');
  const event = known.includes(chosen) ? chosen : known[0];
  const [name, version] = event.split('@');
  const schema = schemaOf(name, version);
  // In the order of the schema; what it does not have comes last.
  const order = schema?.fields.map((field) => field.name) ?? [];
  const rank = (field: string) => (order.includes(field) ? order.indexOf(field) : order.length);
  const seen = [...(fields.get(event) ?? [])].sort(([one], [other]) => rank(one) - rank(other));
  return (
    <section class="block">
      <h2>Values of each field</h2>
      <p class="quiet">What was seen so far, and how often. It is counted in this page and kept nowhere.</p>
      <div class="selects">
        <Select
          label="Event"
          value={event}
          choices={known.map((id) => ({ id, label: visible(id.replace('@', ' ')) }))}
          onChange={setChosen}
        />
      </div>
      <table class="fields explorer">
        <caption class="hidden">Values of each field of {visible(event)}</caption>
        <thead>
          <tr>
            <th scope="col">Field</th>
            <th scope="col">Values</th>
          </tr>
        </thead>
        <tbody>
          {seen.map(([field, values]) => (
            <tr key={field}>
              <th scope="row">
                <code>
                  <Foreign text={field} />
                </code>
                <span class="title">{schema?.fields.find((each) => each.name === field)?.title ?? 'in no schema'}</span>
              </th>
              <td>
                <ValuesOf values={values} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

export function Counts({ feed }: { feed: Feed }) {
  const { list, fields } = feed.requests;
  if (list.length === 0)
    return (
      <section class="empty">
        <h2>Nothing to count yet</h2>
        <p>
          Send something: <a href="#live">the live view</a> says how.
        </p>
      </section>
    );
  return (
    <div class="counted">
      <section class="block">
        <h2>What has arrived</h2>
        <Chart requests={list} />
        <Products requests={list} />
      </section>
      {fields.size > 0 && <Fields feed={feed} />}
    </div>
  );
}
