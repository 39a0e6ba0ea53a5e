import { availableParallelism } from 'node:os';
import { expect, it } from 'vitest';
import { processesOf } from './codec-settings.ts';

const GIB = 1024 ** 3;
const CORES = availableParallelism();

it.each([
  ['one for each core', { ENCODE_CONCURRENCY: 0 }, 2 ** 64, CORES],
  ['one for each core where no limit is known', { ENCODE_CONCURRENCY: 0 }, 0, CORES],
  ['no more than the memory of the container bears', { ENCODE_CONCURRENCY: 0 }, GIB, 1],
  ['one at least', { ENCODE_CONCURRENCY: 0 }, 1, 1],
  ['as many as are asked for, whatever the memory', { ENCODE_CONCURRENCY: 7 }, GIB, 7],
])('there are as many codec processes as %s', (_what, config, memory, processes) => {
  expect(processesOf(config, memory)).toBe(processes);
});
