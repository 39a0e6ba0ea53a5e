import { expect, test } from 'vitest';
import { InvalidEventError, UnknownEventError } from '../cloud-event.ts';
import { filterFor } from '../subjects.ts';
import { createEndpointEvent, decodeEndpointEvent, encodeEndpointEvent } from './envelope.ts';
import { ENDPOINT_EVENT_NAMES, ENDPOINT_EXAMPLES } from './events.ts';

const origin = { source: 'halftone/gateway', time: new Date('2026-11-20T09:00:00Z') };
const encoded = (name: (typeof ENDPOINT_EVENT_NAMES)[number]) =>
  encodeEndpointEvent(createEndpointEvent(name, ENDPOINT_EXAMPLES[name], origin));

test.each(ENDPOINT_EVENT_NAMES)('%s is the same after its way through the stream', (name) => {
  const { subject, bytes } = encoded(name);
  expect(decodeEndpointEvent(subject, bytes)).toEqual(
    createEndpointEvent(name, ENDPOINT_EXAMPLES[name], origin),
  );
});

test('the log and its readers do not see the subjects of endpoints', () => {
  expect(encoded('endpoint.registered').subject).not.toMatch(/^halftone\.v1\./);
  expect(filterFor('request.accepted')).toMatch(/^halftone\.v1\./);
});

test('what is not published, or stands in another place, is refused; a later type is told from it', () => {
  const data = { ...ENDPOINT_EXAMPLES['endpoint.registered'], plain: 'whsec_…' };
  expect(() => createEndpointEvent('endpoint.registered', data, origin)).toThrow(InvalidEventError);
  const { subject, bytes } = encoded('endpoint.rotated');
  expect(() => decodeEndpointEvent(subject.replace(/[^.]+$/, 'ep_other'), bytes)).toThrow(InvalidEventError);
  const later = 'halftone-endpoints.v1.endpoint.melted.ep_1';
  expect(() => decodeEndpointEvent(later, bytes)).toThrow(UnknownEventError);
});
