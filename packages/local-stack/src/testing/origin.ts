import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';

export type TestOrigin = AsyncDisposable & {
  /** `http://127.0.0.1:<port>`, without a slash at the end. */
  url: string;
  /** How many requests each path had. */
  hits: Map<string, number>;
};

/** A real HTTP server on loopback with a listener for each path; `*` takes the other paths, which are 404 without it. */
export async function originForTest(routes: Record<string, RequestListener>): Promise<TestOrigin> {
  const hits = new Map<string, number>();
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://origin').pathname;
    hits.set(path, (hits.get(path) ?? 0) + 1);
    const route = routes[path] ?? routes['*'];
    if (route) route(request, response);
    else response.writeHead(404).end();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (typeof address !== 'object' || !address) throw new Error('The origin has no port');
  return {
    url: `http://127.0.0.1:${address.port}`,
    hits,
    async [Symbol.asyncDispose]() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}
