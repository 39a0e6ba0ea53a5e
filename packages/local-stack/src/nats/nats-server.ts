import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import type { Program } from '../processes/child.ts';
import { SMALL_GO } from '../processes/small-memory.ts';
import type { NatsPasswords, NatsUser } from './nats-users.ts';

/** Who may do what, the same as in production. */
const PERMISSIONS = new URL('../../../../deploy/nats/permissions.conf', import.meta.url);

export type NatsServerSettings = {
  binary: string;
  directory: string;
  /** Where the streams are kept; within the directory, unless it is given. */
  store?: string | undefined;
  /** The most bytes that the streams may take together; left to the server unless it is given. */
  storeBytes?: number | undefined;
  host?: string;
  port: number;
  /** Makes it one server of several. */
  cluster?: ClusterMember | undefined;
  env: NodeJS.ProcessEnv;
  passwords: NatsPasswords;
  /** Whom the server takes a client for that gives no name; without it such a client is refused. */
  anonymous?: NatsUser;
};

/** What one server of a cluster has to know. */
export type ClusterMember = {
  /** Its name, which no other server of the cluster has. */
  name: string;
  /** Where the other servers reach it, `host:port`. */
  listen: string;
  /** Where it reaches the servers of the cluster, each `host:port`. */
  routes: readonly string[];
};

/** Writes the server's configuration, and answers how to run it: JetStream on files, loopback only. */
export async function natsServer({
  binary,
  directory,
  store = join(directory, 'jetstream'),
  storeBytes,
  host = '127.0.0.1',
  port,
  cluster,
  env,
  passwords,
  anonymous,
}: NatsServerSettings): Promise<Program> {
  await mkdir(directory, { recursive: true });
  const file = join(directory, 'nats-server.conf');
  await writeFile(
    file,
    await natsConfiguration({ listen: `${host}:${port}`, store, storeBytes, cluster, anonymous }),
  );
  return {
    name: 'nats-server',
    command: binary,
    args: ['--config', file],
    env: { ...SMALL_GO, ...env, ...passwords },
    stopSignal: 'SIGTERM',
  };
}

export type NatsConfiguration = Pick<NatsServerSettings, 'storeBytes' | 'cluster'> & {
  listen: string;
  store: string;
  anonymous?: NatsUser | undefined;
};

/** Only what servers since 2.9 know. Passwords are not in it: the server takes them from its environment. */
export async function natsConfiguration({
  listen,
  store,
  storeBytes,
  cluster,
  anonymous,
}: NatsConfiguration): Promise<string> {
  const limit = storeBytes === undefined ? '' : `, max_file_store: ${storeBytes}`;
  return [
    `server_name: ${JSON.stringify(cluster?.name ?? 'halftone')}`,
    `listen: ${JSON.stringify(listen)}`,
    `jetstream: { store_dir: ${JSON.stringify(store)}${limit} }`,
    ...(cluster ? [clusterBlock(cluster)] : []),
    ...(anonymous ? [`no_auth_user: ${anonymous}`] : []),
    await readFile(PERMISSIONS, 'utf8'),
  ].join('\n');
}

function clusterBlock({ listen, routes }: ClusterMember): string {
  const urls = routes.map((route) => `nats://${route}`);
  return `cluster: { name: halftone, listen: ${JSON.stringify(listen)}, routes: ${JSON.stringify(urls)} }`;
}

/** Whether a NATS server greets on the port; it does once its streams are recovered. */
export function natsAnswers(port: number, host = '127.0.0.1'): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host, timeout: 1000 });
    const end = (answer: boolean) => {
      socket.destroy();
      resolve(answer);
    };
    socket.once('data', (greeting) => end(greeting.toString('latin1').startsWith('INFO ')));
    socket.once('error', () => end(false));
    socket.once('timeout', () => end(false));
    socket.once('close', () => end(false));
  });
}
