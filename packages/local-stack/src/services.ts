import { fileURLToPath } from 'node:url';
import type { ServiceName } from '@halftone/contracts';
import type { Secrets } from './home.ts';
import { NATS_USERS, natsUrl, passwordVariable } from './nats/nats-users.ts';
import { ROLES } from './postgres/database-roles.ts';
import { databaseUrl } from './postgres/postgres.ts';
import type { Program } from './processes/child.ts';
import { smallMemory } from './processes/small-memory.ts';
import type { StackPorts } from './stack-ports.ts';

export const DATABASE = 'halftone';
export const BUCKET = 'halftone';

export const SERVICES: readonly ServiceName[] = ['tracker', 'imager', 'ingest', 'notifier', 'gateway'];

export type ServiceSurroundings = {
  ports: StackPorts;
  secrets: Secrets;
  /** The user's environment, which passes through but for what is set here. */
  env: NodeJS.ProcessEnv;
  /** The file of the sample catalogue, where its images are served. */
  sampleCatalogue?: string | undefined;
};

/** The module that a service is started with. */
export const entryOf = (name: ServiceName): string =>
  fileURLToPath(new URL(`../../../services/${name}/src/main.ts`, import.meta.url));

/** How to run a service: a process of its own, with the settings and secrets that it needs and no other's. */
export function serviceProgram(name: ServiceName, surroundings: ServiceSurroundings): Program {
  return {
    name,
    command: process.execPath,
    args: [entryOf(name)],
    env: { ...withoutOurs(surroundings.env), ...common(name, surroundings), ...SPECIFIC[name](surroundings) },
    stopSignal: 'SIGTERM',
  };
}

/** Variables that name a store or hold a secret: what the user's shell has of them is meant for something else. */
const OURS: readonly string[] = [
  'NATS_URL',
  'DATABASE_URL',
  'S3_ENDPOINT',
  'S3_ACCESS_KEY',
  'S3_SECRET_KEY',
  'S3_BUCKET',
  'S3_PUBLIC_URL',
  'OUTPUTS_URL',
  'WEBHOOK_SECRETS',
  'HALFTONE_KEY',
  'ENDPOINT_SECRETS_KEY',
  ...NATS_USERS.map(passwordVariable),
];

function withoutOurs(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(env).filter(([name]) => !OURS.includes(name.replace(/_FILE$/, ''))),
  );
}

function common(name: ServiceName, { ports, secrets, env }: ServiceSurroundings): Record<string, string> {
  return {
    ...smallMemory(name, env),
    NATS_URL: natsUrl(ports.nats, name, secrets),
    HOST: '127.0.0.1',
    PORT: String(name === 'gateway' ? ports.api : ports.health[name]),
    PUBLIC_URL: `http://127.0.0.1:${ports.api}`,
  };
}

const SPECIFIC: Record<ServiceName, (surroundings: ServiceSurroundings) => Record<string, string>> = {
  gateway: ({ ports, secrets, env, sampleCatalogue }) => ({
    METRICS_HOST: '127.0.0.1',
    METRICS_PORT: String(ports.health.gateway),
    ...(sampleCatalogue && { SAMPLE_CATALOGUE: sampleCatalogue }),
    // Nobody sends connections here who would have to learn that it stops, and whoever waits for the stop is a person.
    SHUTDOWN_DELAY_MS: env.SHUTDOWN_DELAY_MS ?? '0',
    SHUTDOWN_TIMEOUT_MS: env.SHUTDOWN_TIMEOUT_MS ?? '3500',
    DATABASE_URL: databaseUrl(ports.postgres, ROLES.gateway, secrets.GATEWAY_PASSWORD, DATABASE),
    ...ownOr('ENDPOINT_SECRETS_KEY', secrets, env),
  }),
  ingest: () => ({}),
  imager: ({ ports, secrets, env }) => ({
    S3_ENDPOINT: `http://127.0.0.1:${ports.objectStore}`,
    S3_PUBLIC_URL: `http://127.0.0.1:${ports.objectStore}`,
    S3_BUCKET: BUCKET,
    S3_ACCESS_KEY: secrets.S3_ACCESS_KEY,
    S3_SECRET_KEY: secrets.S3_SECRET_KEY,
    // The guard lets the sample images through, and nothing else on this machine.
    OUTBOUND_ALLOW: [env.OUTBOUND_ALLOW, `127.0.0.1:${ports.samples}`].filter(Boolean).join(','),
    ...threads(env),
  }),
  tracker: ({ ports, secrets }) => ({
    DATABASE_URL: databaseUrl(ports.postgres, ROLES.tracker, secrets.TRACKER_PASSWORD, DATABASE),
  }),
  notifier: ({ secrets, env }) => ({
    ...threads(env),
    ...ownOr('WEBHOOK_SECRETS', secrets, env),
    ...ownOr('ENDPOINT_SECRETS_KEY', secrets, env),
  }),
};

/**
 * Resolving a name keeps one of libuv's threads for as long as it takes, and only half of them may do so: with the four that
 * there are by default, two names whose servers do not answer would hold up all others. These are enough for 32 at once.
 */
const threads = ({ UV_THREADPOOL_SIZE = '64' }: NodeJS.ProcessEnv) => ({ UV_THREADPOOL_SIZE });

/** The user's own, in a variable or a file, if there are any. */
function ownOr(
  name: 'WEBHOOK_SECRETS' | 'ENDPOINT_SECRETS_KEY',
  secrets: Secrets,
  { [name]: own, [`${name}_FILE`]: file }: NodeJS.ProcessEnv,
): Record<string, string> {
  if (own) return { [name]: own };
  return file ? { [`${name}_FILE`]: file } : { [name]: secrets[name] };
}
