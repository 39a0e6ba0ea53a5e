// The bridge from whatever Node is installed (20 or newer) to one that runs TypeScript: installs what the named program needs
// when the lockfile asks for it, then runs the program. Plain JavaScript, because Node 20 cannot run TypeScript.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { constants } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const bin = join(root, 'node_modules', '.bin');
const stamp = join(root, 'node_modules', '.installed-from');
/** The first that removes types without a flag and without a warning. */
const OLDEST_NODE = [24, 12];

/** As in packages/local-stack/src/processes/small-memory.ts: otherwise the starter holds 15 MB that no thread uses any more. */
const SMALL = { MALLOC_MMAP_THRESHOLD_: '131072', MALLOC_TRIM_THRESHOLD_: '131072', MALLOC_ARENA_MAX: '2' };

const args = process.argv.slice(2);
const isProduct = /^(packages|services)\//.test(args[0] ?? '');
const installed = readStamp();
const wanted = whatIsNeeded();
if (!suffices(installed)) install();
run();

/**
 * `everything` for tests and tools, which run with the Node that is pinned. For the product what it runs with, and that Node
 * only where the machine's own is too old. Where everything was installed once, it stays.
 */
function whatIsNeeded() {
  const lock = createHash('sha256')
    .update(readFileSync(join(root, 'pnpm-lock.yaml')))
    .update(readFileSync(join(root, 'pnpm-workspace.yaml')))
    .digest('hex');
  if (installed.what === 'everything' || !isProduct) {
    return { lock, what: 'everything', node: 'pinned' };
  }
  const [major, minor] = process.versions.node.split('.').map(Number);
  const isNew = major > OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor >= OLDEST_NODE[1]);
  return { lock, what: 'product', node: isNew ? 'own' : 'pinned' };
}

function readStamp() {
  try {
    return JSON.parse(readFileSync(stamp, 'utf8'));
  } catch {
    return {};
  }
}

function suffices({ lock, what, node }) {
  return lock === wanted.lock && what === wanted.what && (node === wanted.node || node === 'pinned');
}

function install() {
  const { packageManager } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const what = wanted.what === 'product' ? 'what Halftone runs with' : 'everything, with tests and tools,';
  console.error(`Installing ${what} by ${packageManager} (first run, or the lockfile changed) ...`);
  const { status, error } = spawnSync('npx', ['--yes', packageManager, ...installArguments()], {
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
  if (wanted.node === 'pinned') placeNode();
  writeFileSync(stamp, JSON.stringify(wanted));
}

function installArguments() {
  const always = [
    'install',
    '--frozen-lockfile',
    '--loglevel=error',
    // The lockfile names every package by its hash. To ask again how old each is would take longer than all the rest.
    '--config.minimum-release-age=0',
  ];
  if (wanted.what === 'everything') return always;
  const parts = [
    '.',
    './packages/*',
    './services/*',
    ...(wanted.node === 'pinned' ? ['./scripts/node'] : []),
  ];
  return [...always, '--prod', ...parts.flatMap((part) => ['--filter', part])];
}

/** Puts Node where it is looked for, also when the root does not ask for it, and without its headers: a third of it. */
function placeNode() {
  const folder = join(root, 'scripts', 'node', 'node_modules');
  const link = join(bin, 'node');
  if (!existsSync(link)) {
    rmSync(link, { force: true });
    symlinkSync('../../scripts/node/node_modules/.bin/node', link);
  }
  const platforms = join(folder, 'node', 'node_modules');
  for (const name of existsSync(platforms) ? readdirSync(platforms) : []) {
    const headers = join(platforms, name, 'include');
    if (existsSync(headers)) rmSync(headers, { recursive: true });
  }
}

/** Runs the program and ends as it ends; it alone decides what an interrupt means. */
function run() {
  const child = spawn(wanted.node === 'own' ? process.execPath : join(bin, 'node'), args, {
    cwd: root,
    stdio: 'inherit',
    env: {
      ...(isProduct && SMALL),
      ...process.env,
      PATH: [bin, process.env.PATH ?? ''].join(delimiter),
      // What Node makes of the sources. Without it each process removes the types itself, which takes it 20 MB.
      NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE ?? join(root, 'node_modules', '.cache', 'node'),
    },
  });
  // A terminal's Ctrl-C reaches the child as well; it takes the second copy for the first.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('exit', (code, signal) =>
    process.exit(signal ? 128 + (constants.signals[signal] ?? 0) : (code ?? 1)),
  );
}
