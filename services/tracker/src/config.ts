import {
  consumerSettings,
  databaseSettings,
  type Environment,
  healthSettings,
  logging,
  natsSettings,
  readConfig,
  tracingSettings,
} from '@halftone/runtime';
import { type Static, Type } from 'typebox';

export const configSchema = Type.Object({
  DATABASE_URL: Type.String({
    minLength: 1,
    description:
      'PostgreSQL (18 or newer), with the user that owns the read model: postgres://user:password@host:port/database.',
  }),
  PROJECTION_BATCH: Type.Integer({
    minimum: 1,
    maximum: 10_000,
    default: 500,
    description: 'The most events that are projected in one transaction.',
  }),
  STALLED_AFTER_MS: Type.Integer({
    minimum: 1000,
    default: 300_000,
    description:
      'How long nothing may be done with a batch of events in hand, in milliseconds; then it is left to other trackers, and readiness fails.',
  }),
  ...databaseSettings,
  ...natsSettings,
  ...consumerSettings,
  ...healthSettings,
  ...logging,
  ...tracingSettings,
});

export type Config = Static<typeof configSchema>;

/** @throws ConfigError naming every variable that is missing or wrong */
export const readServiceConfig = (env: Environment): Config => readConfig(configSchema, env);
