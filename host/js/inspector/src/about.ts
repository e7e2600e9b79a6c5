// What the command says of itself.

import { createContext } from 'preact';
import { useContext } from 'preact/hooks';

export interface Explanation {
  readonly code: string;
  readonly meaning: string;
  readonly remedy: string;
}

export interface About {
  readonly version: string;
  /** SHA-256 of the component inside the command. */
  readonly component: string;
  /** How the collector answers. */
  readonly answers: string;
  readonly explanations: readonly Explanation[];
  /** Example events of each product, as JSON Lines. */
  readonly examples: Readonly<Record<string, string>>;
}

/** What every view may know. */
export interface Surroundings {
  readonly about: About;
  /** SHA-256 of the component in this page. */
  readonly component: string;
  /** Where events are posted to. */
  readonly endpoint: string;
}

const Context = createContext<Surroundings | undefined>(undefined);

export const Provider = Context.Provider;

export function useSurroundings(): Surroundings {
  const surroundings = useContext(Context);
  if (!surroundings) throw new Error('a view outside of the page');
  return surroundings;
}

export async function loadAbout(): Promise<About> {
  const response = await fetch('about.json');
  if (!response.ok) throw new Error(`about.json was answered with ${response.status}`);
  return response.json();
}
