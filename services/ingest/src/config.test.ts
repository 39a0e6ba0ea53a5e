import { expect, test } from 'vitest';
import { readServiceConfig } from './config.ts';

test('ingest starts without any setting', () => {
  expect(readServiceConfig({})).toMatchObject({ PUBLISH_WINDOW: 512, ACK_WAIT_MS: 15_000 });
});

test('a window beyond what a restart can make up for is refused by name', () => {
  expect(() => readServiceConfig({ PUBLISH_WINDOW: '5000' })).toThrow(/PUBLISH_WINDOW/);
});
