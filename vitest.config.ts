import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: [
      '{packages,services}/*/src/**/*.test.ts',
      'scripts/**/*.test.ts',
      'tests/**/*.test.ts',
      'bench/src/**/*.test.ts',
    ],
    globalSetup: ['packages/local-stack/src/vitest-setup.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // Two cores carry NATS, PostgreSQL and the services under test as well; many a test waits for one of them.
    maxWorkers: 3,
    env: { LOG_LEVEL: 'silent' },
  },
});
