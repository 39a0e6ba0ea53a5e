import '@halftone/runtime/end-when-asked';
import { connectLog, logSettings } from '@halftone/messaging';
import { createOutbound } from '@halftone/outbound';
import { configure, createLogger, ended, serveHealth, terminated } from '@halftone/runtime';
import { startTracing } from '@halftone/telemetry';
import { readServiceConfig } from './config.ts';
import { startNotifier } from './notifier.ts';

const config = configure(readServiceConfig, process.env);
await using _tracing = await startTracing('halftone-notifier', config);
const logger = createLogger('notifier', config.LOG_LEVEL);

await using health = await serveHealth({ host: config.HOST, port: config.PORT });
await using log = await connectLog({ ...logSettings(config), service: 'notifier', logger });
await using outbound = createOutbound({
  allow: config.OUTBOUND_ALLOW,
  ports: config.OUTBOUND_PORTS,
  userAgent: 'Halftone',
  limits: { total: config.WEBHOOK_CONCURRENCY, perOrigin: config.WEBHOOK_RECEIVER_CONCURRENCY },
});
const stopped = terminated();
await using notifier = await startNotifier({ config, log, post: outbound.post, logger });
health.started({ nats: log.check, consumer: notifier.check });
logger.info({ port: health.port }, 'notifier started');

const reason = await Promise.race([
  stopped,
  ended('the consumer', notifier.closed),
  ended('the connection to NATS', log.closed),
]);
logger.info({ reason }, 'notifier stopping');
