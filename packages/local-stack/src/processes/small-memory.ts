/**
 * What keeps the memory of a process small, in the environment that it is started with. deploy/Dockerfile and
 * docker-compose.yml have the same.
 */

/**
 * Megabytes for objects that may die young, twice; by default V8 takes 32. Images leave nothing behind, and events on their
 * way to the read model little. Rows, and events on their way into the log, live a moment longer than they would have in less, and
 * would count as old.
 */
const YOUNG_MB = 16;
const LESS_YOUNG_MB: Readonly<Record<string, number>> = { imager: 2, 'object-store': 2, tracker: 4 };

/** glibc by itself learns to keep the memory of large buffers for the next ones, which then are of other sizes. */
const MALLOC = {
  MALLOC_MMAP_THRESHOLD_: '131072',
  MALLOC_TRIM_THRESHOLD_: '131072',
  // By default each thread has memory of its own, which the others cannot use.
  MALLOC_ARENA_MAX: '2',
};

/**
 * For nats-server: garbage is collected when the heap has grown by half of what lives, and not only when it has doubled. What
 * lives grows with the log, by a subject for each image, so an upper limit would one day have it collect without a pause.
 */
export const SMALL_GO = { GOGC: '50' };

/** The variables for a program, with the user's own options for Node, which come last and so win. */
export function smallMemory(
  program: string,
  { NODE_OPTIONS }: NodeJS.ProcessEnv = {},
): Record<string, string> {
  const young = `--max-semi-space-size=${LESS_YOUNG_MB[program] ?? YOUNG_MB}`;
  return { ...MALLOC, NODE_OPTIONS: [young, NODE_OPTIONS].filter(Boolean).join(' ') };
}
