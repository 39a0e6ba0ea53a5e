import { setTimeout as delay } from 'node:timers/promises';
import type { Bench } from '../bench.ts';
import { catalogueOf, urlsOf } from '../material/catalogue.ts';
import { servePhotographs } from '../material/origin.ts';
import { median } from '../report/statistics.ts';
import { completed, progressOf, upload } from '../system/client.ts';

const IMAGES = 5000;
const FIRST = 500;
const EVERY_MS = 200;
/** What all processes together may hold, the starter among them, which held 38 when it was measured; it is the bench here. */
const ALL_MIB = 600;
const STARTER_MIB = 40;
/** All that `npm start` starts. */
const PROGRAMS = [
  'gateway',
  'ingest',
  'imager',
  'tracker',
  'notifier',
  'object-store',
  'postgres',
  'nats-server',
];

export const memory: Bench = {
  name: 'memory',
  what: "the imager's memory over 5,000 images, against that after the first 500, and that of all together",
  async run({ startSystem, scale }) {
    const images = Math.ceil(IMAGES * scale);
    const first = Math.ceil(FIRST * scale);
    await using origin = await servePhotographs();
    await using system = await startSystem();
    const id = await upload(system.api, catalogueOf(urlsOf(origin, images, 'memory')));
    const samples: { ended: number; mib: number }[] = [];
    const finished = completed(system.api, id);
    let running = true;
    void finished.finally(() => {
      running = false;
    });
    while (running) {
      const { residentMib } = await system.usageOf('imager');
      samples.push({ ended: await progressOf(system.api, id), mib: residentMib });
      await delay(EVERY_MS);
    }
    await finished;
    const all = await Promise.all(PROGRAMS.map((program) => system.usageOf(program)));
    const allMib = all.reduce((sum, { residentMib }) => sum + residentMib, 0);
    const during = (from: number, to: number) =>
      median(samples.filter(({ ended }) => ended > from && ended <= to).map(({ mib }) => mib));
    const early = during(first / 2, first);
    const late = during(images - first, images);
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
        measured: { value: Math.max(...samples.map(({ mib }) => mib)), unit: 'MiB' },
        reference: null,
        ratio: Math.max(...samples.map(({ mib }) => mib)),
        goal: { atMost: 350 },
      },
      {
        what: 'all processes but the starter together, as soon as the last image is through',
        measured: { value: allMib, unit: 'MiB' },
        reference: null,
        ratio: allMib,
        goal: { atMost: ALL_MIB - STARTER_MIB },
      },
    ];
  },
};
