import { execFile, execFileSync } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { apiForTest, json, pendingAnswer, REQUEST_ID } from '../../packages/cli/src/testing/api.ts';

/** What stands in the registry is what `npm pack` makes: it has to work where there is no workspace, on the oldest Node. */

const root = join(import.meta.dirname, '../..');
const run = promisify(execFile);
const node = oldestNode();
let folder: string;
let project: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'halftone-packing-'));
  project = join(folder, 'project');
  const workspace = await copyOfTheWorkspace();
  for (const name of ['contracts', 'cli']) await install(join(workspace, 'packages', name));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Packing changes the manifest for a moment, which must not be the one that other tests import by. */
async function copyOfTheWorkspace(): Promise<string> {
  const workspace = join(folder, 'workspace');
  const copied = ['packages/contracts', 'packages/cli', 'scripts/packing', 'tsconfig.json', 'LICENSE'];
  for (const path of copied) {
    await cp(join(root, path), join(workspace, path), {
      recursive: true,
      filter: (file) => !/\/(node_modules|dist|fixtures)$/.test(file),
    });
  }
  for (const path of ['.', 'packages/contracts', 'packages/cli']) {
    await symlink(join(root, path, 'node_modules'), join(workspace, path, 'node_modules'));
  }
  return workspace;
}

/** Packs it, and unpacks it as npm would, with its dependencies from the workspace in place of the registry. */
async function install(directory: string): Promise<void> {
  const before = await readFile(join(directory, 'package.json'), 'utf8');
  const env = { ...process.env, npm_config_update_notifier: 'false' };
  await run('npm', ['pack', '--silent', '--pack-destination', folder], { cwd: directory, env });
  expect(await readFile(join(directory, 'package.json'), 'utf8')).toBe(before);

  const { name, version } = JSON.parse(before);
  const target = join(project, 'node_modules', name);
  await mkdir(target, { recursive: true });
  const archive = join(folder, `${name.replace('@', '').replace('/', '-')}-${version}.tgz`);
  await run('tar', ['-xzf', archive, '-C', target, '--strip-components=1']);
  const { dependencies } = JSON.parse(await readFile(join(target, 'package.json'), 'utf8'));
  await mkdir(join(target, 'node_modules'));
  for (const [dependency, wanted] of Object.entries(dependencies)) {
    const source = join(directory, 'node_modules', dependency);
    expect(JSON.parse(await readFile(join(source, 'package.json'), 'utf8')).version).toBe(wanted);
    await symlink(source, join(target, 'node_modules', dependency));
  }
}

test('the contracts are JavaScript that decodes events', async () => {
  const program = `
    import { asyncApiDocument, createEvent, decodeEvent, encodeEvent, EXAMPLES } from '@halftone/contracts';
    const origin = { source: 'halftone/imager', time: new Date() };
    const { subject, bytes } = encodeEvent(createEvent('image.failed', EXAMPLES['image.failed'], origin));
    console.log(decodeEvent(subject, bytes).name, asyncApiDocument().info.version);`;
  await writeFile(join(project, 'program.mjs'), program);
  const { stdout, stderr } = await run(node, ['program.mjs'], { cwd: project });
  expect({ stdout, stderr }).toEqual({ stdout: 'image.failed 0.1.0\n', stderr: '' });
});

test('the contracts have types, by which the name of an event tells its data', async () => {
  const program = `
    import { decodeEvent } from '@halftone/contracts';
    const event = decodeEvent('halftone.v1.image.failed.r', new Uint8Array());
    if (event.name === 'image.failed') {
      const code: string = event.data.reason.code;
      // @ts-expect-error: there are no counts in it
      const none: unknown = event.data.counts;
      void [code, none];
    }`;
  await writeFile(join(project, 'program.ts'), program);
  const options = [
    '--strict',
    '--noEmit',
    '--skipLibCheck',
    '--module',
    'nodenext',
    '--target',
    'es2022',
    '--types',
    '',
  ];
  const { stdout } = await run('tsc', [...options, 'program.ts'], { cwd: project });
  expect(stdout).toBe('');
});

test('the command line speaks to a gateway', async () => {
  const cli = join(project, 'node_modules/@halftone/cli');
  const { bin, version } = JSON.parse(await readFile(join(cli, 'package.json'), 'utf8'));
  const halftone = (...args: string[]) => run(node, [join(cli, bin.halftone), ...args], { cwd: project });
  expect((await halftone('--version')).stdout).toBe(`${version}\n`);
  await using api = await apiForTest({
    [`GET /v1/requests/${REQUEST_ID}`]: json(pendingAnswer()),
  });
  const { stdout, stderr } = await halftone('status', REQUEST_ID, '--url', api.url, '--json');
  expect(JSON.parse(stdout)).toMatchObject({ id: REQUEST_ID });
  expect(stderr).toBe('');
});

/** The oldest Node on this machine that is supported: the one at hand where there is no other. */
function oldestNode(): string {
  const programs = (process.env.PATH ?? '').split(delimiter).map((directory) => join(directory, 'node'));
  const found = [...new Set([process.execPath, ...programs])].flatMap((program) => {
    try {
      const version = execFileSync(program, ['--version'], { encoding: 'utf8' });
      return [{ program, major: Number.parseInt(version.slice(1), 10) }];
    } catch {
      return [];
    }
  });
  const [oldest] = found.filter(({ major }) => major >= 20).sort((one, other) => one.major - other.major);
  return oldest?.program ?? join(dirname(process.execPath), 'node');
}
