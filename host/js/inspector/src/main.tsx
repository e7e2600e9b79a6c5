// The inspector: a page on which people see what would leave, before it leaves.

import { render } from 'preact';
import { loadAbout, Provider, type Surroundings } from './about.js';
import { loadComponent } from './component.js';
import { type Connection, Feed } from './feed.js';
import { useFeed, useHash } from './hooks.js';
import { Counts } from './views/counts.js';
import { Live } from './views/live.js';
import { Policy } from './views/policy.js';
import { Trust } from './views/trust.js';
import { Try } from './views/try.js';

const VIEWS = [
  { id: 'live', label: 'Live' },
  { id: 'try', label: 'Try' },
  { id: 'policy', label: 'Policy' },
  { id: 'counts', label: 'Counts' },
  { id: 'trust', label: 'Trust' },
];

const CONNECTIONS: Readonly<Record<Connection, string>> = {
  connecting: 'Connecting',
  live: 'Listening',
  lost: 'The command has ended',
};

/** What stands behind the # of the address is the view, so this link does not go there. */
function skip(event: Event): void {
  event.preventDefault();
  document.getElementById('content')?.focus();
}

function Page({ feed, surroundings }: { feed: Feed; surroundings: Surroundings }) {
  useFeed(feed);
  const hash = useHash();
  const view = VIEWS.some(({ id }) => id === hash) ? hash : 'live';
  return (
    <Provider value={surroundings}>
      {/* biome-ignore lint/a11y/useValidAnchor: it is a link to a part of the page, as people expect it */}
      <a class="skip" href="#content" onClick={skip}>
        Skip to the content
      </a>
      <header class="top">
        <h1>Telemetry inspector</h1>
        <nav aria-label="Views">
          {VIEWS.map(({ id, label }) => (
            <a key={id} href={`#${id}`} aria-current={id === view ? 'page' : undefined}>
              {label}
            </a>
          ))}
        </nav>
        <p class={`connection ${feed.connection}`} role="status">
          {CONNECTIONS[feed.connection]}
          <code>{new URL(surroundings.endpoint).host}</code>
        </p>
      </header>
      <main id="content" class={view} tabIndex={-1}>
        {view === 'live' && <Live feed={feed} />}
        {view === 'try' && <Try />}
        {view === 'policy' && <Policy />}
        {view === 'counts' && <Counts feed={feed} />}
        {view === 'trust' && <Trust />}
      </main>
    </Provider>
  );
}

function Broken({ error }: { error: unknown }) {
  return (
    <main class="broken">
      <h1>The inspector does not work here</h1>
      <p>{String(error)}</p>
      <p>
        It needs WebAssembly and the command that it came from. <code>nemo-telemetry collect</code> prints what arrives without it.
      </p>
    </main>
  );
}

// What is folded away on the screen is on paper.
addEventListener('beforeprint', () => {
  for (const details of document.querySelectorAll('details')) details.open = true;
});

const root = document.getElementById('page') ?? document.body;
try {
  const [about, component] = await Promise.all([loadAbout(), loadComponent()]);
  const endpoint = new URL('v1.1/events/json', location.origin).href;
  render(<Page feed={new Feed('requests')} surroundings={{ about, component, endpoint }} />, root);
} catch (error) {
  render(<Broken error={error} />, root);
}
