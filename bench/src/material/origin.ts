import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { drawPictures, type Picture } from './pictures.ts';

/** A server of pictures on loopback: `/<anything>-<n>.jpg` is the n-th picture, counted around. */
export type Origin = AsyncDisposable & {
  /** Without a slash at the end. */
  url: string;
  /** How long each answer waits, in milliseconds. */
  latencyMs: number;
  pictures: readonly Picture[];
  /** Answers since it was last set to zero. */
  hits: number;
};

export async function serveOrigin(pictures: readonly Picture[] = []): Promise<Origin> {
  const server = createServer((request, response) => {
    void answer(origin, request.url ?? '/').then(
      ({ contentType, bytes }) => {
        response.writeHead(200, { 'content-type': contentType, 'content-length': bytes.length });
        response.end(bytes);
      },
      () => response.writeHead(404).end(),
    );
  });
  // The system's pool decides how long a connection lives.
  server.keepAliveTimeout = 60_000;
  await listen(server);
  const { port } = server.address() as AddressInfo;
  const origin: Origin = {
    url: `http://127.0.0.1:${port}`,
    latencyMs: 0,
    pictures,
    hits: 0,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
  return origin;
}

/** Different pictures; under each URL there is one of them. */
const DRAWN = 50;

/** What most benches are about: a server of JPEGs of two megapixels. */
export async function servePhotographs(): Promise<Origin> {
  return serveOrigin(await drawPictures(DRAWN, { width: 1600, height: 1200, format: 'jpeg' }));
}

async function answer(origin: Origin, path: string): Promise<Picture> {
  origin.hits += 1;
  if (origin.latencyMs > 0) await delay(origin.latencyMs);
  const number = Number(/-(\d+)\.\w+$/.exec(path)?.[1]);
  const picture = origin.pictures[number % origin.pictures.length];
  if (!picture) throw new Error(`no picture at ${path}`);
  return picture;
}

async function listen(server: Server): Promise<void> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
}
