import { flushCompileCache } from 'node:module';
import { exposition, measureProcess } from '@halftone/telemetry';
import { giveBackWhenIdle } from './heap.ts';
import { metrics } from './metrics.ts';
import { type Page, servePages } from './pages.ts';
import { isEnding } from './termination.ts';

/** Throws when the dependency it is named after cannot be used. */
export type Check = () => Promise<void>;

/** One that a service can do a part of its work without. */
export type PartialCheck = {
  check: Check /** What it does and does not do meanwhile, in a sentence. */;
  without: string;
};

export type Checks = Record<string, Check | PartialCheck>;

export type Readiness = {
  ready: boolean;
  checks: Record<string, 'ok' | 'unavailable'>;
  /** What does not work although it is ready, or why it is not. */
  details?: string[];
};

export type HealthServer = AsyncDisposable & {
  port: number;
  /** From now on it is ready when nothing is amiss with these. */
  started(checks: Checks): void;
};

const CHECK_TIMEOUT_MS = 2000;

const STARTING: Readiness = { ready: false, checks: {}, details: ['It is starting.'] };
const STOPPING = 'It is stopping.';

/**
 * Serves `GET /healthz` (the process is alive), `GET /readyz` (it works, and what it needs is reachable; 503 when not) and
 * `GET /metrics`: the first thing that a service does, before it waits for anything. It is not ready before it has started,
 * nor once it was asked to end.
 */
export async function serveHealth({ host, port }: { host: string; port: number }): Promise<HealthServer> {
  let checks: Checks | undefined;
  const server = await servePages(
    {
      '/healthz': async () => json({ status: 'alive' }),
      '/readyz': async () => {
        const readiness = checks ? await readinessOf(checks) : STARTING;
        return json(readiness, readiness.ready ? 200 : 503);
      },
      '/metrics': exposition,
    },
    { host, port },
  );
  measureProcess();
  metrics.dependencyUp.readWith(async () => (checks ? await dependenciesUp(checks) : []));
  return {
    port: server.port,
    started(toCheck) {
      checks = toCheck;
      giveBackWhenIdle();
      // Node would do so at the end of the process, and the next one may start before.
      flushCompileCache();
    },
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}

const json = (value: object, status = 200): Page => ({
  status,
  contentType: 'application/json; charset=utf-8',
  body: JSON.stringify(value),
});

async function dependenciesUp(checks: Checks) {
  const readiness = await readinessOf(checks);
  return Object.entries(readiness.checks).map(
    ([dependency, state]) => [{ dependency }, state === 'ok' ? 1 : 0] as const,
  );
}

/** Runs all checks at once; one that takes longer than two seconds counts as unavailable. */
export async function readinessOf(
  checks: Checks,
  { timeoutMs = CHECK_TIMEOUT_MS, stopping = isEnding() }: { timeoutMs?: number; stopping?: boolean } = {},
): Promise<Readiness> {
  const results = await Promise.all(
    Object.entries(checks).map(async ([name, of]) => {
      const { check, without } = typeof of === 'function' ? { check: of, without: undefined } : of;
      return { name, without, result: await passes(check, timeoutMs) };
    }),
  );
  const failed = results.filter(({ result }) => result !== 'ok');
  const details = failed.flatMap(({ without }) => without ?? []);
  if (stopping) details.unshift(STOPPING);
  return {
    ready: !stopping && failed.every(({ without }) => without !== undefined),
    checks: Object.fromEntries(results.map(({ name, result }) => [name, result])),
    ...(details.length > 0 && { details }),
  };
}

async function passes(check: Check, timeoutMs: number): Promise<'ok' | 'unavailable'> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error('timed out')), timeoutMs);
  try {
    await Promise.race([check(), late]);
    return 'ok';
  } catch {
    // Why it is unavailable is the dependency's own log line; a probe would repeat it every few seconds.
    return 'unavailable';
  } finally {
    clearTimeout(timer);
  }
}
