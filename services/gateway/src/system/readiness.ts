import { type Checks, readinessOf } from '@halftone/runtime';
import { type Static, Type } from 'typebox';

const CheckState = Type.Enum(['ok', 'unavailable'], {
  title: 'CheckState',
  description: 'The state of a dependency.',
});

export const Readiness = Type.Object(
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
export type Readiness = Static<typeof Readiness>;

export type ReadinessDependencies = { checks: Checks; isLogFull: () => Promise<boolean> };

/** Whether the gateway takes requests, and uploads among them. */
export async function readinessNow({ checks, isLogFull }: ReadinessDependencies): Promise<Readiness> {
  const readiness = await readinessOf(checks);
  // Who deletes requests has to reach a gateway, so a full log leaves it ready.
  const refuses = readiness.ready && (await isLogFull().catch(() => false));
  return { ...readiness, ...(refuses && { uploads: 'refused' as const }) };
}
