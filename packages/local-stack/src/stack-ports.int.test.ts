import { once } from 'node:events';
import { createServer } from 'node:net';
import { expect, test } from 'vitest';
import { freePort, isFree } from './processes/ports.ts';
import { choosePorts, PortTakenError } from './stack-ports.ts';

/** Of one start alone. */
const alone = (say: (message: string) => void = () => {}) => ({ reservations: { reserve: isFree }, say });

test('a port that the user asked for and that is taken is an error', async () => {
  await using taken = await occupy();
  const asked = { port: { number: taken.port, asked: true } };
  await expect(choosePorts(asked, memory(), alone())).rejects.toThrow(PortTakenError);
  await expect(choosePorts(asked, memory(), alone())).rejects.toThrow(`Port ${taken.port} is taken`);
});

test('a default port that is taken gives way to the next free one, and that is said', async () => {
  await using taken = await occupy();
  const said: string[] = [];
  const ports = await choosePorts(
    { port: { number: taken.port, asked: false } },
    memory(),
    alone((s) => said.push(s)),
  );
  expect(ports.api).toBeGreaterThan(taken.port);
  expect(said).toEqual([`Port ${taken.port} is taken, so the API takes ${ports.api}.`]);
});

test('a home keeps its ports, until another program has one of them', async () => {
  await using taken = await occupy();
  const home = memory({ NATS_PORT: String(await freePort()), S3_PORT: String(taken.port) });
  const said: string[] = [];
  const ports = await choosePorts({ port: { number: await freePort(), asked: true } }, home, {
    ...alone((s) => said.push(s)),
    patienceMs: 50,
  });
  expect(ports.nats).toBe(Number(home.remembered('NATS_PORT')));
  expect(said.join()).toContain(`Port ${taken.port}, which this home used before, is taken`);
  expect(home.remembered('S3_PORT')).toBe(String(ports.objectStore));
});

test('no port is given out twice, also where two defaults meet', async () => {
  const port = await freePort();
  const home = memory({ NATS_PORT: String(port), POSTGRES_PORT: String(port), S3_PORT: String(port) });
  const { health, ...others } = await choosePorts({ port: { number: port, asked: true } }, home, alone());
  const all = [...Object.values(others), ...Object.values(health)];
  expect(new Set(all).size).toBe(all.length);
});

test('for a port of its last start that is still taken a home waits, and says so', async () => {
  const taken = await occupy();
  const home = memory({ API_PORT: String(taken.port), NATS_PORT: String(await freePort()) });
  const said: string[] = [];
  const say = (message: string) => {
    said.push(message);
    void taken[Symbol.asyncDispose]();
  };
  const ports = await choosePorts({ port: { number: taken.port, asked: true } }, home, alone(say));
  expect(said[0]).toContain(`Waiting for port ${taken.port} (API)`);
  expect(ports.api).toBe(taken.port);
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
