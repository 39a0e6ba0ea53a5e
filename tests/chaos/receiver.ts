import { createHmac } from 'node:crypto';
import { text } from 'node:stream/consumers';
import { originForTest, TEST_WEBHOOK_SECRET } from '@halftone/local-stack/testing';
import type { Random } from './random.ts';

/** One webhook as it came. */
export type Received = {
  id: string;
  body: string;
  isSigned: boolean;
  /** Whether the receiver confirmed it. */
  confirmed: boolean;
};

/** A client's receiver of webhooks, which is out of order now and then. */
export type ChaosReceiver = AsyncDisposable & {
  /** Where the webhook of an upload goes. */
  urlFor(upload: string): string;
  /** What came for an upload. */
  receivedFor(upload: string): Received[];
};

/** The most attempts in a row that it fails. */
const MOST_FAILURES = 3;

export async function chaosReceiver(random: Random): Promise<ChaosReceiver> {
  const received = new Map<string, Received[]>();
  const failuresLeft = new Map<string, number>();
  const origin = await originForTest({
    '*': async (request, response) => {
      const upload = (request.url ?? '').slice(1);
      const left = failuresLeft.get(upload) ?? 0;
      failuresLeft.set(upload, left - 1);
      const body = await text(request);
      const {
        'webhook-id': id = '',
        'webhook-timestamp': at,
        'webhook-signature': signature,
      } = request.headers;
      const isSigned = signature === `v1,${signatureOf(`${id}.${at}.${body}`)}`;
      received.set(upload, [
        ...(received.get(upload) ?? []),
        { id: String(id), body, isSigned, confirmed: left <= 0 },
      ]);
      response.writeHead(left > 0 ? 500 : 204).end();
    },
  });
  return {
    urlFor(upload) {
      failuresLeft.set(upload, random.between(0, MOST_FAILURES));
      return `${origin.url}/${upload}`;
    },
    receivedFor: (upload) => received.get(upload) ?? [],
    [Symbol.asyncDispose]: () => origin[Symbol.asyncDispose](),
  };
}

function signatureOf(content: string): string {
  const key = Buffer.from(TEST_WEBHOOK_SECRET.slice('whsec_'.length), 'base64');
  return createHmac('sha256', key).update(content).digest('base64');
}
