import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { DEFAULT_RECIPE, type Recipe } from '@halftone/contracts';
import type { Picture } from '../material/pictures.ts';

/** `imager` goes as the imager does, with the recipe. */
export type Way = 'requantized' | 'reencoded' | 'imager';

export type ProcessorTimeTask = { way: Way; pictures: Buffer[]; count: number; recipe: Recipe };

/** Processor time of a process that does one thing, in milliseconds for each picture. */
export type ProcessorTime = AsyncDisposable & {
  of(way: Way, pictures: readonly Picture[], count: number, recipe?: Recipe): Promise<number>;
};

export function startProcessorTime(): ProcessorTime {
  const child = fork(fileURLToPath(new URL('processor-time-process.ts', import.meta.url)), {
    serialization: 'advanced',
  });
  return {
    async of(way, pictures, count, recipe = DEFAULT_RECIPE) {
      child.send({
        way,
        pictures: pictures.map(({ bytes }) => bytes),
        count,
        recipe,
      } satisfies ProcessorTimeTask);
      const [ms] = await once(child, 'message');
      return Number(ms);
    },
    async [Symbol.asyncDispose]() {
      child.disconnect();
      await once(child, 'exit');
    },
  };
}
