import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { createKeyring } from '@halftone/endpoints';
import { databaseForTest, natsForTest } from '@halftone/local-stack/testing';
import { connectLog, type EventLog } from '@halftone/messaging';
import { createLiteralJudge } from '@halftone/outbound/destinations';
import { migrate, openReadModel, type ReadModel } from '@halftone/read-model';
import { createLogger } from '@halftone/runtime';
import { type AppDependencies, buildApp } from '../app.ts';
import { checksOf } from '../dependencies.ts';
import { serve } from '../http/server.ts';
import { fetchOutputs } from '../outputs/fetch-outputs.ts';
import { readsFrom } from '../reads-from.ts';

export const silent = createLogger('gateway', 'silent');

const MEBIBYTE = 1024 * 1024;

/** What an app needs beside the log and the read model. */
export const settings = {
  newId: randomUUID,
  limits: { maxUploadBytes: 100 * MEBIBYTE, maxJsonBytes: MEBIBYTE },
  keys: null,
  isOperator: () => true,
  requestsPerMinute: 0,
  expressMaxImages: 200,
  judgeReceiver: createLiteralJudge(['127.0.0.1', 'localhost']),
  endpointSecrets: createKeyring([Buffer.alloc(32, 3).toString('base64')]),
  fetchOutputs: fetchOutputs(undefined),
  publicUrl: 'https://halftone.example',
  consoleFolder: join(import.meta.dirname, 'no-console'),
  now: () => new Date(),
  logger: silent,
} satisfies Partial<AppDependencies>;

export type TestGateway = AsyncDisposable & {
  url: string;
  log: EventLog;
  /** How many connections it has. */
  connections(): Promise<number>;
};

/** A gateway on a free port, over a real log and a real read model. */
export async function gatewayForTest(
  { natsUrl, databaseUrl }: { natsUrl: string; databaseUrl: string },
  overrides: Partial<AppDependencies> = {},
): Promise<TestGateway> {
  const parts = new AsyncDisposableStack();
  const log = parts.use(await connectLog({ url: natsUrl, service: 'gateway', logger: silent }));
  const readModel = parts.use(await openReadModel({ url: databaseUrl }));
  const app = buildApp({
    ...settings,
    log: () => log,
    reads: readsFrom(readModel),
    checks: checksOf({ log: () => log, readModel }),
    ...overrides,
  });
  const { address } = parts.use(await serve(app, { host: '127.0.0.1', port: 0 }));
  return {
    url: `http://127.0.0.1:${address.port}`,
    log,
    connections: () => promisify(app.server.getConnections.bind(app.server))(),
    [Symbol.asyncDispose]: () => parts.disposeAsync(),
  };
}

export type TestSystem = TestGateway & {
  natsUrl: string;
  databaseUrl: string;
  /** The database as the role that may write. */
  trackerUrl: string;
};

/** A gateway with a NATS and a migrated database of its own. `prepare` fills the read model as the tracker would. */
export async function systemForTest(
  overrides: Partial<AppDependencies> = {},
  prepare: (readModel: ReadModel) => Promise<void> = async () => {},
): Promise<TestSystem> {
  const parts = new AsyncDisposableStack();
  const nats = parts.use(await natsForTest());
  const database = parts.use(await databaseForTest());
  await using readModel = await openReadModel({ url: database.trackerUrl });
  await migrate(readModel);
  await prepare(readModel);
  const at = { natsUrl: nats.url, databaseUrl: database.gatewayUrl, trackerUrl: database.trackerUrl };
  const gateway = parts.use(await gatewayForTest(at, overrides));
  return { ...gateway, ...at, [Symbol.asyncDispose]: () => parts.disposeAsync() };
}
