import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import type { App } from './type-provider.ts';

/** How a server goes down. */
export type Shutdown = {
  /**
   * How long it still takes new connections, in milliseconds: so long may whoever sends them here take to learn that it is
   * not ready any more.
   */
  delayMs: number;
  /** How long requests in flight may go on from then on, in milliseconds. */
  timeoutMs: number;
};

const AT_ONCE: Shutdown = { delayMs: 0, timeoutMs: 8000 };

export type Server = AsyncDisposable & { address: AddressInfo };

/**
 * Serves the app. Disposing it serves on for the delay, stops accepting, lets requests in flight finish, and cuts off those
 * that take too long.
 */
export async function serve(
  app: App,
  {
    host,
    port,
    maxConnections,
    shutdown = AT_ONCE,
  }: { host: string; port: number; maxConnections?: number; shutdown?: Shutdown },
): Promise<Server> {
  let stopping = false;
  app.addHook('onSend', async (_request, reply) => {
    // Else the connection would stay open for the client's next request, and hold up the stop.
    if (stopping) reply.header('connection', 'close');
  });
  if (maxConnections !== undefined) app.server.maxConnections = maxConnections;
  await app.listen({ host, port });
  const address = app.server.address();
  if (address === null || typeof address === 'string') throw new Error('the server listens on no TCP port');
  return {
    address,
    async [Symbol.asyncDispose]() {
      stopping = true;
      await delay(shutdown.delayMs);
      const cutOff = setTimeout(() => app.server.closeAllConnections(), shutdown.timeoutMs);
      await app.close();
      clearTimeout(cutOff);
    },
  };
}
