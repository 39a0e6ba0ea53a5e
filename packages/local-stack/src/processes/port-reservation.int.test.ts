import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { portReservations } from './port-reservation.ts';
import { freePort } from './ports.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'halftone-ports-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** Takes the first five ports that it can reserve, says which, and stays until its input ends. */
const START = `
  const { portReservations } = await import(${JSON.stringify(new URL('port-reservation.ts', import.meta.url).href)});
  const [folder, first] = process.argv.slice(1);
  const ports = portReservations(folder);
  const taken = [];
  for (let port = Number(first); taken.length < 5; port++) if (await ports.reserve(port)) taken.push(port);
  process.stdout.write(taken.join(' ') + '\\n');
  process.stdout.end();
  for await (const _ of process.stdin);
`;

test('starts at the same moment reserve different ports, and a killed one keeps none', async () => {
  const first = await freePort();
  const starts = Array.from({ length: 4 }, () => {
    const args = ['--input-type=module', '-e', START, folder, String(first)];
    return spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  });
  const said = await Promise.all(starts.map(({ stdout }) => text(stdout)));
  const taken = said.flatMap((ports) => ports.trim().split(' ').map(Number));
  expect(taken).toHaveLength(20);
  expect(new Set(taken).size).toBe(20);

  await using later = portReservations(folder);
  const [port = 0] = taken;
  expect(await later.reserve(port)).toBe(false);
  await Promise.all(
    starts.map(async (start) => {
      const exit = once(start, 'exit');
      start.kill('SIGKILL');
      await exit;
    }),
  );
  expect(await later.reserve(port)).toBe(true);
});

test('a port on which somebody listens is not reserved', async () => {
  await using ports = portReservations(folder);
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (typeof address !== 'object' || !address) throw new Error('no port');
  expect(await ports.reserve(address.port)).toBe(false);
  server.close();
  await once(server, 'close');
  expect(await ports.reserve(address.port)).toBe(true);
});
