import type { Bench } from '../bench.ts';
import { catalogueOf, urlsOf } from '../material/catalogue.ts';
import { servePhotographs } from '../material/origin.ts';
import type { Row } from '../report/rows.ts';
import { fasterBy, interleave } from '../report/statistics.ts';
import { timeThrough } from '../system/client.ts';
import { imageEvents, projectedPerSecond } from './projection.ts';

const IMAGES = 300;
const EVENTS = 100_000;
/** Where everything else runs, and the second instance beside it. */
const [FIRST_CORE, SECOND_CORE] = [0, 1];
const OTHERS = ['nats-server', 'postgres', 'object-store'];

/** About scaling out, and its ratios depend on what else the second core carries. */
export const scale: Bench = {
  name: 'scale',
  what: 'one imager against two, and one tracker against two, each on a core of its own',
  async run(context) {
    return [await twoImagers(context), await twoTrackers(context)];
  },
};

async function twoImagers({ startSystem, runs, scale: share }: Parameters<Bench['run']>[0]): Promise<Row> {
  const images = Math.ceil(IMAGES * share);
  await using origin = await servePhotographs();
  await using system = await startSystem({ settings: { ENCODE_CONCURRENCY: '1' } });
  await system.pin('imager', FIRST_CORE);
  for (const other of [...OTHERS, 'gateway', 'ingest', 'tracker', 'notifier']) {
    await system.pin(other, SECOND_CORE);
  }
  let turn = 0;
  const through = () => timeThrough(system.api, catalogueOf(urlsOf(origin, images, `scale${turn++}`)));
  const withAnother = async () => {
    await using _another = await system.startAnother('imager', SECOND_CORE);
    return await through();
  };
  await through();
  const { measured, reference, ratio } = await interleave(
    runs,
    { measured: withAnother, reference: through },
    fasterBy,
  );
  return {
    what: `${images} JPEGs with two imagers, the second beside everything else`,
    measured: { value: images / (measured / 1000), unit: 'images/s' },
    reference: { value: images / (reference / 1000), unit: 'images/s', what: 'one imager' },
    ratio,
    goal: null,
  };
}

async function twoTrackers({ startSystem, runs, scale: share }: Parameters<Bench['run']>[0]): Promise<Row> {
  const images = Math.ceil((EVENTS * share) / 2);
  await using system = await startSystem({ services: ['tracker'] });
  await system.pin('tracker', FIRST_CORE);
  for (const store of OTHERS) await system.pin(store, SECOND_CORE);
  const alone = () => projectedPerSecond(system, [...imageEvents(images)]);
  const withAnother = async () => {
    await using another = await system.startAnother('tracker', SECOND_CORE);
    return await projectedPerSecond(system, [...imageEvents(images)], another);
  };
  await alone();
  const { measured, reference, ratio } = await interleave(
    runs,
    { measured: withAnother, reference: alone },
    (pair) => pair.measured / pair.reference,
  );
  return {
    what: `${2 * images} image events projected by two trackers`,
    measured: { value: measured, unit: 'events/s' },
    reference: { value: reference, unit: 'events/s', what: 'one tracker' },
    ratio,
    goal: null,
  };
}
