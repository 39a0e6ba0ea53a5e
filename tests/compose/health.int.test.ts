import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { databaseForTest } from '@halftone/local-stack/testing';
import pg from 'pg';
import { expect, test } from 'vitest';
import { parse } from 'yaml';

const { services } = parse(await readFile(join(import.meta.dirname, '../../docker-compose.yml'), 'utf8'), {
  merge: true,
});

type Asked = { container: string; port: number | string; env?: Record<string, string> };

/** Runs a container's health check here, at another port than in the container. */
function check({ container, port, env = {} }: Asked) {
  const [how, ...words]: string[] = services[container].healthcheck.test;
  const command = how === 'CMD-SHELL' ? ['sh', '-c', ...words] : words;
  const [program = '', ...args] = command.map((word) =>
    word.replaceAll('$$', '$').replaceAll(/(?<=127\.0\.0\.1[:/])\d+/g, String(port)),
  );
  return promisify(execFile)(program, args, { env: { PATH: process.env.PATH, ...env } });
}

test('PostgreSQL is healthy when it takes connections and no longer recovers', async () => {
  await using database = await databaseForTest();
  await using folder = await temporaryFolder();
  const { port } = new URL(database.adminUrl);
  const client = new pg.Client(database.adminUrl);
  await client.connect();
  const { rows } = await client.query("select pg_read_file('postmaster.pid') as file");
  await client.end();
  const asked = { container: 'postgres', port, env: { PGDATA: folder.path } };
  const state = (file: string) => writeFile(join(folder.path, 'postmaster.pid'), file);
  await state(rows[0].file);
  await check(asked);
  await expect(check({ ...asked, port: await closedPort() })).rejects.toThrow();
  await state(rows[0].file.replace('ready', 'starting'));
  await expect(check(asked)).rejects.toThrow();
});

test('the object store is healthy when it says that it is ready, to bash or to curl', async () => {
  let status = 200;
  const paths: (string | undefined)[] = [];
  const server = createServer(({ url, headers }, response) => {
    paths.push(url);
    // As MinIO does, in HTTP/1.0 as well.
    response.writeHead(headers.host ? status : 400).end();
  });
  const port = await listen(server);
  await check({ container: 'minio', port });
  // Where bash has succeeded, curl is not asked.
  expect(paths).toEqual(['/minio/health/ready']);
  expect(services.minio.healthcheck.test.join(' ')).toMatch(
    / \|\| curl -fsS http:\/\/127\.0\.0\.1:9000\/minio\/health\/ready$/,
  );
  status = 503;
  await expect(check({ container: 'minio', port })).rejects.toThrow();
  await close(server);
  await expect(check({ container: 'minio', port })).rejects.toThrow();
});

async function closedPort(): Promise<number> {
  const server = createServer();
  const port = await listen(server);
  await close(server);
  return port;
}

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (typeof address !== 'object' || !address) throw new Error('The server has no port.');
  return address.port;
}

const close = (server: Server) => new Promise((resolve) => server.close(resolve));

async function temporaryFolder(): Promise<AsyncDisposable & { path: string }> {
  const path = await mkdtemp(join(tmpdir(), 'halftone-health-'));
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) };
}
