import { hash } from 'node:crypto';
import { ConfigError } from '@halftone/runtime';
import { expect, test } from 'vitest';
import { accessOf } from './access.ts';

const API_KEYS = [`shop:${hash('sha256', 'htk_shop')}`];

test.each(['127.0.0.1', '127.8.8.8', '::1', 'localhost'])(
  'without keys %s is served to anyone on it',
  (HOST) => {
    expect(accessOf({ HOST, ALLOW_ANONYMOUS: false })).toMatchObject({
      keys: null,
      notice: 'no API_KEYS: only this machine is served',
    });
  },
);

test.each(['0.0.0.0', '::', '192.168.1.2', '128.0.0.1', 'localhost.example'])(
  'without keys %s is refused, unless anyone is let in explicitly',
  (HOST) => {
    expect(() => accessOf({ HOST, ALLOW_ANONYMOUS: false })).toThrow(ConfigError);
    expect(() => accessOf({ HOST, ALLOW_ANONYMOUS: false, API_KEYS: [] })).toThrow('ALLOW_ANONYMOUS');
    expect(accessOf({ HOST, ALLOW_ANONYMOUS: true })).toMatchObject({ keys: null });
  },
);

test('keys are asked for wherever the API is bound, and whoever may be let in', () => {
  for (const HOST of ['127.0.0.1', '0.0.0.0']) {
    const { keys } = accessOf({ HOST, ALLOW_ANONYMOUS: true, API_KEYS });
    expect([keys?.('htk_shop'), keys?.('htk_other'), keys?.('')]).toEqual(['shop', null, null]);
  }
});

test('operators are the holders of the keys that are named and, where there are no keys, everyone', () => {
  const settings = { HOST: '127.0.0.1', ALLOW_ANONYMOUS: false };
  const named = accessOf({ ...settings, API_KEYS, OPERATORS: ['ops'] });
  expect([named.isOperator('ops'), named.isOperator('shop'), named.isOperator('')]).toEqual([
    true,
    false,
    false,
  ]);
  expect(accessOf({ ...settings, API_KEYS }).isOperator('shop')).toBe(false);
  expect(accessOf(settings).isOperator('public')).toBe(true);
});
