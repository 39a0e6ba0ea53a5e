import { DEFAULT_LIMITS } from '@halftone/catalog';
import { type Environment, logging, natsSettings, readConfig } from '@halftone/runtime';
import { type Static, Type } from 'typebox';

const GIBIBYTE = 1024 ** 3;

/** The environment variables of the gateway. */
export const configSchema = Type.Object({
  HOST: Type.String({
    minLength: 1,
    default: '127.0.0.1',
    description: 'The address that the API binds to.',
  }),
  PORT: Type.Integer({ minimum: 0, maximum: 65_535, default: 3000, description: 'The port of the API.' }),
  PUBLIC_URL: Type.Optional(
    Type.String({
      pattern: '^https?://[^\\s?#]+$',
      description:
        'The address of the API as clients see it, for links; derived from HOST and PORT if not set.',
    }),
  ),
  ...natsSettings,
  DATABASE_URL: Type.String({
    minLength: 1,
    description: 'PostgreSQL with the read model, as the role that may only read it.',
  }),
  EXPRESS_MAX_IMAGES: Type.Integer({
    minimum: 0,
    default: 200,
    description: 'The most images of a request that takes the express lane.',
  }),
  MAX_UPLOAD_BYTES: Type.Integer({
    minimum: 1,
    default: GIBIBYTE,
    description: 'The largest catalogue file, in bytes.',
  }),
  MAX_ROWS: Type.Integer({
    minimum: 1,
    default: DEFAULT_LIMITS.maxRows,
    description: 'The most rows of a catalogue.',
  }),
  MAX_URLS_PER_ROW: Type.Integer({
    minimum: 1,
    default: DEFAULT_LIMITS.maxUrlsPerRow,
    description: 'The most image URLs of one row.',
  }),
  ...logging,
});

export type Config = Static<typeof configSchema> & { PUBLIC_URL: string };

/**
 * Reads the gateway's settings from the environment.
 * @throws ConfigError naming every variable that is missing or wrong
 */
export function readServiceConfig(env: Environment): Config {
  const config = readConfig(configSchema, env);
  return { ...config, PUBLIC_URL: (config.PUBLIC_URL ?? derivedUrl(config)).replace(/\/+$/, '') };
}

function derivedUrl({ HOST, PORT }: { HOST: string; PORT: number }): string {
  const everywhere = HOST === '0.0.0.0' || HOST === '::';
  const host = everywhere ? 'localhost' : HOST.includes(':') ? `[${HOST}]` : HOST;
  return `http://${host}:${PORT}`;
}
