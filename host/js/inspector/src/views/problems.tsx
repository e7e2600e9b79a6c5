// What is wrong, and what to do about it.

import type { Problem } from '../../../src/index.js';
import { useSurroundings } from '../about.js';
import type { Field } from '../component.js';
import { fixOf } from '../fixes.js';
import { Foreign } from '../parts.js';

/** A problem at its place. */
export function ProblemText({ problem: { code, message, suggestion } }: { problem: Problem }) {
  return (
    <span class="problem">
      {message
        .split('`')
        .map((part, index) => (index % 2 === 0 ? <Foreign text={part} /> : <code>{<Foreign text={part} />}</code>))}
      {suggestion !== undefined && (
        <>
          ; did you mean <code>{suggestion}</code>?
        </>
      )}{' '}
      <code class="quiet">{code}</code>
    </span>
  );
}

interface Props {
  readonly problems: readonly Problem[];
  /** Fields of the event in which a problem is. */
  readonly fieldsOf?: (problem: Problem) => readonly Field[];
  /** What the text is. */
  readonly whole?: string;
  /** Called with what mends the text; without it nothing is mended. */
  readonly onFix?: (apply: (text: string) => string) => void;
}

/** All of them. */
export function Problems({ problems, fieldsOf = () => [], whole = 'the body', onFix }: Props) {
  const { about } = useSurroundings();
  if (problems.length === 0) return null;
  return (
    <ol class="problems">
      {problems.map((problem, index) => {
        const explanation = about.explanations.find(({ code }) => code === problem.code);
        const fix = onFix && fixOf(problem, fieldsOf(problem));
        return (
          <li key={`${index} ${problem.code} ${problem.pointer}`}>
            <p>
              <code class="place">
                <Foreign text={problem.pointer || whole} />
              </code>{' '}
              <ProblemText problem={problem} />
            </p>
            {fix && (
              <button type="button" class="small" onClick={() => onFix(fix.apply)}>
                {fix.label}
              </button>
            )}
            {explanation && (
              <details>
                <summary>What this means, and what to do</summary>
                <p>{explanation.meaning}</p>
                <p>{explanation.remedy}</p>
              </details>
            )}
          </li>
        );
      })}
    </ol>
  );
}
