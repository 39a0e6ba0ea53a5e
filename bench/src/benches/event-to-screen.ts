import type { Bench } from '../bench.ts';
import { catalogueOf, urlsOf } from '../material/catalogue.ts';
import { serveOrigin } from '../material/origin.ts';
import { drawPictures } from '../material/pictures.ts';
import { percentile } from '../report/statistics.ts';
import { upload } from '../system/client.ts';
import { messagesOf } from '../system/followed.ts';

const IMAGES = 100;
/** Eight at a time from one origin: ten images a second, of which the cores hardly notice anything. */
const LATENCY_MS = 800;

export const eventToScreen: Bench = {
  name: 'event-to-screen',
  what: 'from image.compressed to the client of the event stream',
  async run({ startSystem, scale }) {
    const images = Math.ceil(IMAGES * scale);
    await using origin = await serveOrigin(
      await drawPictures(20, { width: 800, height: 800, format: 'jpeg' }),
    );
    origin.latencyMs = LATENCY_MS;
    await using system = await startSystem();
    const id = await upload(system.api, catalogueOf(urlsOf(origin, images, 'screen')));
    const seenAt = await arrivals(`${system.api}/v1/requests/${id}/events`);
    const delays: number[] = [];
    for await (const { event } of system.log.replay({ to: await system.log.lastSequence() })) {
      if (event.name !== 'image.compressed' || event.subject !== id) continue;
      const seen = seenAt.get(event.data.imageId);
      if (seen === undefined) throw new Error(`the stream never reported ${event.data.imageId}`);
      delays.push(seen - Date.parse(event.time));
    }
    const p95 = percentile(delays, 95);
    return [
      {
        what: `from image.compressed to the client of the event stream, p95 of ${delays.length}`,
        measured: { value: p95, unit: 'ms' },
        reference: null,
        ratio: p95,
        goal: { atMost: 250 },
      },
    ];
  },
};

/** When the stream told of each image, by its id, until it ended. */
async function arrivals(url: string): Promise<Map<string, number>> {
  const seen = new Map<string, number>();
  for await (const { event, data, at } of messagesOf(url)) {
    if (event === 'image') seen.set(String((data as { id?: string }).id), at);
  }
  return seen;
}
