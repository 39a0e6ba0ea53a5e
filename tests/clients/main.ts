import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startTestRun } from '@halftone/local-stack/testing';
import { CHECKS } from './checks.ts';
import { generatorName } from './generator.ts';
import { LANGUAGES } from './languages.ts';
import { runCommand, versionOf } from './run-command.ts';
import { stageForTest } from './stage.ts';

/**
 * `npm run clients`: generates a client in each language, compiles it as it is, and walks through the API with it; then
 * checks the document, and a gateway against it. `npm run clients -- python go` takes only those that are named.
 * docs/clients.md has more.
 */

const say = (line: string) => void process.stdout.write(`${line}\n`);
const wanted = process.argv.slice(2);
const isWanted = ({ name }: { name: string }) => wanted.length === 0 || wanted.includes(name);

await using _run = await startTestRun();
const folder = await mkdtemp(join(tmpdir(), 'halftone-clients-'));
await using _folder = { [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }) };
await using stage = await stageForTest(folder);
const env = { HALFTONE_URL: stage.api, CATALOGUE: stage.catalogue, WEBHOOK_URL: stage.webhookUrl };
say(`Clients by ${generatorName} and openapi-typescript, of docs/openapi.json`);

const results: Record<'passed' | 'failed' | 'missing', string[]> = { passed: [], failed: [], missing: [] };

for (const { name, tools, build } of LANGUAGES.filter(isWanted)) {
  await attempt(name, tools, async () => {
    const place = join(folder, name);
    await mkdir(place);
    return runCommand({ ...(await build(place)), env });
  });
}
for (const { name, tools, check } of CHECKS.filter(isWanted)) {
  await attempt(name, tools, async () => {
    const place = join(folder, name);
    await mkdir(place);
    return check({ ...stage, folder: place });
  });
}
for (const [outcome, names] of Object.entries(results)) say(`${outcome}: ${names.join(', ') || 'none'}`);
if (results.failed.length > 0) process.exitCode = 1;

/** Tries one, and says which tools it was tried with. */
async function attempt(
  name: string,
  tools: readonly (readonly [command: string, ...args: string[]])[],
  work: () => Promise<string>,
): Promise<void> {
  const versions = await Promise.all(tools.map(([command, ...args]) => versionOf(command, args)));
  say(
    `\n${name}: ${tools.map(([command], index) => `${command}: ${versions[index] ?? 'not found'}`).join('; ')}`,
  );
  if (versions.includes(null)) {
    results.missing.push(name);
    return;
  }
  try {
    say((await work()).trim());
    results.passed.push(name);
  } catch (error) {
    say(error instanceof Error ? error.message : String(error));
    results.failed.push(name);
  }
}
