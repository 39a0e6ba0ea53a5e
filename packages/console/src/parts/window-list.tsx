import {
  observeWindowOffset,
  observeWindowRect,
  Virtualizer,
  type VirtualizerOptions,
  windowScroll,
} from '@tanstack/virtual-core';
import type { ComponentChildren } from 'preact';
import { useEffect, useLayoutEffect, useReducer, useRef, useState } from 'preact/hooks';

type Options = VirtualizerOptions<Window, HTMLElement>;

/** The adapter of `@tanstack/virtual-core` for Preact: the page's own scrolling, rows of one height. */
function useWindowVirtualizer(options: Pick<Options, 'count' | 'estimateSize' | 'scrollMargin'>) {
  const [, rerender] = useReducer((turn: number) => turn + 1, 0);
  const complete: Options = {
    ...options,
    overscan: 3,
    getScrollElement: () => window,
    observeElementRect: observeWindowRect,
    observeElementOffset: observeWindowOffset,
    scrollToFn: windowScroll,
    initialOffset: () => window.scrollY,
    onChange: () => rerender(undefined),
  };
  const [virtualizer] = useState(() => new Virtualizer<Window, HTMLElement>(complete));
  virtualizer.setOptions(complete);
  useLayoutEffect(() => virtualizer._didMount(), [virtualizer]);
  useLayoutEffect(() => virtualizer._willUpdate());
  return virtualizer;
}

type Props = {
  count: number;
  /** The least width of a column; the whole width is one column when left out. */
  columnWidth?: number;
  /** The height of a row at this width of a column, in pixels. */
  rowHeight: (columnWidth: number) => number;
  gap: number;
  label: string;
  /** Is told which items are looked at. */
  onLook: (from: number, to: number) => void;
  children: (index: number) => ComponentChildren;
};

/** A list of any length as rows of a grid, of which only those are there that are looked at. */
export function WindowList({ count, columnWidth, rowHeight, gap, label, onLook, children }: Props) {
  const list = useRef<HTMLUListElement>(null);
  const { width, top } = usePlace(list);
  const columns =
    columnWidth === undefined ? 1 : Math.max(2, Math.floor((width + gap) / (columnWidth + gap)));
  const wide = width === 0 ? (columnWidth ?? 320) : (width - gap * (columns - 1)) / columns;
  const height = Math.round(rowHeight(wide)) + gap;
  const rows = Math.ceil(count / columns);
  const virtualizer = useWindowVirtualizer({ count: rows, estimateSize: () => height, scrollMargin: top });
  useLayoutEffect(() => virtualizer.measure(), [virtualizer, height, top]);
  const shown = virtualizer.getVirtualItems();
  const from = (shown[0]?.index ?? 0) * columns;
  const to = Math.min(count, ((shown.at(-1)?.index ?? 0) + 1) * columns) - 1;
  useEffect(() => onLook(from, Math.max(from, to)), [from, to, onLook]);
  const indices = shown.flatMap(({ index }) =>
    Array.from(
      { length: Math.min(columns, count - index * columns) },
      (_, column) => index * columns + column,
    ),
  );
  return (
    <ul
      ref={list}
      data-items={count}
      class="window-list"
      aria-label={label}
      style={{ blockSize: `${rows * height}px` }}
    >
      {indices.map((index) => (
        <li
          key={index}
          style={{
            inlineSize: `${wide}px`,
            blockSize: `${height - gap}px`,
            transform: `translate(${(index % columns) * (wide + gap)}px, ${Math.floor(index / columns) * height}px)`,
          }}
        >
          {children(index)}
        </li>
      ))}
    </ul>
  );
}

/** How wide an element is, and how far below the top of the page. */
function usePlace(element: { current: HTMLElement | null }): { width: number; top: number } {
  const [place, setPlace] = useState({ width: 0, top: 0 });
  useLayoutEffect(() => {
    const { current } = element;
    if (!current) return;
    const measure = () => {
      const { width, top } = current.getBoundingClientRect();
      const next = { width, top: top + window.scrollY };
      setPlace((before) =>
        Math.abs(before.width - next.width) < 1 && Math.abs(before.top - next.top) < 1 ? before : next,
      );
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(current);
    // What stands above may grow.
    observer.observe(document.body);
    return () => observer.disconnect();
  }, [element]);
  return place;
}
