import { fork } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Pool } from 'undici';
import type { Bench } from '../bench.ts';
import { catalogueOf, urlsOf } from '../material/catalogue.ts';
import { servePhotographs } from '../material/origin.ts';
import { interleave, percentile } from '../report/statistics.ts';
import { completed, progressOf, until, upload } from '../system/client.ts';

const SECONDS = 4;
const CONNECTIONS = 16;
/** Clients who look at their requests, while others have theirs compressed. */
const LOOKS = 400;
const LOOK_EVERY_MS = 20;
const LOAD_IMAGES = 4000;

export const status: Bench = {
  name: 'status',
  what: 'status requests: their rate against a bare Fastify route, and their p99 under full load against idle',
  async run({ startSystem, runs, scale }) {
    await using origin = await servePhotographs();
    await using system = await startSystem({
      settings: { REQUESTS_PER_MINUTE: '1000000', REQUESTS_PER_MINUTE_PER_ADDRESS: '1000000' },
    });
    const id = await upload(system.api, catalogueOf(urlsOf(origin, 20, 'status')));
    await completed(system.api, id);
    const url = `${system.api}/v1/requests/${id}`;
    await using bare = await startBareRoute(await (await fetch(url)).text());
    await requestsPerSecond(url);
    const rate = await interleave(
      runs,
      { measured: () => requestsPerSecond(url), reference: () => requestsPerSecond(bare.url) },
      (pair) => pair.measured / pair.reference,
    );
    const idle = await p99Of(url);
    const large = await upload(
      system.api,
      catalogueOf(urlsOf(origin, Math.ceil(LOAD_IMAGES * scale), 'load')),
    );
    await until('the load has begun', async () => (await progressOf(system.api, large)) > 50);
    const loaded = await p99Of(url);
    if ((await progressOf(system.api, large)) >= LOAD_IMAGES * scale)
      throw new Error('the load ended too early');
    return [
      {
        what: `status requests on ${CONNECTIONS} connections, idle`,
        measured: { value: rate.measured, unit: 'requests/s' },
        reference: { value: rate.reference, unit: 'requests/s', what: 'bare Fastify route' },
        ratio: rate.ratio,
        goal: { atLeast: 0.4 },
      },
      {
        what: `p99 of a status request, ${1000 / LOOK_EVERY_MS} a second, under full load`,
        measured: { value: loaded, unit: 'ms' },
        reference: { value: idle, unit: 'ms', what: 'idle' },
        ratio: loaded / idle,
        goal: { atMost: 4 },
      },
    ];
  },
};

async function requestsPerSecond(url: string): Promise<number> {
  const { origin, pathname } = new URL(url);
  const pool = new Pool(origin, { connections: CONNECTIONS });
  const end = performance.now() + SECONDS * 1000;
  let answers = 0;
  const ask = async () => {
    while (performance.now() < end) {
      await answerOf(pool, pathname);
      answers += 1;
    }
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, ask));
  await pool.close();
  return answers / SECONDS;
}

/** One look after the other, at a person's pace and not as fast as can be. */
async function p99Of(url: string): Promise<number> {
  const { origin, pathname } = new URL(url);
  const pool = new Pool(origin, { connections: 4 });
  const times: number[] = [];
  const looks: Promise<void>[] = [];
  for (let look = 0; look < LOOKS; look++) {
    looks.push(timed(() => answerOf(pool, pathname)).then((ms) => void times.push(ms)));
    await delay(LOOK_EVERY_MS);
  }
  await Promise.all(looks);
  await pool.close();
  return percentile(times, 99);
}

async function answerOf(pool: Pool, path: string): Promise<void> {
  const { statusCode, body } = await pool.request({ path, method: 'GET' });
  await body.dump();
  if (statusCode !== 200) throw new Error(`${path} answered ${statusCode}`);
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return performance.now() - startedAt;
}

async function startBareRoute(answer: string): Promise<AsyncDisposable & { url: string }> {
  const child = fork(fileURLToPath(new URL('../references/bare-route-process.ts', import.meta.url)));
  child.send(answer);
  const [url] = await once(child, 'message');
  return {
    url: String(url),
    async [Symbol.asyncDispose]() {
      child.kill();
      await once(child, 'exit');
    },
  };
}
