import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { requantize } from '@halftone/requantizer';
import Table from 'cli-table3';
import sharp from 'sharp';
import { pixelsOf, psnr } from '../../packages/requantizer/src/pictures.fixture.ts';
import { openDecoders } from './decoders.ts';

/**
 * Holds requantizing against decoding and encoding by sharp, for all JPEGs of folders:
 * `npm run compare:requantizer -- --quality 50 FOLDER...`. The distance to the source is that of the pixels as sharp sees them; each result
 * is also read by libjpeg, Pillow and Chromium, as far as they are there.
 */

const { values, positionals } = parseArgs({
  options: { quality: { type: 'string', default: '50' } },
  allowPositionals: true,
});
const quality = Number(values.quality);
/** Further off or larger than sharp's is too much. */
const MOST_DB = 0.1;
const MOST_BYTES = 1.03;
const say = (line: string) => void process.stdout.write(`${line}\n`);

type Compared = { name: string; db: number; bytes: number };

const compared: Compared[] = [];
const declined = new Map<string, number>();
const complaints: string[] = [];
await using decoders = await openDecoders();
for (const folder of positionals) {
  for (const name of (await readdir(folder)).filter((each) => /\.jpe?g$/i.test(each)).sort()) {
    await compareFile(join(folder, name));
  }
}
report();

async function compareFile(name: string): Promise<void> {
  const source = await readFile(name);
  const { orientation = 1 } = await sharp(source).metadata();
  const result = requantize(source, { quality, orientation });
  if ('declined' in result) {
    declined.set(result.declined, (declined.get(result.declined) ?? 0) + 1);
    return;
  }
  for (const decoder of decoders.found) {
    const complaint = await decoder.complaintOf(result.bytes);
    if (complaint !== undefined) complaints.push(`${name}: ${decoder.name}: ${complaint}`);
  }
  const reencoded = await sharp(source).autoOrient().jpeg({ quality }).toBuffer();
  const upright = await sharp(source).autoOrient().png({ compressionLevel: 0 }).toBuffer();
  const [from, ours, theirs] = await Promise.all([upright, result.bytes, reencoded].map(pixelsOf));
  if (!from || !ours || !theirs) return;
  if (ours.width !== theirs.width || ours.height !== theirs.height || ours.channels !== theirs.channels) {
    complaints.push(`${name}: ${ours.width} × ${ours.height} instead of ${theirs.width} × ${theirs.height}`);
  }
  const db = psnr(from.data, ours.data) - psnr(from.data, theirs.data);
  compared.push({ name, db, bytes: result.bytes.length / reencoded.length });
}

function report(): void {
  const table = new Table({ head: ['', 'mean', 'worst', 'of', `beyond ${MOST_DB} dB or ${MOST_BYTES}`] });
  const mean = (what: 'db' | 'bytes') =>
    compared.reduce((sum, each) => sum + each[what], 0) / compared.length;
  const [farthest] = compared.toSorted((a, b) => a.db - b.db);
  const [largest] = compared.toSorted((a, b) => b.bytes - a.bytes);
  if (farthest && largest) {
    const far = compared.filter(({ db }) => db < -MOST_DB).length;
    const large = compared.filter(({ bytes }) => bytes > MOST_BYTES).length;
    table.push([
      'PSNR to the source, over sharp, dB',
      mean('db').toFixed(3),
      farthest.db.toFixed(3),
      farthest.name,
      far,
    ]);
    table.push([
      'bytes, over sharp',
      mean('bytes').toFixed(4),
      largest.bytes.toFixed(4),
      largest.name,
      large,
    ]);
    say(table.toString());
  }
  say(`${compared.length} taken, read by sharp, ${decoders.found.map(({ name }) => name).join(', ')}.`);
  if (decoders.missing.length > 0) say(`Not there: ${decoders.missing.join(', ')}.`);
  for (const [reason, count] of declined) say(`${count} left to a decoder: ${reason}`);
  for (const complaint of complaints) say(complaint);
  if (complaints.length > 0) process.exitCode = 1;
}
