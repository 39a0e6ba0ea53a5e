import { spawn } from 'node:child_process';
import { once } from 'node:events';

const PATIENCE_MS = 60_000;
/** Long enough to compile a client. */
const LONG_MS = 15 * 60_000;

export type Surroundings = { cwd: string; env: NodeJS.ProcessEnv };

/** Runs a command to its end. Gives its output, or throws with it. */
export async function finished(command: string, surroundings: Surroundings): Promise<string> {
  const { output, code } = await run(command, { ...surroundings, limitMs: LONG_MS });
  if (code !== 0) throw new Error(`${command} ended with ${code}:\n${output}`);
  return output;
}

/** Runs a command that does not end by itself until its output matches all of the patterns, and ends it. */
export async function shown(
  command: string,
  patterns: RegExp[],
  surroundings: Surroundings,
): Promise<string> {
  const enough = (output: string) => patterns.every((pattern) => pattern.test(output));
  const { output } = await run(command, { ...surroundings, enough, limitMs: PATIENCE_MS });
  if (!enough(output)) throw new Error(`${command} does not show ${patterns.join(' and ')}:\n${output}`);
  return output;
}

type Running = Surroundings & { enough?: (output: string) => boolean; limitMs: number };

async function run(
  command: string,
  { cwd, env, enough = () => false, limitMs }: Running,
): Promise<{ output: string; code: number | null }> {
  // In a group of its own, since what a shell or `go run` has started is to end with it.
  const child = spawn('sh', ['-c', command], { cwd, env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
  const end = () => {
    if (child.pid !== undefined && child.exitCode === null && child.signalCode === null) {
      process.kill(-child.pid, 'SIGTERM');
    }
  };
  const timer = setTimeout(end, limitMs);
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
      if (enough(output)) end();
    });
  }
  const [code] = await once(child, 'close');
  clearTimeout(timer);
  return { output, code };
}

/** The first line of what a command says of its version, or null where there is no such command. */
export async function versionOf(command: string, surroundings: Surroundings): Promise<string | null> {
  try {
    return (await finished(command, surroundings)).split('\n', 1)[0] ?? '';
  } catch {
    return null;
  }
}
