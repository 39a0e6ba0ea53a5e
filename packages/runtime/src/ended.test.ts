import { expect, test } from 'vitest';
import { ended } from './ended.ts';

test('the end of what a service needs is a failure that names it', async () => {
  await expect(ended('the connection to NATS', Promise.resolve())).rejects.toThrow(
    'the connection to NATS has ended',
  );
});
