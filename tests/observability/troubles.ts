import { readdir, readFile } from 'node:fs/promises';
import { connect } from 'nats';
import { openRawLog, type RawLog } from '../chaos/raw-log.ts';
import { accepted, catalogue, upload } from '../e2e/client.ts';
import { scrape, sumOf } from './scrape.ts';
import type { WatchedSystem } from './watched-system.ts';

/** What goes wrong, and the alerts that are to tell of it. */
export type Trouble = {
  name: string;
  /** Each by the labels that tell it from others. */
  alerts: readonly Record<string, string>[];
  begin(surroundings: Surroundings): Promise<unknown>;
  end(surroundings: Surroundings): Promise<unknown>;
};

export type Surroundings = WatchedSystem & {
  /** An image server with pictures at every path, but none below /gone. */
  origin: string;
  /** A receiver that confirms at /ok, fails at /down, and is gone at /gone. */
  receiver: string;
};

/** Catalogues whose images nobody has asked for yet. */
let catalogues = 0;
export function freshCatalogue(origin: string, images: number, folder = ''): string {
  catalogues += 1;
  return catalogue(Array.from({ length: images }, (_, i) => [`${origin}${folder}/${catalogues}/${i}.jpg`]));
}

const kill =
  (...names: ('imager' | 'ingest' | 'tracker')[]) =>
  ({ system }: Surroundings) =>
    Promise.all(names.map((name) => system.services[name].kill()));
const start =
  (...names: ('imager' | 'ingest' | 'tracker')[]) =>
  ({ system }: Surroundings) =>
    Promise.all(names.map((name) => system.services[name].start()));

async function withLog(url: string, work: (log: RawLog) => Promise<void>): Promise<void> {
  await using log = await openRawLog(url);
  await work(log);
}

/** What is done again and again until the trouble ends. */
let repeating: NodeJS.Timeout | undefined;
const repeat = (everyMs: number, work: () => Promise<unknown>) => {
  repeating = setInterval(() => void work().catch(() => {}), everyMs);
};
const stopRepeating = async () => clearInterval(repeating);

export const TROUBLES: readonly Trouble[] = [
  {
    name: 'no imager runs, and a catalogue comes',
    alerts: [{ alertname: 'HalftoneServiceAbsent', job: 'imager' }, { alertname: 'HalftoneNoProgress' }],
    async begin(surroundings) {
      await kill('imager')(surroundings);
      await accepted(surroundings.system.api, freshCatalogue(surroundings.origin, 10));
    },
    end: start('imager'),
  },
  {
    name: 'neither ingest nor a tracker runs',
    alerts: [
      { alertname: 'HalftoneConsumerLag', consumer: 'ingest' },
      { alertname: 'HalftoneProjectionLag' },
      { alertname: 'HalftoneServiceAbsent', job: 'ingest' },
      { alertname: 'HalftoneServiceAbsent', job: 'tracker' },
    ],
    async begin(surroundings) {
      await kill('ingest', 'tracker')(surroundings);
      await accepted(surroundings.system.api, freshCatalogue(surroundings.origin, 3));
    },
    end: start('ingest', 'tracker'),
  },
  {
    name: 'most images of a catalogue are gone',
    alerts: [{ alertname: 'HalftoneImageFailures', reason: 'not_found' }],
    async begin({ system, origin }) {
      const missing = () => accepted(system.api, freshCatalogue(origin, 30, '/gone'));
      await missing();
      repeat(5000, missing);
    },
    end: stopRepeating,
  },
  {
    name: 'processes that decode images are killed',
    alerts: [{ alertname: 'HalftoneCodecCrashes', reason: 'crashed' }],
    async begin({ system, origin }) {
      await accepted(system.api, freshCatalogue(origin, 150, '/large'));
      let before = 0;
      repeat(300, async () => {
        const { samples } = await scrape(system.metricsOf('imager'));
        const compressed = sumOf(samples, 'halftone_images_total', { outcome: 'compressed' });
        // One that is killed before it has begun with an image takes none with it.
        if (compressed === before) return;
        before = compressed;
        for (const pid of await childrenOf(system.services.imager.pid)) process.kill(pid, 'SIGKILL');
      });
    },
    end: stopRepeating,
  },
  {
    name: 'a receiver fails, and another is gone for good',
    alerts: [
      { alertname: 'HalftoneWebhookBacklog' },
      { alertname: 'HalftoneWebhooksGivenUp', outcome: 'rejected' },
    ],
    async begin({ system, origin, receiver }) {
      for (const path of ['/down', '/gone']) {
        await accepted(system.api, freshCatalogue(origin, 1), `${receiver}${path}`);
      }
    },
    end: async () => {},
  },
  {
    name: 'something is in the log that is no event',
    alerts: [{ alertname: 'HalftoneDeadLetters' }],
    async begin({ system }) {
      const nats = await connect({ servers: system.nats.url });
      await nats.jetstream().publish('halftone.v1.request.accepted.nonsense', 'nonsense');
      await nats.close();
    },
    end: async () => {},
  },
  {
    name: 'the object store is away',
    alerts: [{ alertname: 'HalftoneObjectStoreAway', job: 'imager' }],
    begin: ({ system }) => system.objectStore.kill(),
    end: ({ system }) => system.objectStore.start(),
  },
  {
    name: 'PostgreSQL is away',
    alerts: [{ alertname: 'HalftoneDependencyAway', dependency: 'postgres', job: 'gateway' }],
    begin: ({ database }) => database.kill(),
    end: ({ database }) => database.start(),
  },
  {
    name: 'NATS is away, and clients go on asking',
    alerts: [
      { alertname: 'HalftoneDependencyAway', dependency: 'nats', job: 'gateway' },
      { alertname: 'HalftoneApiErrors' },
    ],
    async begin({ system, origin }) {
      await system.nats.kill();
      repeat(300, () => upload(system.api, freshCatalogue(origin, 1)));
    },
    async end({ system }) {
      await stopRepeating();
      await system.nats.start();
    },
  },
  {
    name: 'the log is full',
    alerts: [{ alertname: 'HalftoneLogNearlyFull' }, { alertname: 'HalftoneLogFull' }],
    begin: ({ system }) => withLog(system.nats.url, (log) => log.fill()),
    end: ({ system }) => withLog(system.nats.url, (log) => log.makeRoom()),
  },
];

/** By Linux's own account. */
async function childrenOf(pid: number): Promise<number[]> {
  const threads = await readdir(`/proc/${pid}/task`);
  const lists = await Promise.all(
    threads.map((thread) => readFile(`/proc/${pid}/task/${thread}/children`, 'utf8').catch(() => '')),
  );
  return lists.join(' ').split(' ').filter(Boolean).map(Number);
}
