import { readdir, readFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';

/** Keeps account of the processes that a run brings about, its services' children among them. */
export type ProcessWatch = Disposable & {
  /** Those that still live, some time after everything should have ended; the answer describes them. */
  leftOver(): Promise<string[]>;
};

const LOOK_EVERY_MS = 200;
const ENDS_WITHIN_MS = 5000;

/** A process, by its number and the time it began, which tells it from a later one with the same number. */
type Seen = { pid: number; parent: number; began: string; command: string };

/** Watches the descendants of this process, from now on. Where there is no /proc it sees none. */
export function watchProcesses(): ProcessWatch {
  const seen = new Map<string, Seen>();
  const known = new Set<string>();
  const look = async () => {
    for (const process of descendants(await running())) seen.set(keyOf(process), process);
  };
  const first = running().then((processes) => {
    for (const process of descendants(processes)) known.add(keyOf(process));
  });
  const timer = setInterval(() => void first.then(look), LOOK_EVERY_MS);
  return {
    async leftOver() {
      const deadline = performance.now() + ENDS_WITHIN_MS;
      for (;;) {
        const alive = (await running()).filter((process) => {
          const key = keyOf(process);
          return seen.has(key) && !known.has(key);
        });
        if (alive.length === 0 || performance.now() > deadline) return alive.map(({ command }) => command);
        await delay(LOOK_EVERY_MS);
      }
    },
    [Symbol.dispose]: () => clearInterval(timer),
  };
}

function descendants(processes: readonly Seen[]): Seen[] {
  const ours = new Set([process.pid]);
  // A parent can stand behind its child in the list.
  for (let before = -1; before !== ours.size; ) {
    before = ours.size;
    for (const { pid, parent } of processes) if (ours.has(parent)) ours.add(pid);
  }
  ours.delete(process.pid);
  return processes.filter(({ pid }) => ours.has(pid));
}

async function running(): Promise<Seen[]> {
  const entries = await readdir('/proc').catch(() => []);
  const read = entries.filter((name) => /^\d+$/.test(name)).map((name) => readProcess(Number(name)));
  return (await Promise.all(read)).filter((process) => process !== undefined);
}

async function readProcess(pid: number): Promise<Seen | undefined> {
  const [stat, command] = await Promise.all(
    ['stat', 'cmdline'].map((file) => readFile(`/proc/${pid}/${file}`, 'utf8').catch(() => '')),
  );
  // The name of the program stands in parentheses and may contain anything; the fields after it are regular.
  const fields = stat?.slice(stat.lastIndexOf(')') + 2).split(' ') ?? [];
  const [state, parent, began] = [fields[0], fields[1], fields[19]];
  if (!parent || !began || state === 'Z') return undefined;
  return { pid, parent: Number(parent), began, command: `${pid} ${command?.replaceAll('\0', ' ').trim()}` };
}

const keyOf = ({ pid, began }: Seen) => `${pid}:${began}`;
