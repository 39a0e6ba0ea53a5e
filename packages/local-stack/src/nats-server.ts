import { mkdir, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import type { Program } from './child.ts';

export type NatsServerSettings = {
  binary: string;
  directory: string;
  port: number;
  env: NodeJS.ProcessEnv;
};

/** Writes the server's configuration, and answers how to run it: JetStream on files, loopback only. */
export async function natsServer({ binary, directory, port, env }: NatsServerSettings): Promise<Program> {
  await mkdir(directory, { recursive: true });
  const file = join(directory, 'nats-server.conf');
  await writeFile(file, configuration(directory, port));
  return {
    name: 'nats-server',
    command: binary,
    args: ['--config', file],
    env,
    stopSignal: 'SIGTERM',
  };
}

/** Only what servers since 2.9 know. */
function configuration(directory: string, port: number): string {
  return [
    'server_name: halftone',
    `listen: "127.0.0.1:${port}"`,
    `jetstream: { store_dir: ${JSON.stringify(join(directory, 'jetstream'))} }`,
    '',
  ].join('\n');
}

/** Whether a NATS server greets on the port; it does once its streams are recovered. */
export function natsAnswers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1', timeout: 1000 });
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
