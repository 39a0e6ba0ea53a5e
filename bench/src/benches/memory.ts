import { setTimeout as delay } from 'node:timers/promises';
import type { Bench } from '../bench.ts';
import { catalogueOf, urlsOf } from '../material/catalogue.ts';
import { servePhotographs } from '../material/origin.ts';
import type { Row } from '../report/rows.ts';
import { median } from '../report/statistics.ts';
import { completed, progressOf, upload } from '../system/client.ts';
import { PROGRAMS } from '../system/processes.ts';
import type { System } from '../system/system.ts';

const IMAGES = 5000;
const FIRST = 500;
const EVERY_MS = 200;
/** The part after which all are at work and have what they need for it. */
const WARM = 0.2;
/** What all processes together may hold, the starter among them, which is the bench here. It held 29 when it was measured. */
const ALL_MIB = 600;
const STARTER_MIB = 40;

/** What the imager held when so many images had ended. */
type Sample = { ended: number; mib: number };

export const memory: Bench = {
  name: 'memory',
  what: "the imager's memory over 5,000 images, against that after the first 500, and that of all together",
  async run({ startSystem, scale }) {
    const images = Math.ceil(IMAGES * scale);
    const first = Math.ceil(FIRST * scale);
    await using origin = await servePhotographs();
    await using system = await startSystem();
    const id = await upload(system.api, catalogueOf(urlsOf(origin, images, 'memory')));
    const samples: Sample[] = [];
    const finished = completed(system.api, id);
    let warm: number | undefined;
    let running = true;
    void finished.finally(() => {
      running = false;
    });
    while (running) {
      const { residentMib } = await system.usageOf('imager');
      const ended = await progressOf(system.api, id);
      samples.push({ ended, mib: residentMib });
      if (ended >= images * WARM) warm ??= await heldByAll(system);
      await delay(EVERY_MS);
    }
    await finished;
    const mib = await heldByAll(system);
    return [...imagerRows(samples, images, first), ...rowsOfAll(mib, warm ?? mib, images)];
  },
};

function imagerRows(samples: readonly Sample[], images: number, first: number): Row[] {
  const during = (from: number, to: number) =>
    median(samples.filter(({ ended }) => ended > from && ended <= to).map(({ mib }) => mib));
  const early = during(first / 2, first);
  const late = during(images - first, images);
  const peak = Math.max(...samples.map(({ mib }) => mib));
  return [
    {
      what: `the imager's memory at the end of ${images} images (median of the last ${first})`,
      measured: { value: late, unit: 'MiB' },
      reference: { value: early, unit: 'MiB', what: `after the first ${first}` },
      ratio: late / early,
      goal: { atMost: 1.15 },
    },
    {
      what: 'the same at its peak, with its codec processes',
      measured: { value: peak, unit: 'MiB' },
      reference: null,
      ratio: peak,
      goal: { atMost: 350 },
    },
  ];
}

/** @param warmMib what they held after the first part of the images */
function rowsOfAll(mib: number, warmMib: number, images: number): Row[] {
  return [
    {
      what: `all processes but the starter together, as soon as the last of ${images} images is through`,
      measured: { value: mib, unit: 'MiB' },
      reference: null,
      ratio: mib,
      goal: { atMost: ALL_MIB - STARTER_MIB },
    },
    {
      what: 'the same',
      measured: { value: mib, unit: 'MiB' },
      reference: { value: warmMib, unit: 'MiB', what: `after ${Math.ceil(images * WARM)} images` },
      ratio: mib / warmMib,
      goal: { atMost: 1.15 },
    },
  ];
}

async function heldByAll(system: System): Promise<number> {
  const all = await Promise.all(PROGRAMS.map((program) => system.usageOf(program)));
  return all.reduce((sum, { residentMib }) => sum + residentMib, 0);
}
