export { ConfigError, type Environment, readConfig } from './config.ts';
export { configure, refuseToStart } from './configure.ts';
export { ended } from './ended.ts';
export { createEndingTransport, type EndingTransport } from './ending-transport.ts';
export {
  type Check,
  type Checks,
  type HealthServer,
  type PartialCheck,
  type Readiness,
  readinessOf,
  serveHealth,
} from './health.ts';
export { letHeapGrow } from './heap.ts';
export { createLogger, type Logger } from './logger.ts';
export { RUNTIME_METRICS } from './metrics.ts';
export {
  consumerSettings,
  databaseSettings,
  healthSettings,
  logging,
  natsSettings,
  outboundSettings,
  tracingSettings,
} from './settings.ts';
export { terminated } from './termination.ts';
export { untilReady } from './until-ready.ts';
export { isOlder, type Version, versionIn } from './version.ts';
