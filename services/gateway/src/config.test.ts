import { expect, test } from 'vitest';
import { readServiceConfig } from './config.ts';

const DATABASE_URL = 'postgres://reader@127.0.0.1/halftone';

test('only the database has to be named', () => {
  expect(readServiceConfig({ DATABASE_URL })).toMatchObject({
    HOST: '127.0.0.1',
    PORT: 3000,
    PUBLIC_URL: 'http://127.0.0.1:3000',
    EXPRESS_MAX_IMAGES: 200,
    MAX_UPLOAD_BYTES: 1024 ** 3,
  });
  expect(() => readServiceConfig({})).toThrow('DATABASE_URL');
});

test.each([
  [{ HOST: '0.0.0.0', PORT: '4100', ALLOW_ANONYMOUS: 'true' }, 'http://localhost:4100'],
  [{ HOST: '::1' }, 'http://[::1]:3000'],
  [{ PUBLIC_URL: 'https://shop.example/halftone/' }, 'https://shop.example/halftone'],
])('links for %o begin with %s', (env, publicUrl) => {
  expect(readServiceConfig({ DATABASE_URL, ...env }).PUBLIC_URL).toBe(publicUrl);
});

test.each([
  ['PUBLIC_URL', 'shop.example'],
  ['PORT', '70000'],
  ['MAX_ROWS', '0'],
  ['MAX_UPLOAD_BYTES', 'much'],
  ['API_KEYS', 'shop:the-key-itself'],
  ['ALLOW_ANONYMOUS', 'yes'],
])('a bad %s is named', (name, value) => {
  expect(() => readServiceConfig({ DATABASE_URL, [name]: value })).toThrow(name);
});

test('the text of a key that was not hashed does not stand in the message', () => {
  expect(() => readServiceConfig({ DATABASE_URL, API_KEYS: 'shop:htk_secret' })).toThrow(
    /^(?!.*htk_secret)/s,
  );
});
