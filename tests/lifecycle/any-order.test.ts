import { readFile } from 'node:fs/promises';
import type { ServiceName } from '@halftone/contracts';
import {
  originForTest,
  ownDatabaseForTest,
  systemForTest,
  type TestOrigin,
  type TestServer,
  type TestSystem,
  waitFor,
} from '@halftone/local-stack/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { expectNothingLost } from '../e2e/accounting.ts';
import { accepted, catalogue, completed } from '../e2e/client.ts';
import { picture, serve } from '../e2e/pictures.ts';

const SERVICES: readonly ServiceName[] = ['notifier', 'imager', 'gateway', 'tracker', 'ingest'];

let system: TestSystem;
let stores: Record<'NATS' | 'PostgreSQL' | 'object store', TestServer>;
let origin: TestOrigin;
const parts = new AsyncDisposableStack();

beforeAll(async () => {
  origin = parts.use(await originForTest({ '*': serve(await picture(6)) }));
  const database = parts.use(await ownDatabaseForTest());
  system = parts.use(await systemForTest({ LOG_LEVEL: 'info' }, { database, asleep: true }));
  stores = { NATS: system.nats, PostgreSQL: database, 'object store': system.objectStore };
});
afterAll(() => parts.disposeAsync());

test('services that start before their stores say what they wait for, and come up when it comes', async () => {
  await Promise.all(Object.values(stores).map((store) => store.kill()));
  const started = Promise.all(SERVICES.map((name) => system.services[name].start()));
  for (const name of SERVICES) {
    const store = name === 'tracker' ? 'PostgreSQL' : 'NATS';
    await waitFor(`${name} to wait`, async () => (await linesOf(name)).includes(`waiting for ${store}`));
  }
  await stores.NATS.start();
  await stores['object store'].start();
  await stores.PostgreSQL.start();
  await started;
  await expectWorking();
});

test.each(['NATS', 'PostgreSQL', 'object store'] as const)(
  'when %s is killed and comes back, no service has to be started again',
  async (name) => {
    const before = SERVICES.map((service) => system.services[service].pid);
    await stores[name].kill();
    await stores[name].start();
    await expectWorking();
    expect(SERVICES.map((service) => system.services[service].pid)).toEqual(before);
    for (const pid of before) expect(process.kill(pid, 0)).toBe(true);
  },
);

const linesOf = (name: ServiceName) => readFile(system.services[name].log, 'utf8');

let requests = 0;
/** A request goes all the way. */
async function expectWorking(): Promise<void> {
  requests += 1;
  const csv = catalogue([[`${origin.url}/${requests}.jpg`]]);
  // A gateway that finds no NATS yet refuses; a client tries again.
  const requestId = await waitFor('an upload to be accepted', () => accepted(system.api, csv));
  await completed(system.api, requestId);
  await expectNothingLost(system, requestId, { products: 1, images: 1 });
}
