import { defineConfig, type TestProjectInlineConfiguration } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** They measure the memory of their own process, mock a module that is not to be loaded already, or let libvips read SVG. */
export const IN_A_PROCESS_OF_THEIR_OWN = [
  'packages/outbound/src/body/body.test.ts',
  'services/gateway/src/access/keyring.test.ts',
  'services/gateway/src/http/slow-clients.int.test.ts',
  'services/gateway/src/intake/multipart-abuse.int.test.ts',
  'services/gateway/src/intake/upload-stream.int.test.ts',
  'services/imager/src/codec-process/bombs.test.ts',
  'services/imager/src/codec/svg.test.ts',
  'services/imager/src/containers/blocks.test.ts',
  'services/imager/src/memory.int.test.ts',
];

/** They load the codec, which blocks most of what libvips reads for the whole of a process. */
const WITH_THE_CODEC = ['services/imager/src/**/*.test.ts', 'scripts/generate.test.ts'];

const ALL = [
  '{packages,services}/*/src/**/*.test.ts',
  'scripts/**/*.test.ts',
  'tests/**/*.test.ts',
  'bench/src/**/*.test.ts',
];

/** They start whole systems: each takes up to a minute, and waits for the most part. */
const LONG =
  /\/tests\/(chaos|console|e2e|lifecycle|secrets)\/|\/local-stack\/src\/main\.|\/verify\/.*\.int\./;
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
      shared('shared', ALL, WITH_THE_CODEC),
      shared('shared-codec', WITH_THE_CODEC),
    ],
  },
});

/** In processes that run one file after the other, and load what the files have in common once: it takes a second. */
function shared(name: string, include: string[], others: string[] = []): TestProjectInlineConfiguration {
  const exclude = ['**/node_modules/**', ...IN_A_PROCESS_OF_THEIR_OWN, ...others];
  return { extends: true, test: { name, include, exclude, isolate: false } };
}
