import '@halftone/runtime/end-when-asked';
import { connectLog, logSettings } from '@halftone/messaging';
import { configure, createLogger, ended, letHeapGrow, serveHealth, terminated } from '@halftone/runtime';
import { startTracing } from '@halftone/telemetry';
import { readServiceConfig } from './config.ts';
import { listProducts } from './list-products.ts';

// Events wait for the log's confirmation long enough to count as old. V8 lets as many of them gather as it thinks worth it.
letHeapGrow(50);
const config = configure(readServiceConfig, process.env);
await using _tracing = await startTracing('halftone-ingest', config);
const logger = createLogger('ingest', config.LOG_LEVEL);

await using health = await serveHealth({ host: config.HOST, port: config.PORT });
await using log = await connectLog({ ...logSettings(config), service: 'ingest', logger });
const stopped = terminated();
await using requests = await log.consume(
  {
    durable: 'ingest',
    event: 'request.accepted',
    inFlight: config.INGEST_CONCURRENCY,
    ackWaitMs: config.ACK_WAIT_MS,
  },
  listProducts({ log, publishWindow: config.PUBLISH_WINDOW, logger }),
);
health.started({ nats: log.check, consumer: requests.check });
logger.info({ port: health.port }, 'ingest started');

const reason = await Promise.race([
  stopped,
  ended('the consumer', requests.closed),
  ended('the connection to NATS', log.closed),
]);
logger.info({ reason }, 'ingest stopping');
