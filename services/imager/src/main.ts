import '@halftone/runtime/end-when-asked';
import { connectLog, logSettings } from '@halftone/messaging';
import { createOutbound } from '@halftone/outbound';
import { configure, createLogger, ended, letHeapGrow, serveHealth, terminated } from '@halftone/runtime';
import { startTracing } from '@halftone/telemetry';
import { clientSettings, readServiceConfig, storeSettings } from './config.ts';
import { startImager } from './imager.ts';
import { createImageStore } from './store/image-store.ts';

// Files come and go in buffers: left to V8 there are five full collections a second, a third of what the service itself cost.
letHeapGrow(50);
const config = configure(readServiceConfig, process.env);
await using _tracing = await startTracing('halftone-imager', config);
const logger = createLogger('imager', config.LOG_LEVEL);

await using health = await serveHealth({ host: config.HOST, port: config.PORT });
const store = createImageStore({ ...storeSettings(config), logger });
await using outbound = createOutbound(clientSettings(config));
await using log = await connectLog({ ...logSettings(config), service: 'imager', logger });
const stopped = terminated();
await using imager = await startImager({ config, log, outbound, store, logger });
health.started({ nats: log.check, objectStore: store.check, consumer: imager.check });
logger.info({ port: health.port }, 'imager started');

const reason = await Promise.race([
  stopped,
  ended('the consumer', imager.closed),
  ended('the connection to NATS', log.closed),
]);
logger.info({ reason }, 'imager stopping');
