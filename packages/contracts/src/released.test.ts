import { expect, test } from 'vitest';
import { createEvent, decodeEvent, encodeEvent } from './envelope.ts';
import { EVENTS } from './events.ts';
import { EXAMPLES } from './examples.ts';
import { grown } from './growth.fixture.ts';
import { contractsOf, goldenEvents, RELEASED } from './released.fixture.ts';
import { branchesOf, takes } from './schema-branches.fixture.ts';

const bytesOf = (event: object) => Buffer.from(JSON.stringify(event));

test.each(RELEASED)('the events of version %s are read as they were published', async (version) => {
  for (const [name, golden] of await goldenEvents(version)) {
    for (const { subject, event } of golden) {
      expect(decodeEvent(subject, bytesOf(event))).toEqual({ name, ...event });
    }
  }
});

test.each(RELEASED)('of version %s there is an event of each type and of each branch', async (version) => {
  await using released = await contractsOf(version);
  const { EVENTS, EVENT_NAMES } = released.contracts;
  const golden = await goldenEvents(version);
  expect([...golden.keys()].sort()).toEqual([...EVENT_NAMES].sort());
  for (const name of EVENT_NAMES) {
    const published = golden.get(name) ?? [];
    const missing = branchesOf(EVENTS[name].data).filter(
      (branch) => !published.some(({ event }) => takes(event.data, branch)),
    );
    expect(missing.map(({ at, schema }) => `${name} ${at.join('.')} ${JSON.stringify(schema)}`)).toEqual([]);
  }
});

test.each(RELEASED)(
  'version %s reads what this one publishes, and what a later one may add',
  async (version) => {
    await using released = await contractsOf(version);
    const { contracts: older } = released;
    for (const name of older.EVENT_NAMES) {
      const origin = { source: `halftone/${EVENTS[name].publisher}`, time: new Date(0) };
      const { subject, bytes } = encodeEvent(createEvent(name, EXAMPLES[name], origin));
      const envelope = JSON.parse(Buffer.from(bytes).toString());
      for (const event of [envelope, grown(envelope)]) {
        expect(older.decodeEvent(subject, bytesOf(event))).toEqual({ name, ...event });
      }
    }
    const later = () => older.decodeEvent('halftone.v1.image.melted.r1', bytesOf({}));
    expect(later).toThrow(older.UnknownEventError);
  },
);

test('the first version is among those that are still read', () => {
  expect(RELEASED).toContain('0.1.0');
});
