import type { Bench } from '../../bench.ts';
import { catalogueOf, urlsOf } from '../../material/catalogue.ts';
import { serveWeekly, type WeeklyOrigin } from '../../material/weekly-origin.ts';
import type { Goal, Row } from '../../report/rows.ts';
import { median } from '../../report/statistics.ts';
import { timeThrough } from '../../system/client.ts';
import { PROGRAMS } from '../../system/processes.ts';
import type { System } from '../../system/system.ts';

const IMAGES = 2_000;

type Origin = Partial<Pick<WeeklyOrigin, 'hasValidators' | 'changedOfTen'>>;

/** A catalogue that comes a second time: what its server is like then, what is asked for, and what has to come out. */
type Week = {
  what: string;
  before?: Origin;
  now?: Origin;
  options?: Record<string, string>;
  /** Files that the server sends the second time, of ten images. */
  sentOfTen: number;
  atLeast: number;
};

const WEEKS: readonly Week[] = [
  { what: 'unchanged, with ETags', sentOfTen: 0, atLeast: 6 },
  { what: 'a tenth changed, with ETags', now: { changedOfTen: 1 }, sentOfTen: 1, atLeast: 4 },
  {
    what: 'unchanged, without validators',
    before: { hasValidators: false },
    now: { hasValidators: false },
    sentOfTen: 10,
    atLeast: 2.5,
  },
  {
    what: 'unchanged, with reuse: trust',
    options: { reuse: 'trust', reuseMaxAge: '86400' },
    sentOfTen: 0,
    atLeast: 10,
  },
];

type Upload = { ms: number; cpuMs: number; ofEach: readonly number[] };
type Measured = { first: Upload; again: Upload };

export const weekly: Bench = {
  name: 'weekly',
  what: 'a catalogue that comes again, against its first upload',
  async run({ startSystem, runs, scale, say }) {
    const images = Math.ceil((IMAGES * scale) / 10) * 10;
    await using origin = await serveWeekly();
    await using system = await startSystem();
    await through(system, catalogueOf(urlsOf(origin, Math.ceil(images / 5), 'warm')));
    const measured = new Map(WEEKS.map((week) => [week, [] as Measured[]]));
    for (let run = 0; run < runs; run++) {
      for (const [index, week] of WEEKS.entries()) {
        const pair = await twice(system, origin, week, urlsOf(origin, images, `week${run}x${index}`));
        measured.get(week)?.push(pair);
        say(`${week.what}: ${(pair.first.ms / pair.again.ms).toFixed(1)} times`);
        say(`  CPU-ms for an image again: ${shares(pair.again, images)}`);
      }
    }
    return [...measured].flatMap(([week, pairs]) => rowsOf(week, pairs, images));
  },
};

async function twice(
  system: System,
  origin: WeeklyOrigin,
  { what, before, now, options, sentOfTen }: Week,
  urls: string[],
): Promise<Measured> {
  const untouched = { hasValidators: true, changedOfTen: 0 };
  Object.assign(origin, untouched, before);
  const first = await through(system, catalogueOf(urls));
  Object.assign(origin, untouched, now, { sent: 0, unchanged: 0 });
  const again = await through(system, catalogueOf(urls), options);
  const expected = (urls.length / 10) * sentOfTen;
  if (origin.sent !== expected) throw new Error(`${what}: ${origin.sent} files were sent, not ${expected}`);
  return { first, again };
}

async function through(system: System, catalogue: string, options = {}): Promise<Upload> {
  const before = await cpuOf(system);
  const ms = await timeThrough(system.api, catalogue, options);
  const ofEach = (await cpuOf(system)).map((cpuMs, index) => cpuMs - (before[index] ?? 0));
  return { ms, cpuMs: ofEach.reduce((total, cpuMs) => total + cpuMs, 0), ofEach };
}

const cpuOf = async (system: System) =>
  (await Promise.all(PROGRAMS.map((program) => system.usageOf(program)))).map(({ cpuMs }) => cpuMs);

/** The processor time of each program for an image, in milliseconds. */
const shares = ({ ofEach }: Upload, images: number) =>
  PROGRAMS.map((program, index) => `${program} ${((ofEach[index] ?? 0) / images).toFixed(2)}`).join(', ');

function rowsOf({ what, atLeast }: Week, pairs: Measured[], images: number): Row[] {
  const rate = (ms: number) => ({ value: images / (ms / 1000), unit: 'images/s' });
  const figure = (name: string, value: number, goal: Goal | null): Row => ({
    what: `${name}, ${what}`,
    measured: { value, unit: 'CPU-ms' },
    reference: null,
    ratio: value,
    goal,
  });
  const againCpu = median(pairs.map(({ again }) => again.cpuMs / images));
  const firstCpu = median(pairs.map(({ first }) => first.cpuMs / images));
  return [
    {
      what: `${images} JPEGs again, ${what}`,
      measured: rate(median(pairs.map(({ again }) => again.ms))),
      reference: { ...rate(median(pairs.map(({ first }) => first.ms))), what: 'the first upload' },
      ratio: median(pairs.map(({ first, again }) => first.ms / again.ms)),
      goal: { atLeast },
    },
    figure('the first time, for each image', firstCpu, null),
    figure('again, for each image', againCpu, atLeast === 6 ? { atMost: 5 } : null),
  ];
}
