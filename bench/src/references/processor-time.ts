import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Picture } from '../material/pictures.ts';

export type ProcessorTimeTask = { way: 'requantized' | 'reencoded'; pictures: Buffer[]; count: number };

/** Processor time of a process that does one thing, in milliseconds for each picture. */
export type ProcessorTime = AsyncDisposable & {
  of(way: ProcessorTimeTask['way'], pictures: readonly Picture[], count: number): Promise<number>;
};

export function startProcessorTime(): ProcessorTime {
  const child = fork(fileURLToPath(new URL('processor-time-process.ts', import.meta.url)), {
    serialization: 'advanced',
  });
  return {
    async of(way, pictures, count) {
      child.send({ way, pictures: pictures.map(({ bytes }) => bytes), count } satisfies ProcessorTimeTask);
      const [ms] = await once(child, 'message');
      return Number(ms);
    },
    async [Symbol.asyncDispose]() {
      child.disconnect();
      await once(child, 'exit');
    },
  };
}
