import { setTimeout as delay } from 'node:timers/promises';
import { decodeEvent, isEnd, parseSubject } from '@halftone/contracts';
import type { Logger } from '@halftone/runtime';
import type { JetStreamManager, NatsConnection } from 'nats';
import { isFull } from '../errors.ts';
import type { Fullness } from '../stream/fullness.ts';
import { waitingEnd, waitingIn } from '../stream/waiting-ends.ts';
import { BALLAST_MESSAGES, moveEnd, takeBallast } from './keep-end.ts';

type Server = { connection: NatsConnection; jsm: JetStreamManager; fullness: Pick<Fullness, 'isFull'> };

const EVERY_MS = 5000;

/** Moves the ends that wait to the log as soon as it has room for them, until the signal is aborted. */
export async function moveEnds(
  server: Server,
  {
    logger,
    signal,
    everyMs = EVERY_MS,
  }: { logger: Logger; signal: AbortSignal; everyMs?: number | undefined },
): Promise<void> {
  while (!signal.aborted) {
    try {
      const { ends, ballast } = await waitingIn(server.jsm);
      for (const subject of ends) await move(server, subject, logger);
      // What a restart of a full server frees is for the next end, not for ballast.
      if (ballast < BALLAST_MESSAGES && !(await server.fullness.isFull())) {
        await takeBallast(server.connection, ballast);
      }
    } catch (err) {
      if (signal.aborted || server.connection.isClosed()) return;
      if (!isFull(err)) logger.warn({ err }, 'the ends of requests that wait could not be moved to the log');
    }
    await delay(everyMs, undefined, { signal }).catch(() => {});
  }
}

async function move(server: Server, subject: string, logger: Logger): Promise<void> {
  const parsed = parseSubject(subject);
  if (!parsed || !isEnd(parsed.name)) return;
  const stored = await waitingEnd(server.connection, parsed.name, parsed.requestId);
  // Another gateway was quicker.
  if (!stored) return;
  const { id } = decodeEvent(subject, stored.data);
  await moveEnd(server, { subject, bytes: stored.data, id });
  logger.info({ subject }, 'the end of a request has moved to the log');
}
