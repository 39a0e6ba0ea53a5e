import { findNatsServer } from '../nats-binary.ts';
import { natsAnswers, natsServer } from '../nats-server.ts';
import { freePort } from '../ports.ts';
import { IMAGES, startContainer } from './containers.ts';
import { currentRun, folderFor } from './run.ts';
import { startServer, type TestServer } from './server.ts';

export type TestNats = TestServer & { url: string };

/** A NATS server with JetStream that belongs to one test. */
export async function natsForTest(): Promise<TestNats> {
  const port = await freePort();
  const server = currentRun().stack === 'containers' ? await inContainer(port) : await asProcess(port);
  return { url: `nats://127.0.0.1:${port}`, ...server };
}

async function asProcess(port: number): Promise<TestServer> {
  const directory = await folderFor('nats');
  const { env } = process;
  const program = await natsServer({ binary: await findNatsServer({ env }), directory, port, env });
  return startServer(program, directory, () => natsAnswers(port));
}

function inContainer(port: number): Promise<TestServer> {
  const command = ['--jetstream', '--store_dir', '/data'];
  return startContainer({ image: IMAGES.nats, command, port: { container: 4222, host: port } }, () =>
    natsAnswers(port),
  );
}
