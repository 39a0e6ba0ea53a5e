import { Webhook } from 'standardwebhooks';
import { expect, test } from 'vitest';
import { isGenuine } from './verify/node.mjs';

const SECRET = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
const OTHER = `whsec_${Buffer.alloc(32, 8).toString('base64')}`;
const BODY = '{"type":"request.completed","ä":1}';

function signed(secret: string, at = new Date()) {
  return {
    'webhook-id': 'msg_1',
    'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
    'webhook-signature': new Webhook(secret).sign('msg_1', at, BODY),
  };
}

test('the code for Node tells a genuine webhook from any other', () => {
  const headers = signed(SECRET);
  expect(isGenuine(BODY, headers, SECRET)).toBe(true);
  const rotating = {
    ...headers,
    'webhook-signature': `${signed(OTHER)['webhook-signature']} ${headers['webhook-signature']}`,
  };
  expect(isGenuine(BODY, rotating, SECRET)).toBe(true);
  expect(isGenuine(BODY, headers, OTHER)).toBe(false);
  expect(isGenuine(`${BODY} `, headers, SECRET)).toBe(false);
  expect(isGenuine(BODY, { ...headers, 'webhook-signature': 'v1,x v2,y' }, SECRET)).toBe(false);
  expect(isGenuine(BODY, signed(SECRET, new Date(Date.now() - 600_000)), SECRET)).toBe(false);
});
