import { closeSync, openSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { OWNER } from './home.ts';
import { findNatsServer } from './nats/nats-binary.ts';
import { recordWriter } from './nats/written-by.ts';
import { type Child, type Program, startChild } from './processes/child.ts';
import { endOrphans, livingProcess } from './processes/pid-file.ts';
import { freePort } from './processes/ports.ts';
import { identityOf } from './processes/process-identity.ts';
import { waitFor } from './testing.ts';

type Group = { targets: [string]; labels: { job: string } };

describe('npm start', () => {
  let folder: string;
  let started: Child[];
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'halftone-main-'));
    started = [];
  });
  afterEach(async () => {
    await Promise.all(started.map((child) => child.stop(10_000)));
    await endOrphans({ run: run(), except: OWNER, graceMs: 5_000 });
    await rm(folder, { recursive: true, force: true });
  });

  test('starts everything, brings back what is killed, and leaves nothing when it is interrupted', async () => {
    const port = await freePort();
    const halftone = await start('first', ['--port', String(port), '--no-sample']);
    await waitFor(
      'the greeting',
      async () => (await output('first')).includes('Halftone is ready'),
      patience,
    );
    const processes = await Promise.all(
      (await readdir(run())).map((file) => livingProcess(join(run(), file))),
    );
    expect(processes).toHaveLength(9);
    expect((await fetch(`http://127.0.0.1:${port}/readyz`)).status).toBe(200);
    expect(await servicesMeasured()).toEqual(['gateway', 'imager', 'ingest', 'notifier', 'tracker']);

    const second = await start('second', ['--no-sample']);
    expect(await second.exited).toEqual({ code: 1, signal: null });
    expect(await output('second')).toContain(`Halftone is already running in ${join(folder, 'home')}`);

    const gateway = await livingProcess(join(run(), 'gateway.pid'));
    process.kill(Number(gateway), 'SIGKILL');
    await waitFor('the gateway', async () => (await output('first')).includes('gateway is back'), patience);

    const began = performance.now();
    // Ctrl-C arrives twice: from the terminal, and as npm's copy.
    halftone.kill('SIGINT');
    halftone.kill('SIGINT');
    expect(await halftone.exited).toEqual({ code: 0, signal: null });
    expect(performance.now() - began).toBeLessThan(10_000);
    for (const pid of processes) expect(await identityOf(Number(pid))).toBeUndefined();
    expect(await readdir(run())).toEqual([]);
  });

  test('refuses a home that a newer nats-server wrote, says what to do, and starts nothing', async () => {
    const binary = await findNatsServer({ env: process.env });
    await mkdir(join(folder, 'home', 'nats'), { recursive: true });
    await recordWriter(join(folder, 'home', 'nats'), [2, 99, 1]);
    const refused = await start('refused', ['--no-sample'], { NATS_SERVER_BIN: binary });
    expect(await refused.exited).toEqual({ code: 1, signal: null });
    expect(await output('refused')).toMatch(
      /NATS_SERVER_BIN cannot be used: .* 2\.99\.1 or newer wrote the events/,
    );
    expect(await readdir(run())).toEqual([]);
  });

  test('that is killed is cleared up after by the next one', async () => {
    const killed = await start('killed', ['--port', String(await freePort()), '--no-sample']);
    await waitFor(
      'the greeting',
      async () => (await output('killed')).includes('Halftone is ready'),
      patience,
    );
    killed.kill('SIGKILL');
    await killed.exited;
    const next = await start('next', ['--port', String(await freePort()), '--no-sample']);
    await greeting('next');
    expect(await output('next')).toContain('Ended nats-server, which an earlier start left behind');
    expect(await next.stop(10_000)).toEqual({ code: 0, signal: null });
    expect(await readdir(run())).toEqual([]);
  });

  const patience = { timeoutMs: 40_000 };
  const greeting = (name: string) =>
    waitFor(
      'the greeting',
      async () => (await output(name)).includes('Halftone is ready') || Promise.reject(await output(name)),
      patience,
    );
  /** The services whose metrics are where the home says. */
  const servicesMeasured = async () => {
    const groups = JSON.parse(await readFile(join(folder, 'home', 'metrics.json'), 'utf8'));
    const answers = groups.map(async ({ targets: [host], labels: { job } }: Group) => {
      const { status } = await fetch(`http://${host}/metrics`);
      return status === 200 && job;
    });
    return (await Promise.all(answers)).sort();
  };
  const run = () => join(folder, 'home', 'run');
  const output = (name: string) => readFile(join(folder, name), 'utf8');

  async function start(name: string, options: string[], settings: NodeJS.ProcessEnv = {}) {
    const descriptor = openSync(join(folder, name), 'a');
    const program: Program = {
      name,
      command: process.execPath,
      args: [join(import.meta.dirname, 'main.ts'), '--home', join(folder, 'home'), ...options],
      env: { ...process.env, LOG_LEVEL: 'info', ...settings },
      stopSignal: 'SIGTERM',
    };
    const child = await startChild(program, { output: descriptor });
    closeSync(descriptor);
    started.push(child);
    return child;
  }
});
