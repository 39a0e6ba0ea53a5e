import type { Bench } from '../bench.ts';
import { catalogueOf, urlsOf } from '../material/catalogue.ts';
import { servePhotographs } from '../material/origin.ts';
import type { Row } from '../report/rows.ts';
import { timeThrough } from '../system/client.ts';
import { bytesOfLog } from '../system/consumed.ts';
import { PROGRAMS } from '../system/processes.ts';

const IMAGES = 500;
/** What scaling is reckoned with: see docs/scaling.md. */
export const costs: Bench = {
  name: 'costs',
  what: 'processor time of each process for an image of 1600 × 1200',
  async run({ startSystem, scale }) {
    const images = Math.ceil(IMAGES * scale);
    await using origin = await servePhotographs();
    await using system = await startSystem();
    await timeThrough(system.api, catalogueOf(urlsOf(origin, Math.ceil(images / 5), 'warm')));
    const before = await Promise.all(PROGRAMS.map((program) => system.usageOf(program)));
    const bytesBefore = await bytesOfLog(system.natsUrl);
    const eventsBefore = await system.log.lastSequence();
    await timeThrough(system.api, catalogueOf(urlsOf(origin, images, 'costs')));
    const after = await Promise.all(PROGRAMS.map((program) => system.usageOf(program)));
    const events = (await system.log.lastSequence()) - eventsBefore;
    const bytes = (await bytesOfLog(system.natsUrl)) - bytesBefore;
    const rows = PROGRAMS.map((program, index): Row => {
      const ms = ((after[index]?.cpuMs ?? 0) - (before[index]?.cpuMs ?? 0)) / images;
      return figure(`${program}, for each image`, ms, 'CPU-ms');
    });
    return [
      ...rows,
      figure('events in the log, for each image', events / images, 'events'),
      figure('bytes in the log, for each image', bytes / images, 'bytes'),
    ];
  },
};

const figure = (what: string, value: number, unit: string): Row => ({
  what,
  measured: { value, unit },
  reference: null,
  ratio: value,
  goal: null,
});
