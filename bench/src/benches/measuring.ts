import { instrumentsOf } from '@halftone/telemetry';
import type { Bench } from '../bench.ts';
import { catalogueOf, urlsOf } from '../material/catalogue.ts';
import { servePhotographs } from '../material/origin.ts';
import { timeThrough } from '../system/client.ts';
import type { System } from '../system/system.ts';

const IMAGES = 500;
const SCRAPES = 100;
const COUNTS = 200_000;

/** Prometheus's usual time between two scrapes. */
const SCRAPE_EVERY_MS = 15_000;
/** What the imager and its consumer count and observe for an image that is compressed. */
const [COUNTED, OBSERVED] = [9, 4];

export const measuring: Bench = {
  name: 'measuring',
  what: 'what metrics cost the imager for an image, with a scrape every 15 s, against the processor time for it',
  async run({ startSystem, scale }) {
    const images = Math.ceil(IMAGES * scale);
    await using origin = await servePhotographs();
    await using system = await startSystem();
    await timeThrough(system.api, catalogueOf(urlsOf(origin, Math.ceil(images / 5), 'warm')));
    const before = await system.usageOf('imager');
    const ms = await timeThrough(system.api, catalogueOf(urlsOf(origin, images, 'measuring')));
    const forImage = ((await system.usageOf('imager')).cpuMs - before.cpuMs) / images;
    const forScrape = await scrapeMs(system);
    const measured = countingMs() + (forScrape * (ms / images)) / SCRAPE_EVERY_MS;
    return [
      {
        what: 'metrics of an image of 1600 × 1200, counted and scraped every 15 s',
        measured: { value: measured * 1000, unit: 'CPU-µs' },
        reference: { value: forImage * 1000, unit: 'CPU-µs', what: 'the imager, for the image' },
        ratio: measured / forImage,
        goal: { atMost: 0.01 },
      },
      {
        what: 'a scrape of the imager',
        measured: { value: forScrape, unit: 'CPU-ms' },
        reference: null,
        ratio: forScrape,
        goal: null,
      },
    ];
  },
};

/** The processor time that the imager takes to answer with its metrics once. */
async function scrapeMs(system: System): Promise<number> {
  const before = await system.usageOf('imager');
  for (let scrape = 0; scrape < SCRAPES; scrape++) {
    await (await fetch(`http://127.0.0.1:${system.ports.health.imager}/metrics`)).text();
  }
  return ((await system.usageOf('imager')).cpuMs - before.cpuMs) / SCRAPES;
}

/** The processor time of what is counted for an image, measured by instruments of the same kind. */
function countingMs(): number {
  const labels = { outcome: ['done', 'failed'], lane: ['express', 'bulk'], format: ['jpeg', 'png'] } as const;
  const { counter, histogram } = instrumentsOf({
    counter: { type: 'counter', name: 'bench_total', help: 'For the bench.', labels },
    histogram: {
      type: 'histogram',
      name: 'bench_seconds',
      help: 'For the bench.',
      labels,
      buckets: [0.1, 0.3, 1, 3, 10],
    },
  });
  const one = { outcome: 'done', lane: 'bulk', format: 'jpeg' } as const;
  const count = () => {
    for (let n = 0; n < COUNTED; n++) counter.add(one);
    for (let n = 0; n < OBSERVED; n++) histogram.observe(one, n);
  };
  for (let n = 0; n < COUNTS / 10; n++) count();
  const before = process.cpuUsage();
  for (let n = 0; n < COUNTS; n++) count();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000 / COUNTS;
}
