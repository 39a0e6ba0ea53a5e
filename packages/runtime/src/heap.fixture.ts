import { setTimeout as delay } from 'node:timers/promises';
import { giveBackWhenIdle } from './heap.ts';

/** Makes garbage, and says what its heap takes then and once nothing has been done for a while, as long as that changes. */
const EVERY_MS = 20;
const TRIES = 500;

const garbage = Array.from({ length: 300_000 }, (_, index) => ({ index }));
garbage.length = 0;
const before = process.memoryUsage().heapTotal;
giveBackWhenIdle(EVERY_MS);
let after = before;
for (let tries = 0; tries < TRIES && after > before / 2; tries++) {
  await delay(EVERY_MS);
  after = process.memoryUsage().heapTotal;
}
process.stdout.write(JSON.stringify({ before, after }));
