/**
 * What keeps the memory of a process small, in the environment that it is started with. deploy/Dockerfile and
 * docker-compose.yml have the same.
 */

/**
 * Megabytes for objects that may die young, twice; by default V8 takes 32. Images leave nothing behind, but rows and events
 * on their way live a moment longer than they would have in less, and would count as old.
 */
const YOUNG_MB = 16;
const YOUNG_MB_OF_IMAGES = 2;

/** The programs through which images go. */
const IMAGES: readonly string[] = ['imager', 'object-store'];

/** glibc by itself learns to keep the memory of large buffers for the next ones, which then are of other sizes. */
const MALLOC = {
  MALLOC_MMAP_THRESHOLD_: '131072',
  MALLOC_TRIM_THRESHOLD_: '131072',
  // By default each thread has memory of its own, which the others cannot use.
  MALLOC_ARENA_MAX: '2',
};

/** The variables for a program, with the user's own options for Node, which come last and so win. */
export function smallMemory(
  program: string,
  { NODE_OPTIONS }: NodeJS.ProcessEnv = {},
): Record<string, string> {
  const young = `--max-semi-space-size=${IMAGES.includes(program) ? YOUNG_MB_OF_IMAGES : YOUNG_MB}`;
  return { ...MALLOC, NODE_OPTIONS: [young, NODE_OPTIONS].filter(Boolean).join(' ') };
}
