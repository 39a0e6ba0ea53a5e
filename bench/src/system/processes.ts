import { readdir, readFile } from 'node:fs/promises';

const MIB = 1024 * 1024;
/** What the kernel counts processor time in: USER_HZ, 100 a second on Linux (man 5 proc). */
const TICK_MS = 10;

/** All that runs for a catalogue. */
export const PROGRAMS = [
  'imager',
  'nats-server',
  'object-store',
  'postgres',
  'tracker',
  'ingest',
  'gateway',
  'notifier',
];

export type Usage = {
  /** Resident memory now, in MiB; of what processes share, such as the program itself, each has its part (PSS). */
  residentMib: number;
  /** Processor time of all threads so far, in milliseconds. */
  cpuMs: number;
  /** That of the process itself, without those that it started. */
  ownCpuMs: number;
};

/** What a process and those it started use, added up. */
export async function usageOf(pid: number): Promise<Usage> {
  const family = await familyOf(pid);
  const [usages, own] = await Promise.all([Promise.all(family.map(usageOfOne)), usageOfOne(pid)]);
  return usages.reduce(
    (total, one) => ({
      residentMib: total.residentMib + one.residentMib,
      cpuMs: total.cpuMs + one.cpuMs,
      ownCpuMs: total.ownCpuMs,
    }),
    { ...NOTHING, ownCpuMs: own.ownCpuMs },
  );
}

const NOTHING: Usage = { residentMib: 0, cpuMs: 0, ownCpuMs: 0 };

async function usageOfOne(pid: number): Promise<Usage> {
  try {
    const shares = await readFile(`/proc/${pid}/smaps_rollup`, 'utf8');
    const { ticks, ticksOfEnded } = await statOf(pid);
    return {
      residentMib: (kibOf(shares, 'Pss') * 1024) / MIB,
      cpuMs: (ticks + ticksOfEnded) * TICK_MS,
      ownCpuMs: ticks * TICK_MS,
    };
  } catch (error) {
    // It ended meanwhile.
    if (['ENOENT', 'ESRCH'].includes((error as NodeJS.ErrnoException).code ?? '')) return NOTHING;
    throw error;
  }
}

const kibOf = (text: string, name: string) =>
  Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(text)?.[1] ?? 0);

/** A process and those that it started, and they in turn. */
export async function familyOf(root: number): Promise<number[]> {
  const pids = (await readdir('/proc')).map(Number).filter(Number.isInteger);
  const parents = new Map<number, number>();
  for (const pid of pids) {
    const stat = await statOf(pid).catch(() => null);
    if (stat) parents.set(pid, stat.parent);
  }
  const isOfFamily = (pid: number | undefined): boolean =>
    pid !== undefined && (pid === root || isOfFamily(parents.get(pid)));
  return [...parents.keys()].filter(isOfFamily);
}

/**
 * The fields after the name, which may hold spaces: state, parent, …, and the times (man 5 proc_pid_stat), those of the
 * children that have ended apart.
 */
async function statOf(pid: number): Promise<{ parent: number; ticks: number; ticksOfEnded: number }> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const [user = 0, system = 0, childrenUser = 0, childrenSystem = 0] = fields.slice(11, 15).map(Number);
  return { parent: Number(fields[1]), ticks: user + system, ticksOfEnded: childrenUser + childrenSystem };
}
