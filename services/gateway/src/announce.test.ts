import { EXAMPLES } from '@halftone/contracts';
import { expect, test, vi } from 'vitest';
import { type AcceptanceLog, announce } from './announce.ts';

test('a request that was deleted while it came is refused, and its upload is not kept', async () => {
  const accepted = EXAMPLES['request.accepted'];
  const events = { 'request.accepted': accepted, 'request.deleted': EXAMPLES['request.deleted'] };
  const log = {
    publish: async () => ({ seq: 2, duplicate: false }),
    lastEvent: async (name: keyof typeof events) => ({ seq: 1, event: { name, data: events[name] } }),
  } as unknown as AcceptanceLog;
  const keep = vi.fn();
  const held = { keep, [Symbol.asyncDispose]: async () => {} };
  await expect(announce(log, accepted, { held, now: () => new Date() })).rejects.toMatchObject({
    code: 'request_deleted',
  });
  expect(keep).not.toHaveBeenCalled();
});
