import type { Logged, Publish } from '@halftone/messaging';
import type { ReadModel } from '@halftone/read-model';
import type { Logger } from '@halftone/runtime';
import { completeRequests } from './complete.ts';
import { project, type Refused } from './project.ts';

/** Events that could not be projected. The log holds them; they are tried again until a release can project them. */
export class RefusedEventsError extends AggregateError {
  override name = 'RefusedEventsError';

  constructor(refused: readonly Refused[]) {
    super(
      refused.map(({ cause }) => cause),
      `PostgreSQL refuses ${refused.map(({ id, seq }) => `${id} (sequence ${seq})`).join(', ')}`,
    );
  }
}

/** Projects each batch of events, and publishes the completion of the requests that it completes. */
export function track(parts: { readModel: ReadModel; publish: Publish; logger: Logger }) {
  return async (batch: readonly Logged[]): Promise<void> => {
    const began = performance.now();
    const refused = await project(parts.readModel, batch);
    const touched = new Set(batch.map(({ event }) => event.data.requestId));
    for (const { requestId, outcome, counts, durationMs } of await completeRequests(parts, [...touched])) {
      parts.logger.info({ requestId, outcome, ...counts, durationMs }, 'request completed');
    }
    parts.logger.debug(
      { events: batch.length, requests: touched.size, ms: Math.round(performance.now() - began) },
      'batch projected',
    );
    if (refused.length > 0) throw new RefusedEventsError(refused);
  };
}
