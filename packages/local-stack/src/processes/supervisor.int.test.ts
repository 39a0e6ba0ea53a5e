import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { waitFor } from '../testing.ts';
import { livingProcess } from './pid-file.ts';
import { identityOf } from './process-identity.ts';
import { type Part, type Policy, StartError, type SupervisorEvent, supervise } from './supervisor.ts';

const POLICY: Policy = {
  firstRestartMs: 20,
  slowestRestartMs: 100,
  steadyMs: 60_000,
  startTimeoutMs: 10_000,
  startAttempts: 3,
};

const STEADY = 'console.log("up"); setInterval(() => {}, 1000);';
const STUBBORN = `process.on('SIGTERM', () => {}); ${STEADY}`;
const WATCHFUL = `process.on('disconnect', () => process.exit()); ${STEADY}`;

describe('a supervised program', () => {
  let folder: string;
  let events: SupervisorEvent[];

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'halftone-supervisor-'));
    events = [];
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  const part = (source: string, more: Partial<Part> = {}): Part => {
    const log = join(folder, 'program.log');
    return {
      program: {
        name: 'program',
        command: process.execPath,
        args: ['--eval', source],
        env: process.env,
        stopSignal: 'SIGTERM',
      },
      isReady: async () => existsSync(log) && (await readFile(log, 'utf8')).includes('up'),
      graceMs: 5_000,
      log,
      pidFile: join(folder, 'program.pid'),
      ...more,
    };
  };
  const start = (source: string, more: Partial<Part> = {}, policy = POLICY) =>
    supervise(part(source, more), (event) => events.push(event), policy);
  const pid = () => waitFor('the program to run', () => livingProcess(join(folder, 'program.pid')));

  test('comes back with another process when it is killed', async () => {
    await using supervised = start(STEADY);
    await supervised.ready;
    const first = await pid();
    process.kill(first, 'SIGKILL');
    const second = await waitFor('another process', async () => {
      const now = await livingProcess(join(folder, 'program.pid'));
      return now !== first && now;
    });
    expect(second).not.toBe(first);
    await waitFor('the recovery', () => events.some(({ kind }) => kind === 'recovered'));
    expect(events[0]).toMatchObject({ kind: 'ended', how: 'ended by SIGKILL', restartInMs: 20 });
  });

  test('is gone, and not started again, once it is stopped', async () => {
    const supervised = start(STEADY);
    await supervised.ready;
    const process = await pid();
    await supervised[Symbol.asyncDispose]();
    expect(await identityOf(process)).toBeUndefined();
    expect(existsSync(join(folder, 'program.pid'))).toBe(false);
    expect(events).toEqual([]);
  });

  test('is ended by force when it does not heed the signal', async () => {
    const supervised = start(STUBBORN, { graceMs: 100 });
    await supervised.ready;
    const process = await pid();
    await supervised[Symbol.asyncDispose]();
    expect(await identityOf(process)).toBeUndefined();
  });

  test('waits longer each time it ends, up to a limit', async () => {
    const countdown = join(folder, 'runs');
    await writeFile(countdown, '');
    const source = `console.log("up"); require("fs").appendFileSync(${JSON.stringify(countdown)}, "x"); setTimeout(() => process.exit(3), 300);`;
    await using supervised = start(source);
    await supervised.ready;
    await waitFor('the fourth end', () => events.filter(({ kind }) => kind === 'ended').length >= 4);
    const waits = events.flatMap((event) => (event.kind === 'ended' ? [event.restartInMs] : []));
    expect(waits.slice(0, 4)).toEqual([20, 40, 80, 100]);
  });

  test('that ends again and again before it is ready is given up, with a word about its log', async () => {
    await using supervised = start('console.log("no luck"); process.exit(7);', {
      isReady: async () => false,
    });
    const error = await supervised.ready.catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(StartError);
    expect(error).toMatchObject({ message: 'program did not start: it ended 3 times (ended with code 7)' });
    expect(await readFile(join(folder, 'program.log'), 'utf8')).toBe('no luck\n'.repeat(3));
  });

  test('that is never ready is given up after the time it has', async () => {
    await using supervised = start(
      STEADY,
      { isReady: async () => false },
      { ...POLICY, startTimeoutMs: 100 },
    );
    await expect(supervised.ready).rejects.toThrow('not ready after 0.1 s');
  });

  test('that does not exist is given up', async () => {
    const { program } = part(STEADY);
    await using supervised = start(STEADY, { program: { ...program, command: join(folder, 'nothing') } });
    await expect(supervised.ready).rejects.toThrow('ENOENT');
  });

  test('notices by the channel when its supervisor was killed', async () => {
    const supervisor = join(folder, 'supervisor.ts');
    const { isReady: _, ...serializable } = part(WATCHFUL, { ipc: true });
    await writeFile(
      supervisor,
      `import { supervise } from ${JSON.stringify(join(import.meta.dirname, 'supervisor.ts'))};
       supervise({ ...${JSON.stringify(serializable)}, isReady: async () => true }, () => {});`,
    );
    await using outer = supervise(
      {
        ...part(''),
        program: { ...part('').program, name: 'supervisor', args: [supervisor] },
        log: join(folder, 'supervisor.log'),
        pidFile: join(folder, 'supervisor.pid'),
      },
      () => {},
      { ...POLICY, firstRestartMs: 60_000, slowestRestartMs: 60_000 },
    );
    await outer.ready;
    const inner = await pid();
    const outerPid = await livingProcess(join(folder, 'supervisor.pid'));
    process.kill(Number(outerPid), 'SIGKILL');
    await waitFor('the program to end', async () => (await identityOf(inner)) === undefined);
  });
});
