import { spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { findChromium } from '../console/chromium.ts';

/** A decoder beside sharp's: what it complains of in a file, or undefined. */
export type Decoder = { name: string; complaintOf(jpeg: Buffer): Promise<string | undefined> };

/** Those that this machine has, until they are disposed of. */
export type Decoders = AsyncDisposable & { found: Decoder[]; missing: string[] };

const PILLOW = `
import sys, warnings
from PIL import Image
warnings.simplefilter('error')
with Image.open(sys.argv[1]) as image:
    image.load()
`;

/** libjpeg by its program djpeg, Pillow by python3 (or PYTHON), and the Chromium that the tests of the console use. */
export async function openDecoders(): Promise<Decoders> {
  const folder = await mkdtemp(join(tmpdir(), 'halftone-decoders-'));
  const path = join(folder, 'result.jpg');
  const python = process.env.PYTHON ?? 'python3';
  const browser = await openChromium();
  const all: [Decoder, boolean][] = [
    [
      { name: 'libjpeg', complaintOf: byProgram('djpeg', ['-outfile', join(folder, 'pixels')], path) },
      runs('djpeg', ['-version']),
    ],
    [
      { name: 'Pillow', complaintOf: byProgram(python, ['-c', PILLOW], path) },
      runs(python, ['-c', 'import PIL']),
    ],
    [
      { name: 'Chromium', complaintOf: async (jpeg) => await browser?.complaintOf(jpeg) },
      browser !== undefined,
    ],
  ];
  return {
    found: all.flatMap(([decoder, isThere]) => (isThere ? [decoder] : [])),
    missing: all.flatMap(([{ name }, isThere]) => (isThere ? [] : [name])),
    async [Symbol.asyncDispose]() {
      await browser?.close();
      await rm(folder, { recursive: true });
    },
  };
}

const runs = (program: string, args: string[]) => spawnSync(program, args).status === 0;

/** Whatever it says is a complaint. */
function byProgram(program: string, args: string[], path: string): Decoder['complaintOf'] {
  return async (jpeg) => {
    await writeFile(path, jpeg);
    const { status, stderr } = spawnSync(program, [...args, path], { encoding: 'utf8' });
    return status === 0 && stderr === '' ? undefined : stderr.trim() || `exit code ${status}`;
  };
}

async function openChromium() {
  const found = await findChromium(process.env).catch(() => undefined);
  if (!found) return undefined;
  const browser = await chromium.launch({
    executablePath: found.executablePath,
    args: ['--no-sandbox'],
    env: { ...process.env, ...found.env },
  });
  const page = await browser.newPage();
  // Text, since the types of a page's globals are not those of Node.
  const complaintOf = async (jpeg: Buffer) =>
    await page.evaluate<string | undefined>(`(async () => {
      const image = new Image();
      image.src = 'data:image/jpeg;base64,${jpeg.toString('base64')}';
      return await image.decode().then(() => undefined, String);
    })()`);
  return { complaintOf, close: () => browser.close() };
}
