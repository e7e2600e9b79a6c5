// Every signal that speaks for or against telemetry, and what follows from them.

import type { ComponentChildren } from 'preact';
import { useMemo, useState } from 'preact/hooks';
import type { Fact } from '../../../src/index.js';
import { PRODUCTS } from '../../../src/precheck-table.js';
import { decide, inventory, queries, storedDecision } from '../component.js';
import { Foreign, Select } from '../parts.js';
import { describe, plural, STATES } from '../words.js';
import { Ways } from './ways.js';

/** A signal with the values that it may be given here. */
interface Signal {
  readonly source: Fact['source'];
  readonly name: string;
  readonly label: ComponentChildren;
  readonly choices: readonly { readonly label: string; readonly value: string | undefined }[];
}

const UNSET = { label: 'not set', value: undefined };

function flag(label: string, value: string) {
  return [UNSET, { label, value }];
}

/** The signals of a product by the group in which a person looks for them; only those that its policy asks about. */
function signalsOf(product: string): readonly { readonly title: string; readonly signals: readonly Signal[] }[] {
  const row = PRODUCTS[product];
  const granted = storedDecision(product, true);
  const revoked = storedDecision(product, false);
  const absent = 'no file';
  const stored = [
    ...(granted === undefined || revoked === undefined ? [] : [{ label: absent, value: undefined }]),
    { label: granted === undefined ? `${absent}: no objection` : 'a yes', value: granted },
    { label: revoked === undefined ? `${absent}: a no` : 'a no', value: revoked },
  ];
  const variable = (name: string, choices: Signal['choices']): Signal => ({
    source: 'variable',
    name,
    label: <code>{name}</code>,
    choices,
  });
  const host = (name: string, label: string, choices: Signal['choices']): Signal => ({ source: 'host', name, label, choices });
  const call = (name: string, label: string, choices: Signal['choices']): Signal => ({ source: 'call', name, label, choices });
  const yesOrNo = [UNSET, { label: 'true', value: 'true' }, { label: 'false', value: 'false' }];
  const groups = [
    {
      title: 'The person',
      signals: [
        {
          source: 'file',
          name: row.path,
          label: (
            <>
              Stored decision, <code>{row.path}</code>
            </>
          ),
          choices: stored,
        } satisfies Signal,
        ...row.killSwitches.map((name) => variable(name, flag('1', '1'))),
        variable(row.variable, yesOrNo),
        host('global-privacy-control', 'Global Privacy Control of the browser', flag('true', 'true')),
        host('do-not-track', 'Do Not Track of the browser', flag('1', '1')),
        call('answer', 'Answer to the question', [UNSET, { label: 'y', value: 'y' }, { label: 'n', value: 'n' }]),
      ],
    },
    {
      title: 'The machine',
      signals: [
        host('administrator', 'Administrator’s policy.toml', [
          { label: 'no file', value: undefined },
          { label: 'allows', value: 'consent = "enabled"\n' },
          { label: 'forbids', value: 'consent = "disabled"\n' },
        ]),
        variable('CI', flag('true', 'true')),
        variable('AI_AGENT', flag('1', '1')),
        host('terminals', 'Terminal', [
          { label: 'a person at it', value: 'stdin stdout stderr' },
          { label: 'none', value: '' },
        ]),
        host('test-runner', 'Test runner in the process', flag('pytest', 'pytest')),
      ],
    },
    {
      title: 'The program',
      signals: [
        call('enabled', 'It says enabled', yesOrNo),
        call('emit_telemetry', 'Its setting emit_telemetry', yesOrNo),
        call('destination', 'Its command names where events go', flag('true', 'true')),
        host('notice', 'It has shown the notice', flag('true', 'true')),
        host('compiled-out', 'It was built without telemetry', flag('true', 'true')),
      ],
    },
  ];
  const asked = new Set(queries(product).map(({ source, name }) => `${source} ${name}`));
  return groups.map(({ title, signals }) => ({
    title,
    signals: signals.filter(({ source, name }) => asked.has(`${source} ${name}`)),
  }));
}

export function Policy() {
  const { products } = inventory();
  const [product, setProduct] = useState(products[0].id);
  // The place of each signal's choice, by source and name.
  const [chosen, setChosen] = useState<Readonly<Record<string, number>>>({});
  const groups = useMemo(() => signalsOf(product), [product]);
  const key = ({ source, name }: { source: string; name: string }) => `${product} ${source} ${name}`;
  const facts = groups.flatMap(({ signals }) =>
    signals.flatMap((signal): Fact[] => {
      const value = signal.choices[chosen[key(signal)] ?? 0]?.value;
      return value === undefined ? [] : [{ source: signal.source, name: signal.name, value }];
    }),
  );
  const decision = decide(product, facts);
  const { title, text } = STATES[decision.state];
  const looked = queries(product);
  const by = (source: string) => looked.filter((query) => query.source === source).length;
  return (
    <div class="two">
      <section class="write">
        <h2>What speaks for and against</h2>
        <p class="quiet">
          Set signals as you like; nothing on this machine changes. The component decides as it does in a program.
        </p>
        <div class="selects">
          <Select
            label="Product"
            value={product}
            choices={products.map(({ id, title }) => ({ id, label: title }))}
            onChange={setProduct}
          />
          <button type="button" onClick={() => setChosen({})}>
            Reset
          </button>
        </div>
        {groups.map(({ title, signals }) => (
          <fieldset key={title} class="signals">
            <legend>{title}</legend>
            {signals.map((signal) => (
              <label key={key(signal)}>
                <span>{signal.label}</span>
                <select
                  value={String(chosen[key(signal)] ?? 0)}
                  onChange={({ currentTarget }) => setChosen({ ...chosen, [key(signal)]: Number(currentTarget.value) })}
                >
                  {signal.choices.map(({ label }, index) => (
                    <option key={label} value={String(index)}>
                      {label}
                    </option>
                  ))}
                </select>
              </label>
            ))}
          </fieldset>
        ))}
      </section>
      <section class="result" aria-label="Decision">
        <div class={`decision ${decision.state}`} role="status">
          <p class="state">{title}</p>
          <p>{text}</p>
          <p>
            Decided by <strong>{describe(decision.signal)}</strong>.
          </p>
        </div>
        {decision.ignored.length > 0 && (
          <section class="block">
            <h3>These spoke too, and lost</h3>
            <ul>
              {decision.ignored.map((fact) => (
                <li key={`${fact.source} ${fact.name}`}>{describe(fact)}</li>
              ))}
            </ul>
          </section>
        )}
        <section class="block">
          <h3>
            {decision.state === 'ask'
              ? 'The question, as a person sees it'
              : decision.state === 'notify'
                ? 'The notice, as a person sees it'
                : 'In one line'}
          </h3>
          <p class="terminal">
            <Foreign text={decision.text} />
          </p>
        </section>
        {decision.resolved.warnings.length > 0 && (
          <section class="block">
            <h3>What is odd</h3>
            <ul>
              {decision.resolved.warnings.map((warning) => (
                <li key={warning}>
                  <Foreign text={warning} />
                </li>
              ))}
            </ul>
          </section>
        )}
        <section class="block">
          <h3>How to turn it off</h3>
          <Ways product={product} />
        </section>
        <section class="block">
          <h3>What a program may look at</h3>
          <p>
            To decide this it looks at {plural(by('variable'), 'variable')}, {plural(by('file'), 'file')} and what it notices
            itself, and at nothing else.
          </p>
          <details>
            <summary>All of them</summary>
            <ul class="names">
              {looked.map(({ source, name }) => (
                <li key={`${source} ${name}`}>
                  <code>{name}</code> <span class="quiet">{source}</span>
                </li>
              ))}
            </ul>
          </details>
        </section>
      </section>
    </div>
  );
}
