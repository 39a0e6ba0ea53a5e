import { fileURLToPath } from 'node:url';
import type { ServiceName } from '@halftone/contracts';
import type { Program } from '../processes/child.ts';
import { freePort } from '../processes/ports.ts';
import { SERVICES } from '../services.ts';
import { databaseForTest, type TestDatabase } from './database.ts';
import { natsForTest, type TestNats } from './nats.ts';
import { objectStoreForTest, type TestObjectStore } from './object-store.ts';
import { environmentOfProgram, folderFor } from './run.ts';
import { serverOf, type TestProcess } from './server.ts';

/** The whole of Halftone, for one test file: stores of its own and the five services as processes. */
export type TestSystem = AsyncDisposable & {
  /** The gateway's address. */
  api: string;
  nats: TestNats;
  database: TestDatabase;
  objectStore: TestObjectStore;
  /** The processes, each of which can be killed as by kill -9 and started again. */
  services: Record<ServiceName, TestProcess>;
  /** The settings a service was started with, to run another program of its own with them. */
  environmentOf(name: ServiceName): NodeJS.ProcessEnv;
};

/** Of test receivers only; it signs nothing of worth. */
export const TEST_WEBHOOK_SECRET = `whsec_${Buffer.from('a secret for the receivers of tests').toString('base64')}`;

export type SystemOptions = {
  /** The database, where it is not to be one of the server that all tests share. */
  database?: TestDatabase;
  /** The NATS server, where it is not to be one of its own. */
  nats?: TestNats;
  /** Leaves the starting of the services to the test. */
  asleep?: boolean;
};

/**
 * Starts the whole system on loopback, with short times where production has long ones.
 * @param settings environment variables for all services
 */
export async function systemForTest(
  settings: Record<string, string> = {},
  { database: givenDatabase, nats: givenNats, asleep = false }: SystemOptions = {},
): Promise<TestSystem> {
  await using parts = new AsyncDisposableStack();
  const nats = givenNats ?? parts.use(await natsForTest());
  const database = givenDatabase ?? parts.use(await databaseForTest());
  const objectStore = parts.use(await objectStoreForTest());
  const ports = Object.fromEntries(await Promise.all(SERVICES.map(async (name) => [name, await freePort()])));
  const api = `http://127.0.0.1:${ports.gateway}`;

  const settingsOf = (name: ServiceName): NodeJS.ProcessEnv => ({
    HOST: '127.0.0.1',
    PORT: String(ports[name]),
    PUBLIC_URL: api,
    NATS_URL: nats.urlOf(name),
    DATABASE_URL: name === 'tracker' ? database.trackerUrl : database.gatewayUrl,
    S3_ENDPOINT: objectStore.endpoint,
    S3_PUBLIC_URL: objectStore.publicUrl,
    S3_BUCKET: objectStore.bucket,
    S3_ACCESS_KEY: objectStore.accessKey,
    S3_SECRET_KEY: objectStore.secretKey,
    OUTBOUND_ALLOW: '127.0.0.1',
    WEBHOOK_SECRETS: TEST_WEBHOOK_SECRET,
    // What a killed service had in flight must be redelivered soon.
    ACK_WAIT_MS: '2000',
    SHUTDOWN_DELAY_MS: '0',
    ...settings,
  });
  const environmentOf = (name: ServiceName) => environmentOfProgram(settingsOf(name));
  const services = {} as Record<ServiceName, TestProcess>;
  for (const name of SERVICES) {
    services[name] = parts.use(await serviceOf(name, environmentOf(name), ports[name]));
  }
  if (!asleep) await Promise.all(SERVICES.map((name) => services[name].start()));
  const running = parts.move();
  return {
    api,
    nats,
    database,
    objectStore,
    services,
    environmentOf,
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}

async function serviceOf(name: ServiceName, env: NodeJS.ProcessEnv, port: number): Promise<TestProcess> {
  const main = fileURLToPath(new URL(`../../../../services/${name}/src/main.ts`, import.meta.url));
  const program = { name, command: process.execPath, args: [main], env, stopSignal: 'SIGTERM' as const };
  return testProcess(program, () => fetch(`http://127.0.0.1:${port}/readyz`).then(({ ok }) => ok));
}

/** A program of the test's own, which is not started yet. */
export async function testProcess(program: Program, answers: () => Promise<boolean>): Promise<TestProcess> {
  return serverOf(program, await folderFor(program.name), answers);
}
