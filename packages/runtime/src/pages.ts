import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';

export type Page = { status?: number; contentType: string; body: string };

/** What is answered, by the path. */
export type Pages = Readonly<Record<string, () => Promise<Page>>>;

export type PageServer = AsyncDisposable & { port: number };

const NOT_FOUND: Page = { status: 404, contentType: 'text/plain; charset=utf-8', body: 'Not found\n' };
const FAILED: Page = { status: 500, contentType: 'text/plain; charset=utf-8', body: 'Failed\n' };

/**
 * Serves a few pages to those who watch a process. A web framework would take five megabytes for it in each of them.
 * @throws when the port cannot be had
 */
export async function servePages(
  pages: Pages,
  { host, port }: { host: string; port: number },
): Promise<PageServer> {
  const known = new Map(Object.entries(pages));
  const server = createServer((request, response) => void answer(known, request, response));
  server.listen({ host, port });
  await once(server, 'listening');
  const address = server.address();
  return {
    port: typeof address === 'object' && address ? address.port : port,
    async [Symbol.asyncDispose]() {
      const closed = once(server, 'close');
      server.close();
      // Who has connected and says nothing would hold up the end for a minute.
      server.closeAllConnections();
      await closed;
    },
  };
}

async function answer(
  pages: ReadonlyMap<string, () => Promise<Page>>,
  { method = '', url = '' }: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const [path = ''] = url.split('?');
  const page = ['GET', 'HEAD'].includes(method) ? pages.get(path) : undefined;
  const { status = 200, contentType, body } = page ? await page().catch(() => FAILED) : NOT_FOUND;
  const headers = { 'content-type': contentType, 'content-length': Buffer.byteLength(body) };
  // Of an answer to HEAD, Node itself leaves the body away.
  response.writeHead(status, headers).end(body);
}
