import '@halftone/runtime/end-when-asked';
import { connectLog, logSettings } from '@halftone/messaging';
import { openReadModel } from '@halftone/read-model';
import { configure, createLogger, ended, serveHealth, terminated } from '@halftone/runtime';
import { startTracing } from '@halftone/telemetry';
import { readServiceConfig } from './config.ts';
import { measureStanding } from './measure.ts';
import { projectEndpoints } from './project-endpoints.ts';
import { forgetDeleted } from './removal/forget-deleted.ts';
import { makeRoom } from './removal/make-room.ts';
import { sweepUploads } from './removal/sweep-uploads.ts';
import { prepareTables } from './tables/prepare-tables.ts';
import { track } from './track.ts';
import { createUrgency } from './urgency.ts';

const config = configure(readServiceConfig, process.env);
await using _tracing = await startTracing('halftone-tracker', config);
const logger = createLogger('tracker', config.LOG_LEVEL);

await using health = await serveHealth({ host: config.HOST, port: config.PORT });
await prepareTables(config.DATABASE_URL, logger);
await using readModel = await openReadModel({
  url: config.DATABASE_URL,
  statementTimeoutMs: config.DATABASE_TIMEOUT_MS,
});
await using log = await connectLog({ ...logSettings(config), service: 'tracker', logger });
measureStanding({ readModel, log });
const stopped = terminated();
await using forgetting = forgetDeleted({ readModel, log, logger });
const urgency = createUrgency();
await using consumption = await log.consumeBatches(
  {
    durable: 'tracker',
    maxBatch: config.PROJECTION_BATCH,
    lingerMs: 20,
    paceMs: 100,
    urgency,
    ackWaitMs: config.ACK_WAIT_MS,
    stalledAfterMs: config.STALLED_AFTER_MS,
  },
  track({ readModel, log, logger, projected: forgetting.projected, missing: urgency.missing }),
);
await using endpoints = projectEndpoints({ readModel, log: log.endpoints, logger });
await using _makingRoom = makeRoom({ log, logger });
await using _sweeping = sweepUploads({ uploads: log.uploads, logger, random: Math.random });
health.started({ nats: log.check, postgres: readModel.check, consumer: consumption.check });
logger.info({ port: health.port }, 'tracker is ready');

const reason = await Promise.race([
  stopped,
  ended('the consumer', consumption.closed),
  ended('the projection of endpoints', endpoints.closed),
  ended('the connection to NATS', log.closed),
]);
logger.info({ reason }, 'tracker stopping');
