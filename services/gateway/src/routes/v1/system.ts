import type { App } from '../../http/type-provider.ts';
import { problemResponses } from '../../problems/problems.ts';
import { coalesce } from '../../progress/coalesce.ts';
import { System } from '../../system/system-schema.ts';
import { operatorState, publicState, type SystemDependencies } from '../../system/system-state.ts';

export type SystemRouteDependencies = SystemDependencies & {
  /** Whether the holder of a key may see what concerns everybody's requests. */
  isOperator: (tenant: string) => boolean;
};

const schema = {
  operationId: 'getSystem',
  summary: 'The state of Halftone: readiness, versions, consumer lag, dead letters',
  description:
    'For operators. It answers also while the event log or the database is away; what cannot be asked then is null.',
  tags: ['operations'],
  response: { 200: System, ...problemResponses('unauthorized', 'too_many_requests') },
};

/** What operators look at when a request does not move. */
export function systemRoutes(app: App, deps: SystemRouteDependencies): void {
  // A page asks every few seconds, and several may be open.
  const state = coalesce((who: string) => (who === 'operator' ? operatorState(deps) : publicState(deps)));
  app.get('/v1/system', { schema, logLevel: 'warn' }, ({ tenant }) =>
    state(deps.isOperator(tenant) ? 'operator' : 'other'),
  );
}
