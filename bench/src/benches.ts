import type { Bench } from './bench.ts';
import { repeats } from './benches/again/repeats.ts';
import { weekly } from './benches/again/weekly.ts';
import { carelessUploads } from './benches/careless-catalogues.ts';
import { largeJpegs, smallJpegs } from './benches/codec.ts';
import { formats } from './benches/codec-time/formats.ts';
import { looks } from './benches/codec-time/looks.ts';
import { requantizer } from './benches/codec-time/requantizer.ts';
import { consolePages } from './benches/console.ts';
import { costs } from './benches/costs.ts';
import { eventToScreen } from './benches/event-to-screen.ts';
import { largeCatalogue } from './benches/large-catalogue.ts';
import { latency } from './benches/latency.ts';
import { measuring } from './benches/measuring.ts';
import { memory } from './benches/memory.ts';
import { projection } from './benches/projection.ts';
import { scale } from './benches/scale.ts';
import { slowOrigins } from './benches/slow-origins.ts';
import { smallRequests } from './benches/small-requests.ts';
import { status } from './benches/status.ts';
import { webhooks } from './benches/webhooks.ts';
import { workbook } from './benches/workbook.ts';

/** In the order of the table. */
export const BENCHES: readonly Bench[] = [
  requantizer,
  looks,
  largeJpegs,
  latency,
  smallJpegs,
  repeats,
  weekly,
  slowOrigins,
  largeCatalogue,
  carelessUploads,
  workbook,
  projection,
  status,
  smallRequests,
  webhooks,
  memory,
  eventToScreen,
  consolePages,
  costs,
  formats,
  measuring,
  scale,
];
