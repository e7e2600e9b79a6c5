// Why this page can be trusted, and how to check that.

import { useSurroundings } from '../about.js';
import { Code } from '../parts.js';

export function Trust() {
  const { about, component, endpoint } = useSurroundings();
  return (
    <div class="prose">
      <h2>What this page does, and what it cannot do</h2>
      <p>
        It shows what arrives at <code>{endpoint}</code>, a collector inside the command <code>nemo-telemetry collect</code> that
        answers {about.answers}. Nothing that arrives is sent on. When the command ends, what it has received is gone, unless it was
        told to keep a record.
      </p>
      <ul>
        <li>
          The browser holds it to its own address: no script, font, picture or request may come from or go to anywhere else. Its
          content security policy begins with <code>default-src 'none'</code>.
        </li>
        <li>The command serves it to this machine alone, by loopback names alone, and gives no other page anything.</li>
        <li>It stores nothing in the browser: no cookie, no local storage.</li>
        <li>Everything that arrives is shown as text. Characters that nobody would see are named, such as U+202E.</li>
      </ul>
      <h2>The same component</h2>
      <p>
        What is checked, explained and decided here comes from the WebAssembly component that programs run, not from a copy of its
        rules. The command hands out the bytes that it has inside, and this page hashes what it got:
      </p>
      <dl class="digests">
        <dt>in this page</dt>
        <dd>
          <code class="digest">{component}</code>
        </dd>
        <dt>in the command</dt>
        <dd>
          <code class="digest">{about.component}</code>
        </dd>
      </dl>
      <p>
        {component === about.component ? 'They are the same.' : 'They differ: do not trust this page.'} To see what the component
        can touch on a machine, and nothing else it can, run:
      </p>
      <Code text="nemo-telemetry component verify" what="the command that verifies the component" />
      <h2>What left this machine before</h2>
      <p>The audit log has a line for each body that programs of this account sent, with its SHA-256:</p>
      <Code text="nemo-telemetry audit show" what="the command that shows the audit log" />
      <p class="quiet">nemo-telemetry {about.version}. Not a product of NVIDIA, and not affiliated with it.</p>
    </div>
  );
}
