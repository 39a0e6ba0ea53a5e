import { readFile } from 'node:fs/promises';
import { platform } from 'node:os';
import { runCommand } from './run-command.ts';

/**
 * What tells a living process from a later one with the same number: when it began. Undefined when there is none.
 */
export async function identityOf(pid: number): Promise<string | undefined> {
  return platform() === 'linux' ? fromProc(pid) : fromPs(pid);
}

async function fromProc(pid: number): Promise<string | undefined> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined);
  // The name of the program stands in parentheses and may contain anything; the fields after it are regular.
  const fields = stat?.slice(stat.lastIndexOf(')') + 2).split(' ');
  if (!fields || fields[0] === 'Z') return undefined;
  const boot = await readFile('/proc/sys/kernel/random/boot_id', 'utf8');
  return `${boot.trim()}:${fields[19]}`;
}

async function fromPs(pid: number): Promise<string | undefined> {
  const began = await runCommand('ps', ['-o', 'lstart=', '-p', String(pid)]).catch(() => '');
  return began.trim() || undefined;
}
