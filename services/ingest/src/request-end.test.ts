import { EXAMPLES } from '@halftone/contracts';
import { expect, test } from 'vitest';
import { endWatch } from './request-end.ts';

test('the log is asked once a second, however often the watch is', async () => {
  let time = 0;
  const asked: string[] = [];
  const lastEvent = async (name: string) => {
    asked.push(name);
    return null;
  };
  const hasEnded = endWatch({ lastEvent }, EXAMPLES['request.accepted'].requestId, () => time);
  for (time = 0; time < 2000; time += 100) expect(await hasEnded()).toBe(false);
  expect(asked).toEqual(['request.cancelled', 'request.deleted', 'request.cancelled', 'request.deleted']);
});
