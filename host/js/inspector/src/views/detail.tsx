// One request: what was sent, why it was allowed, how to stop it, and then all of it.

import { useMemo } from 'preact/hooks';
import { type Body, bodyOf } from '../body.js';
import { productOf } from '../component.js';
import { Badge, Code, clock, Foreign } from '../parts.js';
import { type Request, VERDICTS } from '../requests.js';
import { plural } from '../words.js';
import { Bytes } from './bytes.js';
import { EnvelopeFields, EventFields } from './fields.js';
import { Problems } from './problems.js';
import { Ways } from './ways.js';

/** Events that are shown in full at once; a page with thousands of tables would be slow. */
const SHOWN = 25;

function answered({ status, refused }: Request): string {
  const answer = status === 0 ? 'was given no answer' : `was answered with ${status}`;
  return refused === null ? answer : `${answer} (${refused})`;
}

function Sent({ request }: { request: Request }) {
  const { events, product, body, sha256 } = request;
  const sent = events.map(({ name, count }) => `${count} × ${name || 'event without a name'}`).join(', ');
  return (
    <section>
      <h3>What was sent</h3>
      <p>
        <strong>
          <Foreign text={sent || 'No events'} />
        </strong>{' '}
        from {productOf(product)?.title ?? 'a product that is not known'}, {plural(new TextEncoder().encode(body).length, 'byte')}.
        It came to this collector, on this machine, and {answered(request)}.
      </p>
      <p class="quiet">
        {productOf(product) ? (
          <>Without this collector it would go to {new URL(productOf(product)?.endpoint ?? '').host}.</>
        ) : (
          <>
            Body <code>{sha256.slice(0, 12)}</code>
          </>
        )}
      </p>
    </section>
  );
}

function Allowed({ request: { sender, product } }: { request: Request }) {
  const title = productOf(product)?.title ?? 'the product';
  return (
    <section>
      <h3>Why it was allowed</h3>
      {sender === null ? (
        <p>
          This machine does not know. No audit log of yours has this body, so it came from another account or machine, or from a
          program without an audit log; and a body does not say why it was allowed.
        </p>
      ) : sender.isOn ? (
        <p>
          Telemetry of {title} is on here, by <strong>{sender.why}</strong>. Your audit log has this body.
        </p>
      ) : (
        <p>
          <strong>The program that sent it said so itself</strong>, for example because somebody named an address to send to. For
          other programs, {sender.status}: {sender.why}. Your audit log has this body.
        </p>
      )}
    </section>
  );
}

function Stop({ product }: { product: string }) {
  return (
    <section class="stop">
      <h3>How to stop it</h3>
      <Ways product={product} />
    </section>
  );
}

/** Everything about a body, wherever it is from. */
export function BodyView({ body, expected }: { body: Body; expected?: string }) {
  return (
    <>
      {body.events.length > 0 && (
        <section class="block">
          <h3>{plural(body.events.length, 'event')}, field by field</h3>
          {body.events.slice(0, SHOWN).map((part) => (
            <EventFields key={part.index} text={body.text} part={part} />
          ))}
          {body.events.length > SHOWN && <p class="quiet">The first {SHOWN} are shown; the exact body has all of them.</p>}
        </section>
      )}
      {body.envelope.length > 0 && (
        <section class="block">
          <h3>Envelope</h3>
          <p class="quiet">
            What stands around the events. Most of it is always the same: nothing in it names a person or a machine.
          </p>
          <div class="event">
            <EnvelopeFields text={body.text} envelope={body.envelope} problems={body.verdict.problems} />
          </div>
        </section>
      )}
      {body.text !== '' && (
        <section class="block">
          <h3>Exact body</h3>
          <Bytes body={body} expected={expected} />
        </section>
      )}
    </>
  );
}

export function Detail({ request, onClose }: { request: Request; onClose: () => void }) {
  const body = useMemo(() => bodyOf(request.body), [request]);
  return (
    <article class="detail" aria-labelledby="detail">
      <header>
        <button type="button" class="back no-print" onClick={onClose}>
          ← All requests
        </button>
        <h2 id="detail" tabIndex={-1}>
          {productOf(request.product)?.title ?? 'Unknown product'}
        </h2>
        <Badge verdict={request.outcome} />
        <time dateTime={request.received} class="quiet">
          {clock(request.time)}
        </time>
      </header>
      <div class="answers">
        <Sent request={request} />
        <Allowed request={request} />
        <Stop product={request.product} />
      </div>
      {(body.problems.length > 0 || request.refused !== null) && (
        <section class="block">
          <h3>{request.outcome === 'refused' ? VERDICTS.refused : plural(body.problems.length, 'problem')}</h3>
          {request.refused !== null && (
            <p>
              <Foreign text={`${request.method} ${request.path}: ${request.refused}`} />
            </p>
          )}
          {request.body !== '' && <Problems problems={body.problems} />}
        </section>
      )}
      <BodyView body={body} expected={request.sha256} />
      <section class="block">
        <h3>Audit log</h3>
        {request.sender ? (
          <>
            <p class="quiet">The line that the sender wrote before the request left. It has the same SHA-256 as the body above.</p>
            <Code text={request.sender.audit} what="the line of the audit log" />
          </>
        ) : (
          <p class="quiet">No audit log of yours has this body.</p>
        )}
      </section>
      <section class="block">
        <h3>Request</h3>
        <Code
          text={`${request.method} ${request.path}\n${request.headers.map(([name, value]) => `${name}: ${value}`).join('\n')}`}
          what="the head of the request"
        />
      </section>
    </article>
  );
}
