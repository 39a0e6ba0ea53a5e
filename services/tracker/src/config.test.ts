import { ConfigError } from '@halftone/runtime';
import { expect, test } from 'vitest';
import { readServiceConfig } from './config.ts';

test('the database has no default, and the rest has', () => {
  expect(readServiceConfig({ DATABASE_URL: 'postgres://localhost/halftone' })).toMatchObject({
    DATABASE_URL: 'postgres://localhost/halftone',
    PROJECTION_BATCH: 500,
    PORT: 0,
  });
});

test.each([
  ['DATABASE_URL', {}],
  ['PROJECTION_BATCH', { DATABASE_URL: 'postgres://localhost/halftone', PROJECTION_BATCH: '0' }],
])('a bad %s stops the start with a message that names it', (name, env) => {
  expect(() => readServiceConfig(env)).toThrow(ConfigError);
  expect(() => readServiceConfig(env)).toThrow(name);
});
