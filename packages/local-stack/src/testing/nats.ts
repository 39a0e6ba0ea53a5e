import { findNatsServer } from '../nats/nats-binary.ts';
import { natsAnswers, natsConfiguration, natsServer } from '../nats/nats-server.ts';
import { type NatsUser, natsPasswords, natsUrl } from '../nats/nats-users.ts';
import { freePort } from '../processes/ports.ts';
import { IMAGES, startContainer } from './containers.ts';
import { currentRun, folderFor } from './run.ts';
import { startServer, type TestProcess, type TestServer } from './server.ts';

export type TestNats = TestServer & {
  /** For the test itself, which may do everything. */
  url: string;
  /** For what is tested, with the permissions that it has in production. */
  urlOf(user: NatsUser): string;
};

type StoreSettings = { store?: string | undefined; storeBytes?: number };

const PASSWORDS = natsPasswords((user) => `test-${user}`);
/** Who a test is that gives no name. */
const ANONYMOUS = 'operator';

/**
 * A NATS server with JetStream and all its users that belongs to one test.
 * @param store where its streams are kept, if the server is a process
 * @param storeBytes the most that they may take together
 */
export async function natsForTest(settings: StoreSettings = {}): Promise<TestNats> {
  const port = await freePort();
  const server =
    currentRun().stack === 'containers' ? await inContainer(port, settings) : await asProcess(port, settings);
  return {
    url: `nats://127.0.0.1:${port}`,
    urlOf: (user) => natsUrl(port, user, PASSWORDS),
    ...server,
  };
}

async function asProcess(port: number, { store, storeBytes }: StoreSettings): Promise<TestServer> {
  const directory = await folderFor('nats');
  const { env } = process;
  const binary = await findNatsServer({ env });
  const program = await natsServer({
    binary,
    directory,
    store,
    storeBytes,
    port,
    env,
    passwords: PASSWORDS,
    anonymous: ANONYMOUS,
  });
  return startServer(program, directory, () => natsAnswers(port));
}

async function inContainer(port: number, { storeBytes }: StoreSettings): Promise<TestServer> {
  const file = '/etc/nats/test.conf';
  const configuration = await natsConfiguration({
    listen: '0.0.0.0:4222',
    store: '/data',
    storeBytes,
    anonymous: ANONYMOUS,
  });
  const settings = {
    image: IMAGES.nats,
    command: ['--config', file],
    env: PASSWORDS,
    files: { [file]: configuration },
    port: { container: 4222, host: port },
  };
  return startContainer(settings, () => natsAnswers(port));
}

/** Three servers that are one, each on an address of its own. */
export type TestNatsCluster = TestNats & {
  /** The servers by their names. */
  servers: ReadonlyMap<string, TestProcess>;
};

const CLIENT_PORT = 4222;
const ROUTE_PORT = 6222;

/**
 * A cluster of NATS servers, as processes, that belongs to one test.
 * @param hosts a loopback address for each server
 */
export async function natsClusterForTest(hosts: readonly string[]): Promise<TestNatsCluster> {
  await using parts = new AsyncDisposableStack();
  const binary = await findNatsServer({ env: process.env });
  const routes = hosts.map((host) => `${host}:${ROUTE_PORT}`);
  const servers = new Map<string, TestProcess>();
  for (const [index, host] of hosts.entries()) {
    const name = `nats-${index + 1}`;
    const directory = await folderFor(name);
    const { env } = process;
    const cluster = { name, listen: `${host}:${ROUTE_PORT}`, routes };
    const own = { binary, directory, host, port: CLIENT_PORT, cluster };
    const program = await natsServer({ ...own, env, passwords: PASSWORDS, anonymous: ANONYMOUS });
    servers.set(
      name,
      parts.use(await startServer({ ...program, name }, directory, () => natsAnswers(CLIENT_PORT, host))),
    );
  }
  const each = (work: (server: TestProcess) => Promise<void>) => async () => {
    await Promise.all([...servers.values()].map(work));
  };
  const running = parts.move();
  return {
    kill: each((server) => server.kill()),
    start: each((server) => server.start()),
    url: hosts.map((host) => `nats://${host}:${CLIENT_PORT}`).join(),
    urlOf: (user) => hosts.map((host) => natsUrl(CLIENT_PORT, user, PASSWORDS, host)).join(),
    servers,
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}
