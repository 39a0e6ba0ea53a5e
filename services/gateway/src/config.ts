import { DEFAULT_LIMITS } from '@halftone/catalog';
import { type Environment, logging, natsSettings, readConfig } from '@halftone/runtime';
import { type Static, Type } from 'typebox';
import { type Access, accessOf } from './access.ts';
import { KEY_ENTRY } from './keyring.ts';

const MEBIBYTE = 1024 ** 2;
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
  API_KEYS: Type.Optional(
    Type.Array(Type.String({ pattern: KEY_ENTRY }), {
      description:
        'Who may call: name:hash, separated by commas, where the hash is the SHA-256 of the key in hex. A key sees the requests of its name only. Without it HOST has to be a loopback address.',
    }),
  ),
  ALLOW_ANONYMOUS: Type.Boolean({
    default: false,
    description: 'Without API_KEYS: lets in whoever reaches the API, also when HOST is no loopback address.',
  }),
  REQUESTS_PER_MINUTE: Type.Integer({
    minimum: 0,
    default: 6000,
    description:
      'The most requests a minute of one key or, without keys, of one address, to each gateway; 0 for any number.',
  }),
  TRUSTED_PROXIES: Type.Optional(
    Type.Array(Type.String({ pattern: '^[0-9a-fA-F.:]+(/\\d{1,3})?$' }), {
      description:
        'Addresses or CIDRs of the proxies whose X-Forwarded-For is believed, separated by commas.',
    }),
  ),
  ...natsSettings,
  DATABASE_URL: Type.String({
    minLength: 1,
    description: 'PostgreSQL with the read model, as the role that may only read it.',
  }),
  OUTPUTS_URL: Type.Optional(
    Type.String({
      pattern: '^https?://[^\\s?#]+[^\\s?#/]$',
      description:
        'The address of the bucket of images as the gateway reaches it, for zips; without it, images are read at their public addresses.',
    }),
  ),
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
  MAX_JSON_BYTES: Type.Integer({
    minimum: 1,
    default: 16 * MEBIBYTE,
    description: 'The largest catalogue that is sent as JSON, in bytes.',
  }),
  MAX_IMAGES: Type.Integer({
    minimum: 1,
    default: 5_000_000,
    description: 'The most images of a request.',
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

export type Config = Static<typeof configSchema> & { PUBLIC_URL: string; access: Access };

/**
 * Reads the gateway's settings from the environment.
 * @throws ConfigError naming every variable that is missing or wrong, or saying that the API would be open to others
 */
export function readServiceConfig(env: Environment): Config {
  const config = readConfig(configSchema, env);
  const publicUrl = (config.PUBLIC_URL ?? derivedUrl(config)).replace(/\/+$/, '');
  return { ...config, PUBLIC_URL: publicUrl, access: accessOf(config) };
}

function derivedUrl({ HOST, PORT }: { HOST: string; PORT: number }): string {
  const everywhere = HOST === '0.0.0.0' || HOST === '::';
  const host = everywhere ? 'localhost' : HOST.includes(':') ? `[${HOST}]` : HOST;
  return `http://${host}:${PORT}`;
}
