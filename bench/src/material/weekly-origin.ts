import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { drawPictures } from './pictures.ts';

/** A server of photographs, each address with bytes of its own, that come again week by week. */
export type WeeklyOrigin = AsyncDisposable & {
  /** Without a slash at the end. */
  url: string;
  /** Whether files have an ETag, and conditions are answered. */
  hasValidators: boolean;
  /** Of ten pictures so many are others than they were in the week before. */
  changedOfTen: number;
  /** Files sent, and answers that one has not changed, since they were last set to zero. */
  sent: number;
  unchanged: number;
};

/** Drawn pictures; what stands in a comment makes them as many files as there are addresses. */
const DRAWN = 50;

export async function serveWeekly(): Promise<WeeklyOrigin> {
  const pictures = await drawPictures(DRAWN, { width: 1600, height: 1200, format: 'jpeg' });
  const server = createServer((request, response) => {
    const path = request.url ?? '/';
    const number = Number(/-(\d+)\.jpg$/.exec(path)?.[1]);
    const picture = pictures[number % pictures.length];
    if (!picture) return void response.writeHead(404).end();
    const version = number % 10 < origin.changedOfTen ? 2 : 1;
    const etag = `"${number}-${version}"`;
    if (origin.hasValidators && request.headers['if-none-match'] === etag) {
      origin.unchanged += 1;
      return void response.writeHead(304, { etag }).end();
    }
    origin.sent += 1;
    const bytes = withComment(picture.bytes, `${path} ${version}`);
    const headers = { 'content-type': 'image/jpeg', 'content-length': bytes.length };
    response.writeHead(200, { ...headers, ...(origin.hasValidators && { etag }) }).end(bytes);
  });
  server.keepAliveTimeout = 60_000;
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const origin: WeeklyOrigin = {
    url: `http://127.0.0.1:${port}`,
    hasValidators: true,
    changedOfTen: 0,
    sent: 0,
    unchanged: 0,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
  return origin;
}

/** The JPEG with a comment (COM, ITU-T T.81, B.2.4.5) behind its first marker. */
function withComment(jpeg: Buffer, text: string): Buffer {
  const comment = Buffer.from(text);
  const head = Buffer.from([0xff, 0xfe, 0, 0]);
  head.writeUInt16BE(comment.length + 2, 2);
  return Buffer.concat([jpeg.subarray(0, 2), head, comment, jpeg.subarray(2)]);
}
