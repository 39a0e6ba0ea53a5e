import type { EventData, EventName } from '@halftone/contracts';
import type { Publish } from '@halftone/messaging';
import { WebhookEndpoint } from '@halftone/read-model';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { announceProgress } from './announce-progress.ts';
import { project } from './project.ts';
import { factsOfRequest, inLog, randomFrom, readModelForTest, shuffled } from './tracker.fixture.ts';

type Progressed = EventData<'request.progressed'>;

let readModel: Awaited<ReturnType<typeof readModelForTest>>;
beforeAll(async () => {
  readModel = await readModelForTest();
});
afterAll(() => readModel[Symbol.asyncDispose]());

/** A publish as the log does it: of the events of a quarter it takes the first. */
function publications() {
  const taken = new Map<string, Progressed>();
  const publish: Publish = async <N extends EventName>(_name: N, data: EventData<N>) => {
    const progressed = data as Progressed;
    const key = `${progressed.requestId} ${progressed.progress}`;
    const duplicate = taken.has(key);
    if (!duplicate) taken.set(key, progressed);
    return { seq: 1, duplicate };
  };
  return { publish, taken: () => [...taken.values()] };
}

/** A request of eight images whose upload wants to know of its progress. */
function facts(requestId: string, webhookEvents: Progressed['webhookEvents'] = ['request.progress']) {
  return inLog(
    factsOfRequest(requestId, { products: 7 }).map((fact) =>
      fact.name === 'request.accepted' ? { ...fact, data: { ...fact.data, webhookEvents } } : fact,
    ),
  );
}

test('each quarter is announced once, in order, however often the same events come', async () => {
  const { publish, taken } = publications();
  for (const logged of facts('r1')) {
    for (let times = 0; times < 2; times++) {
      await project(readModel, [logged]);
      await announceProgress({ readModel, publish }, ['r1']);
    }
  }
  expect(taken()).toMatchObject([
    { requestId: 'r1', progress: 25, counts: { images: 8, compressed: 2, failed: 0 }, tenant: 'public' },
    { progress: 50, counts: { compressed: 3, failed: 1 } },
    { progress: 75, counts: { compressed: 4, failed: 2 }, webhookEvents: ['request.progress'] },
  ]);
});

test('in any order of the events the same quarters are announced', async () => {
  for (const seed of [1, 2]) {
    const requestId = `shuffled-${seed}`;
    const { publish, taken } = publications();
    for (const logged of shuffled(facts(requestId), randomFrom(seed))) {
      await project(readModel, [logged]);
      await announceProgress({ readModel, publish }, [requestId]);
    }
    expect(taken().map(({ progress }) => progress)).toEqual([25, 50, 75]);
  }
});

test('a request that passes several quarters at once has all of them announced, and none again once they are projected', async () => {
  const { publish, taken } = publications();
  await project(readModel, facts('r2'));
  expect(await announceProgress({ readModel, publish }, ['r2'])).toHaveLength(3);
  const announced = taken().map((data) => ({ name: 'request.progressed' as const, data }));
  await project(readModel, inLog(announced, 100));
  expect(await announceProgress({ readModel, publish: () => expect.unreachable() }, ['r2'])).toEqual([]);
});

test('nothing is announced that nobody wants to know, but what an endpoint of the tenant wants', async () => {
  await project(readModel, facts('r3', ['request.completed']));
  expect(await announceProgress({ readModel, publish: () => expect.unreachable() }, ['r3'])).toEqual([]);
  const at = new Date();
  const events = ['request.progress' as const];
  const endpoint = {
    id: 'ep_1',
    version: 1,
    url: 'https://a.example/',
    registeredAt: at,
    updatedAt: at,
    events,
  };
  const insert = (tenant: string, status: 'enabled' | 'disabled') =>
    readModel.em().upsert(WebhookEndpoint, { ...endpoint, id: `ep_${tenant}`, tenant, status });
  await insert('another', 'enabled');
  await insert('public', 'disabled');
  expect(await announceProgress({ readModel, publish: () => expect.unreachable() }, ['r3'])).toEqual([]);
  await insert('public', 'enabled');
  const { publish, taken } = publications();
  await announceProgress({ readModel, publish }, ['r3']);
  expect(taken().map(({ progress }) => progress)).toEqual([25, 50, 75]);
});
