import { expect, it } from 'vitest';
import { networkError, OutboundError } from './failures.ts';

it.each([
  [{ code: 'CERT_HAS_EXPIRED', message: 'certificate has expired' }, 'certificate has expired'],
  [{ code: 'DEPTH_ZERO_SELF_SIGNED_CERT', message: 'self-signed certificate' }, 'self-signed certificate'],
  [{ code: 'ERR_TLS_CERT_ALTNAME_INVALID', reason: 'Host: a. is not b', message: 'Hostname' }, 'is not b'],
  [{ code: 'EPROTO', reason: 'bad record mac', message: '00:error:0A00:SSL\n' }, 'bad record mac'],
  [{ code: 'EPROTO', reason: 'wrong version number', message: '00:error:0A00:SSL\n' }, 'does not speak TLS'],
])('a connection that is not secure (%o) is not tried again', (properties, words) => {
  const error = networkError(Object.assign(new Error(), properties));
  expect(error).toMatchObject({
    code: 'tls_failed',
    retryable: false,
    detail: expect.stringContaining(words),
  });
});

it.each([
  ['ETIMEDOUT', 'timeout'],
  ['EHOSTUNREACH', 'connection_failed'],
  ['ENETUNREACH', 'connection_failed'],
  ['EPIPE', 'connection_failed'],
])('a connection that fails with %s is tried again', (code, expected) => {
  expect(networkError(Object.assign(new Error(), { code }))).toMatchObject({
    code: expected,
    retryable: true,
  });
});

it('a mistake of our own stays what it is', () => {
  const mistake = new TypeError('x is not a function');
  expect(networkError(mistake)).toBe(mistake);
});

it('an error that says all keeps saying it', () => {
  const error = new OutboundError('blocked_address', 'a private address');
  expect(networkError(error)).toBe(error);
});
