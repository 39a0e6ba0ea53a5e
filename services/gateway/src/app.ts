import type { Checks } from '@halftone/runtime';
import Fastify, { type FastifyBaseLogger, LogController } from 'fastify';
import { type AuthenticateOptions, authenticate } from './access/authenticate.ts';
import { type ConcurrencyLimits, concurrencyHooks } from './access/concurrency-limits.ts';
import { type SystemName, surfaceOf } from './compatibility/systems.ts';
import { allowOrigins } from './http/cross-origin.ts';
import { takeEmptyBodies } from './http/empty-body.ts';
import { finishInFlight } from './http/finish-in-flight.ts';
import { measureRequests } from './http/measure-requests.ts';
import { answerClientError, refuseOnSocket } from './http/raw-answer.ts';
import { refuseUnknown, refuseUnrouted } from './http/refuse-unknown.ts';
import { REQUEST_ID_FIELD, requestIdOf, sendRequestIds } from './http/request-id.ts';
import { logRequests } from './http/request-log.ts';
import { securityHeaders, securityHeadersOf } from './http/security-headers.ts';
import { cutOffSlowClients, PATIENCE, type Patience, serverTimeouts } from './http/slow-clients.ts';
import type { App, TypeBoxProvider } from './http/type-provider.ts';
import { type AcceptDependencies, acceptRequest } from './intake/accept-request.ts';
import { countOutcomes } from './intake/count-outcomes.ts';
import { registerOpenApi } from './openapi/openapi.ts';
import { errorHandler } from './problems/error-handler.ts';
import type { StatusDependencies } from './progress/request-status.ts';
import { type ConsoleDependencies, consoleRoutes } from './routes/console.ts';
import { type DocsDependencies, docsRoutes } from './routes/docs.ts';
import { type ExistingClientsDependencies, existingClientsRoutes } from './routes/existing-clients.ts';
import { healthRoutes } from './routes/health.ts';
import type { CheckDependencies } from './routes/v1/check-catalogue.ts';
import { type ReadsDependencies, readRoutes } from './routes/v1/reads.ts';
import { submitRoutes } from './routes/v1/submit.ts';
import { type SystemRouteDependencies, systemRoutes } from './routes/v1/system.ts';

export type AppDependencies = AcceptDependencies &
  AuthenticateOptions &
  ConsoleDependencies &
  StatusDependencies &
  DocsDependencies &
  Omit<CheckDependencies, 'log'> &
  Omit<SystemRouteDependencies, 'log' | 'reads'> &
  Omit<ReadsDependencies & ExistingClientsDependencies, 'accept' | 'concurrency' | 'surface'> & {
    log: AcceptDependencies['log'] &
      CheckDependencies['log'] &
      ReadsDependencies['log'] &
      SystemRouteDependencies['log'];
    reads: SystemRouteDependencies['reads'];
    /** The system whose clients the paths of earlier systems are for; none in particular if left out. */
    compatibleWith?: SystemName;
    checks: Checks;
    /** The address of the API as clients see it, without a slash at the end. */
    publicUrl: string;
    /** The proxies whose word is taken on where a request comes from. */
    trustedProxies?: string[];
    /** The origins whose pages may call; none if left out. */
    corsOrigins?: string[];
    patience?: Partial<Patience>;
    concurrency?: Partial<ConcurrencyLimits>;
    logger: FastifyBaseLogger;
  };

/** Longer than any request line that Node's HTTP parser lets through, so that every id reaches its handler. */
const LONGEST_PARAMETER = 16 * 1024;
/** The API as an app that serves, or is tested, without a process of its own. */
export function buildApp(deps: AppDependencies): App {
  const patience = { ...PATIENCE, ...deps.patience };
  const headers = securityHeadersOf(deps);
  const answerError = errorHandler(deps.publicUrl);
  const refuse = refuseOnSocket(headers, deps);
  const app = Fastify({
    loggerInstance: deps.logger,
    // One line for each request, once it is answered: see request-log.ts.
    logController: new LogController({ disableRequestLogging: true, requestIdLogLabel: REQUEST_ID_FIELD }),
    genReqId: requestIdOf,
    routerOptions: { maxParamLength: LONGEST_PARAMETER },
    ...serverTimeouts(patience),
    trustProxy: deps.trustedProxies ?? false,
    // What a schema does not know is refused and not passed over in silence.
    ajv: { customOptions: { removeAdditional: false } },
    // What arrives on an open connection while the gateway stops is still answered.
    return503OnClosing: false,
    frameworkErrors: refuseUnrouted(answerError, headers),
    clientErrorHandler: answerClientError(refuse),
  }).withTypeProvider<TypeBoxProvider>();

  app.setErrorHandler(answerError);
  measureRequests(app);
  refuseUnknown(app, answerError);
  sendRequestIds(app);
  cutOffSlowClients(app, patience, refuse);
  securityHeaders(app, headers);
  allowOrigins(app, deps.corsOrigins ?? []);
  authenticate(app, deps);
  takeEmptyBodies(app);
  logRequests(app);
  registerOpenApi(app);
  const register = (routes: (scope: App) => void) =>
    app.register(async (scope) => routes(scope.withTypeProvider<TypeBoxProvider>()));
  const accept = finishInFlight(app, countOutcomes(acceptRequest(deps)));
  const concurrency = concurrencyHooks(deps);
  const surface = surfaceOf(deps.compatibleWith);
  register((scope) => existingClientsRoutes(scope, { ...deps, accept, concurrency, surface }));
  register((scope) => submitRoutes(scope, { ...deps, accept, concurrency }));
  register((scope) => readRoutes(scope, { ...deps, accept, concurrency }));
  register((scope) =>
    healthRoutes(scope, { checks: deps.checks, isLogFull: async () => deps.log().isFull() }),
  );
  register((scope) => systemRoutes(scope, deps));
  register((scope) => docsRoutes(scope, deps));
  register((scope) => consoleRoutes(scope, deps));
  return app;
}
