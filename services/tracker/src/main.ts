import { connectLog, logSettings } from '@halftone/messaging';
import { migrate, openReadModel } from '@halftone/read-model';
import { configure, createLogger, ended, serveHealth, terminated, untilReady } from '@halftone/runtime';
import { readServiceConfig } from './config.ts';
import { forgetDeleted } from './forget-deleted.ts';
import { makeRoom } from './make-room.ts';
import { sweepUploads } from './sweep-uploads.ts';
import { track } from './track.ts';

const config = configure(readServiceConfig, process.env);
const logger = createLogger('tracker', config.LOG_LEVEL);

await using readModel = await openReadModel({ url: config.DATABASE_URL });
await untilReady('PostgreSQL', () => migrate(readModel), { logger });
await using log = await connectLog({ ...logSettings(config), service: 'tracker', logger });
await using consumption = await log.consumeBatches(
  {
    durable: 'tracker',
    maxBatch: config.PROJECTION_BATCH,
    lingerMs: 20,
    paceMs: 100,
    ackWaitMs: config.ACK_WAIT_MS,
  },
  track({ readModel, log, logger }),
);
await using _forgetting = forgetDeleted({ readModel, log, logger });
await using _makingRoom = makeRoom({ log, logger });
await using _sweeping = sweepUploads({ uploads: log.uploads, logger, random: Math.random });
await using health = await serveHealth({
  host: config.HOST,
  port: config.PORT,
  checks: { nats: log.check, postgres: readModel.check },
});
logger.info({ port: health.port }, 'tracker started');

const reason = await Promise.race([
  terminated(),
  ended('the consumer', consumption.closed),
  ended('the connection to NATS', log.closed),
]);
logger.info({ reason }, 'tracker stopping');
