import { mkdtemp, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { unpackDebian } from '../processes/debian-packages.ts';

export type DebianOptions = {
  /** Where the binary goes. */
  path: string;
};

/** Takes nats-server out of the distribution's package, without installing it. */
export async function debianNatsServer({ path }: DebianOptions): Promise<void> {
  const folder = await mkdtemp(join(dirname(path), 'nats-server-'));
  try {
    const unpacked = join(folder, 'package');
    await unpackDebian([['nats-server']], unpacked);
    await rename(join(unpacked, 'usr', 'sbin', 'nats-server'), path);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
