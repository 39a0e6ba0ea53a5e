import { Webhook, WebhookVerificationError } from 'standardwebhooks';
import { expect, test } from 'vitest';
import { SECRET_PATTERN, signWith } from './signature.ts';

const secretOf = (bytes: number, fill = 1) => `whsec_${Buffer.alloc(bytes, fill).toString('base64')}`;
const body = '{"type":"request.completed"}';
const message = () => ({ id: 'msg_1', at: new Date(), body });

test('a receiver that uses the standardwebhooks library accepts the signature', () => {
  const headers = signWith([secretOf(32)])(message());
  expect(new Webhook(secretOf(32)).verify(body, headers)).toEqual({ type: 'request.completed' });
});

test('a changed body, id or timestamp is refused', () => {
  const headers = signWith([secretOf(32)])(message());
  const receiver = new Webhook(secretOf(32));
  const earlier = String(Number(headers['webhook-timestamp']) - 1);
  expect(() => receiver.verify(`${body} `, headers)).toThrow(WebhookVerificationError);
  expect(() => receiver.verify(body, { ...headers, 'webhook-id': 'msg_2' })).toThrow(
    WebhookVerificationError,
  );
  expect(() => receiver.verify(body, { ...headers, 'webhook-timestamp': earlier })).toThrow(
    WebhookVerificationError,
  );
});

test('while rotating, receivers with the new and with the old secret accept it, and the first listed comes first', () => {
  const [fresh, old, other] = [secretOf(32, 2), secretOf(32, 1), secretOf(32, 3)];
  const sent = message();
  const headers = signWith([fresh, old])(sent);
  expect(new Webhook(fresh).verify(body, headers)).toBeTruthy();
  expect(new Webhook(old).verify(body, headers)).toBeTruthy();
  expect(() => new Webhook(other).verify(body, headers)).toThrow(WebhookVerificationError);
  expect(headers['webhook-signature'].split(' ')).toEqual([
    signWith([fresh])(sent)['webhook-signature'],
    signWith([old])(sent)['webhook-signature'],
  ]);
});

test.each([
  ['24 bytes', secretOf(24), true],
  ['25 bytes', secretOf(25), true],
  ['26 bytes', secretOf(26), true],
  ['32 bytes', secretOf(32), true],
  ['63 bytes', secretOf(63), true],
  ['64 bytes', secretOf(64), true],
  ['23 bytes', secretOf(23), false],
  ['65 bytes', secretOf(65), false],
  ['66 bytes', secretOf(66), false],
  ['no prefix', secretOf(32).slice('whsec_'.length), false],
  ['another prefix', secretOf(32).replace('whsec_', 'whpk_'), false],
  ['characters outside base64', `whsec_${'%'.repeat(32)}`, false],
  ['base64url', `whsec_${'-_'.repeat(16)}`, false],
  ['cut padding', secretOf(25).slice(0, -1), false],
])('a secret of %s: %s is accepted: %s', (_what, secret, accepted) => {
  expect(new RegExp(SECRET_PATTERN).test(secret)).toBe(accepted);
});
