import { closeSync, openSync } from 'node:fs';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { HomeInUseError, OWNER, openHome } from './home.ts';
import { startChild } from './processes/child.ts';
import { endOrphans, livingProcess, recordProcess } from './processes/pid-file.ts';

describe('a home', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'halftone-home-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  test('keeps its secrets and what it was told, in files that only the owner can read', async () => {
    const directory = join(folder, 'home');
    const first = await openHome(directory);
    await first.remember({ S3_PORT: '9007' });
    await first[Symbol.asyncDispose]();
    await using second = await openHome(directory);
    expect(second.secrets).toEqual(first.secrets);
    expect(second.secrets.WEBHOOK_SECRETS).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    expect(second.remembered('S3_PORT')).toBe('9007');
    for (const file of ['secrets.env', 'state.env']) {
      expect((await stat(join(directory, file))).mode & 0o777).toBe(0o600);
    }
  });

  test('of an earlier version keeps its secrets, and gets those that it lacks', async () => {
    await writeFile(join(folder, 'secrets.env'), 'S3_ACCESS_KEY=kept\n');
    await using home = await openHome(folder);
    expect(home.secrets.S3_ACCESS_KEY).toBe('kept');
    expect(home.secrets.NATS_OPERATOR_PASSWORD).toMatch(/^n[\w-]{24}$/);
    expect(await readFile(join(folder, 'secrets.env'), 'utf8')).toContain(
      home.secrets.NATS_OPERATOR_PASSWORD,
    );
  });

  test('in which another process runs is refused, and free again when that one is gone', async () => {
    const other = await startProgram('setInterval(() => {}, 1000)');
    await (await openHome(folder))[Symbol.asyncDispose]();
    await recordProcess(join(folder, 'run', OWNER), other.pid);
    await expect(openHome(folder)).rejects.toThrow(HomeInUseError);
    await expect(openHome(folder)).rejects.toThrow(`process ${other.pid}`);
    await other.stop(5_000);
    await (await openHome(folder))[Symbol.asyncDispose]();
  });

  test('rids itself of the processes that a killed start left, and of no others', async () => {
    const [ours, stranger] = await Promise.all([
      startProgram('setInterval(() => {}, 1000)'),
      startProgram('setInterval(() => {}, 1000)'),
    ]);
    await recordProcess(join(folder, 'nats-server.pid'), ours.pid);
    // The number is in use, but by a process that began at another time.
    await writeFile(join(folder, 'postgres.pid'), `${stranger.pid} some-boot:12345`);
    expect(await endOrphans({ run: folder, except: OWNER, graceMs: 5_000 })).toEqual(['nats-server']);
    expect(await ours.exited).toEqual({ code: null, signal: 'SIGINT' });
    await recordProcess(join(folder, 'stranger.pid'), stranger.pid);
    expect(await livingProcess(join(folder, 'stranger.pid'))).toBe(stranger.pid);
    await stranger.stop(5_000);
  });

  async function startProgram(source: string) {
    const output = openSync(join(folder, 'output.log'), 'a');
    const program = {
      name: 'program',
      command: process.execPath,
      args: ['--eval', source],
      env: process.env,
    };
    const child = await startChild({ ...program, stopSignal: 'SIGTERM' }, { output });
    closeSync(output);
    return child;
  }
});
