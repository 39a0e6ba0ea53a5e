import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { livingProcess, recordProcess } from './pid-file.ts';
import { isFree } from './ports.ts';

/** The ports that a process has chosen and nothing listens on yet: other starts leave them alone. */
export type PortReservations = AsyncDisposable & {
  /** Whether the port is free, and now ours. */
  reserve(port: number): Promise<boolean>;
};

/** A start that wants the same port gives it up within this time, or has it. */
const YIELDS_WITHIN_MS = 150;
const LOOK_AGAIN_MS = 20;

/**
 * Reservations are files, a folder for each port with a record of each process that wants it. Whoever sees another living
 * one after having written its own yields; so of two, at most one has it. That both yield is made rare by an order: the
 * one with the lower number waits a moment for the other to yield. What a killed process leaves counts for nothing.
 * @param folder where the starts of this user meet
 */
export function portReservations(
  folder = join(tmpdir(), `halftone-ports-${userInfo().uid}`),
  pid = process.pid,
): PortReservations {
  const held = new Set<string>();
  const giveUp = async (record: string) => {
    held.delete(record);
    await rm(record, { force: true });
  };
  return {
    async reserve(port) {
      if (!(await isFree(port))) return false;
      const wanting = join(folder, String(port));
      await mkdir(wanting, { recursive: true, mode: 0o700 });
      const record = join(wanting, String(pid));
      held.add(record);
      // Whole at once: an empty one would count as that of a process that is gone.
      await recordProcess(`${record}.new`, pid);
      await rename(`${record}.new`, record);
      const deadline = performance.now() + YIELDS_WITHIN_MS;
      for (;;) {
        const others = await othersIn(wanting, pid);
        if (others.length === 0) break;
        if (others.some((other) => other < pid) || performance.now() > deadline) {
          await giveUp(record);
          return false;
        }
        await delay(LOOK_AGAIN_MS);
      }
      // Whoever had it before may listen by now, and have gone.
      if (await isFree(port)) return true;
      await giveUp(record);
      return false;
    },
    async [Symbol.asyncDispose]() {
      await Promise.all([...held].map(giveUp));
    },
  };
}

/** The other living processes that want the port. */
async function othersIn(folder: string, own: number): Promise<number[]> {
  const others: number[] = [];
  for (const name of (await readdir(folder)).filter((file) => /^\d+$/.test(file))) {
    const pid = Number(name);
    if (pid !== own && (await livingProcess(join(folder, name))) !== undefined) others.push(pid);
  }
  return others;
}
