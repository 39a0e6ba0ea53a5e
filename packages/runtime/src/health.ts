import Fastify from 'fastify';

/** Each check throws when the dependency it is named after cannot be used. */
export type Checks = Record<string, () => Promise<void>>;

export type Readiness = { ready: boolean; checks: Record<string, 'ok' | 'unavailable'> };

export type HealthServer = AsyncDisposable & { port: number };

const CHECK_TIMEOUT_MS = 2000;

/** Serves `GET /healthz` (the process is alive) and `GET /readyz` (what it needs is reachable; 503 when not). */
export async function serveHealth(options: {
  host: string;
  port: number;
  checks: Checks;
}): Promise<HealthServer> {
  const app = Fastify({ logger: false });
  app.get('/healthz', async () => ({ status: 'alive' }));
  app.get('/readyz', async (_request, reply) => {
    const readiness = await readinessOf(options.checks);
    return reply.code(readiness.ready ? 200 : 503).send(readiness);
  });
  await app.listen({ host: options.host, port: options.port });
  const address = app.server.address();
  return {
    port: typeof address === 'object' && address ? address.port : options.port,
    [Symbol.asyncDispose]: () => app.close(),
  };
}

/** Runs all checks at once; one that takes longer than two seconds counts as unavailable. */
export async function readinessOf(checks: Checks, timeoutMs = CHECK_TIMEOUT_MS): Promise<Readiness> {
  const results = await Promise.all(
    Object.entries(checks).map(async ([name, check]) => [name, await passes(check, timeoutMs)] as const),
  );
  return {
    ready: results.every(([, result]) => result === 'ok'),
    checks: Object.fromEntries(results),
  };
}

async function passes(check: () => Promise<void>, timeoutMs: number): Promise<'ok' | 'unavailable'> {
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
