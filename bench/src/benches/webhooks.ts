import { createHash, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createWindow } from '@halftone/messaging';
import { Pool } from 'undici';
import type { Bench } from '../bench.ts';
import type { Row } from '../report/rows.ts';
import { fasterBy, interleave } from '../report/statistics.ts';
import type { System } from '../system/system.ts';

const WEBHOOKS = 2000;
/** What the notifier has in flight for one receiver; the bare loop as well. */
const AT_ONCE = 8;
const PROGRAMS = ['notifier', 'nats-server'] as const;

export const webhooks: Bench = {
  name: 'webhooks',
  what: '2,000 webhooks to a local receiver, against bare posts by undici',
  async run({ startSystem, runs, scale }) {
    const count = Math.ceil(WEBHOOKS * scale);
    await using receiver = await serveReceiver();
    await using system = await startSystem({
      services: ['notifier'],
      settings: { OUTBOUND_ALLOW: '127.0.0.1', WEBHOOK_RECEIVER_CONCURRENCY: String(AT_ONCE) },
    });
    const spent = { notifier: 0, 'nats-server': 0, webhooks: 0 };
    const delivered = async () => {
      await system.pause('notifier');
      await publishCompletions(system, receiver.url, count);
      const last = await system.log.lastSequence();
      const before = await usages(system);
      const timed = receiver.receives(count);
      await system.resume('notifier');
      const ms = await timed;
      await system.consumerReaches('notifier-completions', last);
      const after = await usages(system);
      for (const program of PROGRAMS) spent[program] += after[program] - before[program];
      spent.webhooks += count;
      return ms;
    };
    await delivered();
    const { measured, reference, ratio } = await interleave(
      runs,
      { measured: delivered, reference: () => postBare(receiver, count) },
      fasterBy,
    );
    return [
      {
        what: `${count} webhooks to a local receiver, ${AT_ONCE} at once`,
        measured: { value: count / (measured / 1000), unit: 'webhooks/s' },
        reference: { value: count / (reference / 1000), unit: 'posts/s', what: 'bare undici' },
        ratio,
        goal: { atLeast: 0.4 },
      },
      ...PROGRAMS.map((program) =>
        figure(`${program}, for each webhook`, (1000 * spent[program]) / spent.webhooks),
      ),
    ];
  },
};

const figure = (what: string, cpuUs: number): Row => ({
  what,
  measured: { value: cpuUs, unit: 'CPU-µs' },
  reference: null,
  ratio: cpuUs,
  goal: null,
});

/** Milliseconds of processor time so far. */
async function usages(system: System): Promise<Record<(typeof PROGRAMS)[number], number>> {
  const [notifier, server] = await Promise.all(PROGRAMS.map((program) => system.usageOf(program)));
  return { notifier: notifier?.cpuMs ?? 0, 'nats-server': server?.cpuMs ?? 0 };
}

async function publishCompletions({ log }: System, webhookUrl: string, count: number): Promise<void> {
  const window = createWindow(256);
  for (let index = 0; index < count; index++) {
    const requestId = randomUUID();
    await window.add(() =>
      log.publish('request.completed', {
        requestId,
        outcome: 'succeeded',
        counts: { products: 10, images: 10, compressed: 10, failed: 0 },
        bytes: { source: 5_000_000, output: 1_500_000 },
        durationMs: 1234,
        outputsDigest: createHash('sha256').update(requestId).digest('hex'),
        webhookUrl,
      }),
    );
  }
  await window.drain();
}

type Receiver = AsyncDisposable & {
  url: string;
  /** Milliseconds for so many posts, by those after the first tenth: until then the sender may have been held up. */
  receives(count: number): Promise<number>;
};

async function serveReceiver(): Promise<Receiver> {
  let missing = 0;
  let onPost = () => {};
  const server = createServer((request, response) => {
    request.resume().once('end', () => {
      response.end();
      missing -= 1;
      onPost();
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/`,
    receives(count) {
      missing = count;
      const { promise, resolve } = Promise.withResolvers<number>();
      const timed = count - Math.ceil(count / 10);
      let startedAt = 0;
      onPost = () => {
        if (missing === timed) startedAt = performance.now();
        if (missing === 0) resolve(((performance.now() - startedAt) / timed) * count);
      };
      return promise;
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

async function postBare(receiver: Receiver, count: number): Promise<number> {
  const body = JSON.stringify({ type: 'request.completed', data: { text: 'x'.repeat(600) } });
  const pool = new Pool(new URL(receiver.url).origin, { connections: AT_ONCE });
  const window = createWindow(AT_ONCE);
  const timed = receiver.receives(count);
  const headers = { 'content-type': 'application/json' };
  const post = async () => {
    const answer = await pool.request({ path: '/', method: 'POST', headers, body });
    await answer.body.dump();
  };
  for (let index = 0; index < count; index++) await window.add(post);
  await window.drain();
  await pool.close();
  return await timed;
}
