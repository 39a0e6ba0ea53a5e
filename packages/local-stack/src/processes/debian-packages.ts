import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { runCommand } from './run-command.ts';

/**
 * Unpacks packages of the distribution into a folder, without installing them: apt works in a folder of its own, so that
 * it needs no root and leaves the machine's package lists alone. apt checks the packages' signature chain.
 * @param packages each by the names it may have; the first one that there is counts
 */
export async function unpackDebian(packages: readonly (readonly string[])[], target: string): Promise<void> {
  const folder = await mkdtemp(join(dirname(target), 'unpacking-'));
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
    for (const names of packages) {
      await firstOf(names, (name) => apt('download', name)).catch((error: Error) => {
        throw fault ?? error;
      });
    }
    for (const archive of (await readdir(folder)).filter((name) => name.endsWith('.deb'))) {
      await runCommand('dpkg-deb', ['-x', join(folder, archive), target]);
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Tries one name after another; the error is that of the last one. */
async function firstOf(
  names: readonly string[],
  download: (name: string) => Promise<unknown>,
): Promise<void> {
  let failure: unknown = new Error('no name is given');
  for (const name of names) {
    try {
      await download(name);
      return;
    } catch (error) {
      failure = error;
    }
  }
  throw failure;
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
