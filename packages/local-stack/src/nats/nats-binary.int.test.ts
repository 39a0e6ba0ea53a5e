import { createHash } from 'node:crypto';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import type { RequestListener } from 'node:http';
import { arch, platform, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { runCommand } from '../processes/run-command.ts';
import { originForTest } from '../testing.ts';
import { findNatsServer } from './nats-binary.ts';
import { NATS_VERSION, releasedNatsServer } from './nats-release.ts';

const TARGET = `${platform()}-${arch() === 'x64' ? 'amd64' : arch()}`;
const RELEASE = `/v${NATS_VERSION}`;
const ARCHIVE = `nats-server-v${NATS_VERSION}-${TARGET}`;
const saying = (version: string) => `#!/bin/sh\necho "nats-server: v${version}"\n`;
const PROGRAM = saying(NATS_VERSION);

describe('finding a nats-server', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'halftone-nats-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  test('NATS_SERVER_BIN comes first', async () => {
    const named = await program('named', PROGRAM);
    await program('nats-server', PROGRAM);
    expect(await findNatsServer({ env: { NATS_SERVER_BIN: named, PATH: folder } })).toBe(named);
  });

  test('a NATS_SERVER_BIN that does not exist is an error, not a reason to look elsewhere', async () => {
    const env = { NATS_SERVER_BIN: join(folder, 'nothing'), PATH: folder };
    await program('nats-server', PROGRAM);
    await expect(findNatsServer({ env })).rejects.toThrow(/NATS_SERVER_BIN cannot be used: there is no/);
  });

  test('one on PATH is taken before one in the cache', async () => {
    const onPath = await program('nats-server', PROGRAM);
    await mkdir(join(folder, 'halftone'));
    await program(`halftone/nats-server-v${NATS_VERSION}`, PROGRAM);
    expect(await findNatsServer({ env: { PATH: folder, XDG_CACHE_HOME: folder } })).toBe(onPath);
  });

  test('one that is too old is skipped', async () => {
    await program('nats-server', saying('2.9.3'));
    await mkdir(join(folder, 'halftone'));
    const cached = await program(`halftone/nats-server-v${NATS_VERSION}`, PROGRAM);
    expect(await findNatsServer({ env: { PATH: folder, XDG_CACHE_HOME: folder } })).toBe(cached);
  });

  test('for a home that a newer server wrote, one on PATH that is older is passed over', async () => {
    await program('nats-server', saying('2.9.10'));
    await mkdir(join(folder, 'halftone'));
    const cached = await program(`halftone/nats-server-v${NATS_VERSION}`, PROGRAM);
    const env = { PATH: folder, XDG_CACHE_HOME: folder };
    expect(await findNatsServer({ env, writtenBy: [2, 10, 27] })).toBe(cached);
    const newer = await program('nats-server', saying('2.15.3'));
    expect(await findNatsServer({ env, writtenBy: [2, 10, 27] })).toBe(newer);
  });

  test('for a home that a newer server wrote, an older NATS_SERVER_BIN is refused with the reason', async () => {
    const older = await program('older', saying('2.10.27'));
    const lookup = { env: { NATS_SERVER_BIN: older, PATH: folder }, writtenBy: [2, 12, 15] as const };
    const error = await findNatsServer(lookup).catch((reason: Error) => reason.message);
    expect(error).toBe(
      `NATS_SERVER_BIN cannot be used: ${older} is 2.10.27, and 2.12.15 or newer wrote the events in this home: an older server would lose some of them. Set it to nats-server 2.12.15 or newer, or unset it to have one found.`,
    );
  });

  test('where every server is older than the home, nothing older is fetched, and the message says what to do', async () => {
    const older = await program('nats-server', PROGRAM);
    await using site = await originForTest({});
    const env = { PATH: folder, XDG_CACHE_HOME: folder, NATS_DOWNLOAD_URL: site.url };
    const lookup = { env, writtenBy: [2, 99, 0] as const };
    const error = await withoutPath(() => findNatsServer(lookup).catch((reason: Error) => reason.message));
    expect(error).toContain('There is no nats-server 2.99.0 or newer');
    expect(error).toContain(`${older} is ${NATS_VERSION}, and 2.99.0 or newer wrote the events in this home`);
    expect(error).not.toContain('official release');
    expect(error).toContain('begin with an empty home');
  });

  test('a release is downloaded once, checked against the list of the release, and cached', async () => {
    const archive = await releaseArchive();
    await using site = await originForTest(releaseSite(archive, digestOf(archive)));
    const path = join(folder, 'server');
    await releasedNatsServer({ path, baseUrl: site.url, pinned: {} });
    expect(await readFile(path, 'utf8')).toBe(PROGRAM);
    expect(await leftovers()).toEqual([]);
  });

  test('two processes that download at once both end with a whole file', async () => {
    const archive = await releaseArchive();
    await using site = await originForTest(releaseSite(archive, digestOf(archive)));
    const path = join(folder, 'server');
    const download = () => releasedNatsServer({ path, baseUrl: site.url, pinned: {} });
    await Promise.all([download(), download(), download()]);
    expect(await readFile(path, 'utf8')).toBe(PROGRAM);
  });

  test.each([
    ['the pinned digest', { [TARGET]: '0'.repeat(64) }],
    ["the release's list", {}],
  ])('an archive that does not fit %s is refused and nothing of it is kept', async (_, pinned) => {
    const archive = await releaseArchive();
    await using site = await originForTest(releaseSite(archive, 'f'.repeat(64)));
    const path = join(folder, 'server');
    await expect(releasedNatsServer({ path, baseUrl: site.url, pinned })).rejects.toThrow(/has the SHA-256/);
    expect(await readdir(folder)).not.toContain('server');
    expect(await leftovers()).toEqual([]);
  });

  test('the archive of another build than the pinned one is refused, whatever its site says', async () => {
    const archive = await releaseArchive();
    await using site = await originForTest(releaseSite(archive, digestOf(archive)));
    const pinned = { [TARGET]: '0'.repeat(64) };
    const release = releasedNatsServer({ path: join(folder, 'server'), baseUrl: site.url, pinned });
    await expect(release).rejects.toThrow('it was not used');
  });

  test('where nothing can be fetched, the message names every way that was tried and the options', async () => {
    await using site = await originForTest({});
    // Without a PATH there is no apt-get either.
    const env = { PATH: join(folder, 'empty'), XDG_CACHE_HOME: folder, NATS_DOWNLOAD_URL: site.url };
    const error = await withoutPath(() => findNatsServer({ env }).catch((reason: Error) => reason.message));
    expect(error).toContain(`official release ${NATS_VERSION}: ${site.url}`);
    expect(error).toContain('answers 404');
    expect(error).toContain('Debian or Ubuntu package: ');
    expect(error).toContain('set NATS_SERVER_BIN');
  });

  async function program(name: string, source: string): Promise<string> {
    const path = join(folder, name);
    await writeFile(path, source);
    await chmod(path, 0o755);
    return path;
  }

  async function releaseArchive(): Promise<Buffer> {
    await mkdir(join(folder, ARCHIVE), { recursive: true });
    await program(`${ARCHIVE}/nats-server`, PROGRAM);
    await runCommand('tar', ['-czf', join(folder, 'release.tar.gz'), '-C', folder, ARCHIVE]);
    return readFile(join(folder, 'release.tar.gz'));
  }

  const leftovers = async () => (await readdir(folder)).filter((name) => name.startsWith('unpacking-'));
});

const digestOf = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');

function releaseSite(archive: Buffer, digest: string): Record<string, RequestListener> {
  return {
    [`${RELEASE}/${ARCHIVE}.tar.gz`]: (_, response) => response.end(archive),
    [`${RELEASE}/SHA256SUMS`]: (_, response) => response.end(`${digest}  ${ARCHIVE}.tar.gz\n`),
  };
}

async function withoutPath<T>(work: () => Promise<T>): Promise<T> {
  const { PATH } = process.env;
  process.env.PATH = '/nonexistent';
  try {
    return await work();
  } finally {
    process.env.PATH = PATH;
  }
}
