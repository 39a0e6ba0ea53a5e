import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import type { RequestListener } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { originForTest, type TestOrigin } from '@halftone/local-stack/testing';
import sharp from 'sharp';
import { catalogueOf } from './catalogue.ts';
import { type Stage, stageForTest } from './stage.ts';

/** A webhook as a receiver got it. */
export type Received = { path: string; id: string; body: string };

/** Halftone, a browser, a shop with pictures, and receivers of webhooks, for all tests of the console. */
export type House = AsyncDisposable &
  Stage & {
    /** `/ok-1.jpg` and the like are pictures, `/held-1.jpg` too, once they are let go; any other path is a 404. */
    shop: TestOrigin;
    /** Lets go of the pictures that are held, and of those to come. */
    release(): void;
    /** Holds pictures again. */
    hold(): void;
    /** `/hook` takes what is sent, `/broken` answers 500. */
    receiver: TestOrigin;
    received: Received[];
  };

export async function openHouse(): Promise<House> {
  await using parts = new AsyncDisposableStack();
  const picture = await sharp({ create: { width: 320, height: 240, channels: 3, background: '#3a6ea5' } })
    .jpeg({ quality: 98 })
    .toBuffer();
  let gate = Promise.withResolvers<void>();
  const send: RequestListener = (_request, response) =>
    void response.writeHead(200, { 'content-type': 'image/jpeg' }).end(picture);
  const shop = parts.use(
    await originForTest({
      '*': (request, response) => {
        const { url = '' } = request;
        if (url.startsWith('/ok')) return send(request, response);
        if (url.startsWith('/held')) return void gate.promise.then(() => send(request, response));
        response.writeHead(404).end();
      },
    }),
  );
  const received: Received[] = [];
  const note: RequestListener = async (request, response) => {
    const { url: path = '', headers } = request;
    received.push({ path, id: String(headers['webhook-id']), body: await text(request) });
    response.writeHead(path === '/hook' ? 204 : 500, { 'x-receiver': 'of the test' }).end();
  };
  const receiver = parts.use(await originForTest({ '/hook': note, '/broken': note }));
  parts.defer(() => gate.resolve());
  const folder = await mkdtemp(join(tmpdir(), 'halftone-console-'));
  parts.defer(() => rm(folder, { recursive: true }));
  const sample = join(folder, 'sample.csv');
  await writeFile(sample, catalogueOf([`${shop.url}/ok-sample.jpg`]));
  const stage = parts.use(await stageForTest({ SAMPLE_CATALOGUE: sample }));
  const running = parts.move();
  return {
    ...stage,
    shop,
    receiver,
    received,
    release: () => gate.resolve(),
    hold: () => {
      gate = Promise.withResolvers<void>();
    },
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}
