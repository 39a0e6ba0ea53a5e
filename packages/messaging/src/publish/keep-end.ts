import { CONTENT_TYPE, WAITING_ENDS } from '@halftone/contracts';
import type { JetStreamManager, NatsConnection } from 'nats';
import { isFull, sequenceInTheWay, toUnavailable } from '../errors.ts';
import type { Published } from './confirmation.ts';
import { confirmed, headOf } from './send.ts';

/**
 * The ends of requests while the log is full. They are what makes room, so they must not need any: a stream of its own has
 * room reserved, and ballast in it, which is thrown away where the whole store is full.
 */

type Server = { connection: NatsConnection; jsm: JetStreamManager };
type End = { subject: string; bytes: Uint8Array; id: string };

export const BALLAST_MESSAGES = 8;
const BALLAST_BYTES = 64 * 1024;
/** Others wait for room, too, and may be quicker. */
const TRIES = 3;

const headOfEnd = (id: string) =>
  headOf({
    'Content-Type': CONTENT_TYPE,
    'Nats-Msg-Id': id,
    'Nats-Expected-Last-Subject-Sequence': '0',
  });

/**
 * Keeps an end until it can move to the log.
 * @throws LogUnavailableError when there is no room even for that
 */
export async function keepEnd({ connection, jsm }: Server, end: End): Promise<Published> {
  const subject = WAITING_ENDS.subjectFor(end.subject);
  for (let tries = 1; ; tries++) {
    try {
      const { duplicate } = await confirmed(connection, subject, {
        bytes: end.bytes,
        head: headOfEnd(end.id),
      });
      return { seq: 0, duplicate };
    } catch (error) {
      if (sequenceInTheWay(error) !== null) return { seq: 0, duplicate: true };
      const reason = toUnavailable(end.subject, error);
      if (!isFull(reason) || tries === TRIES) throw reason;
      await jsm.streams.purge(WAITING_ENDS.name, { filter: WAITING_ENDS.ballast });
    }
  }
}

/**
 * Moves an end to the log, unless it stands there, and removes it from where it waited.
 * @throws LogUnavailableError when the log still has no room
 */
export async function moveEnd({ connection, jsm }: Server, end: End): Promise<void> {
  try {
    await confirmed(connection, end.subject, { bytes: end.bytes, head: headOfEnd(end.id) });
  } catch (error) {
    if (sequenceInTheWay(error) === null) throw toUnavailable(end.subject, error);
  }
  await jsm.streams.purge(WAITING_ENDS.name, { filter: WAITING_ENDS.subjectFor(end.subject) });
}

/**
 * Puts back what was thrown away.
 * @param there how many messages of ballast there are
 * @throws LogUnavailableError when there is no room for it
 */
export async function takeBallast(connection: NatsConnection, there: number): Promise<void> {
  const bytes = Buffer.alloc(BALLAST_BYTES);
  for (let count = there; count < BALLAST_MESSAGES; count++) {
    try {
      await confirmed(connection, WAITING_ENDS.ballast, { bytes, head: headOf({}) });
    } catch (error) {
      throw toUnavailable(WAITING_ENDS.ballast, error);
    }
  }
}
