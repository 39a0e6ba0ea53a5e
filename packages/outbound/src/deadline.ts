import { OutboundError } from './failures.ts';

/** A limit on the time a server takes. */
export type Deadline = Disposable & {
  /** Aborts with a `timeout` error when the time is up, or with the caller's reason. */
  signal: AbortSignal;
  /** Waits for something of our own, which is not held against the server. */
  excluding<T>(wait: () => Promise<T>): Promise<T>;
};

export function createDeadline(limitMs: number, callerSignal?: AbortSignal): Deadline {
  const expiry = new AbortController();
  let leftMs = limitMs;
  let startedAt = 0;
  let timer: NodeJS.Timeout | undefined;

  const expire = () => expiry.abort(timedOut(limitMs));
  const start = () => {
    startedAt = performance.now();
    timer = setTimeout(expire, leftMs);
  };
  const stop = () => {
    clearTimeout(timer);
    leftMs = Math.max(0, leftMs - (performance.now() - startedAt));
  };

  start();
  return {
    signal: callerSignal ? AbortSignal.any([expiry.signal, callerSignal]) : expiry.signal,
    async excluding(wait) {
      stop();
      try {
        return await wait();
      } finally {
        start();
      }
    },
    [Symbol.dispose]: stop,
  };
}

/** What a request ends with whose server took longer than this. */
export const timedOut = (limitMs: number): OutboundError =>
  new OutboundError('timeout', `The server took more than ${limitMs / 1000} s in all.`, { retryable: true });
