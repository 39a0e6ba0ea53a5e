import { join } from 'node:path';
import { runCommand } from './run-command.ts';

export type Check = {
  name: string;
  tools: readonly (readonly [command: string, ...args: string[]])[];
  /** @returns what the tool said; a finding is a failure */
  check(surroundings: { api: string; folder: string }): Promise<string>;
};

const RULESET = join(import.meta.dirname, 'spectral.yaml');
const DOCUMENT = join(import.meta.dirname, '../../docs/openapi.json');

/** Packages that are installed for a check alone, at these versions. */
const SPECTRAL = '@stoplight/spectral-cli@6.16.3';
const SCHEMATHESIS = 'schemathesis==4.32.5';

/** What looks at the document, and at a gateway with the document in hand. */
export const CHECKS: readonly Check[] = [
  {
    name: 'spectral',
    tools: [['npx', '--version']],
    async check() {
      const args = ['--yes', SPECTRAL, 'lint', DOCUMENT, '--ruleset', RULESET, '--fail-severity', 'hint'];
      return runCommand({ command: 'npx', args });
    },
  },
  {
    name: 'schemathesis',
    tools: [['python3', '--version']],
    async check({ api, folder }) {
      await runCommand({ command: 'python3', args: ['-m', 'venv', join(folder, 'env')] });
      const bin = join(folder, 'env/bin');
      await runCommand({ command: join(bin, 'pip'), args: ['install', '--quiet', SCHEMATHESIS] });
      const limits = ['--max-examples', '15', '--workers', '1', '--seed', '14', '--request-timeout', '20'];
      // Which cursor, encoding and URL is one that can be used, a schema cannot say: such a refusal is right.
      const passedOver = ['--exclude-checks', 'positive_data_acceptance'];
      return runCommand({
        command: join(bin, 'schemathesis'),
        args: [
          'run',
          `${api}/openapi.json`,
          ...limits,
          ...passedOver,
          '--exclude-operation-id',
          'streamRequestEvents',
        ],
        cwd: folder,
        env: { PYTHONPATH: import.meta.dirname, SCHEMATHESIS_HOOKS: 'schemathesis_hooks' },
      });
    },
  },
];
