import { crc32 } from 'node:zlib';
import { createEvent } from '@halftone/contracts';
import { originForTest } from '@halftone/local-stack/testing';
import type { Delivery } from '@halftone/messaging';
import { createOutbound } from '@halftone/outbound';
import { expect, it } from 'vitest';
import { type Allowance, createAllowance } from './allowance.ts';
import { compress } from './codec/compress.ts';
import { FILES, LIMITS } from './codec/images.fixture.ts';
import { type ProduceParts, produce, type Stage } from './produce.ts';
import { createStopwatch } from './stopwatch.ts';

/** As a hundred images of 30 MB are to the memory of an imager, at a hundredth of the size. */
const IMAGES = 100;
const PADDING_BYTES = 200_000;
const MAX_IMAGE_BYTES = 400_000;
const MAX_BYTES_IN_FLIGHT = 2_560_000;

const TIMEOUTS = { headerTimeoutMs: 30_000, idleTimeoutMs: 30_000, totalTimeoutMs: 60_000, maxRedirects: 0 };

/** What the images hold of the memory, and the most that they held at once. */
function watched(seen: { held: number; most: number }): Allowance {
  const allowance = createAllowance(MAX_BYTES_IN_FLIGHT);
  return {
    async take(amount, options) {
      const share = await allowance.take(amount, options);
      let mine = 0;
      const hold = (bytes: number) => {
        seen.held += bytes - mine;
        seen.most = Math.max(seen.most, seen.held);
        mine = bytes;
      };
      hold(amount);
      const shrinkTo = (rest: number) => {
        hold(Math.min(rest, mine));
        share.shrinkTo(rest);
      };
      return { shrinkTo, [Symbol.dispose]: () => shrinkTo(0) };
    },
  };
}

/** A PNG with so many bytes more, in a chunk that decoders pass over. */
function padded(png: Buffer, bytes: number): Buffer {
  const chunk = Buffer.alloc(12 + bytes);
  chunk.writeUInt32BE(bytes, 0);
  chunk.write('paDd', 4, 'latin1');
  chunk.writeUInt32BE(crc32(chunk.subarray(4, -4)), 8 + bytes);
  const behindHeader = 33;
  return Buffer.concat([png.subarray(0, behindHeader), chunk, png.subarray(behindHeader)]);
}

function delivery(url: string): Delivery<'image.requested'> {
  const data = { requestId: 'r1', imageId: 'i1', url, recipe: { quality: 50 }, lane: 'bulk' } as const;
  const event = createEvent('image.requested', data, { source: 'halftone/ingest', time: new Date(0) });
  return { event, seq: 1, attempt: 1, signal: new AbortController().signal };
}

it('many large images at once neither take more memory than there is for them, nor stall', async () => {
  const image = padded(await FILES.png(), PADDING_BYTES);
  await using origin = await originForTest({
    '*': ({ url = '' }, response) => {
      // Most answers do not say how much is to come, so room is made for the most that it may be.
      if (url.endsWith('0')) response.setHeader('content-length', image.length);
      for (let start = 0; start < image.length; start += 50_000)
        response.write(image.subarray(start, start + 50_000));
      response.end();
    },
  });
  await using outbound = createOutbound({
    allow: ['127.0.0.1'],
    userAgent: 'test',
    connectTimeoutMs: 10_000,
    limits: { total: 64, perOrigin: 64, reservedForUrgent: 0 },
  });
  const seen = { held: 0, most: 0, stored: 0 };
  const parts: ProduceParts = {
    download: (url, wish) => outbound.download(url, { ...wish, ...TIMEOUTS, maxBytes: MAX_IMAGE_BYTES }),
    compress: (bytes, recipe, reserve) => compress(bytes, recipe, LIMITS, reserve),
    store: {
      put: async ({ key }) => {
        seen.stored += 1;
        return key;
      },
    },
    cores: createAllowance(2),
    memory: watched(seen),
    decoding: createAllowance(10_000_000),
  };
  const work = Array.from({ length: IMAGES }, (_, index) =>
    produce(parts, delivery(`${origin.url}/${index}`), createStopwatch<Stage>([])),
  );
  const images = await Promise.all(work);
  expect(images.every(({ source }) => source.bytes === image.length)).toBe(true);
  expect(seen.stored).toBe(IMAGES);
  expect(seen.most).toBeLessThanOrEqual(MAX_BYTES_IN_FLIGHT);
  expect(seen.most).toBeGreaterThan(MAX_BYTES_IN_FLIGHT / 2);
  expect(seen.held).toBe(0);
});
