import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Answer, apiForTest, REQUEST_ID } from '../testing/api.ts';
import { command } from '../testing/command.ts';

const at = (name: string) => `GET /v1/requests/${REQUEST_ID}/${name}`;
const sends =
  (body: string | Buffer): Answer =>
  (response) =>
    void response.end(body);

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'halftone-cli-'));
});
afterEach(() => rm(folder, { recursive: true }));

const downloading = (api: { url: string }, ...args: string[]) => [
  'download',
  REQUEST_ID,
  '--url',
  api.url,
  ...args,
];

describe('download', () => {
  test('saves the output CSV in a folder that it makes', async () => {
    await using api = await apiForTest({ [at('output.csv')]: sends('a,b\n1,2\n') });
    const out = join(folder, 'deep', 'er');
    const target = join(out, `${REQUEST_ID}.csv`);
    expect(await command(downloading(api, '--out', out))).toEqual({
      code: 0,
      out: `Saved ${target} (8 B).\n`,
      err: '',
    });
    expect(await readFile(target, 'utf8')).toBe('a,b\n1,2\n');
    expect(await readdir(out)).toEqual([`${REQUEST_ID}.csv`]);
  });

  test('saves the images and the failed rows when asked for them', async () => {
    const zip = Buffer.alloc(3_000_000, 7);
    await using api = await apiForTest({ [at('output.zip')]: sends(zip), [at('failed.csv')]: sends('a\n') });
    const { code, out } = await command(downloading(api, '--zip', '--failed', '--out', folder, '--json'));
    expect(code).toBe(0);
    expect(
      out
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line)),
    ).toEqual([
      { file: 'zip', path: join(folder, `${REQUEST_ID}.zip`), bytes: 3_000_000 },
      { file: 'failed', path: join(folder, `${REQUEST_ID}-failed.csv`), bytes: 2 },
    ]);
    expect(zip.equals(await readFile(join(folder, `${REQUEST_ID}.zip`)))).toBe(true);
  });

  test('what breaks off leaves nothing behind, and an earlier file as it was', async () => {
    const earlier = join(folder, `${REQUEST_ID}.csv`);
    await writeFile(earlier, 'earlier');
    await using api = await apiForTest({
      [at('output.csv')]: (response) => void response.write('half of it', () => response.destroy()),
    });
    const { code, err } = await command(downloading(api, '--out', folder));
    expect(code).toBe(4);
    expect(err).toMatch(/cannot be reached/);
    expect(await readdir(folder)).toEqual([`${REQUEST_ID}.csv`]);
    expect(await readFile(earlier, 'utf8')).toBe('earlier');
  });

  test('an interrupt leaves nothing behind', async () => {
    const interrupt = new AbortController();
    await using api = await apiForTest({
      [at('output.csv')]: (response) => void response.write('half of it', () => interrupt.abort()),
    });
    const { code } = await command(downloading(api, '--out', folder), { signal: interrupt.signal });
    expect(code).toBe(130);
    expect(await readdir(folder)).toEqual([]);
  });

  test('a folder that cannot be created is reported', async () => {
    await writeFile(join(folder, 'file'), '');
    await using api = await apiForTest({ [at('output.csv')]: sends('a') });
    const { code, err } = await command(downloading(api, '--out', join(folder, 'file')));
    expect(code).toBe(2);
    expect(err).toMatch(/cannot be made: there is a file of this name\.\nName another folder/);
  });

  test.runIf(existsSync('/proc/self'))('so is one where none can be made', async () => {
    await using api = await apiForTest({ [at('output.csv')]: sends('a') });
    expect(await command(downloading(api, '--out', '/proc/halftone/deep'))).toMatchObject({
      code: 2,
      err: expect.stringMatching(/^\/proc\/halftone\/deep cannot be made: there is no such file or folder\./),
    });
  });

  test('what there is not is not found', async () => {
    await using api = await apiForTest({});
    expect((await command(downloading(api, '--zip', '--out', folder))).code).toBe(5);
    expect(await readdir(folder)).toEqual([]);
  });
});
