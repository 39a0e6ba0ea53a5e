import { fileURLToPath } from 'node:url';
import { buildConsole } from '@halftone/console/build';
import { giveBackWhenIdle } from '@halftone/runtime/heap';
import { terminated } from '@halftone/runtime/termination';
import { readArguments, USAGE, UsageError } from './arguments.ts';
import { callerOf } from './caller.ts';
import { greeting, storesGreeting } from './greeting.ts';
import { openHome } from './home.ts';
import { findNatsServer } from './nats/nats-binary.ts';
import { writtenBy } from './nats/written-by.ts';
import { compileAhead } from './processes/compile-ahead.ts';
import { portReservations } from './processes/port-reservation.ts';
import { serveSamples, writeSampleCatalogue } from './sample/sample-origin.ts';
import { entryOf, SERVICES } from './services.ts';
import { endLeftovers, startStack } from './stack.ts';
import { choosePorts } from './stack-ports.ts';
import { createTerminal } from './terminal.ts';

const HOUR_MS = 60 * 60 * 1000;

const terminal = createTerminal(process.stdout);
const { say, report } = terminal;
const { env } = process;
const stop = new AbortController();
const { signal } = stop;
// A terminal that is closed is as good as Ctrl-C.
process.once('SIGHUP', () => process.kill(process.pid, 'SIGTERM'));
const stopped = terminated().then((reason) => {
  say('\nStopping ...');
  stop.abort(new Error(reason));
});

try {
  await main();
} catch (error) {
  if (!signal.aborted) {
    terminal.explain(error);
    process.exitCode = error instanceof UsageError ? 2 : 1;
  }
}

async function main(): Promise<void> {
  const root = fileURLToPath(new URL('../../..', import.meta.url));
  const options = readArguments(process.argv.slice(2), { root, typedIn: env.INIT_CWD ?? process.cwd() });
  if (options.help) return say(USAGE);

  await using home = await openHome(options.home);
  for (const name of await endLeftovers(home)) say(`Ended ${name}, which an earlier start left behind.`);
  const natsBinary = await findNatsServer({
    env,
    writtenBy: await writtenBy(home.path('nats')),
    progress: say,
  });
  if (!options.stores) {
    await Promise.all([buildConsole(say).catch(sayWithoutConsole), compileAhead(SERVICES.map(entryOf), env)]);
  }
  await using reservations = portReservations();
  const ports = await choosePorts(options, home, { reservations, say });
  const catalogue = home.path('sample.csv');
  await writeSampleCatalogue(catalogue, ports.samples);
  await using _samples = await serveSamples(ports.samples);
  await using _stack = await startStack({
    home,
    ports,
    natsBinary,
    env,
    say,
    report,
    signal,
    sampleCatalogue: catalogue,
    ...(options.stores && { services: [] }),
  });
  if (options.stores) {
    say(storesGreeting(options.home));
    // The services' channels are what keeps Node running otherwise.
    const running = setInterval(() => {}, HOUR_MS);
    await stopped;
    return clearInterval(running);
  }
  const caller = callerOf(env);
  if (options.sample) {
    const { showSample } = await import('./sample/sample.ts');
    await showSample({ home, api: `http://127.0.0.1:${ports.api}`, catalogue, caller, terminal, signal });
  }
  giveBackWhenIdle();
  say(greeting(home, ports, catalogue, caller));
  await stopped;
}

/** Everything else works without the page. */
function sayWithoutConsole(error: unknown): void {
  say(error instanceof Error ? error.message : String(error));
  say('Starting without the console. "npm run build-console" builds it later.');
}
