import { mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { runCommand } from '../processes/run-command.ts';

export type DebianOptions = {
  /** Where the binary goes. */
  path: string;
};

/**
 * Takes nats-server out of the distribution's package, without installing it: apt works in a folder of its own, so
 * that it needs no root and leaves the machine's package lists alone. apt checks the package's signature chain.
 */
export async function debianNatsServer({ path }: DebianOptions): Promise<void> {
  const folder = await mkdtemp(join(dirname(path), 'unpacking-'));
  try {
    for (const part of ['lists/partial', 'cache/archives/partial']) {
      await mkdir(join(folder, part), { recursive: true });
    }
    const apt = (...args: string[]) =>
      runCommand('apt-get', [...ownState(folder), ...args], { cwd: folder, timeoutMs: 90_000 });
    // One repository that cannot be reached fails the update, and the package may well come from another.
    const fault = await apt('update').then(
      () => undefined,
      (error: Error) => error,
    );
    await apt('download', 'nats-server').catch((error: Error) => {
      throw fault ?? error;
    });
    const archive = (await readdir(folder)).find((name) => name.endsWith('.deb'));
    if (!archive) throw new Error('apt-get download left no package');
    await runCommand('dpkg-deb', ['-x', join(folder, archive), join(folder, 'package')]);
    await rename(join(folder, 'package', 'usr', 'sbin', 'nats-server'), path);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function ownState(folder: string): string[] {
  const options = [
    `Dir::State::Lists=${join(folder, 'lists')}`,
    `Dir::Cache=${join(folder, 'cache')}`,
    'Acquire::http::Timeout=10',
    'Acquire::Retries=1',
    // As root apt hands the download to its user _apt, who may not be able to reach the folder.
    ...(process.getuid?.() === 0 ? ['APT::Sandbox::User=root'] : []),
  ];
  return ['-qq', ...options.flatMap((option) => ['-o', option])];
}
