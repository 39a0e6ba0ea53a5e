import { DEFAULT_LIMITS } from '@halftone/catalog';
import { endpointSecretsSetting } from '@halftone/endpoints';
import {
  databaseSettings,
  type Environment,
  logging,
  NATS_SERVERS,
  natsSettings,
  outboundSettings,
  readConfig,
  tracingSettings,
} from '@halftone/runtime';
import { type Static, Type } from 'typebox';
import { type Access, accessOf } from './access/access.ts';
import { DEFAULT_CONCURRENCY } from './access/concurrency-limits.ts';
import { KEY_ENTRY } from './access/keyring.ts';
import { SYSTEM_NAMES } from './compatibility/systems.ts';
import type { Shutdown } from './http/server.ts';
import { PATIENCE } from './http/slow-clients.ts';

/** Together less than the ten seconds that Docker waits. */
const SHUTDOWN: Shutdown = { delayMs: 3000, timeoutMs: 6500 };

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
  METRICS_HOST: Type.String({
    minLength: 1,
    default: '127.0.0.1',
    description: 'The address that the metrics bind to: not one that clients reach.',
  }),
  METRICS_PORT: Type.Integer({
    minimum: 0,
    maximum: 65_535,
    default: 0,
    description: 'The port of the metrics (/metrics, and /healthz and /readyz as well); 0 takes a free one.',
  }),
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
        'Who may call: name:hash, separated by commas, where the hash is the SHA-256 of the key in hex. A key sees the requests of its name only. Without it, HOST must be a loopback address.',
    }),
  ),
  OPERATORS: Type.Optional(
    Type.Array(Type.String({ minLength: 1 }), {
      description:
        'The names of the keys whose holders see the state of the whole system (GET /v1/system), separated by commas. Without API_KEYS everyone does.',
    }),
  ),
  ALLOW_ANONYMOUS: Type.Boolean({
    default: false,
    description:
      'Without API_KEYS: lets in whoever reaches the API, even when HOST is not a loopback address.',
  }),
  REQUESTS_PER_MINUTE: Type.Integer({
    minimum: 0,
    default: 6000,
    description:
      'The most requests a minute of one key or, without keys, of one address, to each gateway; 0 for no limit.',
  }),
  REQUESTS_PER_MINUTE_PER_ADDRESS: Type.Integer({
    minimum: 0,
    default: 12_000,
    description:
      'The most requests a minute of one address, with a key or without, to each gateway; 0 for no limit.',
  }),
  FAILED_KEYS_PER_MINUTE: Type.Integer({
    minimum: 0,
    default: 60,
    description:
      'After this many requests in a minute without a known key, an address is refused for the rest of that minute; 0 for no limit.',
  }),
  WEBHOOK_TESTS_PER_MINUTE: Type.Integer({
    minimum: 0,
    default: 20,
    description:
      'The most tests of webhooks a minute of one key or, without keys, of one address, to each gateway; 0 for no limit.',
  }),
  PROBES_PER_MINUTE: Type.Integer({
    minimum: 0,
    default: 10,
    description:
      'The most dry runs with probe, which look at images, a minute of one key or, without keys, of one address, to each gateway; 0 for no limit.',
  }),
  TRUSTED_PROXIES: Type.Optional(
    Type.Array(Type.String({ pattern: '^[0-9a-fA-F.:]+(/\\d{1,3})?$' }), {
      description:
        'Addresses or CIDRs of the proxies whose X-Forwarded-For is believed, separated by commas.',
    }),
  ),
  CORS_ORIGINS: Type.Array(Type.String({ pattern: '^https?://[^\\s/?#*@]+$' }), {
    default: [],
    description:
      'The origins, like https://shop.example, whose pages may call the API from a browser, separated by commas.',
  }),
  COMPATIBLE_WITH: Type.Enum(['none', ...SYSTEM_NAMES], {
    default: 'none',
    description:
      'The earlier system whose clients are served to the letter, see docs/compatibility.md; none serves the keys of all of them together.',
  }),
  ...outboundSettings,
  ...endpointSecretsSetting,
  ...natsSettings,
  NATS_PUBLIC_URL: Type.Optional(
    Type.String({
      pattern: NATS_SERVERS,
      description:
        'The NATS server or servers as subscribers reach them, for asyncapi.json; those of NATS_URL if not set. User and password are left out.',
    }),
  ),
  DATABASE_URL: Type.String({
    minLength: 1,
    description: 'PostgreSQL with the read model, as the role that may only read it.',
  }),
  ...databaseSettings,
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
    description:
      'The most images of a request that takes the express lane, for which the imager keeps room so that it does not wait behind large requests.',
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
  MAX_UPLOADS_AT_ONCE: Type.Integer({
    minimum: 1,
    default: DEFAULT_CONCURRENCY.uploads,
    description: 'The most uploads at once; one key gets at most a quarter.',
  }),
  MAX_PROBES_AT_ONCE: Type.Integer({
    minimum: 1,
    default: DEFAULT_CONCURRENCY.probes,
    description: 'The most dry runs with probe at once; one key gets at most a quarter.',
  }),
  MAX_DOWNLOADS_AT_ONCE: Type.Integer({
    minimum: 1,
    default: DEFAULT_CONCURRENCY.downloads,
    description: 'The most CSV files and zips that are sent at once; one key gets at most a quarter.',
  }),
  MAX_EVENT_STREAMS: Type.Integer({
    minimum: 1,
    default: DEFAULT_CONCURRENCY.eventStreams,
    description: 'The most event streams over HTTP at once; one key gets at most a quarter.',
  }),
  MAX_CONNECTIONS: Type.Integer({
    minimum: 1,
    default: 5000,
    description: 'The most client connections; any further one is closed.',
  }),
  HEADERS_TIMEOUT_MS: Type.Integer({
    minimum: 100,
    default: PATIENCE.headersMs,
    description: 'How long the header fields of a request may take to arrive, in milliseconds.',
  }),
  SILENCE_TIMEOUT_MS: Type.Integer({
    minimum: 100,
    default: PATIENCE.silenceMs,
    description:
      'How long a client may neither send anything nor read anything of its answer, in milliseconds.',
  }),
  REQUEST_TIMEOUT_MS: Type.Integer({
    minimum: 100,
    default: PATIENCE.requestMs,
    description: 'How long a whole request may take to arrive, in milliseconds.',
  }),
  MIN_BYTES_PER_SECOND: Type.Integer({
    minimum: 0,
    default: PATIENCE.bytesPerSecond,
    description: 'How fast a body must arrive, measured over SILENCE_TIMEOUT_MS; 0 for no limit.',
  }),
  SHUTDOWN_DELAY_MS: Type.Integer({
    minimum: 0,
    default: SHUTDOWN.delayMs,
    description:
      'How long the gateway, asked to stop, still serves new connections, in milliseconds, while /readyz answers 503: as long as the load balancer takes to notice.',
  }),
  SHUTDOWN_TIMEOUT_MS: Type.Integer({
    minimum: 0,
    default: SHUTDOWN.timeoutMs,
    description:
      'How long requests in hand may then go on, in milliseconds, before they are cut off. The platform has to wait for both times together before it kills.',
  }),
  SAMPLE_CATALOGUE: Type.Optional(
    Type.String({
      minLength: 1,
      description: 'The file of a catalogue that the console offers to try; npm start sets it.',
    }),
  ),
  ...logging,
  ...tracingSettings,
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
