// Small things that several views are made of.

import type { ComponentChildren } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { Verdict } from './requests.js';
import { VERDICTS } from './requests.js';

/** Characters that a reader does not see, or that change what is seen around them. */
const UNSEEN = /([\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}])/gu;

/** A text from outside where only text can stand. */
export function visible(text: string): string {
  return text.replaceAll(UNSEEN, (unseen) => `[${codeOf(unseen)}]`);
}

function codeOf(character: string): string {
  return `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
}

/** A text from outside: characters that nobody would see are named, and none of them reaches its surroundings. */
export function Foreign({ text }: { text: string }) {
  const parts = text.split(UNSEEN);
  if (parts.length === 1) return <bdi>{text}</bdi>;
  return (
    <bdi>
      {parts.map((part, index) => {
        if (index % 2 === 0) return part;
        if (part === '\n') return part;
        return <span class="unseen">{codeOf(part)}</span>;
      })}
    </bdi>
  );
}

const MARKS: Readonly<Record<Verdict, string>> = { valid: '✓', problems: '!', refused: '✕' };

export function Badge({ verdict, children }: { verdict: Verdict; children?: ComponentChildren }) {
  return (
    <span class={`badge ${verdict}`}>
      <span aria-hidden="true">{MARKS[verdict]}</span> {children ?? VERDICTS[verdict]}
    </span>
  );
}

/** Copies a text, and says whether that worked. */
export function Copy({ text, what, children = 'Copy' }: { text: string; what: string; children?: ComponentChildren }) {
  const [told, setTold] = useState('');
  useEffect(() => {
    if (told === '') return;
    const timer = setTimeout(() => setTold(''), 2000);
    return () => clearTimeout(timer);
  }, [told]);
  const copy = () =>
    navigator.clipboard.writeText(text).then(
      () => setTold('Copied'),
      () => setTold('Not copied'),
    );
  return (
    <button type="button" class="small no-print" aria-label={`Copy ${what}`} onClick={copy}>
      {told || children}
      <span role="status" class="hidden">
        {told}
      </span>
    </button>
  );
}

/** A command or a program to copy. */
export function Code({ text, what }: { text: string; what: string }) {
  return (
    <div class="code">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls has to be reached by the keyboard */}
      <section class="scroll" tabIndex={0} aria-label={what}>
        <pre>
          <code>
            <Foreign text={text} />
          </code>
        </pre>
      </section>
      <Copy text={text} what={what} />
    </div>
  );
}

/** Saves a text as a file. */
export function save(name: string, text: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([text], { type: 'application/octet-stream' }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}

interface Choice {
  readonly id: string;
  readonly label: string;
}

/** One of a few, by buttons that are next to each other. */
export function Choices(props: { label: string; value: string; choices: readonly Choice[]; onChange: (id: string) => void }) {
  return (
    <fieldset class="choices">
      <legend class="hidden">{props.label}</legend>
      {props.choices.map(({ id, label }) => (
        <button key={id} type="button" aria-pressed={id === props.value} onClick={() => props.onChange(id)}>
          {label}
        </button>
      ))}
    </fieldset>
  );
}

/** One of many. */
export function Select(props: { label: string; value: string; choices: readonly Choice[]; onChange: (id: string) => void }) {
  return (
    <label class="select">
      <span>{props.label}</span>
      <select value={props.value} onChange={({ currentTarget }) => props.onChange(currentTarget.value)}>
        {props.choices.map(({ id, label }) => (
          <option key={id} value={id}>
            {label}
          </option>
        ))}
      </select>
    </label>
  );
}

const TIME = new Intl.DateTimeFormat('en-GB', {
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  fractionalSecondDigits: 3,
});

export function clock(time: Date): string {
  return TIME.format(time);
}
