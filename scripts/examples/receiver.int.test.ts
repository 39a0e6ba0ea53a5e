import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { createEvent, EXAMPLES } from '@halftone/contracts';
import { expect, test } from 'vitest';
import { signWith } from '../../services/notifier/src/signature.ts';
import { completedBody } from '../../services/notifier/src/webhooks/payload.ts';
import { runExample } from './example.ts';

const newSecret = () => `whsec_${randomBytes(32).toString('base64')}`;
const secret = newSecret();
const completed = createEvent('request.completed', EXAMPLES['request.completed'], {
  source: 'halftone/tracker',
  time: new Date(),
});
const body = completedBody(completed, 'https://halftone.example');

const RECEIVERS = [
  { language: 'Node', command: process.execPath, file: 'docs/examples/receiver.mjs' },
  { language: 'Python', command: 'python3', file: 'docs/examples/receiver.py' },
].filter(({ language, command }) => {
  const present = spawnSync(command, ['--version']).status === 0;
  if (!present)
    console.warn(`The receiver in ${language} is not tested: there is no ${command} on this machine.`);
  return present;
});

type Webhook = { id: string; at?: Date; secrets?: string[]; sent?: string };

function post(
  url: string,
  { id, at = new Date(), secrets = [secret], sent = body }: Webhook,
): Promise<Response> {
  const headers = { 'content-type': 'application/json', ...signWith(secrets)({ id, at, body }) };
  return fetch(url, { method: 'POST', headers, body: sent });
}

test.each(RECEIVERS)(
  'the receiver in $language takes a signed webhook once, however often it is delivered, and no other',
  async ({ command, file }) => {
    await using example = runExample(command, [file], { WEBHOOK_SECRET: secret, PORT: '0' });
    const url = (await example.line(/^listening on /)).replace('listening on ', '');

    expect((await post(url, { id: 'msg_1' })).status).toBe(204);
    expect((await post(url, { id: 'msg_1' })).status).toBe(204);
    expect((await post(url, { id: 'msg_2', secrets: [newSecret(), secret] })).status, 'while rotating').toBe(
      204,
    );

    expect((await post(url, { id: 'msg_3', secrets: [newSecret()] })).status, "another's secret").toBe(401);
    expect((await post(url, { id: 'msg_4', sent: `${body} ` })).status, 'a changed body').toBe(401);
    expect((await post(url, { id: 'msg_5', at: new Date(Date.now() - 6 * 60_000) })).status, 'replayed').toBe(
      401,
    );
    expect((await fetch(url, { method: 'POST', body })).status, 'not signed').toBe(401);

    const line = `request.completed ${completed.data.requestId} partial https://halftone.example/api/download/${completed.data.requestId}`;
    expect(example.lines().slice(1)).toEqual([line, line]);
  },
);
