#!/usr/bin/env node
// Runs the command line with whatever Node is installed (20 or newer): where that one cannot run TypeScript as it
// stands, with the pinned Node of the workspace. Plain JavaScript, because Node 20 has to read it.
import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { fileURLToPath } from 'node:url';

const OLDEST_NODE = 24;
const main = new URL('../src/main.ts', import.meta.url);

if (Number.parseInt(process.versions.node, 10) >= OLDEST_NODE) await import(main.href);
else runWithPinnedNode();

/** Ends as the other Node ends; it alone decides what an interrupt means. */
function runWithPinnedNode() {
  const node = fileURLToPath(new URL('../../../node_modules/.bin/node', import.meta.url));
  const child = spawn(node, [fileURLToPath(main), ...process.argv.slice(2)], { stdio: 'inherit' });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('error', (error) => {
    process.stderr.write(
      `halftone needs Node ${OLDEST_NODE}, and the workspace's own cannot be run: ${error.message}\n` +
        'Install the dependencies first: npm start does that, and so does npx pnpm install.\n',
    );
    process.exit(70);
  });
  child.on('exit', (code, signal) => process.exit(signal ? 128 + (constants.signals[signal] ?? 0) : code));
}
