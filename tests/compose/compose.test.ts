import { execFile } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseEnv, promisify } from 'node:util';
import { SMALL_GO, smallMemory } from '@halftone/local-stack';
import { expect, test } from 'vitest';
import { parse } from 'yaml';

const root = join(import.meta.dirname, '../..');
const text = await readFile(join(root, 'docker-compose.yml'), 'utf8');
const dockerfile = await readFile(join(root, 'deploy/Dockerfile'), 'utf8');
const envExample = await readFile(join(root, '.env.example'), 'utf8');

type Healthcheck = { test: string[]; interval: string; start_interval?: string };

type Container = {
  build?: { args: { SERVICE: string }; dockerfile: string; target?: string };
  profiles?: string[];
  environment?: Record<string, string | null>;
  healthcheck?: Healthcheck;
  image?: string;
  command?: string[];
  volumes?: string[];
  ports?: string[];
  restart?: string;
  depends_on?: Record<string, { condition: string }>;
};
const { services: all }: { services: Record<string, Container> } = parse(text, { merge: true });
/** Without a profile: what `up` starts. */
const containers = Object.fromEntries(Object.entries(all).filter(([, { profiles }]) => !profiles));

const SERVICES = ['gateway', 'imager', 'ingest', 'notifier', 'tracker'];

type ConfigModule = { configSchema: { properties: Record<string, object>; required?: string[] } };

async function schemaOf(service: string): Promise<ConfigModule['configSchema']> {
  const path = join(root, 'services', service, 'src/config.ts');
  const { configSchema }: ConfigModule = await import(path);
  return configSchema;
}

/** What the Dockerfile sets for every service. */
const environmentOfImages = Object.fromEntries(
  [...dockerfile.matchAll(/^(?:ENV)? +([A-Z_]+)=([^ \n]+)/gm)].map(([, name = '', value = '']) => [
    name,
    value,
  ]),
);
const fromDockerfile = Object.keys(environmentOfImages);

test('each service of the workspace has a container, built from the one Dockerfile', () => {
  const built = Object.entries(containers).filter(([, { build }]) => build);
  expect(built.map(([name]) => name).sort()).toEqual(SERVICES);
  for (const [name, { build }] of built) {
    expect(build).toMatchObject({ args: { SERVICE: name }, dockerfile: 'deploy/Dockerfile' });
  }
});

test.each(SERVICES)('%s gets no variable that it does not declare', async (service) => {
  const { properties } = await schemaOf(service);
  const set = Object.keys(containers[service]?.environment ?? {});
  expect(set.filter((name) => !(name in properties) && name !== 'NODE_OPTIONS')).toEqual([]);
});

test.each(SERVICES)(
  '%s gets every setting that it declares, from .env where Compose itself has no value',
  async (service) => {
    const { properties } = await schemaOf(service);
    const { environment = {} } = containers[service] ?? {};
    const set = [...Object.keys(environment), ...fromDockerfile];
    expect(Object.keys(properties).filter((name) => !set.includes(name))).toEqual([]);
    // A default of Compose's own stands in .env.example; any other would hide the one in the documentation.
    const written = Object.entries(environment).filter(([name, value]) => value?.includes(`{${name}:-`));
    const explained = [...envExample.matchAll(/^#([A-Z_0-9]+)=/gm)].map(([, name]) => name);
    expect(explained).toEqual(expect.arrayContaining(written.map(([name]) => name)));
  },
);

test.each(SERVICES)('%s holds as little memory as in local mode', (service) => {
  const set = { ...environmentOfImages, ...containers[service]?.environment };
  expect(set).toMatchObject(smallMemory(service));
});

test('so does nats-server, there and in the chart', async () => {
  expect(containers.nats?.environment).toMatchObject(SMALL_GO);
  const chart = await readFile(join(root, 'deploy/helm/rendered/trying-out.yaml'), 'utf8');
  expect(chart).toMatch(new RegExp(`name: GOGC, value: '${SMALL_GO.GOGC}'`));
});

test.each(SERVICES)('%s gets every variable that it requires', async (service) => {
  const { properties, required = [] } = await schemaOf(service);
  const set = [...Object.keys(containers[service]?.environment ?? {}), ...fromDockerfile];
  const missing = required.filter((name) => !set.includes(name) && !('default' in (properties[name] ?? {})));
  expect(missing).toEqual([]);
});

test("the operator's commands run in a container that gets what they read, and may only read the read model", async () => {
  const { tools } = all;
  expect(tools).toMatchObject({
    profiles: ['tools'],
    restart: 'no',
    // One of an earlier version would take for wrong what it does not know.
    pull_policy: 'build',
    build: { args: { SERVICE: 'operations' }, dockerfile: 'deploy/Dockerfile', target: 'tools' },
  });
  expect(dockerfile).toMatch(/^FROM base AS tools$/m);
  const { verifySchema } = await import(join(root, 'packages/operations/src/settings.ts'));
  const { properties, required } = verifySchema;
  const set = Object.keys(tools?.environment ?? {});
  expect(Object.keys(properties)).toEqual(expect.arrayContaining(set));
  expect(set).toEqual(expect.arrayContaining(required.filter((name: string) => !properties[name].default)));
  expect(tools?.environment?.NATS_URL).toMatch(/^nats:\/\/operator:/);
  expect(tools?.environment?.DATABASE_URL).toMatch(/^postgresql:\/\/halftone_gateway:/);
});

test('every port is published on loopback unless told otherwise', () => {
  const ports = Object.values(all).flatMap((container) => container.ports ?? []);
  expect(ports.length).toBeGreaterThan(0);
  expect(ports.filter((port) => !/^(\$\{BIND_ADDRESS:-127\.0\.0\.1\}|127\.0\.0\.1):/.test(port))).toEqual([]);
});

test('health is asked seldom and without starting Node', () => {
  const [, options = '', command = ''] = dockerfile.match(/^HEALTHCHECK (.+) \\\n +CMD (.+)$/m) ?? [];
  const checks = [{ test: JSON.parse(command), interval: options.match(/--interval=(\w+)/)?.[1] }].concat(
    Object.values(containers).flatMap(({ healthcheck }) => (healthcheck ? [healthcheck] : [])),
  );
  expect(checks).toHaveLength(5);
  for (const check of checks) {
    expect(check.interval).toBe('45s');
    expect(check.test.join(' ')).not.toMatch(/node/);
    // Engines before 25 refuse it.
    expect(check).not.toHaveProperty('start_interval');
  }
  expect(options).not.toMatch(/start-interval/);
});

test("the services' health check passes when /readyz says 200, and fails otherwise", async () => {
  const [, command = ''] = dockerfile.match(/^HEALTHCHECK .+\n +CMD (.+)$/m) ?? [];
  const [bash = '', ...args]: string[] = JSON.parse(command);
  let status = 200;
  const asked: (string | undefined)[] = [];
  const server = createServer((request, response) => {
    asked.push(request.url);
    response.writeHead(status).end('{}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const PORT = String(typeof address === 'object' && address?.port);
  const check = () => promisify(execFile)(bash, args, { env: { ...process.env, PORT } });
  await check();
  status = 503;
  await expect(check()).rejects.toThrow();
  await new Promise((resolve) => server.close(resolve));
  await expect(check()).rejects.toThrow();
  expect(asked).toEqual(['/readyz', '/readyz']);
});

test('every container that keeps running has a health check and is started again', () => {
  const oneShots = Object.values(containers)
    .flatMap(({ depends_on = {} }) => Object.entries(depends_on))
    .filter(([, { condition }]) => condition === 'service_completed_successfully')
    .map(([name]) => name);
  for (const [name, { build, healthcheck, restart }] of Object.entries(containers)) {
    if (oneShots.includes(name)) continue;
    expect(healthcheck ?? (build && dockerfile.match(/^HEALTHCHECK /m)), name).toBeTruthy();
    expect(restart, name).toBe('unless-stopped');
  }
});

test('nothing is waited for that is not there, and no health check is', () => {
  const awaited = Object.values(containers).flatMap(({ depends_on = {} }) => Object.entries(depends_on));
  for (const [name, { condition }] of awaited) {
    expect(Object.keys(containers)).toContain(name);
    // Health is checked too seldom to be waited for.
    expect(['service_started', 'service_completed_successfully']).toContain(condition);
  }
});

test('no secret stands in the file or has a default: each is required from the environment', () => {
  const secrets = Object.values(all)
    .flatMap(({ environment = {} }) => Object.entries(environment))
    .filter(([name]) => /PASSWORD|SECRET/.test(name));
  expect(secrets.length).toBeGreaterThan(0);
  for (const [name, value] of secrets) expect(value, name).toMatch(/^\$\{[A-Z0-9_]+:\?[^}]+\}$/);
  for (const [url, password] of text.matchAll(/\w+:\/\/[\w-]+:(.+?)@/g)) {
    expect(password, url).toMatch(/^\$\{[A-Z0-9_]+:\?[^}]+\}$/);
  }
});

test('.env.example names every variable that the file reads, and gives no secret a value', () => {
  const read = new Set([...text.matchAll(/\$\{([A-Z_0-9]+)/g)].map(([, name]) => name ?? ''));
  const handedOn = Object.values(all).flatMap(({ environment = {} }) => Object.keys(environment));
  const named = [...envExample.matchAll(/^#?([A-Z_0-9]+)=/gm)].map(([, name]) => name ?? '');
  expect(named).toEqual(expect.arrayContaining([...read]));
  expect([...read, ...handedOn]).toEqual(expect.arrayContaining(named));
  const required = [...text.matchAll(/\$\{([A-Z_0-9]+):\?/g)].map(([, name]) => name ?? '');
  for (const name of required) expect(envExample).toMatch(new RegExp(`^${name}=$`, 'm'));
});

test('make-env.sh writes a .env with fresh secrets for everything required, and never over one that is there', async () => {
  await using folder = await temporaryFolder();
  await cp(join(root, 'deploy/make-env.sh'), join(folder.path, 'deploy/make-env.sh'));
  await cp(join(root, '.env.example'), join(folder.path, '.env.example'));
  const makeEnv = () => promisify(execFile)('sh', [join(folder.path, 'deploy/make-env.sh')]);
  await makeEnv();
  const written = await readFile(join(folder.path, '.env'), 'utf8');
  const values = Object.values(parseEnv(written));
  expect(values.filter((value) => String(value).length < 32)).toEqual([]);
  expect(new Set(values).size).toBe(values.length);
  const { readServiceConfig } = await import(join(root, 'services/notifier/src/config.ts'));
  expect(() =>
    readServiceConfig({ ...parseEnv(written), PUBLIC_URL: 'http://localhost:3000' }),
  ).not.toThrow();
  await makeEnv();
  expect(await readFile(join(folder.path, '.env'), 'utf8')).toBe(written);
  // As an upgrade finds it: what is there stays, and what a later version came to need is added.
  await writeFile(join(folder.path, '.env'), 'S3_SECRET_KEY=mine\nMINE=1\nNATS_GATEWAY_PASSWORD=\n');
  await makeEnv();
  const added = parseEnv(await readFile(join(folder.path, '.env'), 'utf8'));
  expect(added).toMatchObject({ S3_SECRET_KEY: 'mine', MINE: '1' });
  expect(
    Object.keys(added)
      .filter((name) => name !== 'MINE')
      .sort(),
  ).toEqual(Object.keys(parseEnv(written)).sort());
  expect(added.NATS_GATEWAY_PASSWORD).toMatch(/^p[0-9a-f]{38}$/);
});

test('the users of NATS have the passwords that the services connect with, and each begins with a letter', async () => {
  const permissions = await readFile(join(root, 'deploy/nats/permissions.conf'), 'utf8');
  const configured = Object.fromEntries(
    [...permissions.matchAll(/user: (\w+)\n +password: \$(\w+)/g)].map(([, user, variable]) => [
      user,
      variable,
    ]),
  );
  const given = Object.keys(containers.nats?.environment ?? {}).filter((name) => !(name in SMALL_GO));
  expect(Object.values(configured).sort()).toEqual(given.sort());
  for (const service of SERVICES) {
    const url = containers[service]?.environment?.NATS_URL;
    expect(url).toMatch(new RegExp(`^nats://${service}:\\$\\{${configured[service]}:\\?[^}]+\\}@nats:4222$`));
  }
});

async function temporaryFolder(): Promise<AsyncDisposable & { path: string }> {
  const path = await mkdtemp(join(tmpdir(), 'halftone-compose-'));
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) };
}
