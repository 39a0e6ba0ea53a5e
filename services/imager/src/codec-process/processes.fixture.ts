import { readdir, readFile } from 'node:fs/promises';

/** What the kernel says of processes, for tests. */

/** The processes that a process has started and that have not ended. */
export async function childrenOf(pid: number): Promise<number[]> {
  const threads = await readdir(`/proc/${pid}/task`);
  const lists = await Promise.all(threads.map((thread) => contentOf(`/proc/${pid}/task/${thread}/children`)));
  return lists.join(' ').split(' ').filter(Boolean).map(Number);
}

/** False also for one that has ended and waits for its parent to take note. */
export async function isAlive(pid: number): Promise<boolean> {
  const state = /^State:\s+(\w)/m.exec(await contentOf(`/proc/${pid}/status`))?.[1];
  return state !== undefined && state !== 'Z';
}

/** Memory in bytes: what it holds now (`VmRSS`), or the most that it ever held (`VmHWM`). */
export async function memoryOf(pid: number, value: 'VmRSS' | 'VmHWM'): Promise<number> {
  const status = await contentOf(`/proc/${pid}/status`);
  return 1024 * Number(new RegExp(`^${value}:\\s+(\\d+) kB`, 'm').exec(status)?.[1]);
}

export function environmentOf(pid: number): Promise<string> {
  return contentOf(`/proc/${pid}/environ`);
}

async function contentOf(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch {
    return '';
  }
}
