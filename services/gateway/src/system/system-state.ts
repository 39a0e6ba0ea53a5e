import { parseSubject } from '@halftone/contracts';
import type { DeadLetter, EventLog, WatchedConsumer } from '@halftone/messaging';
import type { FastifyBaseLogger } from 'fastify';
import manifest from '../../package.json' with { type: 'json' };
import { type ReadinessDependencies, readinessNow } from './readiness.ts';
import type { System } from './system-schema.ts';

export type SystemDependencies = Pick<ReadinessDependencies, 'checks'> & {
  log: () => Pick<EventLog, 'watch' | 'isFull'>;
  reads: { databaseVersion(): Promise<string> };
  logger: FastifyBaseLogger;
};

/** For a page; `npm run dead-letters` has them all. */
const LISTED_LETTERS = 100;
/** What does not answer sooner is away. */
const PATIENCE_MS = 2000;

/** What everyone may know: whether the gateway takes work, and its version. */
export async function publicState({ checks, log }: SystemDependencies): Promise<System> {
  const readiness = await readinessNow({ checks, isLogFull: async () => log().isFull() });
  return { ...readiness, operator: false, versions: { halftone: manifest.version } };
}

/** All there is to know. What cannot be asked at the moment is null, and does not hold up the rest. */
export async function operatorState(deps: SystemDependencies): Promise<System> {
  const ask = <T>(question: () => T | Promise<T>) => orNull(question, deps.logger);
  const watching = <T>(question: (watch: EventLog['watch']) => T | Promise<T>) =>
    ask(() => question(deps.log().watch));
  const [state, postgresql, natsServer, log, consumers, letters, verification] = await Promise.all([
    publicState(deps),
    ask(() => deps.reads.databaseVersion()),
    watching((watch) => watch.serverVersion()),
    watching((watch) => watch.size()),
    watching((watch) => watch.consumers()),
    watching((watch) => watch.deadLetters(LISTED_LETTERS)),
    watching((watch) => watch.lastVerification()),
  ]);
  return {
    ...state,
    operator: true,
    versions: { ...state.versions, node: process.versions.node, natsServer, postgresql },
    log,
    consumers: consumers?.map(consumerView) ?? null,
    deadLetters: letters && { count: letters.count, newest: letters.newest.map(letterView) },
    verification,
  };
}

async function orNull<T>(question: () => T | Promise<T>, logger: FastifyBaseLogger): Promise<T | null> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error(`no answer in ${PATIENCE_MS} ms`)), PATIENCE_MS);
  try {
    return await Promise.race([(async () => question())(), late]);
  } catch (err) {
    logger.warn({ err }, 'a part of the state of the system is unknown');
    return null;
  } finally {
    clearTimeout(timer);
  }
}

function consumerView({ service, consumer, lag }: WatchedConsumer) {
  if (!lag) return { service, consumer, lag };
  const { pending, unacknowledged, redelivered, oldestAt, deliveredAt, acknowledgedAt } = lag;
  const times = {
    oldestAt: oldestAt?.toISOString() ?? null,
    deliveredAt: deliveredAt?.toISOString() ?? null,
    acknowledgedAt: acknowledgedAt?.toISOString() ?? null,
  };
  return { service, consumer, lag: { pending, unacknowledged, redelivered, ...times } };
}

function letterView({ number, consumer, subject, reason, movedAt }: DeadLetter) {
  const { name = null, requestId = null } = parseSubject(subject) ?? {};
  return { number, consumer, event: name, requestId, reason, movedAt: movedAt.toISOString() };
}
