import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';

/** What the set-up of a test run hands to its workers, as environment variables. */
const VARIABLES = {
  stack: 'HALFTONE_TEST_STACK',
  folder: 'HALFTONE_TEST_FOLDER',
  postgresUrl: 'HALFTONE_TEST_POSTGRES_URL',
} as const;

export type TestRun = {
  stack: 'containers' | 'local';
  /** Where the servers of the run keep what they write; removed at the end. */
  folder: string;
  /** The shared PostgreSQL, as its administrator. */
  postgresUrl: string;
};

/** Hands the run to the workers. */
export function announceRun(run: TestRun): void {
  process.env[VARIABLES.stack] = run.stack;
  process.env[VARIABLES.folder] = run.folder;
  process.env[VARIABLES.postgresUrl] = run.postgresUrl;
}

/** The run this process is a worker of. */
export function currentRun(): TestRun {
  const folder = process.env[VARIABLES.folder];
  const postgresUrl = process.env[VARIABLES.postgresUrl];
  if (!folder || !postgresUrl) {
    throw new Error(
      'vitest-setup.ts starts the stack for tests: run the test from the root of the workspace',
    );
  }
  const stack = process.env[VARIABLES.stack] === 'containers' ? 'containers' : 'local';
  return { stack, folder, postgresUrl };
}

/**
 * The environment of a program under test: its settings, and of ours no more than where programs are and where Node
 * keeps what it has compiled, which halves the time that a service takes to start.
 */
export function environmentOfProgram(settings: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const { PATH, NODE_COMPILE_CACHE } = process.env;
  return { PATH, NODE_COMPILE_CACHE, ...settings };
}

/** A fresh folder for one server. */
export function folderFor(name: string): Promise<string> {
  return mkdtemp(join(currentRun().folder, `${name}-`));
}
