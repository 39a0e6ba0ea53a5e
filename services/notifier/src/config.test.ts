import { ConfigError } from '@halftone/runtime';
import { expect, test } from 'vitest';
import { readServiceConfig } from './config.ts';

const secret = `whsec_${Buffer.alloc(32, 1).toString('base64')}`;
const env = { PUBLIC_URL: 'https://halftone.example', WEBHOOK_SECRETS: secret };

test('a public URL and a secret are all it needs', () => {
  const config = readServiceConfig(env);
  expect(config).toMatchObject({ WEBHOOK_SECRETS: [secret], WEBHOOK_TIMEOUT_MS: 15_000, OUTBOUND_ALLOW: [] });
  expect(config.WEBHOOK_RETRY_SCHEDULE).toHaveLength(9);
  expect(config.WEBHOOK_URL).toBeUndefined();
});

test.each([
  ['no secret', { ...env, WEBHOOK_SECRETS: '' }, 'WEBHOOK_SECRETS'],
  ['a secret that is too short', { ...env, WEBHOOK_SECRETS: 'whsec_c2hvcnQ=' }, 'WEBHOOK_SECRETS'],
  ['a broken second secret', { ...env, WEBHOOK_SECRETS: `${secret},oops` }, 'WEBHOOK_SECRETS'],
  ['a receiver that is no web address', { ...env, WEBHOOK_URL: 'shop.example/hook' }, 'WEBHOOK_URL'],
  ['a receiver with a password', { ...env, WEBHOOK_URL: 'https://user:secret@shop.example' }, 'WEBHOOK_URL'],
  ['a schedule that is not numbers', { ...env, WEBHOOK_RETRY_SCHEDULE: '5,soon' }, 'WEBHOOK_RETRY_SCHEDULE'],
  ['no public URL', { WEBHOOK_SECRETS: secret }, 'PUBLIC_URL'],
])('%s refuses the start and names the variable', (_what, given, variable) => {
  expect(() => readServiceConfig(given)).toThrow(ConfigError);
  expect(() => readServiceConfig(given)).toThrow(variable);
});

test.each(['https://shop.example', 'http://127.0.0.1:80/hook?token=a@b', 'https://[::1]/x#@'])(
  'a receiver can be %s',
  (WEBHOOK_URL) => expect(readServiceConfig({ ...env, WEBHOOK_URL })).toMatchObject({ WEBHOOK_URL }),
);

test('a refused secret is not repeated in the message', () => {
  expect(() => readServiceConfig({ ...env, WEBHOOK_SECRETS: 'whsec_very-private' })).not.toThrow(
    'very-private',
  );
});
