import { REUSE } from '@halftone/contracts';
import type { Consumption, EventLog, RequestEnds } from '@halftone/messaging';
import type { Logger } from '@halftone/runtime';
import { createDepartures } from '../departures.ts';
import type { ForgetOutputs } from '../store/delete-outputs.ts';
import { fillIndex } from './fill-index.ts';
import { forgetOutputs } from './forget-outputs.ts';
import { createRequests } from './requests.ts';
import { createReuse, type Reuse } from './reuse.ts';

export type ReusingParts = {
  config: { REUSE_MAX_AGE_DAYS: number; REUSE_MAX_BYTES: number; ACK_WAIT_MS: number };
  log: Pick<EventLog, 'consume' | 'lastEvent' | 'openReuseIndex'>;
  /** The same that those ask who make the outputs: what both want to know is asked once. */
  requestEnds: RequestEnds;
  logger: Logger;
};

export type Reusing = AsyncDisposable & { reuse: Reuse; forget: ForgetOutputs; filling: Consumption };

const DAY_MS = 24 * 60 * 60 * 1000;

/** Events that are being put into the index at once. */
const FILLING_IN_FLIGHT = 128;

/** Nobody waits for the index: what was made here a moment ago is known without it. */
const FILLING = { everyMs: 200, atMost: FILLING_IN_FLIGHT / 2 };

/** Opens the index of what can be reused, and has it filled from the log. */
export async function openReuse({ config, log, requestEnds, logger }: ReusingParts): Promise<Reusing> {
  const index = await log.openReuseIndex({
    maxBytes: config.REUSE_MAX_BYTES,
    maxAgeMs: config.REUSE_MAX_AGE_DAYS * DAY_MS,
  });
  const requests = createRequests(log);
  const parts = { index, requests, requestEnds, logger };
  const filling = await log.consume(
    {
      durable: REUSE.durable,
      event: 'image.compressed',
      inFlight: FILLING_IN_FLIGHT,
      ackWaitMs: config.ACK_WAIT_MS,
    },
    fillIndex({ ...parts, departure: createDepartures(FILLING) }),
  );
  return {
    reuse: createReuse(parts),
    forget: forgetOutputs(parts),
    filling,
    [Symbol.asyncDispose]: () => filling[Symbol.asyncDispose](),
  };
}
