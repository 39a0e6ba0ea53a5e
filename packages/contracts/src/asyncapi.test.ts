import { expect, test } from 'vitest';
import { asyncApiDocument, exampleOf } from './asyncapi.ts';
import { decodeEvent } from './envelope.ts';
import { EVENT_NAMES } from './events.ts';

const { channels } = asyncApiDocument();

test('the document names the servers that it is given, and how to log in to each', () => {
  const { servers, channels, components } = asyncApiDocument(['nats-1:4222', '[::1]:4223']);
  expect(servers).toMatchObject({ log: { host: 'nats-1:4222' }, 'log-2': { host: '[::1]:4223' } });
  const scheme = { $ref: `#/components/securitySchemes/${Object.keys(components.securitySchemes)[0]}` };
  for (const server of Object.values(servers)) expect(server).toMatchObject({ security: [scheme] });
  expect(channels['image.failed']?.servers).toEqual([{ $ref: '#/servers/log' }, { $ref: '#/servers/log-2' }]);
});

test.each(EVENT_NAMES)('the channel of %s is the subject on which its event stands', (name) => {
  const example = exampleOf(name);
  const data = Object.entries(Object(example.data));
  const subject = data.reduce(
    (address, [field, value]) => address.replace(`{${field}}`, String(value)),
    channels[name]?.address ?? '',
  );
  expect(decodeEvent(subject, Buffer.from(JSON.stringify(example)))).toMatchObject({ name });
});
