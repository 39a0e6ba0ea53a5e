import { connectLog, logSettings } from '@halftone/messaging';
import { configure, createLogger } from '@halftone/runtime';
import { readServiceConfig } from './config.ts';
import { rebuildReadModel } from './rebuild-read-model.ts';

const config = configure(readServiceConfig, process.env);
const logger = createLogger('tracker', config.LOG_LEVEL);
const began = performance.now();

await using log = await connectLog({ ...logSettings(config), service: 'tracker', logger });
const { events, rows } = await rebuildReadModel({
  log,
  url: config.DATABASE_URL,
  batchSize: config.PROJECTION_BATCH,
});

const seconds = ((performance.now() - began) / 1000).toFixed(1);
const tables = Object.entries(rows).map(([table, count]) => `${count} ${table.replaceAll('_', ' ')}`);
process.stdout.write(`Rebuilt the read model from ${events} events in ${seconds} s: ${tables.join(', ')}\n`);
