import { expect, test } from 'vitest';
import { natsPasswords } from './nats/nats-users.ts';
import { SERVICES, serviceProgram } from './services.ts';

const surroundings = {
  ports: {
    api: 3000,
    nats: 4222,
    postgres: 5432,
    objectStore: 9000,
    samples: 4210,
    health: { ingest: 1, imager: 2, tracker: 3, notifier: 4, gateway: 5 },
  },
  secrets: {
    ...natsPasswords((user) => `of-${user}`),
    POSTGRES_PASSWORD: 'admin',
    TRACKER_PASSWORD: 'tracker',
    GATEWAY_PASSWORD: 'gateway',
    S3_ACCESS_KEY: 'access',
    S3_SECRET_KEY: 'secret',
    WEBHOOK_SECRETS: 'whsec_made',
  },
  env: {
    PATH: '/bin',
    WEBHOOK_URL: 'http://receiver',
    OUTBOUND_ALLOW: '10.0.0.0/8',
    DATABASE_URL: 'mine',
    PORT: '80',
  },
};
const envOf = (name: (typeof SERVICES)[number], env: NodeJS.ProcessEnv = surroundings.env) =>
  serviceProgram(name, { ...surroundings, env }).env;

test('each secret goes to the service that needs it, and the stores of the user to none', () => {
  const holders = (name: string) => SERVICES.filter((service) => envOf(service)[name] !== undefined).sort();
  expect(holders('DATABASE_URL')).toEqual(['gateway', 'tracker']);
  expect(holders('S3_SECRET_KEY')).toEqual(['imager']);
  expect(holders('WEBHOOK_SECRETS')).toEqual(['notifier']);
  expect(envOf('gateway').DATABASE_URL).toBe('postgresql://halftone_gateway:gateway@127.0.0.1:5432/halftone');
  expect(envOf('tracker').DATABASE_URL).toBe('postgresql://halftone_tracker:tracker@127.0.0.1:5432/halftone');
});

test('each service connects to NATS as itself, and knows no other user', () => {
  for (const service of SERVICES) {
    expect(envOf(service).NATS_URL).toBe(`nats://${service}:of-${service}@127.0.0.1:4222`);
    expect(
      Object.values(envOf(service))
        .join('\n')
        .match(/\bof-\w+/g),
    ).toEqual([`of-${service}`]);
  }
});

test('what the user sets passes through, but for the port, which is ours to give', () => {
  expect(envOf('notifier')).toMatchObject({ WEBHOOK_URL: 'http://receiver', PORT: '4', HOST: '127.0.0.1' });
  expect(envOf('notifier', { WEBHOOK_SECRETS: 'whsec_mine' }).WEBHOOK_SECRETS).toBe('whsec_mine');
  expect(envOf('notifier', { WEBHOOK_SECRETS: '' }).WEBHOOK_SECRETS).toBe('whsec_made');
});

test("the user's own options for Node come after ours", () => {
  expect(envOf('imager').NODE_OPTIONS).toBe('--max-semi-space-size=2');
  expect(envOf('imager', { NODE_OPTIONS: '--inspect' }).NODE_OPTIONS).toBe(
    '--max-semi-space-size=2 --inspect',
  );
});

test('files of secrets are treated as the secrets are', () => {
  const files = { DATABASE_URL_FILE: '/mine/database', WEBHOOK_SECRETS_FILE: '/mine/webhook' };
  expect(envOf('tracker', files).DATABASE_URL_FILE).toBeUndefined();
  const { WEBHOOK_SECRETS, WEBHOOK_SECRETS_FILE } = envOf('notifier', files);
  expect([WEBHOOK_SECRETS, WEBHOOK_SECRETS_FILE]).toEqual([undefined, '/mine/webhook']);
});

test('the imager may reach the sample images beside what the user allows, the others only the latter', () => {
  expect(envOf('imager').OUTBOUND_ALLOW).toBe('10.0.0.0/8,127.0.0.1:4210');
  expect(envOf('imager', {}).OUTBOUND_ALLOW).toBe('127.0.0.1:4210');
  expect(envOf('notifier').OUTBOUND_ALLOW).toBe('10.0.0.0/8');
});

test('imager and notifier resolve as many names at once as they fetch, unless the user says otherwise', () => {
  for (const service of ['imager', 'notifier'] as const) {
    expect(envOf(service).UV_THREADPOOL_SIZE).toBe('64');
    expect(envOf(service, { UV_THREADPOOL_SIZE: '9' }).UV_THREADPOOL_SIZE).toBe('9');
  }
});
