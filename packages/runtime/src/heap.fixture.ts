import { setTimeout as delay } from 'node:timers/promises';
import { giveBackWhenIdle } from './heap.ts';

/**
 * Makes garbage, and says what its heap takes then and some time later, as long as that changes. Meanwhile it does nothing, or
 * works for so much of the time.
 */
const EVERY_MS = 20;
const TRIES = 500;
const work = Number(process.argv[2] ?? 0);

const garbage = Array.from({ length: 600_000 }, (_, index) => ({ index }));
garbage.length = 0;
const before = process.memoryUsage().heapTotal;
giveBackWhenIdle(EVERY_MS);
let after = before;
for (let tries = 0; tries < TRIES && after > before / 2; tries++) {
  const until = performance.now() + work * EVERY_MS;
  while (performance.now() < until);
  await delay((1 - work) * EVERY_MS);
  after = process.memoryUsage().heapTotal;
}
process.stdout.write(JSON.stringify({ before, after }));
