import { randomUUID } from 'node:crypto';
import { connectLog, logSettings } from '@halftone/messaging';
import { findProduct, findRequest, openReadModel, streamOutputRows } from '@halftone/read-model';
import { configure, createLogger, ended, terminated } from '@halftone/runtime';
import { buildApp } from './app.ts';
import { readServiceConfig } from './config.ts';
import { connectInBackground } from './dependencies.ts';
import { serve } from './server.ts';

const config = configure(readServiceConfig, process.env);
const logger = createLogger('gateway', config.LOG_LEVEL);

await using readModel = await openReadModel({ url: config.DATABASE_URL, readOnly: true });
await using log = connectInBackground(
  (signal) => connectLog({ ...logSettings(config), service: 'gateway', logger, signal }),
  logger,
);

const app = buildApp({
  log,
  reads: {
    request: (id) => findRequest(readModel, id),
    product: (id) => findProduct(readModel, id),
    outputRows: (id) => streamOutputRows(readModel, id),
  },
  checks: { nats: async () => log().check(), postgres: () => readModel.check() },
  newId: randomUUID,
  limits: {
    maxUploadBytes: config.MAX_UPLOAD_BYTES,
    maxRows: config.MAX_ROWS,
    maxUrlsPerRow: config.MAX_URLS_PER_ROW,
  },
  expressMaxImages: config.EXPRESS_MAX_IMAGES,
  publicUrl: config.PUBLIC_URL,
  now: () => new Date(),
  logger,
});

const stopped = terminated();
await using _server = await serve(app, { host: config.HOST, port: config.PORT });

const reason = await Promise.race([stopped, ended('the connection to NATS', log.closed)]);
logger.info({ reason }, 'stopping');
