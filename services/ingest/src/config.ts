import {
  consumerSettings,
  type Environment,
  healthSettings,
  logging,
  natsSettings,
  readConfig,
  tracingSettings,
} from '@halftone/runtime';
import { type Static, Type } from 'typebox';
import { MAX_PUBLISH_WINDOW } from './starting-row.ts';

/** The environment of ingest. */
export const configSchema = Type.Object({
  ...logging,
  ...tracingSettings,
  ...natsSettings,
  ...consumerSettings,
  ...healthSettings,
  PUBLISH_WINDOW: Type.Integer({
    minimum: 1,
    maximum: MAX_PUBLISH_WINDOW,
    default: 512,
    description: 'The most events of one request that are published without a confirmation yet.',
  }),
  INGEST_CONCURRENCY: Type.Integer({
    minimum: 1,
    maximum: 100,
    default: 8,
    description: 'Requests processed at once, so that a small one does not wait for a large one.',
  }),
});

/** What ingest is started with. */
export type IngestConfig = Static<typeof configSchema>;

/** @throws ConfigError naming every variable that is missing or wrong */
export const readServiceConfig = (env: Environment): IngestConfig => readConfig(configSchema, env);
