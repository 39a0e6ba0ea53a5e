// The bridge from whatever Node is installed (20 or newer) to the pinned one: installs the
// workspace when the lockfile asks for it, then runs the named program with Node 24 from
// node_modules/.bin. Plain JavaScript, because Node 20 cannot run TypeScript.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { constants } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const bin = join(root, 'node_modules', '.bin');
const stamp = join(root, 'node_modules', '.installed-from');

install();
run(process.argv.slice(2));

/** Installs when the lockfile or the workspace file differs from what was installed last. */
function install() {
  const wanted = createHash('sha256')
    .update(readFileSync(join(root, 'pnpm-lock.yaml')))
    .update(readFileSync(join(root, 'pnpm-workspace.yaml')))
    .digest('hex');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;

  const { packageManager } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  console.error(`Installing dependencies with ${packageManager} (first run, or the lockfile changed) ...`);
  const pnpm = ['--yes', packageManager, 'install', '--frozen-lockfile', '--loglevel=error'];
  const { status, error } = spawnSync('npx', pnpm, {
    cwd: root,
    stdio: ['ignore', 2, 'inherit'],
    env: { ...process.env, npm_config_loglevel: 'error' },
    shell: process.platform === 'win32',
  });
  if (status !== 0) {
    console.error(
      `Installing failed (${error?.message ?? `pnpm ended with ${status}`}). Is the npm registry reachable?`,
    );
    process.exit(1);
  }
  writeFileSync(stamp, wanted);
}

/** Runs the program and ends as it ends; it alone decides what an interrupt means. */
function run(args) {
  const child = spawn(join(bin, 'node'), args, {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, PATH: `${bin}${delimiter}${process.env.PATH ?? ''}` },
  });
  // A terminal's Ctrl-C reaches the child as well; it takes the second copy for the first.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('exit', (code, signal) =>
    process.exit(signal ? 128 + (constants.signals[signal] ?? 0) : (code ?? 1)),
  );
}
