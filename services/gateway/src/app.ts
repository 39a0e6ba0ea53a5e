import type { Checks } from '@halftone/runtime';
import Fastify, { type FastifyBaseLogger, LogController } from 'fastify';
import { type AuthenticateOptions, authenticate } from './access/authenticate.ts';
import { type ConcurrencyLimits, concurrencyHooks } from './access/concurrency-limits.ts';
import { allowOrigins } from './http/cross-origin.ts';
import { takeEmptyBodies } from './http/empty-body.ts';
import { finishInFlight } from './http/finish-in-flight.ts';
import { measureRequests } from './http/measure-requests.ts';
import { registerOpenApi } from './http/openapi.ts';
import { answerClientError, refuseOnSocket } from './http/raw-answer.ts';
import { refuseUnknown } from './http/refuse-unknown.ts';
import { logRequests } from './http/request-log.ts';
import { securityHeaders, securityHeadersOf } from './http/security-headers.ts';
import { cutOffSlowClients, PATIENCE, type Patience, serverTimeouts } from './http/slow-clients.ts';
import type { App, TypeBoxProvider } from './http/type-provider.ts';
import { type AcceptDependencies, acceptRequest } from './intake/accept-request.ts';
import { countOutcomes } from './intake/count-outcomes.ts';
import { answerError } from './problems/error-handler.ts';
import type { StatusDependencies } from './progress/request-status.ts';
import { docsRoutes } from './routes/docs.ts';
import { downloadRoutes } from './routes/download.ts';
import { healthRoutes } from './routes/health.ts';
import { statusRoutes } from './routes/status.ts';
import { uploadRoutes } from './routes/upload.ts';
import { type ReadsDependencies, readRoutes } from './routes/v1/reads.ts';
import { submitRoutes } from './routes/v1/submit.ts';

export type AppDependencies = AcceptDependencies &
  AuthenticateOptions &
  StatusDependencies &
  Omit<ReadsDependencies, 'accept' | 'concurrency'> & {
    log: AcceptDependencies['log'] & ReadsDependencies['log'];
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
  const refuse = refuseOnSocket(headers);
  const app = Fastify({
    loggerInstance: deps.logger,
    // One line for each request, once it is answered: see request-log.ts.
    logController: new LogController({ disableRequestLogging: true }),
    routerOptions: { maxParamLength: LONGEST_PARAMETER },
    ...serverTimeouts(patience),
    trustProxy: deps.trustedProxies ?? false,
    // What arrives on an open connection while the gateway stops is still answered.
    return503OnClosing: false,
    frameworkErrors: answerError,
    clientErrorHandler: answerClientError(refuse),
  }).withTypeProvider<TypeBoxProvider>();

  app.setErrorHandler(answerError);
  measureRequests(app);
  refuseUnknown(app);
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
  register((scope) => uploadRoutes(scope, { ...deps, accept, concurrency }));
  register((scope) => submitRoutes(scope, { ...deps, accept, concurrency }));
  register((scope) => statusRoutes(scope, deps));
  register((scope) => downloadRoutes(scope, { ...deps, concurrency }));
  register((scope) => readRoutes(scope, { ...deps, accept, concurrency }));
  register((scope) =>
    healthRoutes(scope, { checks: deps.checks, isLogFull: async () => deps.log().isFull() }),
  );
  register((scope) => docsRoutes(scope));
  return app;
}
