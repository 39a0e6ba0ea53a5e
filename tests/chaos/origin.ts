import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type RequestListener, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { kindOf } from './catalogue.ts';

/** How the network to the origin is cut: connections are refused, broken, or lead nowhere. */
export const CUTS = ['refused', 'reset', 'silent'] as const;
export type Cut = (typeof CUTS)[number];

/** The shop's server, which knows every image of a run, and to which the network can be cut. */
export type ChaosOrigin = AsyncDisposable & {
  url: string;
  cut(how: Cut): Promise<void>;
  restore(): Promise<void>;
  /** The SHA-256 of what is served at a URL. */
  digestOf(url: string): string;
};

export type OriginSettings = {
  pictures: Buffer[];
  /** How long an image takes. */
  latencyMs: number;
  /** How long one of those that are slow takes. */
  slowMs: number;
};

export async function chaosOrigin({ pictures, latencyMs, slowMs }: OriginSettings): Promise<ChaosOrigin> {
  const seen = new Set<string>();
  let cut: Cut | undefined;
  const pictureOf = (path: string) => {
    const picture = pictures[createHash('sha256').update(path).digest().readUInt16BE() % pictures.length];
    if (!picture) throw new Error('The origin has no pictures');
    return picture;
  };
  const answer = async (path: string, response: ServerResponse) => {
    const kind = kindOf(`http://origin${path}`);
    const firstTime = !seen.has(path);
    seen.add(path);
    await wait(kind === 'slow' ? slowMs : latencyMs);
    if (kind === 'gone') return response.writeHead(404).end('gone');
    if (kind === 'page') return response.writeHead(200).end('<!doctype html><title>Log in</title>');
    if (kind === 'flaky' && firstTime) return response.writeHead(503).end();
    const picture = pictureOf(path);
    const bytes = kind === 'corrupt' ? picture.subarray(0, picture.length / 2) : picture;
    return response.writeHead(200, { 'content-type': 'image/jpeg' }).end(bytes);
  };
  const listener: RequestListener = ({ url = '/' }, response) => {
    if (cut !== 'silent') void answer(url, response);
  };
  const server = createServer(listener);
  server.on('connection', (socket) => cut === 'reset' && socket.resetAndDestroy());
  const port = await listen(server, 0);

  return {
    url: `http://127.0.0.1:${port}`,
    async cut(how) {
      cut = how;
      if (how === 'refused') server.close();
      // What is in progress breaks off as well.
      server.closeAllConnections();
    },
    async restore() {
      cut = undefined;
      server.closeAllConnections();
      if (!server.listening) await listen(server, port);
    },
    digestOf: (url) =>
      createHash('sha256')
        .update(pictureOf(new URL(url).pathname))
        .digest('hex'),
    async [Symbol.asyncDispose]() {
      if (!server.listening) return;
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

async function listen(server: ReturnType<typeof createServer>, port: number): Promise<number> {
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
