// The requests as a list of which only what is seen is drawn.

import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { productOf } from '../component.js';
import { Badge, clock, Foreign } from '../parts.js';
import type { Request } from '../requests.js';

/** Height of a row in pixels, as the style sheet has it. */
const ROW = 52;

/** Rows that are drawn beyond what is seen, so that scrolling shows no gaps. */
const BEYOND = 8;

/** Rows on paper. */
const PRINTED = 200;

/** What happened, in a few words. */
export function summary({ events, refused }: Request): string {
  if (refused !== null && events.length === 0) return refused;
  return (
    events.map(({ name, count }) => `${count > 1 ? `${count} × ` : ''}${name || 'event without a name'}`).join(', ') || 'no events'
  );
}

interface Props {
  readonly requests: readonly Request[];
  readonly selected: string;
  readonly onSelect: (id: string) => void;
  readonly onOpen: () => void;
}

export function List({ requests, selected, onSelect, onOpen }: Props) {
  const box = useRef<HTMLDivElement>(null);
  const [view, setView] = useState({ top: 0, height: 800 });
  const [isPrinting, setPrinting] = useState(false);
  const newest = useRef('');

  useLayoutEffect(() => {
    const element = box.current;
    if (!element) return;
    const see = () => setView({ top: element.scrollTop, height: element.clientHeight });
    const observer = new ResizeObserver(see);
    observer.observe(element);
    element.addEventListener('scroll', see, { passive: true });
    const print = matchMedia('print');
    const toggle = () => setPrinting(print.matches);
    print.addEventListener('change', toggle);
    return () => {
      observer.disconnect();
      element.removeEventListener('scroll', see);
      print.removeEventListener('change', toggle);
    };
  }, []);

  // Who reads further down stays there while new ones come at the top.
  useLayoutEffect(() => {
    const element = box.current;
    const added = requests.findIndex(({ id }) => id === newest.current);
    if (element && added > 0 && element.scrollTop > 0) element.scrollTop += added * ROW;
    newest.current = requests[0]?.id ?? '';
  }, [requests]);

  const at = requests.findIndex(({ id }) => id === selected);
  const first = isPrinting ? 0 : Math.max(0, Math.floor(view.top / ROW) - BEYOND);
  const last = isPrinting ? PRINTED : Math.ceil((view.top + view.height) / ROW) + BEYOND;

  const move = (to: number) => {
    const index = Math.min(Math.max(to, 0), requests.length - 1);
    const element = box.current;
    if (!element || index < 0) return;
    if (index * ROW < element.scrollTop) element.scrollTop = index * ROW;
    else if ((index + 1) * ROW > element.scrollTop + element.clientHeight)
      element.scrollTop = (index + 1) * ROW - element.clientHeight;
    onSelect(requests[index].id);
  };
  const page = Math.max(1, Math.floor(view.height / ROW) - 1);
  const keys: Readonly<Record<string, () => void>> = {
    ArrowDown: () => move(at + 1),
    ArrowUp: () => move(at === -1 ? 0 : at - 1),
    PageDown: () => move(at + page),
    PageUp: () => move(at - page),
    Home: () => move(0),
    End: () => move(requests.length - 1),
    Enter: () => (at === -1 ? move(0) : onOpen()),
  };
  const press = (event: KeyboardEvent) => {
    const key = Object.hasOwn(keys, event.key) ? keys[event.key] : undefined;
    if (!key || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    key();
  };

  return (
    <div
      ref={box}
      class="list"
      role="listbox"
      tabIndex={0}
      aria-label="Requests, newest first"
      aria-activedescendant={at === -1 ? undefined : `request-${selected}`}
      onKeyDown={press}
    >
      <div class="rows" role="presentation" style={isPrinting ? undefined : { height: `${requests.length * ROW}px` }}>
        {requests.slice(first, last).map((request, index) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the list has the keys
          <div
            key={request.id}
            id={`request-${request.id}`}
            class="row"
            role="option"
            // The list has the focus, as its pattern wants it.
            tabIndex={-1}
            aria-selected={request.id === selected}
            aria-setsize={requests.length}
            aria-posinset={first + index + 1}
            style={{ top: `${(first + index) * ROW}px` }}
            onClick={() => onSelect(request.id)}
          >
            <span class="what">
              <Foreign text={summary(request)} />
            </span>
            <Badge verdict={request.outcome}>
              {request.outcome === 'problems' ? `${request.wrong} of ${request.wrong + request.accepted} wrong` : undefined}
            </Badge>
            <span class="who">{productOf(request.product)?.title ?? 'Unknown product'}</span>
            <time dateTime={request.received}>{clock(request.time)}</time>
          </div>
        ))}
      </div>
    </div>
  );
}
