import { createEvent, EXAMPLES } from '@halftone/contracts';
import { expect, test, vi } from 'vitest';
import { type AcceptanceLog, publishAcceptance } from './publish-acceptance.ts';

test('a request that was deleted while it came is refused, and its upload is not kept', async () => {
  const accepted = EXAMPLES['request.accepted'];
  const origin = { source: 'halftone/gateway', time: new Date(0) };
  const log: AcceptanceLog = {
    publish: async () => ({ seq: 2, duplicate: false }),
    lastEvent: async (name) => ({ seq: 1, event: createEvent(name, EXAMPLES[name], origin) }),
  };
  const keep = vi.fn();
  const held = { keep, [Symbol.asyncDispose]: async () => {} };
  await expect(publishAcceptance(log, accepted, { held, now: () => new Date() })).rejects.toMatchObject({
    code: 'request_deleted',
  });
  expect(keep).not.toHaveBeenCalled();
});
