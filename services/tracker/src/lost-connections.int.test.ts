import { setTimeout as delay } from 'node:timers/promises';
import { natsForTest, waitFor } from '@halftone/local-stack/testing';
import { connectLog } from '@halftone/messaging';
import { findRequest, isAway, openReadModel } from '@halftone/read-model';
import { createLogger, untilReady } from '@halftone/runtime';
import { expect, test } from 'vitest';
import { type Ask, completeRequests } from './complete.ts';
import { project } from './project.ts';
import { track } from './track.ts';
import { dump, factsOfRequest, inLog, publishAll, readModelForTest } from './tracker.fixture.ts';

const logger = createLogger('tracker', 'silent');
const PRODUCTS = 300;
const MOST_ROUNDS = 20;
/** Shorter than a batch takes on a busy machine, and longer. */
const PAUSES_MS = [100, 1500, 300, 800, 50, 2000];

/** Ends the connections of a database, but for its own, each time that it is asked to; answers how many those were. */
async function executioner(adminUrl: string) {
  const database = await openReadModel({ url: adminUrl, poolSize: 1 });
  const sql = `
    select pg_terminate_backend(pid) from pg_stat_activity
    where datname = current_database() and pid <> pg_backend_pid() and application_name = ''`;
  return {
    end: async () => (await database.em().execute(sql)).length,
    [Symbol.asyncDispose]: () => database[Symbol.asyncDispose](),
  };
}

/** Ends the connections again and again, until it is disposed of. */
async function endAgainAndAgain(adminUrl: string) {
  const connections = await executioner(adminUrl);
  const over = new AbortController();
  let ended = 0;
  const ending = (async () => {
    for (let time = 0; !over.signal.aborted; time++) {
      ended += await connections.end();
      await delay(PAUSES_MS[time % PAUSES_MS.length], undefined, { signal: over.signal }).catch(() => {});
    }
  })();
  return {
    ended: () => ended,
    async [Symbol.asyncDispose]() {
      over.abort();
      await ending;
      await connections[Symbol.asyncDispose]();
    },
  };
}

test('a completion whose connection is ended between its pages is read to the end, and is the same', async () => {
  await using readModel = await readModelForTest();
  await project(readModel, inLog(factsOfRequest('r1', { products: PRODUCTS })));
  await using connections = await executioner(readModel.database.adminUrl);
  const completions: unknown[] = [];
  const publish = async (_name: unknown, data: unknown) => {
    completions.push(data);
    return { seq: 1, duplicate: false };
  };
  let ended = 0;
  const ask: Ask = async (question) => {
    const answer = await untilReady('PostgreSQL', question, { logger, worthWaiting: isAway });
    ended += await connections.end();
    return answer;
  };
  await completeRequests({ readModel, publish, pageSize: 50 }, ['r1']);
  await completeRequests({ readModel, publish, pageSize: 50, ask }, ['r1']);
  expect(ended).toBeGreaterThan(PRODUCTS / 50);
  expect(completions).toHaveLength(2);
  expect(completions[1]).toEqual(completions[0]);
});

test('however often the connections are ended, every request completes, with the rows that the log says', async () => {
  await using nats = await natsForTest();
  await using readModel = await readModelForTest();
  await using log = await connectLog({ url: nats.url, service: 'tracker', logger });
  {
    await using ending = await endAgainAndAgain(readModel.database.adminUrl);
    const batches = { durable: 'tracker', maxBatch: 500, lingerMs: 5 };
    await using _tracker = await log.consumeBatches(batches, track({ readModel, log, logger }));
    const isCompleted = async (id: string) => (await findRequest(readModel, id))?.status === 'completed';
    // On a quick machine eight requests are over before the connections were ended often.
    for (let round = 0; round < MOST_ROUNDS && ending.ended() <= 5; round++) {
      const requests = Array.from({ length: 8 }, (_, index) => `r${round}-${index}`);
      for (const id of requests) await publishAll(log, factsOfRequest(id, { products: PRODUCTS }));
      for (const id of requests) {
        await waitFor(`${id} to complete`, () => isCompleted(id), { timeoutMs: 50_000 });
      }
    }
    expect(ending.ended()).toBeGreaterThan(5);
  }
  await using alone = await readModelForTest();
  await project(alone, await Array.fromAsync(log.replay()));
  expect(await dump(readModel)).toEqual(await dump(alone));
});
