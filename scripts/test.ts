// `npm test`: lint, type check and every test, and a last line that counts them. Arguments go on to vitest.
import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

type Count = { passed: number; failed: number };

const folder = await mkdtemp(join(tmpdir(), 'halftone-test-'));
let counts: Count[];
try {
  counts = [
    await step('Lint and format', 'biome', ['ci', '--reporter=summary', '--error-on-warnings']),
    await step('Type check', 'tsc', ['--project', '.']),
    // It runs in a browser, with other globals.
    await step('Type check of the console', 'tsc', ['--project', 'packages/console']),
    await tests(join(folder, 'results.json')),
  ];
} finally {
  await rm(folder, { recursive: true, force: true });
}
const passed = sum(counts.map((count) => count.passed));
const failed = sum(counts.map((count) => count.failed));
console.log(`\n${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;

/** A command that passes or fails as a whole. */
async function step(title: string, command: string, args: string[]): Promise<Count> {
  console.log(`\n${title}`);
  return (await run(command, args)) === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
}

async function tests(results: string): Promise<Count> {
  console.log('\nTests');
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${results}`];
  const code = await run('vitest', ['run', ...reporters, ...process.argv.slice(2)]);
  const report = await readResults(results);
  // A failure outside any test, in a set-up or an unhandled rejection, has no test to be counted in.
  return { passed: report.passed, failed: code === 0 ? report.failed : Math.max(1, report.failed) };
}

async function readResults(file: string): Promise<Count> {
  try {
    const { numPassedTests, numFailedTests } = JSON.parse(await readFile(file, 'utf8'));
    return { passed: Number(numPassedTests), failed: Number(numFailedTests) };
  } catch {
    return { passed: 0, failed: 1 };
  }
}

function run(command: string, args: string[]): Promise<number> {
  return new Promise((resolve) => {
    const child = spawn(command, args, { stdio: 'inherit' });
    // An interrupt reaches the child as well; wait for it to clean up.
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => child.kill(signal));
    child.on('error', (error) => {
      console.error(`${command} could not be started: ${error.message}`);
      resolve(1);
    });
    child.on('exit', (code) => resolve(code ?? 1));
  });
}

function sum(numbers: number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
