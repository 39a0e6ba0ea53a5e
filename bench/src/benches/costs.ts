import type { Bench } from '../bench.ts';
import { catalogueOf, urlsOf } from '../material/catalogue.ts';
import { servePhotographs } from '../material/origin.ts';
import type { Goal, Row } from '../report/rows.ts';
import { timeThrough } from '../system/client.ts';
import { bytesOfLog } from '../system/consumed.ts';
import { PROGRAMS } from '../system/processes.ts';
import type { System } from '../system/system.ts';

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
    const before = await usages(system);
    const bytesBefore = await bytesOfLog(system.natsUrl);
    const eventsBefore = await system.log.lastSequence();
    await timeThrough(system.api, catalogueOf(urlsOf(origin, images, 'costs')));
    const after = await usages(system);
    const events = (await system.log.lastSequence()) - eventsBefore;
    const bytes = (await bytesOfLog(system.natsUrl)) - bytesBefore;
    const taken = [...after].map(
      ([part, cpuMs]) => [part, (cpuMs - (before.get(part) ?? 0)) / images] as const,
    );
    const around = taken.filter(([part]) => part !== CODECS).reduce((sum, [, cpuMs]) => sum + cpuMs, 0);
    return [
      ...taken.map(([part, cpuMs]) => figure(`${part}, for each image`, cpuMs, 'CPU-ms')),
      figure('all but the codecs, for each image', around, 'CPU-ms', { atMost: AROUND_THE_CODECS_MS }),
      figure('events in the log, for each image', events / images, 'events'),
      figure('bytes in the log, for each image', bytes / images, 'bytes'),
    ];
  },
};

const CODECS = 'the codecs';
const AROUND_THE_CODECS_MS = 5.5;

/** The processor time of each program so far, in milliseconds, and that of the imager's codec processes apart from it. */
async function usages(system: System): Promise<Map<string, number>> {
  const parts = await Promise.all(
    PROGRAMS.map(async (program): Promise<[string, number][]> => {
      const { cpuMs, ownCpuMs } = await system.usageOf(program);
      return program === 'imager'
        ? [
            [program, ownCpuMs],
            [CODECS, cpuMs - ownCpuMs],
          ]
        : [[program, cpuMs]];
    }),
  );
  return new Map(parts.flat());
}

const figure = (what: string, value: number, unit: string, goal: Goal | null = null): Row => ({
  what,
  measured: { value, unit },
  reference: null,
  ratio: value,
  goal,
});
