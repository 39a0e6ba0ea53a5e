import { fork } from 'node:child_process';
import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import type { Picture } from '../material/pictures.ts';

/** A bare sharp loop over pictures in memory, in a process of its own: the wall that nothing can be faster than. */
export type BareCodec = AsyncDisposable & {
  /** How many it has in work at once: what was fastest. */
  concurrency: number;
  /** Compresses so many pictures, counted around, and answers with the milliseconds it took. */
  compress(count: number): Promise<number>;
};

export type BareCodecTask = { count: number; concurrency: number };

/** So many pictures show which concurrency is best. */
const TRIAL = 60;

export async function startBareCodec(pictures: readonly Picture[]): Promise<BareCodec> {
  const cores = availableParallelism();
  const child = fork(fileURLToPath(new URL('bare-codec-process.ts', import.meta.url)), {
    serialization: 'advanced',
    env: { ...process.env, UV_THREADPOOL_SIZE: String(2 * cores + 2) },
  });
  const ask = async (message: BareCodecTask | { pictures: Buffer[] }): Promise<number> => {
    child.send(message);
    const [ms] = await once(child, 'message');
    return Number(ms);
  };
  await ask({ pictures: pictures.map(({ bytes }) => bytes) });
  const concurrency = await fastest([cores, cores + 1, 2 * cores], (tried) =>
    ask({ count: TRIAL, concurrency: tried }),
  );
  return {
    concurrency,
    compress: (count) => ask({ count, concurrency }),
    async [Symbol.asyncDispose]() {
      child.disconnect();
      await once(child, 'exit');
    },
  };
}

async function fastest(candidates: readonly number[], timeOf: (candidate: number) => Promise<number>) {
  await timeOf(candidates[0] ?? 1);
  let best = { candidate: candidates[0] ?? 1, ms: Number.POSITIVE_INFINITY };
  for (const candidate of candidates) {
    const ms = await timeOf(candidate);
    if (ms < best.ms) best = { candidate, ms };
  }
  return best.candidate;
}
