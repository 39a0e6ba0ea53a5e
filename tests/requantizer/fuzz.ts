import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import Table from 'cli-table3';
import { DAMAGES, drawSound } from '../../packages/requantizer/src/damages.fixture.ts';
import { judge } from '../../packages/requantizer/src/judge.fixture.ts';
import { createRandom } from '../../packages/requantizer/src/pictures.fixture.ts';

/**
 * Damages small JPEGs of every form that is taken, once to three times each, and judges what becomes of them:
 * `npm run fuzz:requantizer -- --minutes 60 --seed 1 --keep FOLDER`. Files that are wrongly taken, that the kernel fails on, or
 * that take longer than a second are complained of, and kept in the folder.
 */

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '1' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    keep: { type: 'string', default: '.fuzz' },
  },
});
const LONGEST_MS = 1000;
const MOST_DAMAGES = 3;
const QUALITIES = [1, 10, 30, 50, 65, 70];
const say = (line: string) => void process.stdout.write(`${line}\n`);

const random = createRandom(Number(values.seed));
const one = <T>(things: readonly T[]): T | undefined => things[Math.floor(random() * things.length)];
const sources = await drawSound();
const counts = new Map(Object.keys(DAMAGES).map((name) => [name, { files: 0, taken: 0, complaints: 0 }]));
let slowest = 0;
const until = performance.now() + Number(values.minutes) * 60_000;
while (performance.now() < until) await round();
report();

async function round(): Promise<void> {
  let jpeg: Buffer = Buffer.from(one(sources) ?? []);
  let last = '';
  for (let left = 1 + Math.floor(random() ** 2 * MOST_DAMAGES); left > 0; left--) {
    const [name, damage] = one(Object.entries(DAMAGES)) ?? [];
    if (damage && jpeg.length > 0) jpeg = damage(jpeg, random);
    last = name ?? last;
  }
  const orientation = random() < 0.2 ? 1 + Math.floor(random() * 8) : 1;
  const before = process.cpuUsage();
  const { isTaken, complaint } = await judge(jpeg, { quality: one(QUALITIES) ?? 50, orientation });
  const { user, system } = process.cpuUsage(before);
  const ms = (user + system) / 1000;
  slowest = Math.max(slowest, ms);
  const count = counts.get(last);
  if (!count) return;
  count.files += 1;
  if (isTaken) count.taken += 1;
  if (complaint === undefined && ms < LONGEST_MS) return;
  count.complaints += 1;
  await keep(jpeg, complaint ?? `it took ${ms.toFixed(0)} ms`);
}

async function keep(jpeg: Buffer, complaint: string): Promise<void> {
  await mkdir(values.keep, { recursive: true });
  const path = join(values.keep, `${values.seed}-${Math.round(random() * 1e9)}.jpg`);
  await writeFile(path, jpeg);
  say(`${path}: ${complaint}`);
}

function report(): void {
  const table = new Table({ head: ['last damage', 'files', 'taken', 'complaints'] });
  for (const [name, { files, taken, complaints }] of counts) table.push([name, files, taken, complaints]);
  say(table.toString());
  const all = [...counts.values()];
  const total = (what: 'files' | 'taken' | 'complaints') => all.reduce((sum, count) => sum + count[what], 0);
  say(
    `Seed ${values.seed}: ${total('files')} files, ${total('taken')} of them taken, ${total('complaints')} complaints; the longest with its judgement took ${slowest.toFixed(0)} CPU-ms.`,
  );
  if (total('complaints') > 0) process.exitCode = 1;
}
