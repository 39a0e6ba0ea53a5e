import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { isAbort } from '../api/call-error.ts';
import { apiKey } from '../api/session.ts';

export type Loaded<T> = {
  /** What was loaded last; it stays while it is loaded again. */
  data: T | null;
  error: unknown;
  loading: boolean;
  reload(): void;
};

/**
 * Loads something when the page shows it, when what it depends on changes, and as often as asked for.
 * @param everyMs how often it is loaded again while the tab is looked at; never when left out
 */
export function useLoaded<T>(
  load: (signal: AbortSignal) => Promise<T>,
  inputs: readonly unknown[],
  everyMs?: number,
): Loaded<T> {
  const [state, setState] = useState<{ data: T | null; error: unknown; loading: boolean }>({
    data: null,
    error: null,
    loading: true,
  });
  const [turn, setTurn] = useState(0);
  const latest = useRef(load);
  latest.current = load;
  // A new key is a new reader.
  const key = apiKey.value;
  useEffect(() => {
    const ended = new AbortController();
    setState((before) => ({ ...before, loading: true }));
    latest.current(ended.signal).then(
      (data) => !ended.signal.aborted && setState({ data, error: null, loading: false }),
      (error: unknown) =>
        !ended.signal.aborted &&
        !isAbort(error) &&
        setState((before) => ({ ...before, error, loading: false })),
    );
    return () => ended.abort();
  }, [...inputs, turn, key]);
  useEvery(everyMs, () => setTurn((count) => count + 1));
  const reload = useCallback(() => setTurn((count) => count + 1), []);
  return { ...state, reload };
}

/** Calls it again and again while the tab is looked at. */
export function useEvery(everyMs: number | undefined, call: () => void): void {
  const latest = useRef(call);
  latest.current = call;
  useEffect(() => {
    if (everyMs === undefined) return;
    const timer = setInterval(() => document.visibilityState === 'visible' && latest.current(), everyMs);
    return () => clearInterval(timer);
  }, [everyMs]);
}

/** A value that follows another once that has rested for a while. */
export function useRested<T>(value: T, ms: number): T {
  const [rested, setRested] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setRested(value), ms);
    return () => clearTimeout(timer);
  }, [value, ms]);
  return rested;
}
