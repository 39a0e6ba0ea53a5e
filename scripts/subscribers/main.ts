/**
 * `npm run subscribers`: the commands of docs/subscribers.md as they stand there, and every way in which the clients for Python and
 * Go read the log. Fetches the clients from PyPI and the Go module proxy; leaves out those whose language is not installed.
 */
import { mkdir, mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { startTestRun } from '@halftone/local-stack/testing';
import { busyLog } from './busy-log.ts';
import { commandsOf, runCommand } from './page.ts';
import { finished, versionOf } from './programs.ts';

const root = join(import.meta.dirname, '../..');
const say = (line: string) => void process.stdout.write(`${line}\n`);
let failures = 0;

await using parts = new AsyncDisposableStack();
const folder = await mkdtemp(join(tmpdir(), 'halftone-subscribers-'));
// Go's module cache is written without the permission to remove it.
parts.defer(() => rm(folder, { recursive: true, force: true }));
for (const name of ['docs', 'node_modules']) await symlink(join(root, name), join(folder, name));
const bin = join(folder, 'bin');
await mkdir(bin);
parts.use(await startTestRun());
const { env: credentials } = parts.use(await busyLog());
const PATH = [bin, join(folder, 'venv/bin'), process.env.PATH].join(delimiter);
const surroundings = { cwd: folder, env: { ...process.env, ...credentials, PATH } };

const tool = async (name: string, command: string) => {
  const version = await versionOf(command, surroundings);
  say(version === null ? `${name}: not found, so what needs it is left out` : `${name}: ${version}`);
  return version !== null;
};
const hasPython = await tool('Python', 'python3 -m venv venv && venv/bin/python3 --version');
const hasGo = await tool('Go', 'go version');
if (hasGo)
  await finished(
    `command -v nats || GOBIN=${bin} go install github.com/nats-io/natscli/nats@v0.5.1`,
    surroundings,
  );
const hasNats = await tool('nats', 'nats --version');

await section('In TypeScript');
if (hasNats) await section('With the nats command');
if (hasPython || hasGo) await section('In Python and Go', (command) => (isOfGo(command) ? hasGo : hasPython));
if (hasPython) await ways(`python3 ${root}/scripts/subscribers/ways.py`);
if (hasGo) await ways(`cp ${root}/scripts/subscribers/ways.go . && go run ways.go`, join(folder, 'example'));
say(failures === 0 ? 'Every one of them reads the log.' : `${failures} failed.`);
process.exitCode = failures === 0 ? 0 : 1;

function isOfGo(command: string): boolean {
  return /\bgo |\.go\b/.test(command);
}

async function section(heading: string, wanted: (command: string) => boolean = () => true): Promise<void> {
  let { cwd } = surroundings;
  for (const command of (await commandsOf(heading)).filter(wanted)) {
    await attempt(command, async () => {
      cwd = await runCommand(command, { ...surroundings, cwd });
    });
  }
}

/** A program that prints a line for each way, which begins with `ok` or `failed`. */
async function ways(command: string, cwd = folder): Promise<void> {
  await attempt(command, async () => {
    const output = await finished(command, { ...surroundings, cwd });
    say(output.trim());
    if (/^failed/m.test(output)) throw new Error('some ways failed');
  });
}

async function attempt(what: string, act: () => Promise<void>): Promise<void> {
  try {
    await act();
    say(`ok     ${what}`);
  } catch (error) {
    failures += 1;
    say(`failed ${what}: ${error instanceof Error ? error.message : String(error)}`);
  }
}
