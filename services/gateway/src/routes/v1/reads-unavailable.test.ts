import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildApp } from '../../app.ts';
import type { App } from '../../http/type-provider.ts';
import { Problem } from '../../problems/problems.ts';
import { emptyReads } from '../../testing/empty-reads.ts';
import { settings } from '../../testing/gateway.ts';

const away = () => Promise.reject(new Error('connect ECONNREFUSED 10.0.0.7:5432'));
// biome-ignore lint/correctness/useYield: it fails before the first row, as a query does
async function* awayRows(): AsyncGenerator<never> {
  await away();
}

const withoutDatabase: typeof emptyReads = {
  request: away,
  requests: away,
  images: away,
  imageRows: away,
  failures: away,
  product: away,
  outputRows: awayRows,
  outputs: awayRows,
  productsToAudit: awayRows,
  exportRows: awayRows,
  deliveries: away,
  delivery: away,
  tenantDeliveries: away,
  databaseVersion: away,
  endpoints: away,
};

const withoutLog = () => {
  throw new Problem('log_unavailable', 'The event log is not connected yet.');
};

let apps: { database: App; log: App };

beforeAll(() => {
  const common = { ...settings, log: withoutLog, checks: {} };
  apps = {
    database: buildApp({ ...common, reads: withoutDatabase }),
    log: buildApp({ ...common, reads: emptyReads }),
  };
});

afterAll(() => Promise.all(Object.values(apps).map((app) => app.close())));

async function refusal(app: App, method: 'GET' | 'POST' | 'DELETE', url: string) {
  const { statusCode, headers, body } = await app.inject({ method, url });
  expect(statusCode).toBe(503);
  expect(headers['content-type']).toMatch('application/problem+json');
  expect(headers['retry-after']).toBeDefined();
  expect(headers['content-disposition']).toBeUndefined();
  expect(body).not.toContain('10.0.0.7');
  return JSON.parse(body).code;
}

const OF_A_REQUEST = [
  '',
  '/images',
  '/failures',
  '/log',
  '/events',
  '/output.csv',
  '/failed.csv',
  '/output.zip',
  '/deliveries',
];

describe('without the database', () => {
  test.each([
    '/v1/requests',
    '/v1/deliveries',
    '/export',
    ...OF_A_REQUEST.map((path) => `/v1/requests/r${path}`),
  ])('GET %s is a 503', async (path) => {
    expect(await refusal(apps.database, 'GET', path)).toBe('database_unavailable');
  });

  test.each(['/v1/requests/r/cancel', '/v1/requests/r/retry', '/v1/deliveries/d/redeliver'])(
    'POST %s is a 503',
    async (path) => {
      expect(await refusal(apps.database, 'POST', path)).toBe('database_unavailable');
    },
  );

  test('a deletion is a 503', async () => {
    expect(await refusal(apps.database, 'DELETE', '/v1/requests/r')).toBe('database_unavailable');
  });
});

describe('without the log', () => {
  test('a request that the database does not know is a 503, since it may be new', async () => {
    expect(await refusal(apps.log, 'GET', '/v1/requests/r')).toBe('log_unavailable');
  });

  test('nothing of it is opened for a HEAD, whose answer nobody would read', async () => {
    const files = ['/events', '/output.csv', '/failed.csv', '/output.zip'];
    for (const url of ['/export', '/api/download/r', ...files.map((path) => `/v1/requests/r${path}`)]) {
      expect((await apps.log.inject({ method: 'HEAD', url })).statusCode).toBe(405);
    }
  });

  test('the inbox is a 503', async () => {
    expect(await refusal(apps.log, 'GET', '/webhook')).toBe('log_unavailable');
  });

  test('the list of requests is there', async () => {
    const { statusCode, body } = await apps.log.inject({ method: 'GET', url: '/v1/requests' });
    expect(statusCode).toBe(200);
    expect(JSON.parse(body)).toEqual({ items: [], nextCursor: null });
  });
});
