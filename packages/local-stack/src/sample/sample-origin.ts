import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { createServer, type ServerResponse } from 'node:http';
import { extname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';

const SAMPLES = fileURLToPath(new URL('../../../../samples', import.meta.url));

/** The origin that the committed catalogue names. */
const COMMITTED_ORIGIN = 'http://127.0.0.1:4210';

const CONTENT_TYPES: Record<string, string> = {
  '.avif': 'image/avif',
  '.gif': 'image/gif',
  '.jpg': 'image/jpeg',
  '.png': 'image/png',
  '.tiff': 'image/tiff',
  '.webp': 'image/webp',
};

/** Serves the sample images on loopback. What is not among them is not found. */
export async function serveSamples(port: number): Promise<AsyncDisposable> {
  const folder = join(SAMPLES, 'images');
  const names = new Set(await readdir(folder));
  const server = createServer((request, response) => {
    const name = request.url?.slice(1) ?? '';
    if (!names.has(name)) return response.writeHead(404, { 'content-type': 'text/plain' }).end('Not found\n');
    // A client that goes away in the middle is no concern of ours.
    sendImage(join(folder, name), request.method === 'HEAD', response).catch(() => response.destroy());
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return {
    async [Symbol.asyncDispose]() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

async function sendImage(file: string, headersOnly: boolean, response: ServerResponse): Promise<void> {
  const { size } = await stat(file);
  const type = CONTENT_TYPES[extname(file)] ?? 'application/octet-stream';
  response.writeHead(200, { 'content-type': type, 'content-length': size });
  if (headersOnly) response.end();
  else await pipeline(createReadStream(file), response);
}

/** Writes the sample catalogue into the home, with the port at which its images really are. */
export async function writeSampleCatalogue(file: string, port: number): Promise<void> {
  const committed = await readFile(join(SAMPLES, 'catalogue.csv'), 'utf8');
  await writeFile(file, committed.replaceAll(COMMITTED_ORIGIN, `http://127.0.0.1:${port}`));
}
