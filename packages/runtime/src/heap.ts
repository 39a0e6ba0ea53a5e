import { performance } from 'node:perf_hooks';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/*
 * V8 manages the heap for programs that compute; most of a service's memory is in buffers, and most of its objects die
 * young. What is set here are V8's own options (node --v8-options), which NODE_OPTIONS does not take; a V8 that no longer
 * has one passes over it.
 */

/**
 * Has every object of this process begin as a young one. By itself V8 makes objects old at once where it has seen some
 * live on: rows that waited for the log a moment have it do so for all rows to come, each of which a full collection
 * then has to find.
 */
export function letObjectsDieYoung(): void {
  setFlagsFromString('--no-allocation-site-pretenuring');
}

/**
 * Has V8 wait with the next full collection until the heap has grown by this part of itself. By itself it waits for eight
 * megabytes when the last one found little, and counts buffers that come and go for that.
 */
export function letHeapGrow(percent: number): void {
  setFlagsFromString(`--heap-growing-percent=${percent}`);
}

const LOOK_EVERY_MS = 5000;

/**
 * When a collection is worth its while. It takes 100 ms of processor time, in which nothing else is done: whoever is idle
 * does it for a little, whoever works half of the time or less for more, and then not again for a minute.
 */
const OCCASIONS = [
  // Share of the time: answering probes and counting what waits takes less.
  { busyAtMost: 0.02, spareBytes: 4 * 1024 * 1024, looksBetween: 1 },
  { busyAtMost: 0.5, spareBytes: 8 * 1024 * 1024, looksBetween: 12 },
];

/**
 * Gives memory back to the system when this process has little to do and its heap has grown: first after its start,
 * which leaves as much garbage as there is heap. By itself V8 keeps what it has had until it needs more.
 */
export function giveBackWhenIdle(everyMs = LOOK_EVERY_MS): void {
  let before = performance.eventLoopUtilization();
  let keptBytes = 0;
  let looks = Number.POSITIVE_INFINITY;
  const look = () => {
    const now = performance.eventLoopUtilization();
    const { utilization } = performance.eventLoopUtilization(now, before);
    before = now;
    looks += 1;
    const spare = process.memoryUsage().heapTotal - keptBytes;
    const isOccasion = OCCASIONS.some(
      ({ busyAtMost, spareBytes, looksBetween }) =>
        utilization <= busyAtMost && spare >= spareBytes && looks >= looksBetween,
    );
    if (!isOccasion) return;
    collectGarbage();
    keptBytes = process.memoryUsage().heapTotal;
    looks = 0;
  };
  setInterval(look, everyMs).unref();
}

/** V8 has a function for it where it was told to before a context was made. */
function collectGarbage(): void {
  setFlagsFromString('--expose-gc');
  const gc: NonNullable<typeof globalThis.gc> = runInNewContext('gc');
  // The one flavor that makes the room for young objects as small as it was, and forgets code that is not used.
  gc({ type: 'major', execution: 'sync', flavor: 'last-resort' });
}
