import { ENDPOINT_EXAMPLES, type EndpointEventData, type EndpointEventName } from '@halftone/contracts';
import { natsForTest, waitFor } from '@halftone/local-stack/testing';
import { connectLog } from '@halftone/messaging';
import { listEndpoints } from '@halftone/read-model';
import { createLogger } from '@halftone/runtime';
import { expect, test } from 'vitest';
import { projectEndpoints } from './project-endpoints.ts';
import { rebuildReadModel } from './rebuild-read-model.ts';
import { dump, readModelForTest } from './tracker.fixture.ts';

const logger = createLogger('tracker', 'silent');

test('endpoints are projected without their secrets, by several trackers, and rebuilt to the same', async () => {
  await using nats = await natsForTest();
  await using readModel = await readModelForTest();
  const connect = (service: 'gateway' | 'notifier' | 'tracker') =>
    connectLog({ url: nats.urlOf(service), service, logger });
  await using gateway = await connect('gateway');
  await using notifier = await connect('notifier');
  await using log = await connect('tracker');
  const publish = async <N extends EndpointEventName>(
    name: N,
    change: Partial<EndpointEventData<N>>,
    by = gateway,
  ) => {
    const data = { ...ENDPOINT_EXAMPLES[name], ...change };
    expect(await by.endpoints.publish(name, data, await by.endpoints.lastSequence())).toBe(true);
  };
  const shown = async () => await listEndpoints(readModel, 'public');

  await using _one = projectEndpoints({ readModel, log: log.endpoints, logger });
  await using _other = projectEndpoints({ readModel, log: log.endpoints, logger });
  await publish('endpoint.registered', {});
  await publish('endpoint.registered', { endpointId: 'ep_second', description: 'with a \0 in it' });
  await publish('endpoint.removed', { endpointId: 'ep_second', version: 2 });
  await publish('endpoint.rotated', {});
  await publish('endpoint.failed', { version: 3 }, notifier);
  await publish('endpoint.suspended', { version: 4 }, notifier);
  await waitFor('the last event to be projected', async () => (await shown())[0]?.status === 'suspended');

  expect(await shown()).toMatchObject([
    {
      endpointId: ENDPOINT_EXAMPLES['endpoint.registered'].endpointId,
      events: ['request.completed', 'request.failed_images'],
      status: 'suspended',
      previousUntil: ENDPOINT_EXAMPLES['endpoint.rotated'].previousUntil,
      failingSince: ENDPOINT_EXAMPLES['endpoint.suspended'].failingSince,
      error: 'The receiver answered 500.',
    },
  ]);
  const { webhook_endpoints: rows = [] } = await dump(readModel);
  expect(rows).toHaveLength(2);
  expect(rows.join()).not.toContain(ENDPOINT_EXAMPLES['endpoint.registered'].secret.box);

  await readModel.em().execute(`delete from ${readModel.schema}.webhook_endpoints`);
  await rebuildReadModel({ log, url: readModel.database.trackerUrl, batchSize: 50 });
  expect((await dump(readModel)).webhook_endpoints).toEqual(rows);
});

test('an event is not published when something has come since its publisher looked', async () => {
  await using nats = await natsForTest();
  await using gateway = await connectLog({ url: nats.urlOf('gateway'), service: 'gateway', logger });
  const { endpoints } = gateway;
  const register = (endpointId: string, after: number) =>
    endpoints.publish(
      'endpoint.registered',
      { ...ENDPOINT_EXAMPLES['endpoint.registered'], endpointId },
      after,
    );
  expect(await register('ep_a', 0)).toBe(true);
  expect(await register('ep_b', 1)).toBe(true);
  expect(await register('ep_c', 1)).toBe(false);
  expect(await Array.fromAsync(endpoints.replay('ep_c'))).toEqual([]);
  expect(await Array.fromAsync(endpoints.replay('ep_b'))).toMatchObject([{ seq: 2 }]);
});
