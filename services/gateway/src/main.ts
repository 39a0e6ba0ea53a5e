import '@halftone/runtime/end-when-asked';
import { randomUUID } from 'node:crypto';
import { connectLog, logSettings } from '@halftone/messaging';
import { openReadModel } from '@halftone/read-model';
import { configure, createLogger, ended, serveHealth, terminated } from '@halftone/runtime';
import { startTracing } from '@halftone/telemetry';
import { buildApp } from './app.ts';
import { appSettings, shutdownOf } from './app-settings.ts';
import { readServiceConfig } from './config.ts';
import { checksOf, connectInBackground } from './dependencies.ts';
import { resealInBackground } from './endpoints/reseal-secrets.ts';
import { serve } from './http/server.ts';
import { measureLog } from './measure-log.ts';
import { readsFrom } from './reads-from.ts';

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
const settings = appSettings(config);
const app = buildApp({
  ...settings,
  log,
  reads: readsFrom(readModel),
  checks,
  newId: randomUUID,
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
using _resealing = resealInBackground({ ...settings, log, logger });
await using _server = await serve(app, {
  host: config.HOST,
  port: config.PORT,
  maxConnections: config.MAX_CONNECTIONS,
  shutdown: shutdownOf(config),
});

const reason = await Promise.race([stopped, ended('the connection to NATS', log.closed)]);
logger.info({ reason }, 'stopping');
