import {
  DURABLES,
  EVENT_NAMES,
  EVERYTHING,
  type EventName,
  filterFor,
  filterForRequest,
  isOfUnknownType,
  LANES,
  parseSubject,
  STREAM,
} from '@halftone/contracts';
import type { JetStreamManager } from 'nats';
import { isConsumerNotFound } from '../errors.ts';
import { subjectsIn } from '../stream/subjects-in.ts';
import { type RemovalServer, remove } from './remove.ts';

/** All that this version knows to be said of a request, but for its deletion. */
const FORGOTTEN = EVENT_NAMES.filter((name) => name !== 'request.deleted');
/** The sequence that nobody has come to: nothing of the stream is in anybody's hand. */
const NONE_IN_HAND = Number.POSITIVE_INFINITY;

/**
 * Removes the events of a request but its deletion, as far as no consumer has them in flight. One that is removed from under
 * a process that dies before it acknowledges it stays on the consumer's list: a server of Debian's 2.9.10 then tries to
 * deliver what is gone again and again, and never comes to anything else.
 * @returns whether all of them are gone; otherwise it is to be called again
 */
export async function forget(server: RemovalServer, requestId: string): Promise<boolean> {
  const { jsm } = server;
  const removeUpTo = (filter: string, upTo: number) => remove(server, { stream: STREAM.name, filter, upTo });
  const settled = await settledSequences(jsm);
  for (const name of FORGOTTEN) {
    const upTo = Math.min(...settled.map(({ filter, seq }) => (sees(filter, name) ? seq : NONE_IN_HAND)));
    await removeUpTo(filterFor(name, { requestId }), upTo);
  }
  const ofAllTypes = settled.filter(({ filter }) => filter === EVERYTHING).map(({ seq }) => seq);
  for (const subject of await unknownSubjects(jsm, requestId)) {
    await removeUpTo(subject, Math.min(...ofAllTypes));
  }
  return !(await isAnythingLeft(jsm, requestId));
}

/** For each durable consumer its filter, and the sequence up to which it has nothing in flight. */
async function settledSequences(jsm: JetStreamManager): Promise<{ filter: string; seq: number }[]> {
  const durables = Object.values(DURABLES).flatMap((ofService) => Object.entries(ofService));
  return Promise.all(
    durables.map(async ([durable, filter]) => ({ filter, seq: await settledBy(jsm, durable) })),
  );
}

async function settledBy(jsm: JetStreamManager, durable: string): Promise<number> {
  try {
    const { num_ack_pending, num_pending, ack_floor, delivered } = await jsm.consumers.info(
      STREAM.name,
      durable,
    );
    if (num_ack_pending > 0) return ack_floor.stream_seq;
    return num_pending > 0 ? delivered.stream_seq : NONE_IN_HAND;
  } catch (error) {
    // A consumer that was never made has nothing in flight.
    if (isConsumerNotFound(error)) return NONE_IN_HAND;
    throw error;
  }
}

const sees = (filter: string, name: EventName) =>
  filter === EVERYTHING ||
  filter === filterFor(name) ||
  LANES.some((lane) => filter === filterFor(name, { lane }));

async function isAnythingLeft(jsm: JetStreamManager, requestId: string): Promise<boolean> {
  for (const name of FORGOTTEN) {
    const subjects = await subjectsIn(jsm, filterFor(name, { requestId }));
    if (subjects.some((subject) => parseSubject(subject))) return true;
  }
  return (await unknownSubjects(jsm, requestId)).length > 0;
}

/** What a later version, before it gave way to this one, has said of the request in events of other types. */
const unknownSubjects = async (jsm: JetStreamManager, requestId: string) =>
  (await subjectsIn(jsm, filterForRequest(requestId))).filter(isOfUnknownType);
