import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, stat, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import dockerignore from '@balena/dockerignore';
import { expect, test } from 'vitest';
import { parse } from 'yaml';

const root = join(import.meta.dirname, '../..');
const run = promisify(execFile);
const dockerfile = await readFile(join(root, 'deploy/Dockerfile'), 'utf8');
const ignored = dockerignore.default().add(await readFile(join(root, '.dockerignore'), 'utf8'));
const { stdout } = await run('git', ['ls-files', '--cached', '--others', '--exclude-standard'], {
  cwd: root,
  maxBuffer: 64 * 1024 * 1024,
});
/** The files of a fresh clone that Docker gets to see. */
const context = stdout.split('\n').filter((file) => file && !ignored.ignores(file));

/** The instructions, each on one line. */
const instructions = dockerfile
  .replace(/\\\n/g, ' ')
  .split('\n')
  .filter((line) => /^[A-Z]/.test(line));

const SERVICES = await readdir(join(root, 'services'));

test('the manifests that the images are installed from are those that the lockfile is of', async () => {
  await using folder = await temporaryFolder();
  const workspace = join(folder.path, 'workspace');
  for (const file of context) {
    await mkdir(join(workspace, dirname(file)), { recursive: true });
    await cp(join(root, file), join(workspace, file));
  }
  const manifests = join(folder.path, 'manifests');
  const [step = ''] = instructions.filter((line) => line.includes('mkdir /manifests'));
  expect(step).toMatch(/^RUN /);
  await run('sh', ['-c', step.replace(/^RUN /, '').replaceAll('/manifests', manifests)], { cwd: workspace });

  const { importers } = parse(await readFile(join(root, 'pnpm-lock.yaml'), 'utf8'));
  const expected = Object.keys(importers).map((importer) => join(importer, 'package.json'));
  const found = await readdir(manifests, { recursive: true, withFileTypes: true });
  const files = found
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name).slice(manifests.length + 1));
  expect(files.sort()).toEqual([...expected, 'pnpm-lock.yaml', 'pnpm-workspace.yaml'].sort());
});

test('the stage that builds the console copies all that it takes', async () => {
  await using folder = await temporaryFolder();
  const from = instructions.findIndex((line) => line.endsWith(' AS console'));
  const stage = instructions.slice(
    from,
    from + 1 + instructions.slice(from + 1).findIndex((line) => line.startsWith('FROM ')),
  );
  const copied = stage.flatMap((line) => line.match(/^COPY (?!--from)(\S+) /)?.[1] ?? []);
  const manifests = (file: string) => /(^|\/)package\.json$|^pnpm-/.test(file);
  for (const file of context.filter(
    (name) => manifests(name) || copied.some((path) => `${name}/`.startsWith(`${path}/`)),
  )) {
    await mkdir(join(folder.path, dirname(file)), { recursive: true });
    await cp(join(root, file), join(folder.path, file));
  }
  // What the stage installs.
  await symlink(
    join(root, 'packages/console/node_modules'),
    join(folder.path, 'packages/console/node_modules'),
  );
  const [build = ''] = stage.filter((line) => line.startsWith('RUN node '));
  await run('sh', ['-c', build.replace(/^RUN /, '')], { cwd: folder.path });
  expect(await readdir(join(folder.path, 'packages/console/dist'))).toContain('index.html');
  expect(dockerfile).toContain('COPY --from=console /app/packages/console/dist ./packages/console/dist');
});

test.each(SERVICES)(
  'everything that the Dockerfile copies and starts for %s is in the context',
  (service) => {
    const copied = instructions.flatMap((line) => line.match(/^COPY (?!--from)(\S+) /)?.[1] ?? []);
    expect(copied).toEqual(expect.arrayContaining(['packages']));
    const paths = copied.map((path) => path.replace(`\${SERVICE}`, service)).filter((path) => path !== '.');
    for (const path of paths) expect(context.some((file) => `${file}/`.startsWith(`${path}/`))).toBe(true);
    expect(context).toContain(`services/${service}/src/main.ts`);
    expect(context).toContain(`services/${service}/package.json`);
  },
);

test("the operator's commands are in the context, and no test is", () => {
  expect(context).toEqual(
    expect.arrayContaining(
      ['verify', 'dead-letters'].map((name) => `packages/operations/src/${name}-main.ts`),
    ),
  );
  expect(context.filter((file) => /\.test\.ts$|(^|\/)node_modules\/|^\.env/.test(file))).toEqual([]);
});

test('every file that Compose names is there, and what is started may be', async () => {
  const { services } = parse(await readFile(join(root, 'docker-compose.yml'), 'utf8'), { merge: true });
  const containers: { build?: { dockerfile: string }; volumes?: string[]; command?: string[] }[] =
    Object.values(services);
  const mounts = containers
    .flatMap(({ volumes = [] }) => volumes)
    .filter((volume) => volume.startsWith('./'))
    .map((volume) => volume.split(':'));
  expect(mounts.length).toBeGreaterThan(3);
  const named = [
    ...mounts.map(([path = '']) => path),
    ...containers.flatMap(({ build }) => build?.dockerfile ?? []),
  ];
  for (const path of named) await expect(stat(join(root, path))).resolves.toBeTruthy();
  const started = containers
    .flatMap(({ command = [] }) => command)
    .flatMap((word) => {
      const mount = mounts.find(([, target = '']) => word.startsWith(`${target}/`));
      return mount ? [word.replace(mount[1] ?? '', mount[0] ?? '')] : [];
    });
  expect(started.length).toBeGreaterThan(1);
  for (const path of started) await expect(stat(join(root, path))).resolves.toBeTruthy();
});

async function temporaryFolder(): Promise<AsyncDisposable & { path: string }> {
  const path = await mkdtemp(join(tmpdir(), 'halftone-context-'));
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) };
}
