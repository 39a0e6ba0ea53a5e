import { defineConfig } from 'vitest/config';

/** They measure the memory of their own process, or mock a module that is not to be loaded already. */
const IN_A_PROCESS_OF_THEIR_OWN = [
  'packages/outbound/src/body/body.test.ts',
  'services/gateway/src/access/keyring.test.ts',
  'services/gateway/src/http/slow-clients.int.test.ts',
  'services/gateway/src/intake/multipart-abuse.int.test.ts',
  'services/gateway/src/intake/upload-stream.int.test.ts',
  'services/imager/src/codec-process/bombs.test.ts',
  'services/imager/src/containers/blocks.test.ts',
  'services/imager/src/memory.int.test.ts',
];

const ALL = [
  '{packages,services}/*/src/**/*.test.ts',
  'scripts/**/*.test.ts',
  'tests/**/*.test.ts',
  'bench/src/**/*.test.ts',
];

export default defineConfig({
  test: {
    globalSetup: ['packages/local-stack/src/vitest-setup.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // Two cores carry NATS, PostgreSQL and the services under test as well; many a test waits for one of them.
    maxWorkers: 3,
    env: { LOG_LEVEL: 'silent' },
    projects: [
      { extends: true, test: { name: 'alone', include: IN_A_PROCESS_OF_THEIR_OWN } },
      // A process that runs one file after the other loads what they have in common once, which takes a second.
      {
        extends: true,
        test: {
          name: 'shared',
          include: ALL,
          exclude: ['**/node_modules/**', ...IN_A_PROCESS_OF_THEIR_OWN],
          isolate: false,
        },
      },
    ],
  },
});
