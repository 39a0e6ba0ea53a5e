import type { App } from './type-provider.ts';

/** Lets the app close only when this work, as far as it has begun, has come to its end: it still has to clean up. */
export function finishInFlight<Args extends unknown[], T>(
  app: App,
  work: (...args: Args) => Promise<T>,
): (...args: Args) => Promise<T> {
  const inFlight = new Set<Promise<T>>();
  app.addHook('onClose', async () => void (await Promise.allSettled(inFlight)));
  return (...args) => {
    const working = work(...args).finally(() => inFlight.delete(working));
    inFlight.add(working);
    return working;
  };
}
