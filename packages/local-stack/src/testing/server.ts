import { closeSync, openSync } from 'node:fs';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Child, type Program, startChild } from '../child.ts';
import { waitFor } from './wait-for.ts';

/** A server of one test, which can be killed and started again on the same port with the same data. */
export type TestServer = AsyncDisposable & {
  /** As kill -9 does; resolves when it is gone. */
  kill(): Promise<void>;
  start(): Promise<void>;
};

/** Starts a server and waits until it answers. Its folder goes when it does. */
export async function startServer(
  program: Program,
  folder: string,
  answers: () => Promise<boolean>,
): Promise<TestServer> {
  let child = await launch(program, folder, answers);
  return {
    async kill() {
      child.kill('SIGKILL');
      await child.exited;
    },
    async start() {
      child = await launch(program, folder, answers);
    },
    async [Symbol.asyncDispose]() {
      await child.stop(5_000);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function launch(program: Program, folder: string, answers: () => Promise<boolean>): Promise<Child> {
  const log = join(folder, `${program.name}.log`);
  const output = openSync(log, 'a');
  const child = await startChild(program, { output, ipc: program.command === process.execPath });
  closeSync(output);
  // Should the worker be killed, the end of the run finds what it left.
  await writeFile(join(folder, 'pid'), String(child.pid));
  const ended = child.exited.then(async ({ code, signal }) => {
    throw new Error(
      `${program.name} ended (${signal ?? code}):\n${(await readFile(log, 'utf8')).slice(-2000)}`,
    );
  });
  try {
    await Promise.race([waitFor(`${program.name} to answer`, answers), ended]);
  } catch (error) {
    child.kill('SIGKILL');
    throw error;
  }
  // From here on its end is what the test makes of it.
  ended.catch(() => {});
  return child;
}
