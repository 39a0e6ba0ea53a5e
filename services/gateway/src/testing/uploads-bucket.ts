import { once } from 'node:events';
import { connect } from 'node:net';
import { waitFor } from '@halftone/local-stack/testing';
import type { EventLog } from '@halftone/messaging';
import { expect } from 'vitest';

const INFO = '$JS.API.STREAM.INFO.OBJ_uploads';
const UPDATE = '$JS.API.STREAM.UPDATE.OBJ_uploads';

/**
 * How many messages the uploads bucket holds: chunks, and entries that name files. Asked of the server itself, since
 * the messaging package does not show what it leaves behind.
 */
export async function messagesInBucket(natsUrl: string): Promise<number> {
  return (await ask(natsUrl, INFO)).state.messages;
}

/** From now on the bucket takes no more than so many bytes. */
export async function limitBucket(natsUrl: string, bytes: number): Promise<void> {
  const { config } = await ask(natsUrl, INFO);
  await ask(natsUrl, UPDATE, JSON.stringify({ ...config, max_bytes: bytes }));
}

/** From now on the log takes no more events than it has. */
export async function closeLog(natsUrl: string): Promise<void> {
  const { config, state } = await ask(natsUrl, '$JS.API.STREAM.INFO.HALFTONE');
  const full = { ...config, max_msgs: state.messages };
  await ask(natsUrl, '$JS.API.STREAM.UPDATE.HALFTONE', JSON.stringify(full));
}

type StreamInfo = { state: { messages: number }; config: object };

/** Asks JetStream in the server's own protocol. */
async function ask(natsUrl: string, subject: string, payload = ''): Promise<StreamInfo> {
  const { hostname, port } = new URL(natsUrl);
  const socket = connect(Number(port), hostname).setEncoding('utf8');
  const head = 'CONNECT {"verbose":false,"headers":true}\r\nSUB _INBOX.bucket 1\r\n';
  try {
    await once(socket, 'connect');
    socket.write(`${head}PUB ${subject} _INBOX.bucket ${Buffer.byteLength(payload)}\r\n${payload}\r\n`);
    let answer = '';
    for await (const piece of socket) {
      answer += piece;
      const message = /MSG _INBOX\.bucket 1 \d+\r\n(.*)\r\n/.exec(answer)?.[1];
      if (message !== undefined) return JSON.parse(message);
    }
    throw new Error(`no answer about the bucket in ${answer}`);
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
