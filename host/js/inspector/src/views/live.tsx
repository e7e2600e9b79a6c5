// Requests as they arrive, and one of them in full.

import { useEffect, useMemo, useState } from 'preact/hooks';
import { useSurroundings } from '../about.js';
import { inventory } from '../component.js';
import type { Feed } from '../feed.js';
import { Choices, Code, Select, save } from '../parts.js';
import { EVERYTHING, matching, recordOf, VERDICTS } from '../requests.js';
import { LANGUAGES } from '../snippets.js';
import { plural } from '../words.js';
import { Detail } from './detail.js';
import { List } from './list.js';

const FIRST = {
  product: 'agent-toolkit',
  event: 'nat_cli_command',
  version: '1.5',
  parameters: '{"command": "run", "taskStatus": "success", "pythonVersion": "3.12"}',
};

function Empty() {
  const { endpoint } = useSurroundings();
  const [language, setLanguage] = useState(LANGUAGES[0].id);
  const { label, write } = LANGUAGES.find(({ id }) => id === language) ?? LANGUAGES[0];
  return (
    <section class="empty">
      <h2>Nothing has arrived yet</h2>
      <p>
        This page shows usage events before they leave your machine. Programs that send to <code>{endpoint}</code> reach it instead
        of the real collector. Each request then appears here, with every field explained, why it was allowed, and how to stop it.
      </p>
      <h3>Send a first one</h3>
      <Choices label="Language" value={language} choices={LANGUAGES} onChange={setLanguage} />
      <Code text={write({ ...FIRST, endpoint })} what={`the example in ${label}`} />
      <p class="quiet">
        A program that cannot be changed may take the address from the environment: <code>NAT_TELEMETRY_ENDPOINT</code> for the
        Agent Toolkit, <code>NEMO_TELEMETRY_ENDPOINT</code> for the others.
      </p>
    </section>
  );
}

export function Live({ feed }: { feed: Feed }) {
  const { requests, isPaused, waiting } = feed;
  const [filter, setFilter] = useState(EVERYTHING);
  const [selected, setSelected] = useState('');
  const total = requests.list.length;
  const newest = requests.list.at(-1)?.id;
  // The list is one that grows: its length and its newest say when it has.
  const shown = useMemo(() => matching(requests.list, filter), [total, newest, filter]);
  const open = useMemo(
    () => (selected === '' ? undefined : requests.list.find(({ id }) => id === selected)),
    [selected, total, newest],
  );
  useEffect(() => {
    if (selected !== '' && !open) setSelected('');
  }, [selected, open]);

  const { products, events } = inventory();
  const change = (changed: Partial<typeof filter>) => setFilter({ ...filter, ...changed });
  const everything = { id: '', label: 'All' };
  const names = [...new Set(events.map(({ name }) => name))].map((id) => ({ id, label: id }));
  const verdicts = Object.entries(VERDICTS).map(([id, label]) => ({ id, label }));
  const openDetail = () => document.getElementById('detail')?.focus();
  const wrong = requests.list.reduce((count, { outcome }) => count + (outcome === 'valid' ? 0 : 1), 0);
  const sent = requests.list.reduce((count, { accepted, wrong }) => count + accepted + wrong, 0);

  return (
    <div class={`live ${open ? 'is-open' : ''}`}>
      {(total > 0 || isPaused) && (
        <>
          <div class="tools no-print">
            <search class="filters">
              <label class="search">
                <span>Search</span>
                <input
                  type="search"
                  value={filter.text}
                  placeholder="any text of a body, or a SHA-256"
                  onInput={({ currentTarget }) => change({ text: currentTarget.value })}
                />
              </label>
              <Select
                label="Product"
                value={filter.product}
                choices={[everything, ...products.map(({ id, title }) => ({ id, label: title }))]}
                onChange={(product) => change({ product })}
              />
              <Select label="Event" value={filter.event} choices={[everything, ...names]} onChange={(event) => change({ event })} />
              <Select
                label="Verdict"
                value={filter.verdict}
                choices={[everything, ...verdicts]}
                onChange={(verdict) => change({ verdict })}
              />
            </search>
            <div class="actions">
              <button type="button" aria-pressed={isPaused} onClick={() => feed.pause(!isPaused)}>
                {isPaused ? `Resume${waiting > 0 ? ` (${waiting.toLocaleString('en')} waiting)` : ''}` : 'Pause'}
              </button>
              <button type="button" disabled={total === 0} onClick={() => feed.clear()}>
                Clear
              </button>
              <button
                type="button"
                disabled={shown.length === 0}
                onClick={() =>
                  save(
                    'requests.jsonl',
                    shown
                      .map((request) => `${recordOf(request)}\n`)
                      .reverse()
                      .join(''),
                  )
                }
              >
                Export JSON Lines
              </button>
            </div>
          </div>
          <p class="tally" role="status">
            {plural(total, 'request')} with {plural(sent, 'event')}
            {wrong > 0 && <>; {wrong.toLocaleString('en')} with problems</>}
            {shown.length !== total && <>; {shown.length.toLocaleString('en')} shown</>}
            {requests.forgotten > 0 && <>; {requests.forgotten.toLocaleString('en')} older ones forgotten</>}
            {isPaused && <strong> · Paused</strong>}
          </p>
        </>
      )}
      {total === 0 ? (
        <Empty />
      ) : (
        <div class="panes">
          <div class="pane requests">
            {shown.length === 0 ? (
              <p class="none">No request matches the filter.</p>
            ) : (
              <List requests={shown} selected={selected} onSelect={setSelected} onOpen={openDetail} />
            )}
          </div>
          <div class="pane one">
            {open ? (
              <Detail key={open.id} request={open} onClose={() => setSelected('')} />
            ) : (
              <p class="none">Choose a request to see all of it.</p>
            )}
          </div>
        </div>
      )}
    </div>
  );
}
