import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';

/** How late a proxy is: in noticing what is ready, and in connecting to what it has chosen. */
const LAG_MS = 1000;

/** Where a gateway listens. */
export type Backend = { host: string; port: number };

export type LaggingProxy = AsyncDisposable & {
  port: number;
  /** How many gateways it takes for ready. */
  ready(): number;
};

/**
 * A proxy for TCP that sends connections, a while after they came, to one after another of what was ready a while ago.
 * @param listen where it listens; on a free port of the loopback address, unless it is given
 */
export async function laggingProxy(
  backends: readonly Backend[],
  listen: Backend = { host: '127.0.0.1', port: 0 },
): Promise<LaggingProxy> {
  let ready: Backend[] = [];
  let turn = 0;
  const over = new AbortController();
  const { signal } = over;
  const looking = (async () => {
    while (!signal.aborted) {
      const answers = await Promise.all(backends.map(isReady));
      ready = backends.filter((_, index) => answers[index]);
      await delay(LAG_MS, undefined, { signal }).catch(() => {});
    }
  })();
  const server = createServer({ pauseOnConnect: true }, (client) => {
    const chosen = ready[turn++ % ready.length];
    client.on('error', () => {});
    setTimeout(() => {
      if (chosen === undefined) return client.destroy();
      const backend = connect(chosen);
      backend.on('error', () => client.destroy());
      client.on('close', () => backend.destroy());
      client.pipe(backend).pipe(client);
      client.resume();
    }, LAG_MS);
  }).listen(listen);
  await once(server, 'listening');
  const address = server.address();
  if (typeof address !== 'object' || !address) throw new Error('no port');
  return {
    port: address.port,
    ready: () => ready.length,
    async [Symbol.asyncDispose]() {
      over.abort();
      server.close();
      await looking;
    },
  };
}

export const isReady = ({ host, port }: Backend) =>
  fetch(`http://${host}:${port}/readyz`).then(
    ({ ok }) => ok,
    () => false,
  );
