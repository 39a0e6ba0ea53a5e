import { createHash } from 'node:crypto';
import { chmod, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { arch, platform } from 'node:os';
import { dirname, join } from 'node:path';
import { runCommand } from '../processes/run-command.ts';

export const NATS_VERSION = '2.12.15';

const RELEASES = 'https://github.com/nats-io/nats-server/releases/download';

/** SHA-256 of the archives that are pinned; those of other platforms are checked against the release's own list. */
const PINNED: Record<string, string> = {
  'linux-amd64': '58ab8131f819263897e2fc38e503e1b755b63bcafeecc7d12582487df48ca15e',
  'linux-arm64': 'b724db99fefbf8f5c808baa82819ee50350aee9734017e4a478f7e545cef3ab6',
};

export type ReleaseOptions = {
  /** Where the binary goes. */
  path: string;
  baseUrl?: string | undefined;
  pinned?: Record<string, string>;
};

/**
 * Downloads the official release's archive, checks its digest, and puts the binary where it is wanted.
 * The last step is a rename, so that two processes may do this at once and nobody sees half a file.
 */
export async function releasedNatsServer({ path, baseUrl, pinned = PINNED }: ReleaseOptions): Promise<void> {
  const target = targetName();
  const release = `${baseUrl || RELEASES}/v${NATS_VERSION}`;
  const archive = `nats-server-v${NATS_VERSION}-${target}.tar.gz`;
  await using site = await connectTo();
  const bytes = await site.download(`${release}/${archive}`);
  const wanted = pinned[target] ?? digestFor(archive, await site.download(`${release}/SHA256SUMS`));
  const actual = createHash('sha256').update(bytes).digest('hex');
  if (actual !== wanted)
    throw new Error(`${archive} has the SHA-256 ${actual}, not ${wanted}; it was not used`);
  await unpack(bytes, path);
}

/** The platform as the release names it. */
function targetName(): string {
  const cpu = { x64: 'amd64', arm64: 'arm64', arm: 'arm7', ia32: '386' }[arch() as string] ?? arch();
  return `${platform()}-${cpu}`;
}

/**
 * An offline machine is to find out quickly, a slow line is to be waited for. The library is loaded for this alone: whoever
 * starts the servers goes on running.
 */
async function connectTo() {
  const { Agent, fetch } = await import('undici');
  const dispatcher = new Agent({ connect: { timeout: 5_000 }, headersTimeout: 15_000, bodyTimeout: 30_000 });
  return {
    async download(url: string): Promise<Buffer> {
      const response = await fetch(url, { dispatcher });
      if (!response.ok) throw new Error(`${url} answers ${response.status}`);
      return Buffer.from(await response.arrayBuffer());
    },
    [Symbol.asyncDispose]: () => dispatcher.destroy(),
  };
}

function digestFor(archive: string, sums: Buffer): string {
  const line = sums
    .toString()
    .split('\n')
    .find((candidate) => candidate.trim().endsWith(archive));
  const digest = line?.trim().split(/\s+/)[0];
  if (!digest) throw new Error(`The release's SHA256SUMS does not name ${archive}`);
  return digest;
}

async function unpack(archive: Buffer, path: string): Promise<void> {
  const folder = await mkdtemp(join(dirname(path), 'unpacking-'));
  try {
    const file = join(folder, 'archive.tar.gz');
    await writeFile(file, archive);
    await runCommand('tar', ['-xzf', file, '-C', folder, '--strip-components=1']);
    await chmod(join(folder, 'nats-server'), 0o755);
    await rename(join(folder, 'nats-server'), path);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
