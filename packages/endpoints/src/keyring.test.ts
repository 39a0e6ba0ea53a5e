import { expect, test } from 'vitest';
import { createKeyring, UnknownKeyError } from './keyring.ts';
import { newSecret } from './secret.ts';

const [oldKey, newKey] = [7, 9].map((byte) => Buffer.alloc(32, byte).toString('base64')) as [string, string];
const place = { endpointId: 'ep_1', version: 1 };
const secret = 'whsec_c2VjcmV0IG9mIGFuIGVuZHBvaW50IGluIGEgdGVzdA==';

test('a secret that was sealed is opened where it stands, and the sealed form does not show it', () => {
  const keyring = createKeyring([oldKey]);
  const sealed = keyring.seal(secret, place);
  expect(keyring.open(sealed, place)).toBe(secret);
  expect(JSON.stringify(sealed)).not.toContain('c2VjcmV0');
  expect(keyring.seal(secret, place).box).not.toBe(sealed.box);
});

test('a secret cannot be opened in the place of another, or when it was changed', () => {
  const keyring = createKeyring([oldKey]);
  const sealed = keyring.seal(secret, place);
  expect(() => keyring.open(sealed, { ...place, endpointId: 'ep_2' })).toThrow();
  expect(() => keyring.open(sealed, { ...place, version: 2 })).toThrow();
  const changed = `${sealed.box.startsWith('A') ? 'B' : 'A'}${sealed.box.slice(1)}`;
  expect(() => keyring.open({ ...sealed, box: changed }, place)).toThrow();
  expect(() => keyring.open({ ...sealed, box: sealed.box.slice(0, 8) }, place)).toThrow();
});

test('the key is changed by listing the new one before the old one', () => {
  const sealed = createKeyring([oldKey]).seal(secret, place);
  const both = createKeyring([newKey, oldKey]);
  expect(both.open(sealed, place)).toBe(secret);
  const resealed = both.seal(secret, place);
  expect([both.isCurrent(sealed), both.isCurrent(resealed)]).toEqual([false, true]);
  expect(createKeyring([newKey]).open(resealed, place)).toBe(secret);
  expect(() => createKeyring([newKey]).open(sealed, place)).toThrow(UnknownKeyError);
});

test('new secrets have the form of Standard Webhooks, and none is like another', () => {
  expect(newSecret()).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
  expect(newSecret()).not.toBe(newSecret());
});
