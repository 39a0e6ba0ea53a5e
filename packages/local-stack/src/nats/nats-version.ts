import { type Version, versionIn } from '@halftone/runtime/version';
import { runCommand } from '../processes/run-command.ts';

/**
 * The version that a nats-server says it has.
 * @throws when it is no nats-server
 */
export async function versionOf(binary: string): Promise<Version> {
  const version = versionIn(await runCommand(binary, ['--version'], { timeoutMs: 10_000 }));
  if (!version) throw new Error(`${binary} does not tell its version`);
  return version;
}
