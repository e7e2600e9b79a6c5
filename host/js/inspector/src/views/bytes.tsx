// A body byte for byte.

import { useEffect, useState } from 'preact/hooks';
import type { Body } from '../body.js';
import { sha256 } from '../component.js';
import { byteLength, tokenEnd, unitAt } from '../json.js';
import { Copy, Foreign, save } from '../parts.js';

/** The text in pieces, those marked at which something is wrong. */
function marked({ text, problems }: Body): { piece: string; isWrong: boolean }[] {
  const places = [...new Set(problems.map(({ offset }) => offset))].sort((one, other) => one - other);
  const pieces: { piece: string; isWrong: boolean }[] = [];
  let done = 0;
  for (const offset of places) {
    const start = unitAt(text, offset);
    // The place of what is missing is the object; to mark its bracket is enough.
    const end = Math.max(tokenEnd(text, start), Math.min(start + 1, text.length));
    if (start < done || end <= start) continue;
    pieces.push({ piece: text.slice(done, start), isWrong: false }, { piece: text.slice(start, end), isWrong: true });
    done = end;
  }
  pieces.push({ piece: text.slice(done), isWrong: false });
  return pieces;
}

export function Digest({ text, expected }: { text: string; expected?: string }) {
  const [digest, setDigest] = useState('');
  useEffect(() => {
    let isCurrent = true;
    sha256(text).then((found) => isCurrent && setDigest(found));
    return () => {
      isCurrent = false;
    };
  }, [text]);
  return (
    <>
      <code class="digest">{digest}</code>
      {expected !== undefined && digest !== '' && (
        <span class="note">
          {digest === expected ? 'computed in this page; the command found the same' : `the command found ${expected}`}
        </span>
      )}
    </>
  );
}

export function Bytes({ body, expected }: { body: Body; expected?: string }) {
  const { text } = body;
  return (
    <>
      <p class="facts">
        {byteLength(text).toLocaleString('en')} bytes · SHA-256 <Digest text={text} expected={expected} />
      </p>
      <div class="code">
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls has to be reached by the keyboard */}
        <section class="scroll" tabIndex={0} aria-label="Exact body">
          <pre>
            <code>
              {marked(body).map(({ piece, isWrong }) =>
                isWrong ? <mark>{<Foreign text={piece} />}</mark> : <Foreign text={piece} />,
              )}
            </code>
          </pre>
        </section>
        <span class="actions">
          <Copy text={text} what="the body" />
          <button type="button" class="small no-print" onClick={() => save('body.json', text)}>
            Save
          </button>
        </span>
      </div>
    </>
  );
}
