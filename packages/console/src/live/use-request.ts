import { useEffect, useRef, useState } from 'preact/hooks';
import { follow, type Told } from '../api/follow.ts';
import { apiKey } from '../api/session.ts';
import type { ImageOutcome, Request } from '../api/shapes.ts';

export type Followed = {
  request: Request | null;
  /** Whether the gateway is away, and is waited for. */
  waiting: boolean;
  deleted: boolean;
  error: unknown;
};

/**
 * A request as it stands, kept up to date by its event stream.
 * @param onImages is told of the images that have ended, at most ten times a second
 */
export function useRequest(id: string, onImages: (images: readonly ImageOutcome[]) => void): Followed {
  const [state, setState] = useState<Followed>({
    request: null,
    waiting: false,
    deleted: false,
    error: null,
  });
  const latest = useRef(onImages);
  latest.current = onImages;
  const key = apiKey.value;
  useEffect(() => {
    const ended = new AbortController();
    setState({ request: null, waiting: false, deleted: false, error: null });
    const change = (part: Partial<Followed>) => setState((before) => ({ ...before, ...part }));
    const images = gathered<ImageOutcome>((ended) => latest.current(ended));
    const told = ({ event, data }: Told) => {
      if (event === 'image') images.add(data);
      else if (event === 'deleted') change({ deleted: true });
      else if (event === 'progress') setState((before) => withProgress(before, data));
      else change({ request: data });
    };
    const connected = (isConnected: boolean) => change({ waiting: !isConnected });
    follow(id, { told, connected }, ended.signal).catch((error: unknown) =>
      change({ error, waiting: false }),
    );
    return () => {
      ended.abort();
      images.drop();
    };
  }, [id, key]);
  return state;
}

/** Progress may come after the end that was told by the snapshot. */
function withProgress(before: Followed, progress: Extract<Told, { event: 'progress' }>['data']): Followed {
  const { request } = before;
  if (!request || request.status === 'completed' || request.status === 'cancelled') return before;
  const status = request.status === 'pending' ? 'processing' : request.status;
  return { ...before, request: { ...request, ...progress, status } };
}

const GATHER_MS = 100;

/** Hands on at once what came within a moment. */
function gathered<T>(handOn: (items: readonly T[]) => void) {
  let items: T[] = [];
  let timer: ReturnType<typeof setTimeout> | undefined;
  return {
    add(item: T) {
      items.push(item);
      timer ??= setTimeout(() => {
        const ready = items;
        items = [];
        timer = undefined;
        handOn(ready);
      }, GATHER_MS);
    },
    drop: () => clearTimeout(timer),
  };
}
