import { expect, test } from 'vitest';
import { asyncApiDocument, exampleOf } from './asyncapi.ts';
import { decodeEvent } from './envelope.ts';
import { EVENT_NAMES } from './events.ts';

const { channels } = asyncApiDocument();

test.each(EVENT_NAMES)('the channel of %s is the subject on which its event stands', (name) => {
  const example = exampleOf(name);
  const data = Object.entries(Object(example.data));
  const subject = data.reduce(
    (address, [field, value]) => address.replace(`{${field}}`, String(value)),
    channels[name]?.address ?? '',
  );
  expect(decodeEvent(subject, Buffer.from(JSON.stringify(example)))).toMatchObject({ name });
});
