import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { identityOf } from './process-identity.ts';

/** Records a process, so that a later start can tell whether it still lives. */
export async function recordProcess(file: string, pid: number): Promise<void> {
  await writeFile(file, `${pid} ${(await identityOf(pid)) ?? ''}`);
}

/** The recorded process if it still lives, and is not another one with the same number. */
export async function livingProcess(file: string): Promise<number | undefined> {
  const record = await readFile(file, 'utf8').catch(() => '');
  const [pid, ...identity] = record.split(' ');
  if (!pid || !identity.join(' ')) return undefined;
  return (await identityOf(Number(pid))) === identity.join(' ') ? Number(pid) : undefined;
}

export type EndOrphansOptions = {
  /** The folder of the records. */
  run: string;
  /** The records that are not to be touched. */
  except: string;
  graceMs: number;
};

/** Ends the processes that an earlier start left when it was killed, and answers their names. */
export async function endOrphans({ run, except, graceMs }: EndOrphansOptions): Promise<string[]> {
  const files = (await readdir(run)).filter((file) => file !== except).map((file) => join(run, file));
  const ended = await Promise.all(files.map((file) => endOrphan(file, graceMs)));
  return ended.filter((name) => name !== undefined);
}

async function endOrphan(file: string, graceMs: number): Promise<string | undefined> {
  const pid = await livingProcess(file);
  if (pid !== undefined) {
    // For PostgreSQL the fast shutdown; the others take it like a SIGTERM.
    process.kill(pid, 'SIGINT');
    const deadline = performance.now() + graceMs;
    while ((await livingProcess(file)) !== undefined) {
      if (performance.now() > deadline) process.kill(pid, 'SIGKILL');
      await delay(50);
    }
  }
  await rm(file, { force: true });
  return pid === undefined ? undefined : basename(file, '.pid');
}
