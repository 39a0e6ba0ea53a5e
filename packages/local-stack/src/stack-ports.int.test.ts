import { once } from 'node:events';
import { createServer } from 'node:net';
import { expect, test } from 'vitest';
import { freePort } from './processes/ports.ts';
import { choosePorts, PortTakenError } from './stack-ports.ts';

test('a port that the user asked for and that is taken is an error', async () => {
  await using taken = await occupy();
  const asked = { port: { number: taken.port, asked: true } };
  await expect(choosePorts(asked, memory(), () => {})).rejects.toThrow(PortTakenError);
  await expect(choosePorts(asked, memory(), () => {})).rejects.toThrow(`Port ${taken.port} is taken`);
});

test('a default port that is taken gives way to the next free one, and that is said', async () => {
  await using taken = await occupy();
  const said: string[] = [];
  const ports = await choosePorts({ port: { number: taken.port, asked: false } }, memory(), (s) =>
    said.push(s),
  );
  expect(ports.api).toBeGreaterThan(taken.port);
  expect(said).toEqual([`Port ${taken.port} is taken, so the API takes ${ports.api}.`]);
});

test('a home keeps its ports, until another program has one of them', async () => {
  await using taken = await occupy();
  const home = memory({ NATS_PORT: String(await freePort()), S3_PORT: String(taken.port) });
  const said: string[] = [];
  const ports = await choosePorts({ port: { number: await freePort(), asked: true } }, home, (s) =>
    said.push(s),
  );
  expect(ports.nats).toBe(Number(home.remembered('NATS_PORT')));
  expect(said.join()).toContain(`Port ${taken.port}, which this home used before, is taken`);
  expect(home.remembered('S3_PORT')).toBe(String(ports.objectStore));
});

test('no port is given out twice, also where two defaults meet', async () => {
  const port = await freePort();
  const home = memory({ NATS_PORT: String(port), POSTGRES_PORT: String(port), S3_PORT: String(port) });
  const { health, ...others } = await choosePorts({ port: { number: port, asked: true } }, home, () => {});
  const all = [...Object.values(others), ...Object.values(health)];
  expect(new Set(all).size).toBe(all.length);
});

async function occupy() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (typeof address !== 'object' || !address) throw new Error('no port');
  return { port: address.port, [Symbol.asyncDispose]: async () => void server.close() };
}

function memory(values: Record<string, string> = {}) {
  return {
    remembered: (name: string) => values[name],
    remember: async (more: Record<string, string>) => void Object.assign(values, more),
  };
}
