import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** They measure the memory of their own process, or mock a module that is not to be loaded already. */
export const IN_A_PROCESS_OF_THEIR_OWN = [
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

/** They start whole systems: each takes up to a minute, and waits for the most part. */
const LONG = /\/tests\/(chaos|e2e|lifecycle|secrets)\/|\/local-stack\/src\/main\.|\/verify\/.*\.int\./;
const SHORT_ONES_TO_A_LONG_ONE = 3;

/** So that long files do not compete with one another, the short ones use the time they wait, and none of them is the last. */
class LongOnesAmongShortOnes extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const short = sorted.filter(({ moduleId }) => !LONG.test(moduleId));
    const mixed = sorted
      .filter(({ moduleId }) => LONG.test(moduleId))
      .flatMap((file) => [file, ...short.splice(0, SHORT_ONES_TO_A_LONG_ONE)]);
    return [...mixed, ...short];
  }
}

export default defineConfig({
  test: {
    globalSetup: ['packages/local-stack/src/vitest-setup.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // Two cores carry NATS, PostgreSQL and the services under test as well; many a test waits for one of them.
    maxWorkers: 3,
    sequence: { sequencer: LongOnesAmongShortOnes },
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
