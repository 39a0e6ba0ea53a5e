import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { freePort } from '../processes/ports.ts';
import { runCommand } from '../processes/run-command.ts';
import { folderFor } from './run.ts';
import { startServer, type TestServer } from './server.ts';
import { unpackedDebian } from './unpacked-debian.ts';

/** Debian's Prometheus, which is not installed for it. */

const binary = async (name: 'prometheus' | 'promtool') =>
  join(await unpackedDebian('prometheus', [['prometheus']]), 'usr', 'bin', name);

/**
 * Runs promtool, which checks and tests configurations.
 * @returns what it prints
 * @throws when it finds fault, with what it says
 */
export async function promtool(...args: string[]): Promise<string> {
  return runCommand(await binary('promtool'), args, { timeoutMs: 30_000 });
}

export type PrometheusOptions = {
  /** The content of its configuration; rule files are named without a folder. */
  configuration: string;
  /** The content of each rule file. */
  rules: Readonly<Record<string, string>>;
};

/** A Prometheus of one test. */
export async function prometheusForTest({
  configuration,
  rules,
}: PrometheusOptions): Promise<TestServer & { url: string }> {
  const folder = await folderFor('prometheus');
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  await writeFile(join(folder, 'prometheus.yml'), configuration);
  for (const [name, content] of Object.entries(rules)) await writeFile(join(folder, name), content);
  const program = {
    name: 'prometheus',
    command: await binary('prometheus'),
    args: [
      `--config.file=${join(folder, 'prometheus.yml')}`,
      `--storage.tsdb.path=${join(folder, 'data')}`,
      `--web.listen-address=127.0.0.1:${port}`,
    ],
    env: process.env,
    stopSignal: 'SIGTERM' as const,
  };
  const server = await startServer(program, folder, () => fetch(`${url}/-/ready`).then(({ ok }) => ok));
  return Object.assign(server, { url });
}
