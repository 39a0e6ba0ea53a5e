import {
  createEndpointEvent,
  ENDPOINT_EXAMPLES,
  type EndpointEvent,
  type EndpointEventData,
  type EndpointEventName,
} from '@halftone/contracts';
import { expect, test } from 'vitest';
import { createEndpointBook } from './book.ts';
import { validSecrets } from './endpoint.ts';

const at = (minute: number) => new Date(Date.UTC(2026, 10, 20, 9, minute));
const { endpointId, tenant } = ENDPOINT_EXAMPLES['endpoint.registered'];

/** An event of the example's endpoint, a minute for each version. */
function event<N extends EndpointEventName>(
  name: N,
  version: number,
  change: Partial<EndpointEventData<N>> = {},
): EndpointEvent {
  const data = { ...ENDPOINT_EXAMPLES[name], version, ...change };
  return createEndpointEvent(name, data, { source: 'halftone/test', time: at(version) }) as EndpointEvent;
}

function after(...events: EndpointEvent[]) {
  const book = createEndpointBook();
  for (const one of events) book.add(one);
  return book;
}

const registered = event('endpoint.registered', 1);

test('an endpoint is enabled from its registration on', () => {
  expect(after(registered).find(endpointId)).toMatchObject({
    tenant,
    status: 'enabled',
    enabledAt: at(1).toISOString(),
    failingSince: null,
  });
});

test('events that come again, or late, change nothing', () => {
  const events = [registered, event('endpoint.disabled', 2), event('endpoint.enabled', 3)];
  expect(after(...events, ...events).all()).toEqual(after(...events).all());
});

test('while a secret is changed both sign, the newest first; then the newest alone', () => {
  const rotated = event('endpoint.rotated', 2, { previousUntil: at(30).toISOString() });
  const endpoint = after(registered, rotated).find(endpointId) ?? expect.unreachable();
  const versions = (minute: number) => validSecrets(endpoint, at(minute)).map(({ version }) => version);
  expect(versions(29)).toEqual([2, 1]);
  expect(versions(30)).toEqual([2]);
});

test('a secret that is changed at once ends those before it, also one whose time was not over', () => {
  const endpoint = after(
    registered,
    event('endpoint.rotated', 2, { previousUntil: at(30).toISOString() }),
    event('endpoint.rotated', 3, { previousUntil: at(3).toISOString() }),
  ).find(endpointId);
  expect(validSecrets(endpoint ?? expect.unreachable(), at(4)).map(({ version }) => version)).toEqual([3]);
});

test('failures are forgotten when it recovers, and when it is enabled again', () => {
  const failed = event('endpoint.failed', 2);
  expect(after(registered, failed).find(endpointId)).toMatchObject({ failingSince: expect.any(String) });
  expect(after(registered, failed, event('endpoint.recovered', 3)).find(endpointId)).toMatchObject({
    status: 'enabled',
    failingSince: null,
  });
  const suspended = [registered, failed, event('endpoint.suspended', 3)];
  expect(after(...suspended).find(endpointId)).toMatchObject({
    status: 'suspended',
    error: expect.any(String),
  });
  expect(after(...suspended, event('endpoint.enabled', 4)).find(endpointId)).toMatchObject({
    status: 'enabled',
    enabledAt: at(4).toISOString(),
    failingSince: null,
    error: null,
  });
});

test('an endpoint that was removed is in no list, and has no secret left', () => {
  const book = after(registered, event('endpoint.removed', 2), event('endpoint.enabled', 2));
  expect(book.ofTenant(tenant)).toEqual([]);
  expect(book.find(endpointId)).toMatchObject({ status: 'removed', secrets: [] });
});

test('what is said of an endpoint whose registration is not known is passed over', () => {
  expect(after(event('endpoint.disabled', 2)).find(endpointId)).toBeNull();
});
