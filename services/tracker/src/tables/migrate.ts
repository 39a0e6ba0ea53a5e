import { configure, createLogger, logging, readConfig } from '@halftone/runtime';
import { Type } from 'typebox';
import { configSchema } from '../config.ts';
import { prepareTables } from './prepare-tables.ts';

/** Brings the tables of the read model up to date, as a tracker does at its start, and ends. */
const { DATABASE_URL } = configSchema.properties;
const schema = Type.Object({ DATABASE_URL, ...logging });
const config = configure((env) => readConfig(schema, env), process.env);
const logger = createLogger('tracker', config.LOG_LEVEL);
await prepareTables(config.DATABASE_URL, logger);
logger.info('the tables are up to date');
