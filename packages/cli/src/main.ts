import { run } from './run.ts';

const interrupted = new AbortController();
// Through the bin an interrupt may come twice; the second one must not cut off the clearing up.
for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, () => interrupted.abort());
// Whoever read the output is gone, as with `| head`.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => interrupted.abort());

process.exitCode = await run(process.argv.slice(2), {
  env: process.env,
  stdout: process.stdout,
  stderr: process.stderr,
  signal: interrupted.signal,
  now: () => performance.now(),
});
