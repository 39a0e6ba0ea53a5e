import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';

/** Keeps account of the processes that a run brings about, its services' children among them. */
export type ProcessWatch = Disposable & {
  /** Those that still live, some time after everything should have ended; the answer describes them. */
  leftOver(): Promise<string[]>;
};

const LOOK_EVERY_MS = 200;
const ENDS_WITHIN_MS = 5000;

/** A process, by its number and the time it began, which tells it from a later one with the same number. */
type Seen = { pid: number; parent: number; began: string };

/** Watches the descendants of this process, from now on. Where there is no /proc it sees none. */
export function watchProcesses(): ProcessWatch {
  const known = new Set(descendants(running()).map(keyOf));
  const seen = new Set<string>();
  const look = () => {
    for (const process of descendants(running())) seen.add(keyOf(process));
  };
  const timer = setInterval(look, LOOK_EVERY_MS);
  return {
    async leftOver() {
      const deadline = performance.now() + ENDS_WITHIN_MS;
      for (;;) {
        const alive = running().filter((process) => {
          const key = keyOf(process);
          return seen.has(key) && !known.has(key);
        });
        if (alive.length === 0 || performance.now() > deadline) return alive.map(describe);
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

/** Reads synchronously: a machine has hundreds of processes, and to wait for each file took a fifth of a core. */
function running(): Seen[] {
  if (!existsSync('/proc')) return [];
  const numbers = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return numbers.map((name) => readProcess(Number(name))).filter((process) => process !== undefined);
}

function readProcess(pid: number): Seen | undefined {
  const stat = fileOf(pid, 'stat');
  // The name of the program stands in parentheses and may contain anything; the fields after it are regular.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const [state, parent, began] = [fields[0], fields[1], fields[19]];
  if (!parent || !began || state === 'Z') return undefined;
  return { pid, parent: Number(parent), began };
}

const describe = ({ pid }: Seen) => `${pid} ${fileOf(pid, 'cmdline').replaceAll('\0', ' ').trim()}`;

/** Nothing where the process is gone. */
function fileOf(pid: number, name: string): string {
  try {
    return readFileSync(`/proc/${pid}/${name}`, 'utf8');
  } catch {
    return '';
  }
}

const keyOf = ({ pid, began }: Seen) => `${pid}:${began}`;
