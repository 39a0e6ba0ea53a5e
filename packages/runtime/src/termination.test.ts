import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const FIXTURE = fileURLToPath(new URL('termination.fixture.ts', import.meta.url));

/** A small service under our supervision. */
async function start(state: 'waiting' | 'running') {
  const child = fork(FIXTURE, [state], { silent: true, env: { LOG_LEVEL: 'silent' } });
  const output = child.stdout?.toArray() ?? Promise.resolve([]);
  const ended = once(child, 'exit');
  await once(child, 'message');
  return { child, ended, output: async () => Buffer.concat(await output).toString() };
}

test('a running service learns that its supervisor is gone, and stops in good order', async () => {
  const { child, ended, output } = await start('running');
  child.disconnect();
  expect(await ended).toEqual([0, null]);
  expect(await output()).toBe('the supervisor is gone\n');
});

test('a service that is still waiting for a store ends when its supervisor is gone', async () => {
  const { child, ended } = await start('waiting');
  child.disconnect();
  expect(await ended).toEqual([1, null]);
});

test.each(['SIGTERM', 'SIGINT'] as const)(
  'a service that is still waiting for a store ends well at once at %s',
  async (signal) => {
    const { child, ended } = await start('waiting');
    child.kill(signal);
    expect(await ended).toEqual([0, null]);
  },
);

test.each(['SIGTERM', 'SIGINT'] as const)('a running service stops in good order at %s', async (signal) => {
  const { child, ended, output } = await start('running');
  child.kill(signal);
  expect(await ended).toEqual([0, null]);
  expect(await output()).toBe(`${signal}\n`);
});
