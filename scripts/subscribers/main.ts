/**
 * `npm run subscribers`: the commands of docs/subscribers.md as they stand there, and every way in which the clients for Python and
 * Go read the log. Fetches the clients from PyPI and the Go module proxy; leaves out those whose language is not installed.
 */
import { mkdir, mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { startTestRun } from '@halftone/local-stack/testing';
import { createAttempts } from './attempts.ts';
import { busyLog } from './busy-log.ts';
import { versionOf } from './programs.ts';

const root = join(import.meta.dirname, '../..');
const say = (line: string) => void process.stdout.write(`${line}\n`);

await using parts = new AsyncDisposableStack();
const folder = await mkdtemp(join(tmpdir(), 'halftone-subscribers-'));
parts.defer(() => rm(folder, { recursive: true, force: true }));
for (const name of ['docs', 'node_modules']) await symlink(join(root, name), join(folder, name));
const bin = join(folder, 'bin');
await mkdir(bin);
parts.use(await startTestRun());
const { env: credentials, version, severalFilters } = parts.use(await busyLog());
const PATH = [bin, join(folder, 'venv/bin'), process.env.PATH].join(delimiter);
const surroundings = {
  cwd: folder,
  env: { ...process.env, ...credentials, PATH, SEVERAL_FILTERS: severalFilters ? 'yes' : 'no' },
};
say(`nats-server: ${version}${severalFilters ? '' : ', too old for several filters, which are left out'}`);

const tool = async (name: string, command: string) => {
  const version = await versionOf(command, surroundings);
  say(version === null ? `${name}: not found, so what needs it is left out` : `${name}: ${version}`);
  return version !== null;
};
const hasPython = await tool('Python', 'python3 -m venv venv && venv/bin/python3 --version');
const hasGo = await tool('Go', 'go version');
// One that cannot be installed is not found afterwards.
const install = `command -v nats || GOBIN=${bin} go install github.com/nats-io/natscli/nats@v0.5.1`;
if (hasGo) await versionOf(install, surroundings);
const hasNats = await tool('nats', 'nats --version');

const { section, ways, failures } = createAttempts(surroundings, { severalFilters, say });
await section('In TypeScript');
if (hasNats) await section('With the nats command');
await section('In Python and Go', (command) => (isOfGo(command) ? hasGo : hasPython));
if (hasPython) await ways(`python3 ${root}/scripts/subscribers/ways.py`);
if (hasGo) await ways(`cp ${root}/scripts/subscribers/ways.go example && cd example && go run ways.go`);
say(failures() === 0 ? 'Every one of them reads the log.' : `${failures()} failed.`);
process.exitCode = failures() === 0 ? 0 : 1;

function isOfGo(command: string): boolean {
  return /\bgo |\.go\b/.test(command);
}
