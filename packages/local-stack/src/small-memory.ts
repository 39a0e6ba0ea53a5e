/**
 * What keeps the memory of a process small, in the environment that it is started with. deploy/Dockerfile and
 * docker-compose.yml have the same.
 */

/**
 * Megabytes for objects that may die young, twice; by default V8 takes 32. Images leave nothing behind, but the rows of
 * a catalogue on their way through the gateway live a moment longer than they would have in less.
 */
const YOUNG_MB: Readonly<Record<string, number>> = { gateway: 16 };
const USUAL_YOUNG_MB = 2;

/** glibc by itself learns to keep the memory of large buffers for the next ones, which then are of other sizes. */
const MALLOC = { MALLOC_MMAP_THRESHOLD_: '131072', MALLOC_TRIM_THRESHOLD_: '131072' };

/** The variables for a program, with the user's own options for Node, which come last and so win. */
export function smallMemory(
  program: string,
  { NODE_OPTIONS }: NodeJS.ProcessEnv = {},
): Record<string, string> {
  const young = `--max-semi-space-size=${YOUNG_MB[program] ?? USUAL_YOUNG_MB}`;
  return { ...MALLOC, NODE_OPTIONS: [young, NODE_OPTIONS].filter(Boolean).join(' ') };
}
