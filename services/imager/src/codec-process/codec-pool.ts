import { type Logger, untilReady } from '@halftone/runtime';
import { ImageError } from '../formats/image-error.ts';
import { metrics, type ReplacementReason } from '../metrics.ts';
import { CodecCrash } from './codec-crash.ts';
import { type CodecOptions, type CodecProcess, startCodecProcess } from './codec-process.ts';

/** As many images at once as there are processes. */
export type CodecPool = AsyncDisposable & Pick<CodecProcess, 'compress'>;

export type CodecPoolOptions = Omit<CodecOptions, 'signal'> & {
  processes: number;
  /** A process that holds more than this after an image is replaced. */
  maxIdleBytes: number;
  /** A process that has done so many is replaced, too. */
  maxImages: number;
  logger: Logger;
};

/**
 * Codecs in processes of their own, so that an image which takes down the one that decodes it takes down nothing else.
 * The one that ended, for whatever reason, is replaced at once, and starting it is tried until it succeeds.
 * @throws CodecCrash when one of the first does not come up: then something is wrong that waiting does not fix
 */
export async function createCodecPool({
  processes,
  maxIdleBytes,
  maxImages,
  logger,
  ...options
}: CodecPoolOptions): Promise<CodecPool> {
  const closing = new AbortController();
  const { signal } = closing;
  const all = new Set<Promise<CodecProcess>>();
  const idle: Promise<CodecProcess>[] = [];
  const done = new WeakMap<CodecProcess, number>();
  let begun = 0;

  const start = () => startCodecProcess({ ...options, signal });
  const add = (starting: Promise<CodecProcess>) => {
    // Whoever takes it is told; after the end nobody does.
    starting.catch(() => {});
    all.add(starting);
    idle.push(starting);
  };
  const replace = async (codec: CodecProcess, starting: Promise<CodecProcess>, reason: ReplacementReason) => {
    metrics.codecReplacements.add({ reason });
    all.delete(starting);
    if (!signal.aborted) add(untilReady('a codec process', start, { logger, signal }));
    await codec[Symbol.asyncDispose]();
  };

  // The first do not become old together.
  const head = (nth: number) => (nth < processes ? Math.floor((nth * maxImages) / (2 * processes)) : 0);
  const reasonToReplace = (codec: CodecProcess): ReplacementReason | undefined => {
    const images = (done.get(codec) ?? head(begun++)) + 1;
    done.set(codec, images);
    if (codec.residentBytes() > maxIdleBytes) return 'grown';
    return images >= maxImages ? 'aged' : undefined;
  };

  async function takeRunning() {
    for (;;) {
      const starting = idle.shift();
      if (!starting) throw new Error('There are more images in flight than codec processes.');
      const codec = await starting;
      if (codec.isUsable()) return { codec, starting };
      await replace(codec, starting, 'ended_idle');
    }
  }

  const compress: CodecProcess['compress'] = async (...image) => {
    const { codec, starting } = await takeRunning();
    let unusable: ReplacementReason | undefined;
    try {
      const compressed = await codec.compress(...image);
      unusable = reasonToReplace(codec);
      return compressed;
    } catch (error) {
      if (error instanceof CodecCrash) unusable = error.reason;
      else unusable = error instanceof ImageError ? reasonToReplace(codec) : 'interrupted';
      throw error;
    } finally {
      if (unusable) await replace(codec, starting, unusable);
      else idle.push(starting);
    }
  };

  await using stopping = new AsyncDisposableStack();
  stopping.defer(async () => {
    closing.abort();
    const started = await Promise.allSettled(all);
    await Promise.all(started.map((one) => one.status === 'fulfilled' && one.value[Symbol.asyncDispose]()));
  });
  for (let count = 0; count < processes; count += 1) add(start());
  await Promise.all(all);
  metrics.codecProcesses.readWith(() => [
    [{ state: 'busy' }, all.size - idle.length],
    [{ state: 'idle' }, idle.length],
  ]);
  const started = stopping.move();
  return { compress, [Symbol.asyncDispose]: () => started.disposeAsync() };
}
