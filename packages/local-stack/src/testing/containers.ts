import type { StartedTestContainer } from 'testcontainers';
import { runCommand } from '../processes/run-command.ts';
import type { TestServer } from './server.ts';
import { waitFor } from './wait-for.ts';

/** The same releases as in docker-compose.yml. */
export const IMAGES = {
  nats: 'nats:2.12.15-alpine',
  postgres: 'postgres:18',
  objectStore: 'pgsty/silo:RELEASE.2026-08-06T00-00-00Z',
} as const;

export type ContainerSettings = {
  image: string;
  command: string[];
  env?: Record<string, string>;
  /** The content of files, by their paths in the container. */
  files?: Record<string, string>;
  port: { container: number; host: number };
};

/** Whether a Docker engine answers that has all the images already; nothing is ever pulled for this. */
export async function containersArePossible(): Promise<boolean> {
  return runCommand('docker', ['image', 'inspect', ...Object.values(IMAGES)], { timeoutMs: 5_000 }).then(
    () => true,
    () => false,
  );
}

/** Starts a container and waits until the server in it answers. */
export async function startContainer(
  { image, command, env = {}, files = {}, port }: ContainerSettings,
  answers: () => Promise<boolean>,
): Promise<TestServer> {
  // testcontainers' own reaper is one more image; what we start we stop.
  process.env.TESTCONTAINERS_RYUK_DISABLED = 'true';
  const { GenericContainer } = await testcontainers();
  const container = await new GenericContainer(image)
    .withCommand(command)
    .withEnvironment(env)
    .withCopyContentToContainer(Object.entries(files).map(([target, content]) => ({ target, content })))
    .withExposedPorts(port)
    .start();
  const ready = () => waitFor(`${image} to answer`, answers, { timeoutMs: 60_000 });
  await ready();
  return {
    kill: async () => void (await engineHandle(container)).kill({ signal: 'SIGKILL' }),
    async start() {
      await (await engineHandle(container)).start();
      await ready();
    },
    [Symbol.asyncDispose]: async () => void (await container.stop({ remove: true, removeVolumes: true })),
  };
}

/** Loading it takes a third of a second, which test files without containers save. */
const testcontainers = () => import('testcontainers');

/** testcontainers can stop and restart, but neither kill nor start what was killed. */
async function engineHandle(container: StartedTestContainer) {
  const { getContainerRuntimeClient } = await testcontainers();
  return (await getContainerRuntimeClient()).container.getById(container.getId());
}
