import type { EventData, EventName } from '@halftone/contracts';
import { type Logger, untilReady } from '@halftone/runtime';
import { LogUnavailableError } from '../errors.ts';
import type { Published } from './confirmation.ts';
import type { Publish } from './publish.ts';

export type PublishWithRetries = <N extends EventName>(
  name: N,
  data: EventData<N>,
  signal: AbortSignal,
) => Promise<Published>;

/**
 * Publishes an outcome, and waits while the log is away or full: what has been done (an image stored, a webhook posted)
 * must not be done again because it could not be published. A service that is to stop still tries once.
 * @throws InvalidEventError at once; the signal's reason when it is aborted meanwhile
 */
export function publishWithRetries(publish: Publish, logger: Logger): PublishWithRetries {
  const worthWaiting = (error: unknown) => error instanceof LogUnavailableError;
  return async (name, data, signal) => {
    try {
      return await publish(name, data);
    } catch (error) {
      if (!worthWaiting(error)) throw error;
      return untilReady('the log', () => publish(name, data), { logger, signal, worthWaiting });
    }
  };
}
