import '@halftone/runtime/end-when-asked';
import { randomUUID } from 'node:crypto';
import { connectLog, logSettings } from '@halftone/messaging';
import { openReadModel } from '@halftone/read-model';
import { configure, createLogger, ended, serveHealth, terminated } from '@halftone/runtime';
import { startTracing } from '@halftone/telemetry';
import { buildApp } from './app.ts';
import { boundsOf, eventsAt, readServiceConfig, receiversOf, shutdownOf } from './config.ts';
import { checksOf, connectInBackground } from './dependencies.ts';
import { resealInBackground } from './endpoints/reseal-secrets.ts';
import { serve } from './http/server.ts';
import { measureLog } from './measure-log.ts';
import { fetchOutputs } from './outputs/fetch-outputs.ts';
import { readsFrom } from './reads-from.ts';
import { BUILT_CONSOLE } from './routes/console.ts';

const config = configure(readServiceConfig, process.env);
await using _tracing = await startTracing('halftone-gateway', config);
const logger = createLogger('gateway', config.LOG_LEVEL);
logger.info(config.access.notice);

await using readModel = await openReadModel({
  url: config.DATABASE_URL,
  statementTimeoutMs: config.DATABASE_TIMEOUT_MS,
});
await using log = connectInBackground(
  (signal) => connectLog({ ...logSettings(config), service: 'gateway', logger, signal }),
  logger,
);

const checks = checksOf({ log, readModel });
const receivers = receiversOf(config);

const app = buildApp({
  log,
  reads: readsFrom(readModel),
  fetchOutputs: fetchOutputs(config.OUTPUTS_URL),
  checks,
  keys: config.access.keys,
  isOperator: config.access.isOperator,
  ...receivers,
  newId: randomUUID,
  ...boundsOf(config),
  expressMaxImages: config.EXPRESS_MAX_IMAGES,
  publicUrl: config.PUBLIC_URL,
  consoleFolder: BUILT_CONSOLE,
  sampleCatalogue: config.SAMPLE_CATALOGUE,
  eventsAt: eventsAt(config),
  now: () => new Date(),
  logger,
});

await using health = await serveHealth({ host: config.METRICS_HOST, port: config.METRICS_PORT });
health.started(checks);
measureLog(log);
logger.info({ port: health.port }, 'metrics are served');

const stopped = terminated();
// As long as nobody listens, what is before the gateways holds requests. What needs no log need not wait for it long.
await Promise.race([stopped, log.within(3000)]);
using _resealing = resealInBackground({ ...receivers, log, logger });
await using _server = await serve(app, {
  host: config.HOST,
  port: config.PORT,
  maxConnections: config.MAX_CONNECTIONS,
  shutdown: shutdownOf(config),
});

const reason = await Promise.race([stopped, ended('the connection to NATS', log.closed)]);
logger.info({ reason }, 'stopping');
