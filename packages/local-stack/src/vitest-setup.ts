import { buildConsole } from '@halftone/console/build';
import { startTestRun } from './testing/start-run.ts';

/** Starts what all test files share, once for a run of vitest, and stops it at the end. */
export default async function setup(): Promise<() => Promise<void>> {
  await buildConsole(() => {});
  const run = await startTestRun();
  return async () => run[Symbol.asyncDispose]();
}
