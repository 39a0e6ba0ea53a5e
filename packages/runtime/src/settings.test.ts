import { Type } from 'typebox';
import { expect, test } from 'vitest';
import { readConfig } from './config.ts';
import { outboundSettings } from './settings.ts';

const schema = Type.Object(outboundSettings);

test.each([
  'localhost',
  'localhost:4100',
  'bücher.example',
  '127.0.0.1',
  '127.0.0.1:4100',
  '10.0.0.0/8',
  '::1',
  '[::1]',
  '[::1]:4100',
  'fd00::/8',
  'a.example,10.0.0.0/8, [::1]:80',
])('OUTBOUND_ALLOW may be %s', (allow) => {
  const { OUTBOUND_ALLOW } = readConfig(schema, { OUTBOUND_ALLOW: allow });
  expect(OUTBOUND_ALLOW).toEqual(allow.split(',').map((entry) => entry.trim()));
});

test.each(['http://localhost', 'localhost:port', 'a b', 'user@host', '*.example.com', 'a.example,b/c'])(
  'OUTBOUND_ALLOW that reads %s is refused by its name',
  (allow) => {
    expect(() => readConfig(schema, { OUTBOUND_ALLOW: allow })).toThrow(/^OUTBOUND_ALLOW /);
  },
);

test('OUTBOUND_PORTS is a list of ports', () => {
  expect(readConfig(schema, {}).OUTBOUND_PORTS).toEqual([]);
  expect(readConfig(schema, { OUTBOUND_PORTS: '80, 443' }).OUTBOUND_PORTS).toEqual([80, 443]);
});

test.each(['http', '0', '65536', '80-90', '80;443'])('OUTBOUND_PORTS that reads %s is refused', (ports) => {
  expect(() => readConfig(schema, { OUTBOUND_PORTS: ports })).toThrow(/^OUTBOUND_PORTS /);
});
