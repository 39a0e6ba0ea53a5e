import { type Checks, readinessOf } from '@halftone/runtime';
import { Type } from 'typebox';
import type { App } from '../http/type-provider.ts';

const CheckState = Type.Enum(['ok', 'unavailable'], {
  title: 'CheckState',
  description: 'The state of a dependency.',
});

const Readiness = Type.Object(
  {
    ready: Type.Boolean({
      description:
        'Whether the gateway takes requests: the event log is reachable, and it was not asked to stop.',
    }),
    uploads: Type.Optional(
      Type.Literal('refused', {
        description:
          'The event log is full and takes no uploads. Everything else works; deleting requests makes room.',
      }),
    ),
    details: Type.Optional(
      Type.Array(Type.String(), {
        description: 'What does not work although it is ready, or why it is not, in sentences.',
      }),
    ),
    checks: Type.Record(Type.String(), CheckState, {
      description: 'The state of each dependency.',
    }),
  },
  { title: 'Readiness', description: 'Whether the gateway can take work.' },
);

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

export type HealthDependencies = { checks: Checks; isLogFull: () => Promise<boolean> };

/** The probes of whoever runs the gateway. */
export function healthRoutes(app: App, { checks, isLogFull }: HealthDependencies): void {
  app.get('/healthz', { schema: healthz, logLevel: 'warn' }, async () => ({ status: 'alive' as const }));

  app.get('/readyz', { schema: readyz, logLevel: 'warn' }, async (_request, reply) => {
    const readiness = await readinessOf(checks);
    // Who deletes requests has to reach a gateway, so a full log leaves it ready.
    const refuses = readiness.ready && (await isLogFull().catch(() => false));
    return reply
      .code(readiness.ready ? 200 : 503)
      .send({ ...readiness, ...(refuses && { uploads: 'refused' as const }) });
  });
}
