import { createRequire } from 'node:module';
import { inspect } from 'node:util';
import { USAGE } from './arguments/usage.ts';
import { CommandError } from './command-error.ts';
import { readCommandLine, type Task } from './command-line.ts';
import { audit } from './commands/audit.ts';
import { cancel } from './commands/cancel.ts';
import { deleteRequest } from './commands/delete.ts';
import { deliveries, redeliver } from './commands/deliveries.ts';
import { download } from './commands/download.ts';
import { images } from './commands/images.ts';
import { list } from './commands/list.ts';
import { retry } from './commands/retry.ts';
import { status } from './commands/status.ts';
import { upload } from './commands/upload.ts';
import { watch } from './commands/watch.ts';
import { EXIT, type ExitCode } from './exit-codes.ts';
import { connectServer } from './server/server.ts';
import { createOutput, type Output, type Streams } from './terminal/output.ts';

// Node 20 warns of an imported JSON.
const { version }: { version: string } = createRequire(import.meta.url)('../package.json');

export type Surroundings = Streams & {
  env: Record<string, string | undefined>;
  /** Aborts when the user interrupts. */
  signal: AbortSignal;
  now: () => number;
};

/** Does what the command line says, reports it, and returns the exit code. */
export async function run(args: string[], surroundings: Surroundings): Promise<ExitCode> {
  const { env, signal, stdout, stderr } = surroundings;
  const output = createOutput(surroundings, args.includes('--json'));
  let task: Task | undefined;
  const note = () => (task && 'connection' in task ? task.connection.advice.note() : undefined);
  try {
    task = readCommandLine(args, env);
    if ('connection' in task) {
      const code = await perform(task, output, surroundings);
      const said = note();
      if (said) output.say(said);
      return code;
    }
    stdout.write(task.name === 'help' ? USAGE : `${version}\n`);
    return EXIT.ok;
  } catch (error) {
    if (signal.aborted) return EXIT.interrupted;
    if (error instanceof CommandError) {
      output.explain(error, note());
      return error.exitCode;
    }
    stderr.write(`halftone has a defect; please report it.\n${inspect(error)}\n`);
    return EXIT.defect;
  }
}

type ServerTask = Extract<Task, { connection: unknown }>;

async function perform(task: ServerTask, output: Output, { signal, now }: Surroundings): Promise<ExitCode> {
  await using server = connectServer(task.connection, signal);
  const session = { server, output, advice: task.connection.advice, signal, now };
  switch (task.name) {
    case 'upload':
      return await upload(session, task.what);
    case 'download':
      return await download(session, task.what);
    case 'list':
      return await list(session, task.what);
    case 'status':
      return await status(session, task.what);
    case 'watch':
      return await watch(session, task.what);
    case 'images':
      return await images(session, task.what);
    case 'audit':
      return await audit(session, task.what);
    case 'retry':
      return await retry(session, task.what);
    case 'cancel':
      return await cancel(session, task.what);
    case 'delete':
      return await deleteRequest(session, task.what);
    case 'deliveries':
      return await deliveries(session, task.what);
    case 'redeliver':
      return await redeliver(session, task.what);
  }
}
