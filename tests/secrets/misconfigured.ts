import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { environmentOfProgram, waitFor } from '@halftone/local-stack/testing';
import type { Haystack } from './haystacks.ts';

/** Starts a service with settings that cannot work, and answers what it says of it before it is ended. */
export async function complaintOf(service: string, settings: Record<string, string>): Promise<Haystack> {
  const main = join(import.meta.dirname, `../../services/${service}/src/main.ts`);
  const env = environmentOfProgram({ LOG_LEVEL: 'trace', ...settings });
  const child = spawn(process.execPath, [main], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  const exited = once(child, 'exit');
  let text = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (text += String(chunk)));
  try {
    const hasComplained = () => /waiting for|is wrong|Error/.test(text) || child.exitCode !== null;
    await waitFor(`${service} to complain`, hasComplained);
  } finally {
    child.kill('SIGKILL');
    await exited;
  }
  return { place: `what a misconfigured ${service} says`, text };
}
