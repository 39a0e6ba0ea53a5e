import type { AddressInfo } from 'node:net';
import type { App } from './type-provider.ts';

/** How long requests in flight may go on once the gateway is asked to stop. */
const GRACE_MS = 8000;

export type Server = AsyncDisposable & { address: AddressInfo };

/** Serves the app. Disposing it stops accepting, lets requests in flight finish, and cuts off those that take too long. */
export async function serve(
  app: App,
  {
    host,
    port,
    maxConnections,
    graceMs = GRACE_MS,
  }: { host: string; port: number; maxConnections?: number; graceMs?: number },
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
      const cutOff = setTimeout(() => app.server.closeAllConnections(), graceMs);
      await app.close();
      clearTimeout(cutOff);
    },
  };
}
