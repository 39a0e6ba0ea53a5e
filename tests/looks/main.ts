import { execFile } from 'node:child_process';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { LOOKS, type Recipe } from '@halftone/contracts';
import sharp from 'sharp';
import { compress } from '../../services/imager/src/codec/compress.ts';
import type { CodecLimits } from '../../services/imager/src/codec/limits.ts';
import { unblockLoaders } from '../../services/imager/src/codec/open-image.ts';
import { PIXEL_FORMATS } from '../../services/imager/src/formats/formats.ts';
import { checkSizes } from './sizes.ts';

/**
 * Compares looks with fixed qualities by SSIMULACRA 2, as another implementation has it: `ssimulacra2_rs` of the crate of that
 * name. Prints what docs/looks.md shows.
 */

const USAGE = `npm run looks -- [--format jpeg|webp|avif] [--metric PROGRAM] [--each] FOLDER
npm run looks -- --sizes FOLDER

FOLDER has pictures, best as PNG and never compressed. PROGRAM is ssimulacra2_rs
(cargo install ssimulacra2_rs --no-default-features). --sizes holds outputs to maxBytes instead.`;

const LIMITS: CodecLimits = {
  formats: PIXEL_FORMATS,
  maxPixels: 50e6,
  maxAnimationPixels: 50e6,
  timeoutMs: 60_000,
};

const WAYS: readonly (Recipe & { name: string })[] = [
  { name: 'quality 50', quality: 50 },
  { name: 'look small', quality: 50, look: LOOKS[2] },
  { name: 'quality 80', quality: 80 },
  { name: 'look good', quality: 50, look: LOOKS[1] },
  { name: 'look identical', quality: 50, look: LOOKS[0] },
];

type Result = { bytes: number; score: number; quality: number; distance: number | undefined };

const run = promisify(execFile);
const say = (line: string) => process.stdout.write(`${line}\n`);

async function resultOf(picture: Buffer, recipe: Recipe, metric: string, folder: string): Promise<Result> {
  const { output } = await compress(picture, recipe, LIMITS);
  const [source, result] = [join(folder, 'source.png'), join(folder, 'result.png')];
  await writeFile(
    source,
    await sharp(picture).flatten({ background: 'white' }).png({ compressionLevel: 0 }).toBuffer(),
  );
  await writeFile(
    result,
    await sharp(output.bytes).toColourspace('srgb').png({ compressionLevel: 0 }).toBuffer(),
  );
  const { stdout } = await run(metric, ['image', source, result]);
  const score = Number(/-?[\d.]+\s*$/.exec(stdout)?.[0]);
  return { bytes: output.bytes.length, score, quality: output.quality, distance: output.distance?.value };
}

function rowOf(name: string, results: readonly Result[], base: readonly Result[]): string {
  const scores = results.map(({ score }) => score).sort((a, b) => a - b);
  const bytes = results.reduce((sum, one) => sum + one.bytes, 0);
  const smaller = results.filter((one, index) => one.bytes < (base[index]?.bytes ?? 0)).length;
  const qualities = results.map(({ quality }) => quality).sort((a, b) => a - b);
  const at = (list: readonly number[], share: number) => list[Math.floor(share * (list.length - 1))] ?? 0;
  const mean = scores.reduce((sum, score) => sum + score, 0) / scores.length;
  const share = bytes / base.reduce((sum, one) => sum + one.bytes, 0);
  const [lowest, tenth] = [at(scores, 0), at(scores, 0.1)].map((score) => score.toFixed(1));
  return `| ${name} | ${Math.round(bytes / 1000)} kB | ${share.toFixed(3)} | ${mean.toFixed(1)} | ${tenth} | ${lowest} | ${at(qualities, 0)} to ${at(qualities, 1)} | ${smaller} |`;
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    format: { type: 'string', default: 'jpeg' },
    metric: { type: 'string', default: 'ssimulacra2_rs' },
    each: { type: 'boolean', default: false },
    sizes: { type: 'boolean', default: false },
  },
});
const [pictures] = positionals;
const format = (['jpeg', 'webp', 'avif'] as const).find((one) => one === values.format);
if (!pictures || !format) {
  process.stderr.write(`${USAGE}\n`);
  process.exit(2);
}
unblockLoaders(PIXEL_FORMATS);
if (values.sizes) {
  const check = await checkSizes(pictures, LIMITS);
  say(JSON.stringify(check));
  process.exit(check.tooLarge.length === 0 ? 0 : 1);
}
const folder = await mkdtemp(join(tmpdir(), 'looks-'));
try {
  const all = WAYS.map((): Result[] => []);
  for (const name of (await readdir(pictures)).sort()) {
    const picture = await sharp(join(pictures, name)).png({ compressionLevel: 1 }).toBuffer();
    for (const [index, { name: _, ...recipe }] of WAYS.entries()) {
      all[index]?.push(await resultOf(picture, { ...recipe, format }, values.metric, folder));
    }
    if (values.each) say(`${name} ${JSON.stringify(all.map((results) => results.at(-1)))}`);
  }
  const base = all[2] ?? [];
  say(`${base.length} pictures as ${format}`);
  say(
    '| | Bytes | Of those of quality 80 | Mean score | Tenth lowest of 100 | Lowest | Qualities | Smaller than quality 80 |',
  );
  say('| --- | --- | --- | --- | --- | --- | --- | --- |');
  for (const [index, { name }] of WAYS.entries()) say(rowOf(name, all[index] ?? [], base));
} finally {
  await rm(folder, { recursive: true, force: true });
}
