import { execFile } from 'node:child_process';
import { availableParallelism, cpus, release, totalmem } from 'node:os';
import { promisify } from 'node:util';
import sharp from 'sharp';

const run = promisify(execFile);

/** What the figures were taken on. */
export async function describeMachine(natsBinary: string): Promise<Record<string, string>> {
  const { stdout } = await run(natsBinary, ['--version']);
  return {
    processor: `${cpus()[0]?.model.trim() ?? 'unknown'}, ${availableParallelism()} cores`,
    memory: `${Math.round(totalmem() / 2 ** 30)} GiB`,
    system: `Linux ${release()}`,
    node: process.version,
    sharp: `${sharp.versions.sharp ?? '?'}, libvips ${sharp.versions.vips}`,
    'nats-server': stdout.trim().replace(/^nats-server: /, ''),
  };
}
