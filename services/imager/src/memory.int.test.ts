import { readFile, writeFile } from 'node:fs/promises';
import { crc32 } from 'node:zlib';
import { originForTest } from '@halftone/local-stack/testing';
import { expect, it } from 'vitest';
import { picture } from './codec/images.fixture.ts';
import { childrenOf, memoryOf } from './codec-process/processes.fixture.ts';
import { imagerForTest } from './imager.fixture.ts';
import type { ImagerParts } from './imager.ts';

const IMAGES = 100;
const MB = 1e6;
const MIB = 1024 * 1024;

/**
 * A hundred images of 30 MB as they are, when `HALFTONE_FULL_SIZE` is set, or all at a fifteenth of the size. The imager's
 * process is the test's as well and has garbage, so what it may grow by is generous; the bytes in flight are counted exactly.
 */
const SIZES = process.env.HALFTONE_FULL_SIZE
  ? { imageBytes: 30 * MB, budget: 256 * MIB, growth: 1024 * MIB, codecGrowth: 128 * MIB, timeoutMs: 600_000 }
  : { imageBytes: 2 * MB, budget: 18 * MIB, growth: 256 * MIB, codecGrowth: 64 * MIB, timeoutMs: 50_000 };

/** Counts the bytes of images that have been downloaded, or are being so, and are not stored yet. */
function watched(parts: ImagerParts, imageBytes: number, seen: { held: number; most: number }): ImagerParts {
  const hold = (bytes: number) => {
    seen.held += bytes;
    seen.most = Math.max(seen.most, seen.held);
  };
  const { outbound, store } = parts;
  return {
    ...parts,
    outbound: {
      ...outbound,
      async download(url, options) {
        let reserved = 0;
        const reserve = async (bytes: number) => {
          await options.reserve?.(bytes);
          reserved += bytes;
          hold(bytes);
        };
        const file = await outbound.download(url, { ...options, reserve });
        hold(imageBytes - reserved);
        return file;
      },
    },
    store: {
      ...store,
      async put(output, signal) {
        const url = await store.put(output, signal);
        hold(-imageBytes);
        return url;
      },
    },
  };
}

/** A PNG of so many bytes, most of them in a chunk that decoders skip. */
function padded(png: Buffer, size: number): Buffer {
  const bytes = size - png.length - 12;
  const chunk = Buffer.alloc(12 + bytes);
  chunk.writeUInt32BE(bytes, 0);
  chunk.write('paDd', 4, 'latin1');
  chunk.writeUInt32BE(crc32(chunk.subarray(4, -4)), 8 + bytes);
  const behindHeader = 33;
  return Buffer.concat([png.subarray(0, behindHeader), chunk, png.subarray(behindHeader)]);
}

/** Counts again the most memory that processes hold, and gives what it grows by. */
async function growthFrom(pids: number[]): Promise<() => Promise<number>> {
  const sum = async (value: 'VmRSS' | 'VmHWM') => {
    const values = await Promise.all(pids.map((pid) => memoryOf(pid, value)));
    return values.reduce((total, bytes) => total + bytes, 0);
  };
  const before = await sum('VmRSS');
  await Promise.all(pids.map((pid) => writeFile(`/proc/${pid}/clear_refs`, '5')));
  return async () => (await sum('VmHWM')) - before;
}

async function codecsOf(pid: number): Promise<number[]> {
  const children = await childrenOf(pid);
  const commands = await Promise.all(children.map((child) => readFile(`/proc/${child}/cmdline`, 'utf8')));
  return children.filter((_, index) => commands[index]?.includes('codec-process'));
}

function originOf(image: Buffer) {
  return originForTest({
    '*': ({ url = '' }, response) => {
      // Most answers do not say how much is to come, so room is made for the most that it may be.
      if (url.endsWith('0')) response.setHeader('content-length', image.length);
      else response.flushHeaders();
      response.end(image);
    },
  });
}

it('a hundred large images at once neither take more memory than there is for them, nor stall', {
  timeout: 1.1 * SIZES.timeoutMs,
}, async () => {
  const { imageBytes, budget, growth, codecGrowth, timeoutMs } = SIZES;
  const seen = { held: 0, most: 0 };
  await using origin = await originOf(padded(await picture(48, 32).png().toBuffer(), imageBytes));
  await using imager = await imagerForTest(
    {
      MAX_BYTES_IN_FLIGHT: String(budget),
      // As 32 MiB are to 30 MB.
      MAX_IMAGE_BYTES: String(Math.ceil(imageBytes * 1.12)),
      DOWNLOAD_CONCURRENCY: '64',
      ORIGIN_CONCURRENCY: '64',
      ENCODE_CONCURRENCY: '2',
    },
    (parts) => watched(parts, imageBytes, seen),
  );
  const codecs = await codecsOf(process.pid);
  const imagerGrowth = await growthFrom([process.pid]);
  const codecsGrowth = await growthFrom(codecs);

  for (let n = 0; n < IMAGES; n += 1) await imager.request('r1', `${origin.url}/${n}`, 'bulk');
  const outcomes = await imager.outcomes('r1', IMAGES, timeoutMs);

  expect([...outcomes.values()].map(({ name }) => name)).toEqual(Array(IMAGES).fill('image.compressed'));
  expect(seen.most).toBeLessThanOrEqual(budget);
  expect(seen.most).toBeGreaterThan(budget / 2);
  expect(seen.held).toBe(0);
  expect(codecs).toHaveLength(2);
  expect(await codecsOf(process.pid)).toEqual(codecs);
  expect(await codecsGrowth()).toBeLessThan(codecGrowth);
  expect(await imagerGrowth()).toBeLessThan(growth);
});
