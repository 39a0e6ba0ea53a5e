import { describe, expect, test } from 'vitest';
import { InvalidEventError, UnknownEventError } from './cloud-event.ts';
import { createEvent, decodeEvent, encodedEvent, encodeEvent, eventIdOf, imageEndedBy } from './envelope.ts';
import { EVENT_NAMES, EVENTS, type EventData, type EventName } from './events.ts';
import { EXAMPLES } from './examples.ts';
import { grown } from './growth.fixture.ts';
import { filterFor, filterForRequest, parseSubject, partNameOf, subjectOf } from './subjects.ts';

const origin = (name: EventName) => ({
  source: `halftone/${EVENTS[name].publisher}`,
  time: new Date('2026-11-20T08:00:00.000Z'),
});

/** The bytes of the example event after a change to its JSON. */
function tampered(name: EventName, change: (envelope: Record<string, unknown>) => void) {
  const { subject, bytes } = encodeEvent(createEvent(name, EXAMPLES[name], origin(name)));
  const envelope = JSON.parse(Buffer.from(bytes).toString());
  change(envelope);
  return { subject, bytes: Buffer.from(JSON.stringify(envelope)) };
}

describe.each(EVENT_NAMES)('%s', (name) => {
  test('is the same after its way through the log', () => {
    const event = createEvent(name, EXAMPLES[name], origin(name));
    const { subject, bytes } = encodeEvent(event);
    expect(decodeEvent(subject, bytes)).toEqual(event);
  });

  test('carries what CloudEvents 1.0 asks for', () => {
    const { bytes } = encodeEvent(createEvent(name, EXAMPLES[name], origin(name)));
    expect(JSON.parse(Buffer.from(bytes).toString())).toMatchObject({
      specversion: '1.0',
      id: expect.stringContaining(EXAMPLES[name].requestId),
      source: `halftone/${EVENTS[name].publisher}`,
      type: `halftone.${name}.v1`,
      subject: EXAMPLES[name].requestId,
      time: '2026-11-20T08:00:00.000Z',
      datacontenttype: 'application/json',
      dataschema: `urn:halftone:schema:${name}:v1`,
    });
  });

  test('maps to a subject that its own filter matches, and back', () => {
    const subject = subjectOf(name, EXAMPLES[name]);
    const { requestId } = EXAMPLES[name];
    expect(parseSubject(subject)).toMatchObject({ name, requestId });
    expect(matches(filterFor(name), subject)).toBe(true);
    expect(matches(filterFor(name, { requestId }), subject)).toBe(true);
    expect(matches(filterFor(name, { requestId: 'another' }), subject)).toBe(false);
    const others = EVENT_NAMES.filter((other) => other !== name);
    expect(others.filter((other) => matches(filterFor(other), subject))).toEqual([]);
  });

  test('is not published when a field is missing or one too many is there', () => {
    const [field] = Object.keys(EXAMPLES[name]).filter((key) => key !== 'requestId');
    const { [field as 'requestId']: _, ...incomplete } = EXAMPLES[name];
    expect(() => createEvent(name, incomplete as EventData<typeof name>, origin(name))).toThrow(
      InvalidEventError,
    );
    const surplus = { ...EXAMPLES[name], surplus: true };
    expect(() => createEvent(name, surplus, origin(name))).toThrow(/surplus|additional/);
  });

  test('is refused on receipt when a field is missing, but kept with fields that only a later version knows', () => {
    const [field] = Object.keys(EXAMPLES[name]).filter((key) => key !== 'requestId');
    const incomplete = tampered(name, ({ data }) => delete (data as Record<string, unknown>)[field ?? '']);
    expect(() => decodeEvent(incomplete.subject, incomplete.bytes)).toThrow(InvalidEventError);
    const { subject, bytes } = tampered(name, (envelope) => Object.assign(envelope, grown(envelope)));
    expect(decodeEvent(subject, bytes)).toEqual({ name, ...JSON.parse(bytes.toString()) });
  });
});

test('a code that a later version gives as a reason is kept; what is no code is refused', () => {
  const failedFor = (code: string) =>
    tampered('image.failed', ({ data }) =>
      Object.assign((data as EventData<'image.failed'>).reason, { code }),
    );
  const later = failedFor('eaten_by_the_dog');
  expect(decodeEvent(later.subject, later.bytes).data).toMatchObject({
    reason: { code: 'eaten_by_the_dog' },
  });
  const none = failedFor('Eaten by the dog');
  expect(() => decodeEvent(none.subject, none.bytes)).toThrow(/code/);
  const reason = { code: 'eaten_by_the_dog', detail: 'It was.', hint: 'Feed it.' };
  const data = { ...EXAMPLES['image.failed'], reason } as EventData<'image.failed'>;
  expect(() => createEvent('image.failed', data, origin('image.failed'))).toThrow(/code/);
});

test('a recipe is passed on with what only a later version knows of it', () => {
  const recipe = { quality: 50, background: '#ffffff' };
  const { data } = createEvent(
    'image.requested',
    { ...EXAMPLES['image.requested'], recipe },
    origin('image.requested'),
  );
  expect(data.recipe).toEqual(recipe);
});

test('an event of a type that only a later version knows is told from what is no event', () => {
  const bytes = Buffer.from('{}');
  for (const subject of ['image.melted.r1', 'image.melted.express.r1', 'image.failed-again.r1', 'a']) {
    expect(() => decodeEvent(`halftone.v1.${subject}`, bytes)).toThrow(UnknownEventError);
  }
  for (const subject of ['halftone.v1.image.failed', 'halftone.v1.image.failed.r1.x', 'elsewhere.r1']) {
    expect(() => decodeEvent(subject, bytes)).toThrow(/not a subject of the catalogue/);
  }
});

test('a fact that is published twice has the same id, another fact another', () => {
  const again = createEvent('image.failed', EXAMPLES['image.failed'], {
    source: 'halftone/imager',
    time: new Date(0),
  });
  expect(again.id).toBe(eventIdOf('image.failed', EXAMPLES['image.failed']));
  expect(eventIdOf('image.failed', { ...EXAMPLES['image.failed'], imageId: 'other' })).not.toBe(again.id);
  const rejected = EXAMPLES['product.rejected'];
  expect(eventIdOf('product.rejected', { ...rejected, line: 4 })).not.toBe(
    eventIdOf('product.rejected', rejected),
  );
  const ids = EVENT_NAMES.map((name) => eventIdOf(name, EXAMPLES[name]));
  expect(new Set(ids).size).toBe(ids.length);
});

test('where its trace goes on stands in the envelope, and is no part of what happened', () => {
  const trace = {
    traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
    tracestate: 'rojo=00f067aa0ba902b7',
  };
  const plain = createEvent('image.failed', EXAMPLES['image.failed'], origin('image.failed'));
  const traced = createEvent('image.failed', EXAMPLES['image.failed'], {
    ...origin('image.failed'),
    ...trace,
  });
  expect(traced).toEqual({ ...plain, ...trace });
  const { subject, bytes } = encodeEvent(traced);
  expect(decodeEvent(subject, bytes)).toEqual(traced);
});

test('what is not JSON, not ours or on the wrong subject is refused with the reason', () => {
  const { subject, bytes } = encodeEvent(
    createEvent('image.failed', EXAMPLES['image.failed'], origin('image.failed')),
  );
  expect(() => decodeEvent(subject, Buffer.from('{'))).toThrow(/not JSON/);
  expect(() => decodeEvent(subject, Buffer.from([0xff, 0xfe]))).toThrow(/not JSON/);
  expect(() => decodeEvent('halftone.v1.image.failed', bytes)).toThrow(/not a subject/);
  expect(() => decodeEvent('halftone.v1.image.failed.somebody-else', bytes)).toThrow(/belongs on/);
  const misnamed = tampered('image.failed', (envelope) => Object.assign(envelope, { id: 'something else' }));
  expect(() => decodeEvent(misnamed.subject, misnamed.bytes)).toThrow(/id/);
  const foreign = tampered('image.failed', (envelope) =>
    Object.assign(envelope, { type: 'halftone.image.compressed.v1' }),
  );
  expect(() => decodeEvent(foreign.subject, foreign.bytes)).toThrow(/type/);
});

test('an event that is too large for the log is refused before it is sent', () => {
  const cells = Array.from({ length: 300 }, () => 'x'.repeat(1000));
  const event = createEvent(
    'product.listed',
    { ...EXAMPLES['product.listed'], cells },
    origin('product.listed'),
  );
  expect(() => encodeEvent(event)).toThrow(/more than 262144/);
});

test('what happens to one request is matched by one filter, but for what has a part before it', () => {
  const { requestId } = EXAMPLES['request.accepted'];
  const matched = EVENT_NAMES.filter((name) =>
    matches(filterForRequest(requestId), subjectOf(name, EXAMPLES[name])),
  );
  expect(matched).toEqual(EVENT_NAMES.filter((name) => partNameOf(name) === null));
  expect(
    matches(filterForRequest('another'), subjectOf('request.deleted', EXAMPLES['request.deleted'])),
  ).toBe(false);
});

test('a request id that could change the meaning of a subject is refused', () => {
  for (const requestId of ['a.b', '*', '>', 'a b', '']) {
    expect(() =>
      createEvent('request.cancelled', { requestId, by: 'x' }, origin('request.cancelled')),
    ).toThrow(InvalidEventError);
  }
});

test('a subject with too few or too many parts, or an unknown lane, is not ours', () => {
  const subjects = [
    'image.requested.r1',
    'image.requested.slow.r1',
    'image.failed',
    'image.failed.r1.x',
    'request.accepted.',
  ];
  expect(subjects.map((rest) => parseSubject(`halftone.v1.${rest}`))).toEqual(subjects.map(() => null));
});

/** NATS subject matching with `*` and a trailing `>`. */
function matches(filter: string, subject: string): boolean {
  const have = subject.split('.');
  const want = filter.split('.');
  if (want.at(-1) === '>') return want.slice(0, -1).every((token, i) => token === '*' || token === have[i]);
  return want.length === have.length && want.every((token, i) => token === '*' || token === have[i]);
}

test('an event from before a source had its address and validators is still one', () => {
  const { bytes: size, format, width, height, sha256 } = EXAMPLES['image.compressed'].source;
  const { subject, bytes } = tampered('image.compressed', ({ data }) => {
    Object.assign(data as object, { source: { bytes: size, format, width, height, sha256 } });
  });
  expect(decodeEvent(subject, bytes)).toMatchObject({ name: 'image.compressed' });
});

test.each(EVENT_NAMES)('%s is published as it would be by way of an event', (name) => {
  for (const traced of [{}, { traceparent: '00-1-2-01', tracestate: 'a=b' }]) {
    const from = { ...origin(name), ...traced };
    const event = createEvent(name, EXAMPLES[name], from);
    expect(encodedEvent(name, EXAMPLES[name], from)).toEqual({ id: event.id, ...encodeEvent(event) });
  }
});

test('the image that has ended is read from the id of the event that says so', () => {
  const data = EXAMPLES['image.failed'];
  const id = eventIdOf('image.failed', data);
  expect(imageEndedBy('image.failed', data.requestId, id)).toBe(data.imageId);
  expect(imageEndedBy('image.compressed', data.requestId, id)).toBeNull();
  expect(imageEndedBy('image.failed', 'another', id)).toBeNull();
});
