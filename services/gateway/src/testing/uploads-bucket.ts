import { once } from 'node:events';
import { connect } from 'node:net';
import { waitFor } from '@halftone/local-stack/testing';
import type { EventLog } from '@halftone/messaging';
import { expect } from 'vitest';

const REQUEST = [
  'CONNECT {"verbose":false,"headers":true}',
  'SUB _INBOX.bucket 1',
  'PUB $JS.API.STREAM.INFO.OBJ_uploads _INBOX.bucket 0',
  '',
  '',
].join('\r\n');

/**
 * How many messages the uploads bucket holds: chunks, and entries that name files. Asked of the server itself in its
 * own protocol, since the messaging package does not show what it leaves behind.
 */
export async function messagesInBucket(natsUrl: string): Promise<number> {
  const { hostname, port } = new URL(natsUrl);
  const socket = connect(Number(port), hostname).setEncoding('utf8');
  try {
    await once(socket, 'connect');
    socket.write(REQUEST);
    let answer = '';
    for await (const piece of socket) {
      answer += piece;
      const messages = /"state":\{"messages":(\d+)/.exec(answer)?.[1];
      if (messages !== undefined) return Number(messages);
    }
    throw new Error(`no state of the bucket in ${answer}`);
  } finally {
    socket.destroy();
  }
}

/** Does something, and checks that neither the bucket nor the log has more than before. */
export async function nothingIsLeft<T>(
  { natsUrl, log }: { natsUrl: string; log: Pick<EventLog, 'lastSequence'> },
  during: () => Promise<T>,
): Promise<T> {
  const before = { bucket: await messagesInBucket(natsUrl), log: await log.lastSequence() };
  const answer = await during();
  await waitFor(
    'the bucket to be as before',
    async () => (await messagesInBucket(natsUrl)) === before.bucket,
  );
  expect(await log.lastSequence()).toBe(before.log);
  return answer;
}
