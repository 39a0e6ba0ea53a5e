import { parseArgs } from 'node:util';
import { connectLog, logSettings } from '@halftone/messaging';
import { operatorEnvironment } from '@halftone/operations';
import { OldServerError } from '@halftone/read-model';
import { configure, createLogger, refuseToStart } from '@halftone/runtime';
import { readServiceConfig } from './config.ts';
import { rebuildReadModel } from './rebuild-read-model.ts';

const { home } = parseArgs({ options: { home: { type: 'string' } } }).values;
const config = configure(readServiceConfig, await operatorEnvironment(process.env, home));
const logger = createLogger('tracker', config.LOG_LEVEL);
const began = performance.now();

await using log = await connectLog({ ...logSettings(config), service: 'tracker', logger });
const { events, rows, refused } = await rebuildReadModel({
  log,
  url: config.DATABASE_URL,
  batchSize: config.PROJECTION_BATCH,
}).catch((error: unknown) => {
  if (error instanceof OldServerError) refuseToStart(error, logger);
  throw error;
});

const seconds = ((performance.now() - began) / 1000).toFixed(1);
const tables = Object.entries(rows).map(([table, count]) => `${count} ${table.replaceAll('_', ' ')}`);
process.stdout.write(`Rebuilt the read model from ${events} events in ${seconds} s: ${tables.join(', ')}\n`);
if (refused.length > 0) {
  const ids = refused.map(({ id, seq }) => `  event ${seq}, ${id}`);
  process.stdout.write(
    `PostgreSQL refuses ${refused.length} of them, which were left out:\n${ids.join('\n')}\n`,
  );
}
