// Hooks of the page.

import { useEffect, useState } from 'preact/hooks';
import type { Feed } from './feed.js';

/** Milliseconds after which what a person writes is looked at. */
const PAUSE = 120;

/** A text as it was when a person last paused, and what says that it is settled at once. */
export function useDeferred(text: string): readonly [string, (text: string) => void] {
  const [settled, setSettled] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), PAUSE);
    return () => clearTimeout(timer);
  }, [text]);
  return [settled, setSettled];
}

/** Draws again after each change of the feed. */
export function useFeed(feed: Feed): void {
  const [, draw] = useState(0);
  useEffect(() => {
    const again = () => draw((count) => count + 1);
    // It may have changed before this runs.
    again();
    return feed.subscribe(again);
  }, [feed]);
}

/** The part of the address behind its #. */
export function useHash(): string {
  const [hash, setHash] = useState(location.hash.slice(1));
  useEffect(() => {
    const change = () => setHash(location.hash.slice(1));
    addEventListener('hashchange', change);
    return () => removeEventListener('hashchange', change);
  }, []);
  return hash;
}
