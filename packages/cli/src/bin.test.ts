import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { environmentOfProgram } from '@halftone/local-stack/testing';
import { expect, test } from 'vitest';
import { USAGE } from './arguments/usage.ts';
import { apiForTest, message, pendingAnswer, REQUEST_ID } from './testing/api.ts';

const BIN = fileURLToPath(new URL('../bin/halftone.mjs', import.meta.url));

const start = (...args: string[]) =>
  spawn(process.execPath, [BIN, ...args], { env: environmentOfProgram({}) });

test('the program says how it is used, and ends with its exit code', async () => {
  const help = start('--help');
  expect(await text(help.stdout)).toBe(USAGE);
  const nonsense = start('nonsense');
  const [[code]] = await Promise.all([once(nonsense, 'close'), text(nonsense.stderr)]);
  expect(code).toBe(2);
});

test.each(['SIGINT', 'SIGTERM'] as const)('%s ends a watch in order', async (signal) => {
  await using api = await apiForTest({
    [`GET /v1/requests/${REQUEST_ID}/events`]: (response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write(message('snapshot', 1, pendingAnswer()));
    },
  });
  const program = start('watch', REQUEST_ID, '--url', api.url);
  const closed = once(program, 'close');
  await once(program.stdout, 'data');
  program.kill(signal);
  expect(await closed).toEqual([130, null]);
});

test('a reader that goes away ends the program', async () => {
  await using api = await apiForTest({
    [`GET /v1/requests/${REQUEST_ID}/events`]: (response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      const timer = setInterval(() => response.write(message('snapshot', 1, pendingAnswer())), 20);
      response.on('close', () => clearInterval(timer));
    },
  });
  const program = start('watch', REQUEST_ID, '--json', '--url', api.url);
  const closed = once(program, 'close');
  await once(program.stdout, 'data');
  program.stdout.destroy();
  await closed;
});

test('the README repeats the usage as it is', async () => {
  const readme = await readFile(new URL('../README.md', import.meta.url), 'utf8');
  expect(readme).toContain(`\`\`\`text\n${USAGE}\`\`\`\n`);
});
