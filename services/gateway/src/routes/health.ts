import { Type } from 'typebox';
import type { App } from '../http/type-provider.ts';
import { Readiness, type ReadinessDependencies, readinessNow } from '../system/readiness.ts';

const healthz = {
  operationId: 'getHealth',
  summary: 'Whether the process is alive',
  tags: ['operations'],
  response: {
    200: Type.Object({ status: Type.Literal('alive') }, { title: 'Health', description: 'It is.' }),
  },
};

const readyz = {
  operationId: 'getReadiness',
  summary: 'Whether the gateway takes uploads, and what it can reach',
  tags: ['operations'],
  response: { 200: Readiness, 503: Readiness },
};

/** The probes of whoever runs the gateway. */
export function healthRoutes(app: App, dependencies: ReadinessDependencies): void {
  app.get('/healthz', { schema: healthz, logLevel: 'warn' }, async () => ({ status: 'alive' as const }));

  app.get('/readyz', { schema: readyz, logLevel: 'warn' }, async (_request, reply) => {
    const readiness = await readinessNow(dependencies);
    return reply.code(readiness.ready ? 200 : 503).send(readiness);
  });
}
