import { hash } from 'node:crypto';
import { type EventData, type FailureCode, reasonOf } from '@halftone/contracts';
import { type Delivery, type Publish, RetryLater } from '@halftone/messaging';
import type { Logger } from '@halftone/runtime';
import type { Allowance, Share } from './allowance.ts';
import type { CompressedImage } from './codec/compress.ts';
import type { OutputFormat } from './codec/encode.ts';
import type { ImageStore } from './image-store.ts';
import { MAX_ATTEMPTS, verdictOn } from './retry-policy.ts';
import { createStopwatch, type Stopwatch } from './stopwatch.ts';

type Requested = EventData<'image.requested'>;
type Stage = 'downloadMs' | 'encodeMs' | 'storeMs';

/** What the handler needs: the stages of the work, what limits them, and where the outcome goes. */
export type CompressImageParts = {
  download(url: string, options: DownloadWish): Promise<{ bytes: Buffer }>;
  compress(bytes: Buffer, recipe: Requested['recipe']): Promise<CompressedImage>;
  store: Pick<ImageStore, 'put'>;
  publish: Publish;
  /** Images encoded at once. */
  cores: Allowance;
  /** Bytes of downloaded files held at once. */
  memory: Allowance;
  logger: Logger;
  /** The wait after the first attempt that failed for a passing reason. */
  retryBaseMs: number;
  /** From 0 to 1. */
  random: () => number;
};

export type DownloadWish = {
  urgent: boolean;
  signal: AbortSignal;
  reserve: (bytes: number) => Promise<unknown>;
};

const FILES: Readonly<Record<OutputFormat, { extension: string; contentType: string }>> = {
  jpeg: { extension: 'jpg', contentType: 'image/jpeg' },
  png: { extension: 'png', contentType: 'image/png' },
  webp: { extension: 'webp', contentType: 'image/webp' },
  avif: { extension: 'avif', contentType: 'image/avif' },
  gif: { extension: 'gif', contentType: 'image/gif' },
};

/** As much of a detail as an event takes. */
const MAX_DETAIL = 1000;

/** Handles `image.requested`: every image ends as `image.compressed` or `image.failed`, or is tried again later. */
export function compressImage(
  parts: CompressImageParts,
): (delivery: Delivery<'image.requested'>) => Promise<void> {
  return async (delivery) => {
    const { data } = delivery.event;
    const { requestId, imageId, lane } = data;
    const stopwatch = createStopwatch<Stage>(['downloadMs', 'encodeMs', 'storeMs']);
    const report = (outcome: Record<string, unknown>) =>
      parts.logger.info(
        { requestId, imageId, lane, attempt: delivery.attempt, ...stopwatch.read(), ...outcome },
        'image',
      );
    const fail = async (code: FailureCode, detail: string) => {
      const reason = reasonOf(code, detail.slice(0, MAX_DETAIL));
      await parts.publish('image.failed', { requestId, imageId, reason, attempts: delivery.attempt });
      report({ outcome: 'failed', code, detail });
    };

    // Before any work: whatever kills the process with this image must not do so for ever.
    if (delivery.attempt > MAX_ATTEMPTS) {
      return fail('crashed', `Processing did not come to an end in ${MAX_ATTEMPTS} attempts.`);
    }
    try {
      const compressed = await produce(parts, delivery, stopwatch);
      await parts.publish('image.compressed', compressed);
      const { source, output, keptOriginal } = compressed;
      const sizes = {
        format: source.format,
        sourceBytes: source.bytes,
        outputBytes: output.bytes,
        keptOriginal,
      };
      report({ outcome: 'compressed', ...sizes });
    } catch (error) {
      if (delivery.signal.aborted) throw new RetryLater(0, 'the imager is stopping', { cause: error });
      const verdict = verdictOn(error, delivery.attempt, {
        baseMs: parts.retryBaseMs,
        random: parts.random(),
      });
      if (!verdict) throw error;
      if (verdict.outcome === 'fail') return fail(verdict.code, verdict.detail);
      report(verdict);
      throw new RetryLater(verdict.delayMs, verdict.code, { cause: error });
    }
  };
}

/** The stages, one after the other. The source's share of the memory is held until its output is stored. */
async function produce(
  parts: CompressImageParts,
  { event: { data }, attempt, signal }: Delivery<'image.requested'>,
  stopwatch: Stopwatch<Stage>,
): Promise<EventData<'image.compressed'>> {
  const { requestId, imageId, url, recipe, lane } = data;
  const urgent = lane === 'express';
  using held = new DisposableStack();

  const bytes = await stopwatch.time('downloadMs', async () => {
    const shares: Share[] = [];
    const reserve = async (expected: number) =>
      shares.push(held.use(await parts.memory.take(expected, { urgent, signal })));
    const downloaded = await parts.download(url, { urgent, signal, reserve });
    for (const share of shares) share.shrinkTo(downloaded.bytes.length);
    return downloaded.bytes;
  });
  const { source, output } = await encodeInTurn(parts, bytes, recipe, stopwatch, { urgent, signal });
  const { extension, contentType } = FILES[output.format];
  const key = `${requestId}/${imageId}.${extension}`;
  const publicUrl = await stopwatch.time('storeMs', () =>
    parts.store.put({ key, bytes: output.bytes, contentType }, signal),
  );

  const { width, height } = source;
  return {
    requestId,
    imageId,
    source: { bytes: bytes.length, format: source.format, width, height, sha256: hash('sha256', bytes) },
    output: {
      key,
      url: publicUrl,
      bytes: output.bytes.length,
      contentType,
      width,
      height,
      sha256: hash('sha256', output.bytes),
    },
    quality: recipe.quality,
    keptOriginal: output.keptOriginal,
    timings: stopwatch.read(),
    attempts: attempt,
  };
}

async function encodeInTurn(
  { cores, compress }: CompressImageParts,
  bytes: Buffer,
  recipe: Requested['recipe'],
  stopwatch: Stopwatch<Stage>,
  options: { urgent: boolean; signal: AbortSignal },
): Promise<CompressedImage> {
  using _core = await cores.take(1, options);
  return await stopwatch.time('encodeMs', () => compress(bytes, recipe));
}
